"""The copy that is handed out, as a page to read without us: Chinese first, English below."""

from collections.abc import Mapping

from jinja2 import Environment, PackageLoader

from ivr.clock import shanghai
from ivr.hours import Schedule
from ivr.privacy.copying import Copy
from ivr.web.console import times
from ivr.web.console.timeline import Context, sentence
from ivr.web.console.times import Language
from ivr.web.console.words import say

TEMPLATES = Environment(
    loader=PackageLoader("ivr.web", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
"""For pages that are read without the console: they know no request and nobody who is signed in."""

STYLE = """\
body { font: 15px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; margin: 2rem auto;
  max-width: 46rem; padding: 0 1rem; color: #15201f; }
article + article { border-top: 1px solid #b9c2c2; margin-top: 3rem; padding-top: 1rem; }
section { border: 1px solid #dfe4e4; border-radius: 6px; margin: 1rem 0; padding: .25rem 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
time, dt { color: #475452; }
"""


def page(copy: Copy) -> Mapping[str, bytes]:
    """`copy.html` and its style; the recordings play from beside it."""
    several: tuple[Language, ...] = ("zh", "en")
    html = TEMPLATES.get_template("privacy/copy.html").render(
        copy=copy,
        articles=[Words(copy.schedule, language) for language in several],
        histories={
            language: {ref: _history(copy, ref, language) for ref in copy.histories} for language in several
        },
    )
    return {"copy.html": html.encode(), "copy.css": STYLE.encode()}


class Words:
    """What a template that is read outside the console asks for in one language."""

    def __init__(self, schedule: Schedule, language: Language) -> None:
        self.language = language
        self._schedule = schedule

    def t(self, key: str, **facts: object) -> str:
        return say(self.language, key, **facts)

    def hotline(self, number: str) -> str:
        found = self._schedule.hotlines.get(number)
        name = (found.name.zh if self.language == "zh" else found.name.en) if found else ""
        return f"{name} {number}".strip()

    def length(self, amount: float | None) -> str:
        return times.seconds(amount)

    def moment(self, text: str) -> str:
        return text[:16].replace("T", " ")


def _history(copy: Copy, ref: str, language: Language) -> list[tuple[str, str, str | None]]:
    """When, what happened, what was noted; who of us it was is not told."""
    context = _Nobody(language, copy.at, {}, copy.schedule)
    return [
        (
            f"{shanghai(entry.at):%Y-%m-%d %H:%M}",
            sentence(entry, context),
            copy.notes.get(entry.facts.get("note", "")),
        )
        for entry in copy.histories[ref]
    ]


class _Nobody(Context):
    """Colleagues without their names."""

    def user(self, number: int) -> str:  # noqa: ARG002
        return say(self.language, "copy.staff")
