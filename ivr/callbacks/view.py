"""Tasks as JSON, for `ivr tasks` and other people's scripts: DESIGN.md fixes the names. Times are Shenzhen's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history as past
from ivr.callbacks import rating
from ivr.callbacks.aftercare import Rating
from ivr.callbacks.listing import messages
from ivr.callbacks.severity import Severity
from ivr.callbacks.tables import Task
from ivr.clock import shanghai
from ivr.people import User
from ivr.telephony import masked
from ivr.telephony.masking import mask
from ivr.voicemail import MessageState, Voicemail, transcripts


def tasks_json(
    session: Session, tasks: Sequence[Task], severity: Severity | None = None
) -> list[dict[str, Any]]:
    """Each task as the listing shows it, numbers in clear: for the operator's own eyes.

    With `severity` also the row of its table that puts the task where it stands, None for none.
    """
    owners = _names(session, {task.owner_id for task in tasks if task.owner_id is not None})
    heard, rated = messages(session, tasks), rating.of_tasks(session, tasks)
    written = transcripts.of_messages(session, [row for rows in heard.values() for row in rows])
    said = {message: row.said for message, row in written.items()}
    return [
        _task(task, owners, heard.get(task.id, []), said)
        | {"rating": _rating(rated.get(task.id))}
        | (_severity(severity, task) if severity else {})
        for task in tasks
    ]


def task_json(
    session: Session, task: Task, *, history: bool = False, severity: Severity | None = None
) -> dict[str, Any]:
    """One task; with `history` what happened to it, and whether that is whole and unaltered."""
    (shown,) = tasks_json(session, [task], severity)
    if history:
        shown |= {"history": _history(session, task), "verified": verified(session, task)}
    return shown


def _history(session: Session, task: Task) -> list[dict[str, Any]]:
    entries = past.entries(session, task.subject)
    notes = past.recall_all(session, [entry.facts["note"] for entry in entries if "note" in entry.facts])
    actors = {int(entry.actor[5:]) for entry in entries if entry.actor.startswith("user:")}
    names = {f"user:{user}": name for user, name in _names(session, actors).items()}
    return [_entry(entry, names, notes) for entry in entries]


def masked_json(shown: dict[str, Any]) -> dict[str, Any]:
    """A task as somebody sees it who has revealed nothing: telephone numbers masked wherever they stand."""
    for name in ("caller", "contact", "extension"):
        shown[name] = masked(shown[name]) if shown[name] else None
    for message in shown["messages"]:
        message["transcript"] = mask(message["transcript"]) if message["transcript"] else None
    for entry in shown.get("history", ()):
        if entry.get("note"):
            entry["note"] = mask(entry["note"])
    return shown


def verified(session: Session, task: Task) -> bool:
    """True when the history is whole from the task's opening on, and nobody altered it."""
    return past.verify(session, task.subject) and past.entries(session, task.subject)[0].kind == "opened"


def _task(
    task: Task, owners: dict[int, str], heard: list[Voicemail], said: dict[int, str | None]
) -> dict[str, Any]:
    return {
        "ref": task.ref,
        "hotline": task.hotline,
        "caller": task.caller,
        "contact": task.contact,
        "extension": task.extension,
        "state": task.state,
        "desk": task.desk,
        "topic": task.topic,
        "priority": "urgent" if task.urgent else "normal",
        "why": task.why,
        "created": _time(task.created),
        "due": _time(task.due),
        "owner": owners.get(task.owner_id) if task.owner_id is not None else None,
        "attempts": task.attempts,
        "outcome": task.outcome,
        "retry_at": _time(task.retry_at),
        "urged": task.urged,
        "pretended": task.pretended,
        "messages": [_message(message, said.get(message.id)) for message in heard],
        "purged": _time(task.purged),
    }


def _rating(row: Rating | None) -> dict[str, Any] | None:
    """How the customer judged it; `given` is false for a default."""
    return None if row is None else {"score": row.score, "given": row.given}


def _severity(severity: Severity, task: Task) -> dict[str, Any]:
    row = severity.row(task)
    return {"severity": {"zh": row.name.zh, "en": row.name.en} if row else None}


def _message(message: Voicemail, said: str | None) -> dict[str, Any]:
    gone = message.state in (MessageState.FAILED, MessageState.PURGED)
    return {
        "id": message.id,
        "seconds": message.seconds,
        "state": message.state,
        "audio": None if gone else f"/recordings/{message.id}",
        "transcript": None if gone else said,
    }


def _entry(entry: past.Entry, names: dict[str, str], notes: dict[str, str]) -> dict[str, Any]:
    facts = {name: _fact(value) for name, value in entry.facts.items() if name != "note"}
    shown: dict[str, Any] = {
        "at": _time(entry.at),
        "kind": entry.kind,
        "actor": names.get(entry.actor, entry.actor),
        "facts": facts,
    }
    if "note" in entry.facts:
        # None once it was erased.
        shown["note"] = notes.get(entry.facts["note"])
    return shown


def _fact(value: Any) -> Any:
    """Moments lie in the history in UTC; they are shown in Shenzhen's time like all others."""
    if isinstance(value, str) and value.endswith("+00:00"):
        return _time(datetime.fromisoformat(value))
    return value


def _names(session: Session, users: set[int]) -> dict[int, str]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(users))) if users else ()
    return {row.id: row.name for row in rows}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else shanghai(moment).isoformat(timespec="seconds")
