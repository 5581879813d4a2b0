"""Audio that the carrier holds becomes ours: fetched, verified, stored, with a copy to listen to.

Rows are claimed with a lease in a short transaction; the network is only spoken to between transactions. What
cannot be had now is tried again, 2 s later at first, hourly in the end, for three days.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls.tables import Call
from ivr.database import Database
from ivr.telephony import Carrier, CarrierError, NotYet, TooLarge
from ivr.voicemail import audio, talk, told
from ivr.voicemail.audio import Examined, NotAudio
from ivr.voicemail.store import Store, StoreError
from ivr.voicemail.tables import NO_SPEECH, Audio, Conversation, MessageState, Voicemail

log = structlog.get_logger("voicemail")

LEASE = timedelta(minutes=2)
"""Longer than one fetch can take; after that somebody else may try."""

_SOON = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300, 900))
_LATER = timedelta(hours=1)
TRIES = len(_SOON) + 72
"""After so many, three days have passed."""

_AT_ONCE = 50
"""How much a single call fetches at most, so that a tick comes to an end."""

_ENOUGH_TROUBLE = 5
"""After so many errors the carrier or the storage is in trouble: every further one could cost seconds."""

Outcome = Literal["settled", "not yet", "trouble"]


@dataclass(frozen=True)
class Kind:
    """One kind of audio that is fetched."""

    rows: type[Audio]
    folder: str
    """Where it lies in the store."""
    examine: Callable[[bytes], Examined]
    largest: Callable[[], int]
    """Bytes."""
    channels: int | None = None
    """How many are asked for; None leaves it to the carrier."""
    lease: timedelta = LEASE


MESSAGES = Kind(Voicemail, "messages", lambda body: audio.examine(body), lambda: audio.LARGEST)
CONVERSATIONS = Kind(
    Conversation, "conversations", talk.examine, lambda: talk.LARGEST, channels=2, lease=timedelta(minutes=15)
)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What somebody is fetching now; `tries` is what makes the claim his."""

    kind: Kind
    id: int
    account: str
    recording_sid: str
    tries: int

    @property
    def subject(self) -> str:
        return f"{self.kind.rows.KIND}:{self.id}"


def fetch_due(
    database: Database, carrier: Carrier, store: Store, now: datetime, kind: Kind = MESSAGES
) -> int:
    """Fetches what is due of a kind and answers how many were settled: stored, empty or failed.

    `now` is the real moment, never a call's pretended one. Never raises for one message's trouble: it is
    logged and tried again later. Any number of processes may do this at once.
    """
    outcomes: Counter[Outcome] = Counter()
    while outcomes.total() < _AT_ONCE and outcomes["trouble"] < _ENOUGH_TROUBLE:
        claim = _claim(database, now, kind)
        if claim is None:
            break
        outcomes[_fetch(database, carrier, store, claim, now)] += 1
    return outcomes["settled"]


def carrier_audio(carrier: Carrier, voicemail: Voicemail) -> str | None:
    """Where the carrier itself finds the recording, to play it to the caller; None while it has none."""
    if voicemail.recording_sid is None:
        return None
    try:
        return carrier.media_url(voicemail.account, voicemail.recording_sid)
    except CarrierError:
        return None


def places(row: Audio) -> tuple[str, ...]:
    """Every key under which its audio can lie in the store, or may just be about to."""
    if row.recording_sid is None:
        return ()
    sid, kind = row.recording_sid, MESSAGES if isinstance(row, Voicemail) else CONVERSATIONS
    return (*(_original(kind, sid, like) for like in audio.KINDS), _playable(kind, sid), _unreadable(sid))


def _original(kind: Kind, sid: str, like: str) -> str:
    return f"{kind.folder}/{sid}/original.{like}"


def _playable(kind: Kind, sid: str) -> str:
    return f"{kind.folder}/{sid}/playable.wav"


def _unreadable(sid: str) -> str:
    return f"failed/{sid}/original.bin"


def _claim(database: Database, now: datetime, kind: Kind = MESSAGES) -> _Claim | None:
    rows = kind.rows
    due = (
        select(rows)
        .where(
            rows.state == MessageState.ARRIVED,
            rows.recording_sid.is_not(None),
            or_(rows.fetch_next.is_(None), rows.fetch_next <= now),
            or_(rows.lease_until.is_(None), rows.lease_until < now),
        )
        .order_by(rows.fetch_next.asc().nulls_first(), rows.id)
        .limit(1)
    )
    with database.reading() as session:
        if session.scalar(due.with_only_columns(rows.id)) is None:
            return None  # most of the time: no write lock is taken for nothing
    with database.writing() as session:
        row = session.scalar(due.with_for_update(skip_locked=True))
        if row is None or row.recording_sid is None:
            return None
        row.lease_until = now + kind.lease
        row.fetch_tries += 1
        return _Claim(kind, row.id, row.account, row.recording_sid, row.fetch_tries)


