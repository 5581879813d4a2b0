"""What somebody chose to see of the queue. Kept with the session, so that the next task is of the same kind too."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flask import redirect, request
from flask import session as kept
from werkzeug.wrappers import Response

from ivr.callbacks import TaskState
from ivr.hours import Edition
from ivr.hours.topics import TOPICS
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say

STATES = (TaskState.WAITING, TaskState.CLAIMED, TaskState.RINGING, TaskState.RETRY, TaskState.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is chosen; None and False choose everything."""

    hotline: str | None = None
    desk: str | None = None
    topic: str | None = None
    state: str | None = None
    mine: bool = False

    @classmethod
    def chosen(cls) -> "Filter":
        """The one of this session."""
        return cls(**kept.get("filter", {}))

    def __bool__(self) -> bool:
        return self != Filter()

    def conditions(self) -> dict[str, Any]:
        """As `ivr.callbacks.queue.work` takes them."""
        return asdict(self)


@dataclass(frozen=True)
class Choice:
    """One thing to choose by: its field, and what there is to choose from."""

    field: str
    options: list[tuple[str, str]]
    """Value and words."""
    value: str | None


@console.post("/queue/filter")
def set_filter() -> Response:
    """Chooses, or with nothing chosen shows everything again. What does not exist chooses nothing."""
    session.looking()
    values = {
        field: request.form.get(field, "")[:64] or None for field in ("hotline", "desk", "topic", "state")
    }
    kept["filter"] = asdict(Filter(**values, mine="mine" in request.form))
    return redirect(session.safe_next(request.form.get("next")), 303)


def choices(somebody: Person, edition: Edition, language: Language) -> list[Choice]:
    """What the person may choose from."""
    chosen, schedule = Filter.chosen(), edition.schedule
    hotlines = [(line.number, _name(line.name, language)) for line in schedule.hotlines.values()]
    desks = [
        (key, _name(desk.name, language))
        for key, desk in schedule.desks.items()
        if somebody.viewer.sees_all or key in somebody.desks
    ]
    topics = [(topic, say(language, f"topic.{topic}")) for topic in TOPICS]
    states = [
        (str(state), say(language, f"state.{state}"))
        for state in STATES
        if state != TaskState.UNREACHABLE or somebody.decides
    ]
    return [
        Choice("hotline", hotlines, chosen.hotline),
        Choice("desk", desks, chosen.desk),
        Choice("topic", topics, chosen.topic),
        Choice("state", states, chosen.state),
    ]


def told(found: list[Choice], language: Language) -> list[str]:
    """What is chosen, in words."""

    def words() -> Iterator[str]:
        for choice in found:
            if choice.value is not None:
                yield dict(choice.options).get(choice.value, choice.value)
        if Filter.chosen().mine:
            yield say(language, "queue.mine")

    return list(words())


def _name(text: Any, language: Language) -> str:
    return str(text.zh).removesuffix("热线") if language == "zh" else str(text.en)
