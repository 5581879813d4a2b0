"""What a purge erases: the one list. Whatever table comes to hold something personal gets its line here.

A test walks every text column of the database and asks for those that are neither in this list nor known to be
harmless.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import null, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ivr import contacts, history
from ivr.callbacks import Attempt, Task
from ivr.calls.tables import Call, Step
from ivr.incidents import Affected
from ivr.privacy.tables import Erasure, Thing
from ivr.voicemail import Conversation, MessageState, Voicemail
from ivr.voicemail.fetch import places
from ivr.voicemail.tables import Audio
from ivr.voicemail.transcripts.tables import Transcript, TranscriptState


@dataclass(frozen=True)
class Emptied:
    """Columns that become `to` in the rows whose `key` is the id of what is purged."""

    key: InstrumentedAttribute[Any]
    to: Mapping[str, object]


OF_A_MESSAGE = (
    Emptied(Voicemail.id, {"original": None, "playable": None, "peaks": null()}),
    Emptied(
        Transcript.voicemail_id,
        {
            **dict.fromkeys(("text", "corrected", "reason", "lease_until", "next_try")),
            "words": null(),
            "state": TranscriptState.PURGED,
        },
    ),
)
"""Audio and what was made of it."""

OF_A_CONVERSATION = (Emptied(Conversation.id, {"original": None, "playable": None, "peaks": null()}),)

OF_A_CALL = (
    Emptied(Call.id, {"caller": None, "caller_raw": "", "contact": None, "extension": None}),
    # Numbers are read back digit by digit, and rung, by what was answered.
    Emptied(Step.call_id, {"answer": ""}),
    Emptied(Affected.call_id, {"number": None, "extension": None}),
)

OF_A_TASK = (
    Emptied(Task.id, {"caller": None, "contact": None, "extension": None}),
    Emptied(Attempt.task_id, {"number": None, "phone": ""}),
)

OF_A_NUMBER: tuple[Callable[[Session, str], object], ...] = (contacts.forget,)
"""What else is known of a number (E.164) and goes when its owner asks."""

# Besides: every keepsake of the message, the conversation, the call and the task (notes); files; recordings and calls
# at the carrier.


@dataclass(frozen=True)
class Why:
    """Why something is erased, as the history tells it: `days` were up, or `request` asks for it."""

    actor: str
    days: int | None = None
    request: int | None = None

    @property
    def word(self) -> str:
        return "retention" if self.request is None else "request"


def audio(session: Session, row: Audio, why: Why, now: datetime) -> None:
    """Erases a message or a conversation from the database, and writes down what else is to be erased of it. The row
    is locked."""
    for name in sorted({*filter(None, (row.original, row.playable)), *places(row)}):
        # While somebody may still be fetching it, its audio could be put there after it was erased.
        _plan(session, row.subject, Thing.FILE, name, now, not_before=row.lease_until)
    if row.recording_sid is not None:
        _plan(session, row.subject, Thing.RECORDING, row.recording_sid, now, account=row.account)
    _empty(session, OF_A_MESSAGE if isinstance(row, Voicemail) else OF_A_CONVERSATION, row.id)
    if row.state != MessageState.EMPTY:
        row.state, row.reason = MessageState.PURGED, why.word
    row.fetch_next = row.lease_until = None
    session.flush()
    _note(session, row.subject, why, now)


def call(session: Session, row: Call, why: Why, now: datetime) -> None:
    """Erases who rang and what was said to him. The row is locked; what has audio is purged on its own."""
    subject = f"call:{row.id}"
    _plan(session, subject, Thing.CALL, row.sid, now, account=row.account)
    for rows in (Voicemail, Conversation):
        silent = select(rows).where(rows.call_id == row.id, rows.state == MessageState.EMPTY)
        for each in session.scalars(silent.where(rows.recording_sid.is_not(None))):
            _plan(session, subject, Thing.RECORDING, each.recording_sid or "", now, account=each.account)
    _empty(session, OF_A_CALL, row.id)
    row.purged = now
    session.flush()
    _note(session, subject, why, now)


def task(session: Session, row: Task, why: Why, now: datetime) -> None:
    """Erases a task's numbers and notes; the task, its promise and its outcome stay. The row is locked."""
    legs = session.execute(
        select(Attempt.account, Attempt.agent_sid, Attempt.customer_sid).where(Attempt.task_id == row.id)
    )
    for account, *sids in legs:
        for sid in filter(None, sids):
            _plan(session, row.subject, Thing.CALL, sid, now, account=account)
    _empty(session, OF_A_TASK, row.id)
    row.purged = now
    session.flush()
    _note(session, row.subject, why, now)


def _empty(session: Session, several: tuple[Emptied, ...], number: int) -> None:
    session.flush()
    for each in several:
        session.execute(update(each.key.class_).where(each.key == number).values(**each.to))


def _note(session: Session, subject: str, why: Why, now: datetime) -> None:
    texts = history.erase_all(session, subject)
    history.append(
        session,
        subject,
        "purged",
        at=now,
        actor=why.actor,
        why=why.word,
        days=why.days,
        request=why.request,
        texts=texts or None,
    )


def _plan(
    session: Session,
    subject: str,
    thing: Thing,
    name: str,
    now: datetime,
    *,
    account: str | None = None,
    not_before: datetime | None = None,
) -> None:
    due = max(now, not_before) if not_before else now
    session.add(
        Erasure(subject=subject, thing=thing, account=account, name=name, planned=now, due=due, tries=0)
    )
