"""Entries of the audit in words: what was done, by whom, to which task, and which number was looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history, people
from ivr.callbacks import Task
from ivr.callbacks.audit import Found
from ivr.callbacks.references import spoken
from ivr.history import Entry
from ivr.hours.on_disk import AUTHOR
from ivr.telephony.numbers import masked
from ivr.web.console import timeline
from ivr.web.console.timeline import Context, Facts
from ivr.web.console.times import Language
from ivr.web.console.words import WORDS, say
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Told:
    """One entry as it is shown and exported."""

    at: datetime
    who: str
    login: str
    """What they sign in with; the actor as it stands where it is nobody's name."""
    what: str
    ref: str | None
    number: str | None
    """Masked, as it was when it was looked at."""
    kind: str
    subject: str
    seq: int


def told(reading: Session, found: Sequence[Found], language: Language) -> list[Told]:
    """The entries in words."""
    users = {user.id: user for user in people.everybody(reading)}
    displays = {user.name: user.display for user in users.values()} | {
        AUTHOR: say(language, "versions.by-hand")
    }
    system = current_system()
    context = Context(
        language,
        system.now(),
        {user.id: user.display for user in users.values()},
        system.book.current().schedule,
        timeline.talks(reading, [one.entry for one in found]),
    )
    wanted = {one.task_id for one in found if one.task_id is not None}
    tasks = {task.id: task for task in reading.scalars(select(Task).where(Task.id.in_(wanted)))}
    kept = history.recall_all(
        reading, {n for one in found if (n := one.entry.facts.get("number")) and isinstance(n, str)}
    )
    listed = []
    for one in found:
        entry = one.entry
        task = tasks.get(one.task_id or 0)
        number = kept.get(str(entry.facts.get("number")))
        if (
            number is None
            and entry.kind == "revealed"
            and "number" not in entry.facts
            and task
            and task.number
        ):
            number = masked(task.number)  # from before it was kept with the entry
        user = users.get(int(entry.actor[5:])) if entry.actor.startswith("user:") else None
        listed.append(
            Told(
                at=entry.at,
                who=displays.get(entry.actor) or context.who(entry.actor),
                login=user.name if user else entry.actor,
                what=sentence(entry, context, displays),
                ref=spoken(task.ref) if task else None,
                number=number,
                kind=entry.kind,
                subject=entry.subject,
                seq=entry.seq,
            )
        )
    return listed


def sentence(entry: Entry, context: Context, displays: dict[str, str]) -> str:
    """One entry in words; those of tasks as the task's own page says them."""
    about, _, number = entry.subject.partition(":")
    tell = _TELLERS.get(f"{about}.{entry.kind}")
    variant, facts = tell(entry, context) if tell else ("", {})
    key = f"history.{about}.{entry.kind}" + (f".{variant}" if variant else "")
    if key not in WORDS:
        return timeline.sentence(entry, context)
    whom = context.user(int(number)) if about == "user" and number.isdigit() else ""
    who = displays.get(entry.actor) or context.who(entry.actor)
    return say(context.language, key, who=who, whom=whom, **facts)


def _role(entry: Entry, context: Context) -> Facts:
    return "", {"role": say(context.language, f"role.{entry.facts['role']}")}


def _desks(entry: Entry, context: Context) -> Facts:
    mark = "、" if context.language == "zh" else ", "
    desks = mark.join(context.desk(desk) for desk in entry.facts["desks"])
    return ("", {"desks": desks}) if desks else ("none", {})


def _given(entry: Entry, _context: Context) -> Facts:
    return "" if entry.facts.get("given") else "none", {}


def _link(entry: Entry, _context: Context) -> Facts:
    return "link" if entry.facts.get("link") else "", {}


def _published(entry: Entry, context: Context) -> Facts:
    what = say(context.language, f"audit.what.{entry.facts['what']}")
    return "", {"number": entry.facts["number"], "what": what}


def _exported(entry: Entry, context: Context) -> Facts:
    key = f"audit.exported.{entry.facts.get('what')}"
    what = say(context.language, key) if key in WORDS else str(entry.facts.get("what", ""))
    return "", {"what": what, "rows": entry.facts.get("rows", "?")}


def _broken(entry: Entry, context: Context) -> Facts:
    return "", {"what": say(context.language, f"incident.what.{entry.facts['what']}")}


_TELLERS: dict[str, Callable[[Entry, Context], tuple[str, dict[str, Any]]]] = {
    "user.added": _role,
    "user.role-set": _role,
    "user.desks-set": _desks,
    "user.phone-set": _given,
    "user.mobile-set": _given,
    "user.pin-set": _given,
    "user.password-set": _link,
    "user.email-set": _given,
    "schedule.published": _published,
    "audit.exported": _exported,
    "incident.exported": _exported,
    "incident.incident-opened": _broken,
    "incident.incident-updated": _broken,
    "incident.incident-closed": _broken,
}
