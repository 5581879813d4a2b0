"""Recordings that no webhook told us of, and takes and conversations whose end nobody reported."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ivr.calls.tables import Call
from ivr.database import Database
from ivr.telephony import Carrier, CarrierError, Recorded
from ivr.voicemail import told
from ivr.voicemail.tables import Audio, Conversation, MessageState, Voicemail

log = structlog.get_logger("voicemail")

Adopt = Callable[[Session, Call, Recorded], object]
"""Takes a recording in by the same door as the webhooks, within the session's transaction."""

Meet = Callable[[str, Recorded], bool]
"""Begins the call of a recording, of the account by that SID, whose beginning we missed; False for a stranger's."""

GRACE = timedelta(minutes=1)
"""How long webhooks may be on their way, after a call or after a recording was made."""

GIVEN_UP = timedelta(minutes=15)
"""So long after the end of a call nothing more is expected of a take without a recording."""

_SOURCES: Mapping[str | None, type[Audio]] = {
    None: Voicemail,
    "RecordVerb": Voicemail,
    "DialVerb": Conversation,
}
"""What a recording is of, by the verb that made it."""

_RECORDED_BY: Mapping[type[Audio], InstrumentedAttribute[int]] = {
    Voicemail: Voicemail.call_id,
    Conversation: Conversation.leg_id,
}
"""The call under which the carrier keeps it."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A take or a conversation without a recording whose call is over."""

    rows: type[Audio]
    id: int
    account: str
    call_sid: str
    ended: datetime
    """Real time, also for a pretended call."""


def sweep(
    database: Database,
    carrier: Carrier,
    *,
    since: datetime,
    adopt: Mapping[type[Audio], Adopt],
    meet: Meet,
    now: datetime,
) -> int:
    """Finds what the carrier recorded since `since` and we do not know; answers how much was taken in.

    A recording belongs to a call of ours, one we have or one that `meet` begins, or it is none of our business;
    `adopt` has a door for messages and one for conversations. What lacks a recording although its call has ended is
    asked for by name, and becomes empty once nothing is to be expected any more.
    `since` and `now` are real time. An account that cannot be reached is logged and skipped.
    """
    adopted = 0
    for account in carrier.accounts:
        try:
            listed = carrier.recordings(account, since=since)
        except CarrierError as error:
            log.warning("recordings cannot be listed", account=account.kind, why=str(error))
            continue
        _begin_missed(database, account.sid, listed, meet, now)
        adopted += _take_in(database, listed, adopt, now)
    return adopted + _open_takes(database, carrier, adopt, now)


def _begin_missed(
    database: Database, account: str, listed: Iterable[Recorded], meet: Meet, now: datetime
) -> None:
    """Lets `meet` begin the calls that we have never heard of."""
    settled = [
        each
        for each in listed
        if _finished(each) is Voicemail
        and each.call_sid
        and not (each.created and each.created > now - GRACE)
    ]
    with database.reading() as session:
        ours = set(session.scalars(select(Call.sid).where(Call.sid.in_({each.call_sid for each in settled}))))
    for each in settled:
        if each.call_sid in ours:
            continue
        try:
            if meet(account, each):
                ours.add(each.call_sid)
        except CarrierError as error:
            log.warning("a recording's call cannot be asked for", recording=each.sid, why=str(error))
            return


def _open_takes(
    database: Database, carrier: Carrier, adopt: Mapping[type[Audio], Adopt], now: datetime
) -> int:
    adopted = 0
    silent = set()
    for take in [each for rows in _RECORDED_BY for each in _left_open(database, rows, now)]:
        if take.account in silent:
            continue
        try:
            listed = carrier.recordings(take.account, call_sid=take.call_sid)
        except CarrierError as error:
            silent.add(take.account)
            log.warning(
                "a call's recordings cannot be listed", of=f"{take.rows.KIND}:{take.id}", why=str(error)
            )
            continue
        adopted += _take_in(database, listed, adopt, now)
        if take.ended < now - GIVEN_UP and not any(_expected(each) for each in listed):
            with database.writing() as session:
                row = session.get_one(take.rows, take.id)
                call = session.get_one(Call, row.call_id)
                told.empty(session, row, reason="the call ended without one", now=now + call.offset)
    return adopted


def _left_open(database: Database, rows: type[Audio], now: datetime) -> list[_Open]:
    with database.reading() as session:
        found = session.execute(
            select(rows.id, Call.account, Call.sid, Call.ended, Call.offset)
            .join(Call, Call.id == _RECORDED_BY[rows])
            .where(rows.state == MessageState.TAKING, Call.ended.is_not(None))
            .order_by(rows.id)
        ).all()
    still = [_Open(rows, row.id, row.account, row.sid, row.ended - row.offset) for row in found]
    return [each for each in still if each.ended < now - GRACE]


def _take_in(
    database: Database, listed: Iterable[Recorded], adopt: Mapping[type[Audio], Adopt], now: datetime
) -> int:
    """Takes in the finished recordings of calls of ours that no row stands for, the oldest first."""
    finished = [each for each in listed if _finished(each)]
    with database.reading() as session:
        unknown = [each for each in finished if _is_news(session, each)]
    unknown.sort(key=lambda each: each.created.timestamp() if each.created else 0.0)
    return sum(_adopt(database, each, adopt[_SOURCES[each.source]], now) for each in unknown)


def _adopt(database: Database, recorded: Recorded, adopt: Adopt, now: datetime) -> bool:
    try:
        with database.writing() as session:
            call = session.scalar(select(Call).where(Call.sid == recorded.call_sid).with_for_update())
            if call is None or not _is_news(session, recorded):
                return False
            fresh = recorded.created is None or recorded.created > now - GRACE
            if call.ended is None and fresh:
                return False  # its own webhooks are on their way, and know which take it is
            adopt(session, call, recorded)
    except Exception:
        # One that cannot be taken in must not keep the others out; the next sweep meets it again.
        log.exception("a found recording cannot be taken in", recording=recorded.sid, call=recorded.call_sid)
        return False
    log.info("a recording nobody reported was found", recording=recorded.sid, call=recorded.call_sid)
    return True


def _is_news(session: Session, recorded: Recorded) -> bool:
    row = told.of_recording(session, _SOURCES[recorded.source], recorded.sid)
    if row is None:
        return True
    # Reported as nothing, but the carrier has something after all.
    return row.state == MessageState.EMPTY and row.digest is None and bool(recorded.seconds)


def _finished(recorded: Recorded) -> type[Audio] | None:
    """What it is a finished recording of, if it concerns us."""
    return _SOURCES.get(recorded.source) if recorded.status == "completed" else None


def _expected(recorded: Recorded) -> bool:
    """Still being made ready, so the take must not be given up."""
    return recorded.status in ("in-progress", "paused", "stopped", "processing")
