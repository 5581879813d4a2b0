"""The channels that are entered: of a desk, or of a level for all desks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ivr import history
from ivr.notifiers.addresses import BadAddress, checked
from ivr.notifiers.tables import Channel, Outgoing, OutgoingState

INSTALLATION = "system"
"""The level of what is told of the installation itself, rather than of anybody's promises."""


class ChannelError(Exception):
    """A channel cannot be added or removed; the message says why and what to do."""


def add(
    session: Session,
    url: str,
    *,
    desk: str | None = None,
    level: str | None = None,
    now: datetime,
    actor: str,
) -> Channel:
    """Enters a channel for exactly one of `desk` and `level`. Raises ChannelError."""
    if (desk is None) is (level is None):
        raise ChannelError("a channel is either a desk's or a level's: name one of the two")
    try:
        url = checked(url)
    except BadAddress as error:
        raise ChannelError(str(error)) from None
    if any((each.url, each.desk, each.level) == (url, desk, level) for each in entered(session)):
        raise ChannelError("that channel is entered already: everything would be said there twice")
    channel = Channel(desk=desk, level=level, url=url, added=now)
    session.add(channel)
    session.flush()
    history.append(session, f"channel:{channel.id}", "added", at=now, actor=actor, desk=desk, level=level)
    return channel


def remove(session: Session, number: int, *, now: datetime, actor: str) -> None:
    """Nothing goes there from now on, and its address is forgotten. Raises ChannelError when there is none."""
    channel = session.get(Channel, number)
    if channel is None or channel.removed is not None:
        raise ChannelError(f"there is no channel {number}: `ivr notifiers list` shows those there are")
    channel.removed, channel.url = now, ""
    session.execute(
        update(Outgoing)
        .where(Outgoing.channel_id == number, Outgoing.settled.is_(None))
        .values(state=OutgoingState.DROPPED, settled=now)
    )
    history.append(session, f"channel:{number}", "removed", at=now, actor=actor)


def entered(session: Session) -> Sequence[Channel]:
    """All channels in use, oldest first."""
    return session.scalars(select(Channel).where(Channel.removed.is_(None)).order_by(Channel.id)).all()


def of_desk(session: Session, desk: str) -> Sequence[Channel]:
    """Where a desk's own reminders go."""
    return [channel for channel in entered(session) if channel.desk == desk]


def of_level(session: Session, level: str) -> Sequence[Channel]:
    """Where the notices of a level go, whichever desk they are about."""
    return [channel for channel in entered(session) if channel.level == level]
