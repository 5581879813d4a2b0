"""A message's transcript as its page shows it, and the acts of putting it right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from ivr.callbacks import Task, correcting
from ivr.people import User
from ivr.telephony import masking
from ivr.voicemail import NO_SPEECH, MessageState, Voicemail
from ivr.voicemail import transcripts as kept
from ivr.voicemail.transcripts import Transcript, TranscriptState, words_of
from ivr.web.console.refusals import Refused
from ivr.web.console.timeline import quoted
from ivr.web.console.times import Language
from ivr.web.console.words import say
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Said:
    """A word as it is shown, lit from `start` to `end` in seconds; `gap` is the space before it."""

    text: str
    gap: str
    start: float
    end: float


@dataclass(frozen=True)
class Written:
    """What a message says, in words."""

    pending: bool
    """It may still appear by itself."""
    failed: bool
    words: list[Said]
    """What the machine heard."""
    corrected: str | None
    """What a colleague wrote instead."""
    by: str
    at: datetime | None
    masked: bool
    """Something in it is hidden: it can be put right once the number was revealed."""
    text: str
    """What a correction starts from."""


def written(
    session: Session, task: Task, messages: list[Voicemail], language: Language, *, clear: bool
) -> dict[int, Written]:
    """The transcripts there are, or that are being made, by message; numbers in them masked unless `clear`."""
    rows = kept.of_messages(session, messages)
    coming = not task.is_done and kept.Engine(current_system().settings.data).ready
    shown = {}
    for message in messages:
        row = rows.get(message.id)
        heard = message.state == MessageState.STORED and message.reason != NO_SPEECH
        if row is None or row.state == TranscriptState.WAITING:
            if coming and heard and message.playable is not None:
                shown[message.id] = _nothing(pending=True)
        elif row.state == TranscriptState.FAILED and row.corrected is None:
            shown[message.id] = _nothing(failed=True)
        elif row.state != TranscriptState.PURGED:
            shown[message.id] = _written(session, row, language, clear=clear)
    return shown


def lifted(task: Task, desk: str, language: Language) -> str | None:
    """Why the task is on the duty desk: «留言中提到“中断”，转 7×24 值班»; None when nothing lifted it."""
    return (
        say(language, "lifted.head", words=quoted(task.lifted_by, language), desk=desk)
        if task.lifted_by
        else None
    )


def correct(task_id: int, user: User, now: datetime) -> None:
    text = request.form.get("transcript", "").strip()
    if not text:
        raise Refused("no.transcript")
    if len(text) > correcting.LONGEST:
        raise Refused("no.transcript-long", most=correcting.LONGEST)
    with current_system().database.writing() as session:
        correcting.correct(session, task_id, _message(), user, text=text, now=now)


def restore(task_id: int, user: User, now: datetime) -> None:
    with current_system().database.writing() as session:
        correcting.restore(session, task_id, _message(), user, now=now)


def _message() -> int:
    return request.form.get("message", 0, type=int)


def _nothing(*, pending: bool = False, failed: bool = False) -> Written:
    return Written(pending, failed, [], None, "", None, masked=False, text="")


def _written(session: Session, row: Transcript, language: Language, *, clear: bool) -> Written:
    by = session.get(User, row.corrected_by) if row.corrected_by else None
    plain = (row.text or "", row.corrected or "")
    return Written(
        pending=False,
        failed=False,
        words=list(_said(row, clear=clear)),
        corrected=row.corrected if clear or row.corrected is None else masking.mask(row.corrected),
        by=by.display if by else say(language, "history.somebody"),
        at=row.corrected_at,
        masked=not clear and any(masking.hidden(text) for text in plain),
        text=row.said or "",
    )


def _said(row: Transcript, *, clear: bool) -> Iterator[Said]:
    text = row.text or ""
    spots = [] if clear else masking.hidden(text)
    place = 0
    for word in words_of(row.words or []):
        end = word.place + len(word.text)
        yield Said(
            masking.mask_within(text, word.place, end, spots), text[place : word.place], word.start, word.end
        )
        place = end
