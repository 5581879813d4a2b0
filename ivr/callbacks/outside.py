"""What of a digest leaves the house, and to whom: references, desk, due times and where to look, nothing else.

The desk's reminder goes to the desk's own channels; a supervisor's to the supervisors' mail and channels; a head's to
the head of the desk, or to the administrators where none is named, and to the heads' channels.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import notifiers
from ivr.callbacks.digest_tables import Digest, Level
from ivr.callbacks.references import spoken
from ivr.callbacks.tables import Task
from ivr.clock import shanghai
from ivr.hours import Schedule
from ivr.notifiers import Channel, channels
from ivr.people import Role, User
from ivr.settings import Settings

MOST_BYTES = 2000
"""Of one notice, in UTF-8: a group robot cuts off what is over 2,048."""

SAID = {
    Level.DESK: (
        "{desk}：{n} 条回拨任务的承诺时间已过半，还没有办结。",
        "{desk}: half of the promised time has passed for {n} open callback{s}.",
    ),
    Level.SUPERVISOR: (
        "{desk}：{n} 条回拨任务已到承诺时间，还没有办结。",
        "{desk}: {n} open callback{s} reached the promised time.",
    ),
    Level.HEAD: (
        "{desk}：{n} 条回拨任务用了两倍的承诺时间，还没有办结。",
        "{desk}: {n} open callback{s} took twice the promised time.",
    ),
}
"""Chinese first, then English, in the same notice."""


def post(
    session: Session,
    settings: Settings,
    schedule: Schedule,
    digest: Digest,
    tasks: Sequence[Task],
    now: datetime,
) -> None:
    """Posts the digest to everybody it concerns outside the console; a pretended one to nobody."""
    if digest.pretended:
        return
    subject, body = text(settings.public_url, schedule, digest, tasks)
    level = Level(digest.level)
    for channel in _channels(session, digest.desk, level):
        key = f"{digest.subject}:channel:{channel.id}"
        notifiers.post(session, key, subject, body, channel=channel, now=now)
    for user in _readers(session, schedule, digest.desk, level) if settings.mails else ():
        if user.email is not None:
            notifiers.post(session, f"{digest.subject}:user:{user.id}", subject, body, user=user, now=now)


def text(public_url: str, schedule: Schedule, digest: Digest, tasks: Sequence[Task]) -> tuple[str, str]:
    """Subject and body, in both languages."""
    zh, en = SAID[Level(digest.level)]
    desk = schedule.desks.get(digest.desk)
    n, s = len(tasks), "" if len(tasks) == 1 else "s"
    first = zh.format(desk=desk.name.zh if desk else digest.desk, n=n)
    second = en.format(desk=desk.name.en if desk else digest.desk, n=n, s=s)
    lines = [_line(public_url, task) for task in sorted(tasks, key=lambda task: (task.due, task.id))]

    def body(named: int) -> str:
        rest = [f"… 另有 {n - named} 条 / {n - named} more"] if named < n else []
        return "\n".join((first, second, "", *lines[:named], *rest, "", f"全部 / All: {public_url}/digests"))

    fitting = (named for named in range(n, 0, -1) if len(body(named).encode()) <= MOST_BYTES)
    return first, body(next(fitting, 0))


def heads(session: Session, schedule: Schedule, desk: str) -> Sequence[User]:
    """Who answers for a desk: the head that the schedule names, else the administrators."""
    known = schedule.desks.get(desk)
    named = select(User).where(User.name == (known.head if known else None), User.active.is_(True))
    admins = select(User).where(User.role == Role.ADMIN, User.active.is_(True)).order_by(User.id)
    return session.scalars(named).all() or session.scalars(admins).all()


def _line(public_url: str, task: Task) -> str:
    due = shanghai(task.due)
    return f"{spoken(task.ref)}  应回 due {due:%Y-%m-%d %H:%M}  {public_url}/tasks/{task.ref}"


def _channels(session: Session, desk: str, level: Level) -> Sequence[Channel]:
    return channels.of_desk(session, desk) if level is Level.DESK else channels.of_level(session, level)


def _readers(session: Session, schedule: Schedule, desk: str, level: Level) -> Iterator[User]:
    """Those who get it by mail."""
    if level is Level.SUPERVISOR:
        supervisors = select(User).where(User.role == Role.SUPERVISOR, User.active.is_(True))
        yield from session.scalars(supervisors.order_by(User.id))
    elif level is Level.HEAD:
        yield from heads(session, schedule, desk)