def _fetch(database: Database, carrier: Carrier, store: Store, claim: _Claim, now: datetime) -> Outcome:
    """One try."""
    body, kind, sid = b"", claim.kind, claim.recording_sid
    try:
        body = carrier.media(claim.account, sid, kind.largest(), channels=kind.channels)
        examined = kind.examine(body)
        original = playable = _original(kind, sid, examined.kind)
        store.put(original, body)
        if examined.playable is not None:
            playable = _playable(kind, sid)
            store.put(playable, examined.playable)
    except TooLarge as error:
        return _give_up(database, claim, str(error), now)
    except NotAudio as error:
        return _keep_unreadable(database, store, claim, body, str(error), now)
    except (CarrierError, StoreError) as error:
        return _postpone(database, claim, error, now)
    except Exception as error:
        log.exception("fetching audio failed", of=claim.subject)
        return _postpone(database, claim, error, now)
    with database.writing() as session:
        row = _still_mine(session, claim)
        if row is None:
            return "not yet"
        row.original, row.playable = original, playable
        row.bytes, row.digest = len(body), sha256(body).hexdigest()
        _settle(session, row, examined, now)
    return "settled"


def _settle(session: Session, row: Audio, examined: Examined, now: datetime) -> None:
    at = now + _offset(session, row)
    row.seconds = round(examined.seconds, 3)
    row.peaks = examined.peaks
    row.fetch_next = row.lease_until = None
    if not examined.seconds:
        told.empty(session, row, reason="the recording has no length", now=at)
        return
    row.state = MessageState.STORED
    row.stored = at
    row.reason = None if examined.has_speech else NO_SPEECH
    history.append(
        session,
        row.subject,
        "stored",
        at=at,
        actor="system",
        digest=row.digest,
        bytes=row.bytes,
        seconds=row.seconds,
        reason=row.reason,
    )


def _keep_unreadable(
    database: Database, store: Store, claim: _Claim, body: bytes, why: str, now: datetime
) -> Outcome:
    """What is no audio is kept as it came: perhaps somebody can read it."""
    key = _unreadable(claim.recording_sid)
    try:
        store.put(key, body)
    except StoreError as error:
        return _postpone(database, claim, error, now)
    return _give_up(database, claim, why, now, kept=key, body=body)


def _give_up(
    database: Database, claim: _Claim, why: str, now: datetime, *, kept: str | None = None, body: bytes = b""
) -> Outcome:
    with database.writing() as session:
        row = _still_mine(session, claim)
        if row is None:
            return "not yet"
        if kept is not None:
            row.original, row.bytes, row.digest = kept, len(body), sha256(body).hexdigest()
        told.failed(session, row, reason=why[:200], now=now + _offset(session, row))
    log.warning("audio cannot be stored", of=claim.subject, recording=claim.recording_sid, why=why)
    return "settled"


def _postpone(database: Database, claim: _Claim, error: Exception, now: datetime) -> Outcome:
    if claim.tries >= TRIES:
        return _give_up(database, claim, f"not to be had in three days: {error}", now)
    wait = _SOON[claim.tries - 1] if claim.tries <= len(_SOON) else _LATER
    with database.writing() as session:
        row = _still_mine(session, claim)
        if row is not None:
            row.fetch_next = now + wait
            row.lease_until = None
    if isinstance(error, NotYet):
        return "not yet"
    log.warning("audio cannot be fetched now", of=claim.subject, tries=claim.tries, why=str(error))
    return "trouble"


def _still_mine(session: Session, claim: _Claim) -> Audio | None:
    """The claimed row, unless the lease ran out and somebody else has taken it up since."""
    rows = claim.kind.rows
    return session.scalar(
        select(rows)
        .where(
            rows.id == claim.id,
            rows.state == MessageState.ARRIVED,
            rows.fetch_tries == claim.tries,
        )
        .with_for_update()
    )


def _offset(session: Session, row: Audio) -> timedelta:
    """Pretended time less real time, for the moments people read."""
    return session.scalar(select(Call.offset).where(Call.id == row.call_id)) or timedelta()


def waiting(session: Session) -> int:
    """How many messages are at the carrier alone; for the metrics and the readiness page."""
    return session.scalar(select(func.count()).where(Voicemail.state == MessageState.ARRIVED)) or 0
