"""What a pack tells of a task besides its audio, numbers masked."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import Attempt, Task
from ivr.callbacks.view import masked_json, task_json
from ivr.calls import Call, Step
from ivr.clock import shanghai
from ivr.hours import versions
from ivr.privacy.matters import Matter
from ivr.telephony import masking
from ivr.telephony.numbers import masked
from ivr.voicemail.tables import Audio


def files(
    session: Session, task: Task, matter: Matter, notices: Mapping[str, object]
) -> Iterable[tuple[str, bytes]]:
    """Everything but the audio, by the name it has in the pack."""
    shown = masked_json(task_json(session, task))
    attempts = session.scalars(select(Attempt).where(Attempt.task_id == task.id).order_by(Attempt.id)).all()
    yield "task.json", as_json(shown | {"tries": [_attempt(attempt) for attempt in attempts]})
    for call in (*matter.calls, *matter.legs):
        yield f"calls/call-{call.id}.json", as_json(_call(session, call, matter))
    yield "consent.json", as_json(_consent(session, matter, attempts, notices))
    for subject in subjects(matter):
        yield f"histories/{subject.replace(':', '-')}.json", as_json(_history(session, subject))
    yield from _schedules(session, {call.version for call in matter.calls} or {task.publication})


def subjects(matter: Matter) -> list[str]:
    """Whose histories are told."""
    calls = [f"call:{call.id}" for call in (*matter.calls, *matter.legs)]
    return [
        *(task.subject for task in matter.tasks),
        *calls,
        *(message.subject for message in matter.messages),
        *(conversation.subject for conversation in matter.conversations),
    ]


def _call(session: Session, call: Call, matter: Matter) -> dict[str, Any]:
    return {
        "id": call.id,
        "sid": call.sid,
        "hotline": call.hotline,
        "direction": call.direction,
        "dialled": call.dialled,
        "caller": masked(call.caller) if call.caller else None,
        "began": time(call.began),
        "ended": time(call.ended),
        "status": call.status,
        "language": call.language,
        "pretended": call.pretended,
        "schedule": call.version,
        "steps": _steps(session, call),
        "messages": [
            {"take": each.take, **_audio(each)} for each in matter.messages if each.call_id == call.id
        ],
        "conversations": [_audio(each) for each in matter.conversations if each.call_id == call.id],
    }


def _audio(row: Audio) -> dict[str, Any]:
    return {"id": row.id, "state": row.state, "seconds": row.seconds, "sha256": row.digest}


def _steps(session: Session, call: Call) -> list[dict[str, Any]]:
    steps = session.scalars(select(Step).where(Step.call_id == call.id).order_by(Step.visit, Step.id))
    return [{"at": time(step.at), "step": step.step, "keys": step.keys} for step in steps]


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "number": masked(attempt.number) if attempt.number else None,
        "started": time(attempt.started),
        "answered": time(attempt.answered),
        "ended": time(attempt.ended),
        "seconds": attempt.seconds,
        "outcome": attempt.outcome,
    }


def _consent(
    session: Session, matter: Matter, attempts: Iterable[Attempt], notices: Mapping[str, object]
) -> dict[str, Any]:
    """Which notice was heard, and what was pressed after it."""
    return {
        "calls": [
            {
                "call": call.id,
                "notice": call.notice,
                "pressed": [step for step in _steps(session, call) if step["keys"]],
            }
            for call in matter.calls
        ],
        "ring_backs": [
            {"attempt": each.id, "notice": each.notice, "answered": time(each.answered)} for each in attempts
        ],
        "wordings": notices,
    }


def _history(session: Session, subject: str) -> dict[str, Any]:
    chain = history.chain(session, subject)
    return {
        "subject": subject,
        "entries": [{"body": body, "mac": mac} for body, mac in zip(chain.bodies, chain.macs, strict=True)],
        "proof": chain.proof,
        "notes": [_note(each) for each in history.kept(session, subject)],
    }


def _note(kept: history.Kept) -> dict[str, Any]:
    """A note in which a number was masked cannot be proven by its digest any more: its salt stays here."""
    if kept.text is None:
        return {"digest": kept.digest, "kind": kept.kind, "erased": True}
    shown = masking.mask(kept.text)
    if shown != kept.text:
        return {"digest": kept.digest, "kind": kept.kind, "text": shown, "masked": True}
    return {"digest": kept.digest, "kind": kept.kind, "text": kept.text, "salt": kept.salt}


def _schedules(session: Session, numbers: Iterable[int]) -> Iterable[tuple[str, bytes]]:
    """The schedule each call began with, as it was published, and the exchange's notices that held."""
    for number in sorted(numbers):
        row = versions.in_force(session, number)
        notices = versions.notices_up_to(session, number)
        yield f"schedules/{number}.yaml", row.text.encode()
        told = [
            {"number": each.number, "at": time(each.at), "author": each.author, "digest": each.digest}
            for each in (row, *notices)
        ]
        yield f"schedules/{number}.json", as_json({"number": number, "published": told})
        for notice in notices:
            yield f"schedules/notice-{notice.number}.yaml", notice.text.encode()


def as_json(content: object) -> bytes:
    """As every file of a pack is written."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode()


def time(moment: datetime | None) -> str | None:
    """A moment in Shanghai time, ISO 8601."""
    return None if moment is None else shanghai(moment).isoformat(timespec="seconds")
