"""The copy that somebody may ask for: everything we hold about his number, in clear, to read and to load elsewhere."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import contacts, history
from ivr.callbacks import Attempt, Task
from ivr.callbacks.conversations import task_of
from ivr.callbacks.view import task_json
from ivr.calls import Call, Step
from ivr.clock import shanghai
from ivr.contacts import Contact, ContactNumber, Organisation
from ivr.history import Entry
from ivr.hours import Schedule
from ivr.incidents import Affected
from ivr.privacy import requests
from ivr.privacy.matters import Matter
from ivr.privacy.verify import packed
from ivr.system import System
from ivr.voicemail import Conversation, Missing, Voicemail
from ivr.voicemail.tables import Audio
from ivr.voicemail.transcripts import Transcript, TranscriptState
from ivr.voicemail.transcripts.life import of_messages


@dataclass(frozen=True)
class Copy:
    """What is handed out."""

    number: str
    at: datetime
    schedule: Schedule
    data: Mapping[str, Any]
    """All of it as JSON."""
    histories: Mapping[str, list[Entry]]
    """What happened, by the task's reference."""
    notes: Mapping[str, str]
    """What was noted, by digest."""


Page = Callable[[Copy], Mapping[str, bytes]]
"""Makes the files of a copy that people read."""


def archive(system: System, number: str, *, page: Page, reason: str, actor: str) -> bytes:
    """The copy as a zip; that it was handed out is written down first. Raises RequestError, and StoreError while the
    audio cannot be read."""
    now, edition = system.now(), system.book.current()
    with system.database.writing() as session:
        found = requests.look(session, system, number)
        request = requests.copied(session, system, found, reason=reason, actor=actor)
        matter = found.matter
        histories = {task.ref: history.entries(session, task.subject) for task in matter.tasks}
        digests = [
            entry.facts["note"] for told in histories.values() for entry in told if "note" in entry.facts
        ]
        transcripts = of_messages(session, matter.messages)
        copy = Copy(
            number=number,
            at=now,
            schedule=edition.schedule,
            data={
                "number": number,
                "made": _time(now),
                "request": request.id,
                "calls": [_call(session, call) for call in matter.calls],
                "contacts": _entries(session, number),
                "messages": [
                    _audio(message) | {"transcript": _words(transcripts.get(message.id))}
                    for message in matter.messages
                ],
                "conversations": [
                    _audio(conversation) | {"task": _rung_back_for(session, conversation, matter)}
                    for conversation in matter.conversations
                ],
                "tasks": [_task(session, task) for task in matter.tasks],
                "requests": [
                    {"kind": each.kind, "at": _time(each.at), "outcome": each.outcome}
                    for each in found.earlier
                ],
            },
            histories=histories,
            notes=history.recall_all(session, digests),
        )
        recorded = (*matter.messages, *matter.conversations)
        keys = {_named(row): row.playable for row in recorded if row.playable}
    files = {"data.json": json.dumps(copy.data, ensure_ascii=False, indent=2).encode(), **page(copy)}
    for name, key in keys.items():
        try:
            files[name] = system.store.get(key)
        except Missing:
            continue  # a purge was quicker
    return packed(files)


def _call(session: Session, call: Call) -> dict[str, Any]:
    steps = session.scalars(select(Step).where(Step.call_id == call.id).order_by(Step.visit, Step.id))
    return {
        "id": call.id,
        "dialled": call.dialled,
        "hotline": call.hotline,
        "caller": call.caller,
        "contact": call.contact,
        "extension": call.extension,
        "began": _time(call.began),
        "ended": _time(call.ended),
        "language": call.language,
        "topic": call.topic,
        "notice": call.notice,
        "affected": [
            {"incident": each.incident_id, "registered": _time(each.at), "told": _time(each.told)}
            for each in session.scalars(select(Affected).where(Affected.call_id == call.id))
        ],
        "pressed": [
            {"at": _time(step.at), "step": step.step, "keys": step.keys} for step in steps if step.keys
        ],
    }


def _entries(session: Session, number: str) -> list[dict[str, Any]]:
    """What the contact book says of the number; of an entry's other numbers nothing, they may be somebody else's."""
    knows = select(ContactNumber.contact_id).where(ContactNumber.number == number)
    asked = (
        select(Contact)
        .outerjoin(Organisation, Organisation.id == Contact.organisation_id)
        .where(Contact.id.in_(knows))
        .order_by(Contact.id)
    )
    return [
        {"name": entry.name, "organisation": entry.firm, "note": entry.note}
        for entry in contacts.listed(session, asked)
    ]


def _words(transcript: Transcript | None) -> dict[str, str | None] | None:
    """What a machine heard, and what somebody wrote instead."""
    if transcript is None or transcript.state != TranscriptState.MADE:
        return None
    return {"heard": transcript.text, "corrected": transcript.corrected}


def _audio(row: Audio) -> dict[str, Any]:
    return {
        "id": row.id,
        "call": row.call_id,
        "at": _time(row.created),
        "seconds": row.seconds,
        "state": row.state,
        "audio": _named(row) if row.playable else None,
    }


def _named(row: Audio) -> str:
    """Its file in the copy."""
    return f"audio/{row.id}.wav" if isinstance(row, Voicemail) else f"audio/{row.KIND}-{row.id}.wav"


def _rung_back_for(session: Session, row: Conversation, matter: Matter) -> str | None:
    """The task for which we rang; None where he rang us."""
    task = None if row.call_id in {call.id for call in matter.calls} else task_of(session, row)
    return task.ref if task else None


def _task(session: Session, task: Task) -> dict[str, Any]:
    """The task as it is listed, with what happened; who of us did it is not the customer's to know."""
    shown = task_json(session, task, history=True)
    told = [
        {name: entry.get(name) for name in ("at", "kind", "note") if name in entry}
        for entry in shown["history"]
    ]
    tries = session.scalars(select(Attempt).where(Attempt.task_id == task.id).order_by(Attempt.id))
    left_out = ("owner", "verified", "messages")
    return {name: value for name, value in shown.items() if name not in left_out} | {
        "messages": [each["id"] for each in shown["messages"]],
        "history": told,
        "tries": [
            {
                "number": each.number,
                "started": _time(each.started),
                "answered": _time(each.answered),
                "seconds": each.seconds,
                "outcome": each.outcome,
                "notice": each.notice,
            }
            for each in tries
        ],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else shanghai(moment).isoformat(timespec="seconds")
