"""A transcript's life: claimed with a lease, made, or given up quietly after a few tries.

Every act runs in the caller's transaction. Moments of leases and tries are real time, whatever the call pretended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls.tables import Call
from ivr.voicemail.tables import NO_SPEECH, MessageState, Voicemail
from ivr.voicemail.transcripts.tables import Transcript, TranscriptState
from ivr.voicemail.transcripts.wording import joined, words_of

LEASE = timedelta(minutes=1)
"""Prolonged by whoever is at it; after that somebody else may try."""

_AGAIN = (timedelta(minutes=1), timedelta(minutes=10))
TRIES = len(_AGAIN) + 1
"""After so many the player is all there is."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message somebody listens to now; `tries` is what makes the claim his."""

    voicemail_id: int
    playable: str
    """Its key in the store."""
    seconds: float
    language: str
    tries: int


def wanted(now: datetime) -> ColumnElement[bool]:
    """Messages that could be listened to now, as a condition on Voicemail with its Transcript outer joined."""
    free = or_(Transcript.lease_until.is_(None), Transcript.lease_until < now)
    due = or_(Transcript.next_try.is_(None), Transcript.next_try <= now)
    return and_(
        # Not by the index of states, or SQLite walks through every message that was ever stored.
        Voicemail.state.concat("") == MessageState.STORED,
        Voicemail.playable.is_not(None),
        or_(Voicemail.reason.is_(None), Voicemail.reason != NO_SPEECH),
        or_(Transcript.id.is_(None), and_(Transcript.state == TranscriptState.WAITING, free, due)),
    )


def claim(session: Session, voicemail_id: int, engine: str, now: datetime) -> Claim | None:
    """Takes a message up for `LEASE`; None when somebody else has, or there is nothing to do any more."""
    found = session.execute(
        select(Voicemail, Call.language)
        .join(Call, Call.id == Voicemail.call_id)
        .where(Voicemail.id == voicemail_id)
    ).one_or_none()
    if found is None:
        return None
    message, language = found
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Transcript)
        .values(
            voicemail_id=voicemail_id,
            state=TranscriptState.WAITING,
            engine=engine,
            language=language,
            tries=0,
        )
        .on_conflict_do_nothing()
    )
    row = session.scalar(
        select(Transcript)
        .join(Voicemail, Voicemail.id == Transcript.voicemail_id)
        .where(Transcript.voicemail_id == voicemail_id, wanted(now))
        .with_for_update(of=Transcript, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if row is None or message.playable is None:
        return None
    row.engine, row.tries, row.lease_until = engine, row.tries + 1, now + LEASE
    return Claim(voicemail_id, message.playable, message.seconds or 0.0, row.language, row.tries)


def prolong(session: Session, claimed: Claim, now: datetime) -> None:
    """It takes longer: nobody else should begin."""
    row = _still_mine(session, claimed)
    if row is not None:
        row.lease_until = now + LEASE


def made(
    session: Session, claimed: Claim, words: Sequence[Sequence[Any]], now: datetime
) -> Transcript | None:
    """Keeps what was heard. None when the message was purged meanwhile, or somebody else took it up."""
    row = _still_mine(session, claimed)
    message = session.get(Voicemail, claimed.voicemail_id, populate_existing=True)
    if row is None or message is None or message.state != MessageState.STORED:
        return None
    row.state, row.reason, row.next_try, row.lease_until = TranscriptState.MADE, None, None, None
    row.words = [list(word) for word in words]
    row.text = joined(words_of(words))
    row.made_at = now + offset(session, message)
    history.append(
        session,
        message.subject,
        "transcribed",
        at=row.made_at,
        actor="system",
        engine=row.engine,
        words=len(words),
    )
    return row


def failed(session: Session, claimed: Claim, why: str, now: datetime) -> bool:
    """It could not be heard this time; True when it is given up."""
    row = _still_mine(session, claimed)
    if row is None:
        return False
    row.reason, row.lease_until = why[:200], None
    if row.tries >= TRIES:
        row.state, row.next_try = TranscriptState.FAILED, None
        return True
    row.next_try = now + _AGAIN[row.tries - 1]
    return False


def of_messages(session: Session, messages: Iterable[Voicemail]) -> dict[int, Transcript]:
    """The transcripts of those messages that have one, by the message's id."""
    rows = session.scalars(
        select(Transcript).where(Transcript.voicemail_id.in_([message.id for message in messages]))
    )
    return {row.voicemail_id: row for row in rows}


def offset(session: Session, message: Voicemail) -> timedelta:
    """Pretended time less real time, for the moments people read."""
    return session.scalar(select(Call.offset).where(Call.id == message.call_id)) or timedelta()


def _still_mine(session: Session, claimed: Claim) -> Transcript | None:
    """The claimed row, unless the lease ran out and somebody else has taken it up since."""
    return session.scalar(
        select(Transcript)
        .where(
            Transcript.voicemail_id == claimed.voicemail_id,
            Transcript.state == TranscriptState.WAITING,
            Transcript.tries == claimed.tries,
        )
        .with_for_update()
    )
