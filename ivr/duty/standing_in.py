"""Handing one's duty to a colleague, taking it from him, and taking either back."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.clock import minute
from ivr.duty.rolls import roll
from ivr.duty.tables import StandIn
from ivr.hours import Hours
from ivr.people import Membership, Role, User

Why = Literal[
    "not-yours", "no-roster", "backwards", "past", "not-on-duty", "not-of-the-desk", "no-telephone", "same"
]


class DutyError(ValueError):
    """Nothing was changed; `why` says why not, and the message says it in a sentence."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def hand_over(
    session: Session,
    hours: Hours,
    desk: str,
    *,
    giver: User,
    taker: User,
    begins: datetime,
    ends: datetime,
    by: User,
    now: datetime,
) -> StandIn:
    """From `begins` to `ends`, whole minutes, `taker` is on duty wherever `giver` would be.

    Either of them may say so, or a supervisor; what was asked to begin before now begins with this minute. Raises
    DutyError when it would change nothing, or nobody could be reached.
    """
    begins, ends = max(minute(begins), minute(now)), minute(ends)
    if by.id not in (giver.id, taker.id) and by.role != Role.SUPERVISOR:
        raise DutyError("not-yours", f"{by.name} may change neither {giver.name}'s duty nor {taker.name}'s")
    if giver.id == taker.id:
        raise DutyError("same", f"{giver.name} cannot stand in for themselves")
    if ends <= begins:
        raise DutyError(
            "past" if ends <= now else "backwards", "the end lies before the beginning, or before now"
        )
    if not taker.active or session.get(Membership, (taker.id, desk)) is None:
        raise DutyError("not-of-the-desk", f"{taker.name} does not serve the desk {desk}")
    if taker.phone is None:
        raise DutyError("no-telephone", f"{taker.name} has no telephone that could ring: enter one first")
    # One after the other: a doubled press finds that it was done.
    session.execute(select(User.id).where(User.id == giver.id).with_for_update())
    serving = roll(session, hours, desk, begins, ends)
    if serving is None:
        raise DutyError("no-roster", f"the desk {desk} has no roster: everybody of it is on duty")
    if not serving.serves(giver.name, begins, ends):
        raise DutyError("not-on-duty", f"{giver.name} is not on duty at {desk} in that time")
    row = StandIn(
        desk=desk,
        instead_of=giver.id,
        user_id=taker.id,
        begins=begins,
        ends=ends,
        made_by=by.id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, row, "duty-handed", by, now)
    return row


def withdraw(session: Session, stand_in_id: int, *, by: User, now: datetime) -> StandIn | None:
    """The roster's own people are on duty again. None when it is over, or was withdrawn before.

    Raises DutyError for whoever has no part in it and is no supervisor.
    """
    found = select(StandIn).where(StandIn.id == stand_in_id).with_for_update()
    row = session.scalar(found.execution_options(populate_existing=True))
    if row is None or row.withdrawn is not None or row.ends <= now:
        return None
    if by.id not in (row.instead_of, row.user_id) and by.role != Role.SUPERVISOR:
        raise DutyError("not-yours", f"{by.name} has no part in that")
    if row.begins < now:
        row.ends = now  # what has been stays as it was
    else:
        row.withdrawn = now
    _note(session, row, "duty-withdrawn", by, now)
    return row


def stand_ins(session: Session, desk: str, start: datetime, end: datetime) -> list[StandIn]:
    """What holds or will hold in that time, as it was made, the earliest first."""
    found = select(StandIn).where(
        StandIn.desk == desk, StandIn.withdrawn.is_(None), StandIn.ends > start, StandIn.begins < end
    )
    return list(session.scalars(found.order_by(StandIn.begins, StandIn.id)))


def colleagues(session: Session, desk: str) -> list[User]:
    """Who may be on duty at a desk: its people who are here, by their names."""
    found = select(User).join(Membership, Membership.user_id == User.id)
    return list(
        session.scalars(found.where(Membership.desk == desk, User.active.is_(True)).order_by(User.display))
    )


def _note(session: Session, row: StandIn, kind: str, by: User, now: datetime) -> None:
    history.append(
        session,
        f"duty:{row.desk}",
        kind,
        at=now,
        actor=f"user:{by.id}",
        stand_in=row.id,
        instead_of=row.instead_of,
        user=row.user_id,
        begins=row.begins.isoformat(),
        ends=row.ends.isoformat(),
    )
