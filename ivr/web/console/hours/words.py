"""All words of this part, gathered from its pages."""

from ivr.web.console.hours.draft_words import DRAFT
from ivr.web.console.hours.notices_words import NOTICES
from ivr.web.console.hours.overview_words import OVERVIEW
from ivr.web.console.hours.switch_words import SWITCH
from ivr.web.console.hours.versions_words import VERSIONS
from ivr.web.console.hours.voices_words import VOICES
from ivr.web.console.hours.year_words import YEAR

HOURS: dict[str, tuple[str, str]] = {
    "nav.hours": ("开放时间", "Hours"),
    "hours.tabs": ("开放时间的各页", "Pages of the hours"),
    "hours.tab.overview": ("总览", "Overview"),
    "hours.tab.year": ("交易日历", "Calendar"),
    "hours.tab.draft": ("编辑", "Edit"),
    "hours.tab.versions": ("版本", "Versions"),
    "hours.tab.switch": ("应急开关", "Emergency"),
    "hours.tab.voices": ("语音", "Voices"),
    **OVERVIEW,
    **YEAR,
    **NOTICES,
    **DRAFT,
    **VERSIONS,
    **SWITCH,
    **VOICES,
}
