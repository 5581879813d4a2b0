"""A task's history in words: what happened, when, by whom, with what was written about it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import Task
from ivr.clock import shanghai
from ivr.history import Entry
from ivr.hours import Schedule
from ivr.people import User
from ivr.voicemail import Conversation
from ivr.waiting import telling
from ivr.web.console import times
from ivr.web.console.times import Language
from ivr.web.console.words import WORDS, say

WEIGHTY = frozenset(
    {
        *("opened", "message", "outcome", "resolved", "closed", "reopened", "dispatched", "urged", "lifted"),
        "rated",
    }
)
"""Kinds that somebody looks for first; they get a filled dot."""

_BEGINS = frozenset({"ringing", "ringing-agent"})
"""Kinds of which somebody was told already when he pressed."""


@dataclass(frozen=True)
class Told:
    """One entry as it is shown."""

    at: datetime
    text: str
    note: str | None
    weighty: bool
    rings: bool | None
    """Whether it tells how far ringing back has come, beyond that it began; None when it is about something else."""


@dataclass(frozen=True)
class Day:
    """The entries of one day, oldest first."""

    name: str
    entries: list[Told]


@dataclass(frozen=True)
class Context:
    """What the words need to know besides the entry."""

    language: Language
    now: datetime
    names: Mapping[int, str]
    """Users by id, as colleagues know them."""
    schedule: Schedule
    talks: Mapping[int, tuple[datetime, float | None]] = field(default_factory=dict)
    """When the conversations that entries name took place, and their lengths in seconds."""

    def who(self, actor: str) -> str:
        kind, _, number = actor.partition(":")
        if kind == "user" and number.isdigit():
            return self.user(int(number))
        key = f"history.{actor}"
        return say(self.language, key) if key in WORDS else actor

    def user(self, number: int) -> str:
        return self.names.get(number) or say(self.language, "history.somebody")

    def desk(self, name: str) -> str:
        return desk_name(self.schedule, name, self.language)

    def moment(self, iso: str) -> str:
        return times.inline(times.when(datetime.fromisoformat(iso), self.now, self.language), self.language)


def quoted(words: Iterable[str], language: Language) -> str:
    """Words as somebody said them: “中断”、“全部”."""
    return ("、" if language == "zh" else ", ").join(f"“{word}”" for word in words)


def talks(session: Session, entries: Iterable[Entry]) -> dict[int, tuple[datetime, float | None]]:
    """What a context needs to know of conversations."""
    named = {number for entry in entries if isinstance(number := entry.facts.get("conversation"), int)}
    if not named:
        return {}
    found = select(Conversation.id, Conversation.created, Conversation.seconds)
    return {
        row.id: (row.created, row.seconds) for row in session.execute(found.where(Conversation.id.in_(named)))
    }


def desk_name(schedule: Schedule, desk: str, language: Language) -> str:
    """As colleagues call it; one that the schedule no longer has goes by its id."""
    known = schedule.desks.get(desk)
    if known is None:
        return desk
    return known.name.zh if language == "zh" else known.name.en


def days(session: Session, task: Task, schedule: Schedule, now: datetime, language: Language) -> list[Day]:
    """The whole history, grouped by day in Shanghai, the latest day last."""
    entries = history.entries(session, task.subject)
    notes = history.recall_all(session, [entry.facts["note"] for entry in entries if "note" in entry.facts])
    context = Context(language, now, _names(session, entries), schedule, talks(session, entries))
    grouped: dict[date, list[Told]] = {}
    for entry in entries:
        grouped.setdefault(shanghai(entry.at).date(), []).append(_told(entry, notes, context))
    today = shanghai(now).date()
    return [
        Day(times.calendar_day(on, today, language, weekday=True), told)
        for on, told in sorted(grouped.items())
    ]


def _told(entry: Entry, notes: Mapping[str, str], context: Context) -> Told:
    note = None
    if "note" in entry.facts:
        note = notes.get(entry.facts["note"]) or say(context.language, "history.erased")
    rings = entry.kind not in _BEGINS if "attempt" in entry.facts else None
    return Told(entry.at, sentence(entry, context), note, entry.kind in WEIGHTY, rings)


def sentence(entry: Entry, context: Context) -> str:
    """One entry in words; a kind nobody thought of shows its own name rather than nothing."""
    tell = _TELLERS.get(entry.kind)
    variant, facts = tell(entry, context) if tell else ("", {})
    key = f"history.{entry.kind}" + (f".{variant}" if variant else "")
    if key not in WORDS:
        return say(context.language, "history.unknown", kind=entry.kind)
    return say(context.language, key, who=context.who(entry.actor), **facts)


Facts = tuple[str, dict[str, Any]]
"""Which variant of the words, and what is filled in."""


def _opened(entry: Entry, _context: Context) -> Facts:
    why = entry.facts.get("why")
    if entry.facts.get("origin") == "follow-up":
        return "dissatisfied" if why == "dissatisfied" else "follow-up", {}
    if entry.facts.get("origin") == telling.ORIGIN:
        return "not-told" if why == telling.NOT_TOLD else "still-broken", {}
    if entry.facts.get("origin") != "call":
        return "other", {}
    return "message" if why is None else "callback" if why == "callback" else "", {}


def _made_urgent(entry: Entry, context: Context) -> Facts:
    topic = say(context.language, f"topic.{entry.facts.get('topic', 'enquiry')}")
    return "", {"topic": topic, "desk": context.desk(entry.facts.get("desk", ""))}


def _due(entry: Entry, context: Context) -> Facts:
    return "", {"due": context.moment(entry.facts["due"])}


def _urged(entry: Entry, _context: Context) -> Facts:
    return "caller" if entry.actor == "caller" else "", {"times": entry.facts.get("times", 1)}


def _lapsed(entry: Entry, context: Context) -> Facts:
    return "", {"user": context.user(entry.facts.get("user", 0))}


def _page_ended(entry: Entry, context: Context) -> Facts:
    result = str(entry.facts.get("result", ""))
    return result if f"history.page-ended.{result}" in WORDS else "", _lapsed(entry, context)[1]


def _lifted(entry: Entry, context: Context) -> Facts:
    words = quoted(entry.facts["words"], context.language)
    return "", {"words": words, **_dispatched(entry, context)[1], **_due(entry, context)[1]}


def _handed_on(entry: Entry, context: Context) -> Facts:
    return "", {
        "user": context.user(entry.facts.get("user", 0)),
        "was": context.user(entry.facts.get("was", 0)),
    }


def _exported(entry: Entry, _context: Context) -> Facts:
    first, last = (datetime.fromisoformat(entry.facts[end]) for end in ("since", "until"))
    return "", {"span": f"{shanghai(first):%Y-%m-%d %H:%M} – {shanghai(last):%Y-%m-%d %H:%M}"}


def _dispatched(entry: Entry, context: Context) -> Facts:
    return "put-back" if entry.facts.get("put_back") else "", {
        "desk": context.desk(entry.facts.get("desk", "")),
        "was": context.desk(entry.facts.get("was", "")),
    }


def _closed(entry: Entry, _context: Context) -> Facts:
    why = entry.facts.get("why")
    return why if why in ("solved", "unnecessary") else "", {}


def _rated(entry: Entry, context: Context) -> Facts:
    score = say(context.language, f"rating.{entry.facts['score']}")
    return "" if entry.actor == "caller" else "default", {"score": score}


def _followed_up(entry: Entry, _context: Context) -> Facts:
    return "dissatisfied" if entry.facts.get("why") == "dissatisfied" else "", {}


def _reopened(entry: Entry, context: Context) -> Facts:
    return "caller" if entry.actor == "caller" else "", {"due": context.moment(entry.facts["due"])}


def _put_off(entry: Entry, context: Context) -> Facts:
    return "", {"until": context.moment(entry.facts["until"])}


def _ringing(entry: Entry, _context: Context) -> Facts:
    if entry.actor == "system":
        return "system", {}
    return "reason" if entry.facts.get("out_of_hours") else "", {}


def _outcome(entry: Entry, context: Context) -> Facts:
    facts = entry.facts
    said = say(context.language, f"outcome.{facts['outcome']}")
    if facts.get("retry_at"):
        return "again", {"outcome": said, "retry": context.moment(facts["retry_at"])}
    if facts.get("seconds"):
        return "talked", {"outcome": said, "length": times.seconds(facts["seconds"])}
    return "", {"outcome": said}


def _corrected(entry: Entry, context: Context) -> Facts:
    now_is, was = entry.facts["now_is"], entry.facts["was"]
    return "", {
        "outcome": say(context.language, f"outcome.{now_is}"),
        "was": say(context.language, f"outcome.{was}"),
    }


def _not_rung(entry: Entry, _context: Context) -> Facts:
    why = str(entry.facts.get("why", ""))
    if why.startswith("agent-"):
        return "agent", {}
    return why if f"history.not-rung.{why}" in WORDS else "", {}


def _sorted(entry: Entry, context: Context) -> Facts:
    topic = say(context.language, f"topic.{entry.facts['topic']}")
    return "urgent" if entry.facts["urgent"] else "", {"topic": topic}


def _recorded(entry: Entry, context: Context) -> Facts:
    told = _talk(entry, context)
    return ("told", told) if told else ("", {})


def _listened(entry: Entry, context: Context) -> Facts:
    if "conversation" in entry.facts:
        told = _talk(entry, context)
        return ("conversation-told", told) if told else ("conversation", {})
    return "original" if entry.facts.get("original") else "", {}


def _talk(entry: Entry, context: Context) -> dict[str, Any]:
    at, seconds = context.talks.get(entry.facts.get("conversation", 0), (None, None))
    if at is None or seconds is None:
        return {}
    return {"at": context.moment(at.isoformat()), "length": times.seconds(seconds)}


def _erased(entry: Entry, _context: Context) -> Facts:
    request = "request" if entry.facts.get("why") == "request" else ""
    if "conversation" in entry.facts:
        return "conversation-request" if request else "conversation", {}
    return request, {}


def _escalated(entry: Entry, _context: Context) -> Facts:
    return str(entry.facts.get("level", "")), {}


_TELLERS: dict[str, Callable[[Entry, Context], Facts]] = {
    "opened": _opened,
    "made-urgent": _made_urgent,
    "due-moved": _due,
    "told": _due,
    "urged": _urged,
    "paged": _lapsed,
    "page-ended": _page_ended,
    "lapsed": _lapsed,
    "returned": _lapsed,
    "handed-on": _handed_on,
    "report-exported": _exported,
    "dispatched": _dispatched,
    "lifted": _lifted,
    "closed": _closed,
    "reopened": _reopened,
    "put-off": _put_off,
    "rated": _rated,
    "follow-up-planned": _put_off,
    "followed-up": _followed_up,
    "ringing": _ringing,
    "outcome": _outcome,
    "corrected": _corrected,
    "not-rung": _not_rung,
    "recorded": _recorded,
    "listened": _listened,
    "sorted": _sorted,
    "audio-erased": _erased,
    "purged": _erased,
    "escalated": _escalated,
}


def _names(session: Session, entries: list[Entry]) -> dict[int, str]:
    """Everybody the entries name."""
    known = {int(entry.actor[5:]) for entry in entries if entry.actor.startswith("user:")}
    for fact in ("user", "was"):
        known |= {entry.facts[fact] for entry in entries if isinstance(entry.facts.get(fact), int)}
    rows = session.execute(select(User.id, User.display).where(User.id.in_(known))) if known else ()
    return {row.id: row.display for row in rows}
