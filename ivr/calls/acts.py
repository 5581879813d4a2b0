"""What can happen to a call: it begins, it is answered, it ends. Each is safe to repeat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, Table, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.calls.tables import ENDED, PROGRESS, Call, CallStatus, Step

# Built once: a step runs them all day, and building a statement costs more than running it.
_CALLS, _STEPS = cast(Table, Call.__table__), cast(Table, Step.__table__)
_COLUMNS = tuple(column.name for column in _CALLS.columns)
_STANDING = (
    select(*_CALLS.columns, _STEPS.c.answer)
    .select_from(
        _CALLS.outerjoin(
            _STEPS,
            and_(
                _STEPS.c.call_id == _CALLS.c.id,
                _STEPS.c.step == bindparam("step"),
                _STEPS.c.visit == bindparam("visit"),
            ),
        )
    )
    .where(_CALLS.c.sid == bindparam("sid"))
)
_REMEMBERED = (
    *("visit", "contact", "extension", "status", "language"),
    *("topic", "tries", "trail", "facts", "notice", "probe"),
)
"""What a step that only looks may change of a call; nothing an index is over, so that the write stays small."""
_MOVE_ON = (
    update(_CALLS)
    .where(
        _CALLS.c.id == bindparam("call"),
        _CALLS.c.visit == bindparam("was"),
        _CALLS.c.status == bindparam("was_status"),
    )
    .values({name: bindparam(f"new_{name}") for name in _REMEMBERED})
)
_KEEP = insert(_STEPS)


@dataclass(frozen=True)
class Arrival:
    """What the carrier told when a call came in."""

    sid: str
    account: str
    hotline: str
    version: int
    caller: str | None
    caller_raw: str
    direction: str = "inbound"
    pretended: datetime | None = None
    """The moment the call pretends to take place at, if it does."""


def find(session: Session, sid: str) -> Call | None:
    """The call the carrier knows as `sid`; locked for this transaction where the database can."""
    # Not the strongest lock: that one would make every new row that refers to the call wait, an offer's for one.
    return session.scalar(select(Call).where(Call.sid == sid).with_for_update(key_share=True))


def begin(session: Session, arrival: Arrival, now: datetime) -> Call:
    """Opens the call's row. `now` is the real moment; a pretended one is kept as an offset to it."""
    offset = arrival.pretended - now if arrival.pretended else timedelta()
    call = Call(
        sid=arrival.sid,
        account=arrival.account,
        direction=arrival.direction,
        dialled=arrival.hotline,
        hotline=arrival.hotline,
        version=arrival.version,
        caller=arrival.caller,
        caller_raw=arrival.caller_raw[:64],
        offset=offset,
        pretended=arrival.pretended is not None,
        probe=False,
        began=now + offset,
        status=CallStatus.RINGING,
        topic="enquiry",
        language="zh",
        visit=0,
        tries=0,
        trail=[],
        facts={},
    )
    session.add(call)
    session.flush()
    history.append(
        session,
        f"call:{call.id}",
        "began",
        at=call.began,
        actor="carrier",
        hotline=call.hotline,
        version=call.version,
        direction=call.direction,
        pretended=call.pretended,
    )
    return call


def stored_answer(session: Session, call: Call, step: str, visit: int) -> str | None:
    """The answer already given to this very request, word for word; None when it is new."""
    return session.scalar(
        select(Step.answer).where(Step.call_id == call.id, Step.step == step, Step.visit == visit)
    )


def answered(
    session: Session,
    call: Call,
    step: str,
    visit: int,
    answer: str,
    *,
    keys: str | None,
    led: str | None,
    now: datetime,
) -> None:
    """Keeps the first answer to a request, so that a repeat changes nothing."""
    session.add(Step(call_id=call.id, step=step, visit=visit, at=now, keys=keys, led=led, answer=answer))


def standing(connection: Connection, sid: str, step: str, visit: int) -> tuple[Call | None, str | None]:
    """The call, and the answer already given to this very request, in one query.

    The call is a copy on no session: what changes of it is kept by :func:`move_on`, or not at all.
    """
    row = connection.execute(_STANDING, {"sid": sid, "step": step, "visit": visit}).first()
    if row is None:
        return None, None
    *values, told = row
    return Call(**dict(zip(_COLUMNS, values, strict=True))), told


def move_on(
    connection: Connection,
    call: Call,
    was: tuple[int, str],
    step: str,
    visit: int,
    answer: str,
    *,
    keys: str | None,
    led: str | None,
    now: datetime,
) -> bool:
    """Keeps what a step that only looked made of the call, and its answer.

    False, and nothing kept, when another request moved the call on from `was`, its visit and status, meanwhile.
    """
    changed = {f"new_{name}": getattr(call, name) for name in _REMEMBERED}
    visited, status = was
    moved = connection.execute(_MOVE_ON, {"call": call.id, "was": visited, "was_status": status, **changed})
    if moved.rowcount != 1:
        return False
    kept = {"call_id": call.id, "step": step, "visit": visit, "at": now}
    connection.execute(_KEEP, {**kept, "keys": keys, "led": led, "answer": answer})
    return True


def would_end(call: Call, status: str) -> bool:
    """True when this reported status ends the call."""
    return status in ENDED and call.status not in ENDED


def advance(call: Call, status: str) -> bool:
    """Takes a reported status over if it lies further on; events overtake each other."""
    if status not in PROGRESS or PROGRESS[CallStatus(status)] <= PROGRESS[CallStatus(call.status)]:
        return False
    call.status = status
    return True


def merge_status(session: Session, call: Call, status: str, now: datetime) -> bool:
    """Merges a reported status; events overtake each other, so it only ever moves forward.

    True when this report ended the call.
    """
    if not advance(call, status) or status not in ENDED:
        return False
    call.ended = now
    history.append(session, f"call:{call.id}", "ended", at=now, actor="carrier", status=status)
    return True


def ended_elsewhere(session: Session, before: datetime) -> list[Call]:
    """Calls that began before `before` and whose end nobody reported; the sweep asks the carrier."""
    open_calls = select(Call).where(Call.ended.is_(None), Call.began < before, Call.pretended.is_(False))
    return list(session.scalars(open_calls.order_by(Call.id).limit(100)))
