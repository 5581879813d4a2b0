"""Words, shapes and colours: nothing missing in either language, nothing hard to read."""

import re
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest

from ivr.callbacks import Outcome, TaskState
from ivr.clock import parse_moment
from ivr.history import Entry
from ivr.hours import Schedule
from ivr.hours.topics import TOPICS
from ivr.voicemail import MessageState
from ivr.waiting.tables import Presence
from ivr.web.console import assets, timeline, times, waveform
from ivr.web.console.words import WORDS, say

WEB = Path(assets.FOLDER).parent
NOW = parse_moment("2026-10-01T20:00")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same() -> None:
    assert [key for key, (zh, en) in WORDS.items() if not (zh.strip() and en.strip())] == []
    assert [key for key, (zh, en) in WORDS.items() if not fields(zh) <= fields(en) | {"act"}] == []
    assert [key for key, (zh, _) in WORDS.items() if re.search(r"您的操作|成功提交", zh)] == []


def test_every_key_that_is_asked_for_exists() -> None:
    asked = set()
    for file in (*WEB.glob("templates/**/*.html"), *WEB.glob("console/**/*.py")):
        text = file.read_text()
        asked |= set(re.findall(r"""\bt\(["']([\w.-]+)["'][,)]""", text))
        asked |= set(re.findall(r'say\(\w+(?:\.\w+)?, "([\w.-]+)"', text))
        asked |= set(re.findall(r'Refused\("([\w.-]+)"', text))
    assert len(asked) > 100
    assert asked <= set(WORDS)


def test_every_state_outcome_and_topic_has_words() -> None:
    wanted = {f"state.{state}" for state in TaskState} | {f"outcome.{outcome}" for outcome in Outcome}
    wanted |= {f"topic.{topic}" for topic in TOPICS} | {f"presence.{state}" for state in Presence}
    wanted |= {f"message.{state}" for state in MessageState if state != MessageState.STORED}
    assert wanted <= set(WORDS)


def test_every_kind_of_entry_that_is_written_has_words() -> None:
    root = WEB.parent
    written = set()
    for file in (*root.glob("callbacks/*.py"), *root.glob("privacy/*.py"), WEB / "console/witness.py"):
        text = re.sub(r"\s+", " ", file.read_text())
        written |= set(re.findall(r'\bnote\( ?session, [\w.]+, "([\w-]+)"', text))
    assert {"opened", "claimed", "resolved", "outcome", "listened", "revealed", "exported"} <= written
    assert {f"history.{kind}" for kind in written} - {"history.closed"} <= set(WORDS)


def test_an_entry_nobody_thought_of_is_shown_by_its_name(schedule: Schedule) -> None:
    context = timeline.Context("zh", NOW, {3: "张敏"}, schedule)
    assert timeline.sentence(Entry("task:1", 1, NOW, "sung-to", "caller", {}), context) == "sung-to"
    assert timeline.sentence(Entry("task:1", 2, NOW, "claimed", "user:3", {}), context) == "张敏认领"
    assert timeline.sentence(Entry("task:1", 2, NOW, "claimed", "user:9", {}), context) == "已离开的同事认领"


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-10-01T20:05", "今天 20:05", "today 20:05"),
        ("2026-10-02T09:00", "明天 9:00", "tomorrow 9:00"),
        ("2026-09-30T23:59", "昨天 23:59", "yesterday 23:59"),
        ("2026-10-08T09:00", "10月8日 9:00", "8 Oct 9:00"),
        ("2027-01-04T08:30", "2027年1月4日 8:30", "4 Jan 2027 8:30"),
        ("2026-10-08T01:00Z", "10月8日 9:00", "8 Oct 9:00"),  # Shanghai, whatever was handed in
    ],
)
def test_moments_are_relative_when_near(moment: str, zh: str, en: str) -> None:
    at = parse_moment(moment)
    assert (times.when(at, NOW, "zh"), times.when(at, NOW, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0.5, "不到1分钟", "<1 min"),
        (8, "8分钟", "8 min"),
        (59.9, "59分钟", "59 min"),
        (60, "1小时", "1 h"),
        (80, "1小时20分", "1 h 20 min"),
        (47 * 60, "47小时", "47 h"),
        (72 * 60, "72小时", "72 h"),
        (-5, "不到1分钟", "<1 min"),
    ],
)
def test_lengths(minutes: float, zh: str, en: str) -> None:
    span = timedelta(minutes=minutes)
    assert (times.length(span, "zh"), times.length(span, "en")) == (zh, en)


def test_a_waveform_is_one_path_within_its_frame() -> None:
    drawn = waveform.path([0, 50, 100] * 200)
    assert drawn.count("M") == waveform.BARS
    assert max(float(v) for v in re.findall(r"v([\d.]+)", drawn)) == waveform.HEIGHT - 4
    assert waveform.path([]) == waveform.path(None)
    assert waveform.path([7]).count("M") == waveform.BARS


def test_templates_hold_no_script_and_no_style() -> None:
    """But data: a block of JSON runs nowhere."""
    script = r"<script(?![^>]* src=)(?! type=.application/json)|javascript:|hx-on"
    for file in WEB.glob("templates/**/*.html"):
        assert not re.search(rf"{script}|<style|\sstyle=|\son\w+=[\"']", file.read_text()), file


def test_script_and_style_stay_small_as_they_are_sent() -> None:
    assert sum(len(asset.packed) for asset in assets.SERVED.values()) < 150_000


def tokens() -> dict[str, dict[str, str]]:
    css = (WEB / "static/console.css").read_text()
    blocks = {
        "light": re.search(r":root \{(.*?)\}", css, re.S),
        "system dark": re.search(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", css, re.S),
        "dark": re.search(r":root\[data-theme=\"dark\"\] \{(.*?)\}", css, re.S),
    }
    return {
        name: dict(re.findall(r"--([\w-]+): (#\w{6})", block[1])) for name, block in blocks.items() if block
    }


def contrast(one: str, other: str) -> float:
    """As WCAG 2 computes it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    colours = tokens()[theme]
    for ground in ("ground", "surface", "raised", "hover", "accent-soft"):
        for ink in ("ink", "ink-2", "ink-3", "accent", "red", "amber"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["on-accent"], colours["accent-hover"]) >= 4.5
    assert contrast(colours["red"], colours["red-soft"]) >= 4.5
    assert contrast(colours["amber"], colours["amber-soft"]) >= 4.5


def test_dark_is_dark_by_choice_and_by_system() -> None:
    assert tokens()["dark"] == tokens()["system dark"]


def test_a_fact_can_be_missing_in_no_sentence() -> None:
    with pytest.raises(KeyError):
        say("zh", "no.held")
