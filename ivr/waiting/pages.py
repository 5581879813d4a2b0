"""Urgent matters of the round-the-clock lines that nobody has taken: whoever is on duty is rung for them.

One telephone after another, tier by tier and then the supervisors, and all of them again every three minutes, until
somebody takes them with a key. One call is for all of a desk's matters. Callers were promised no less
(«系统会继续呼叫值班人员»).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from ivr.callbacks import Task, TaskState, ringing, severity
from ivr.callbacks.ledger import note
from ivr.callbacks.severity import Severity
from ivr.calls import Call
from ivr.hours import Hours
from ivr.people import User, telephone
from ivr.system import System
from ivr.waiting import agents, paged, placing
from ivr.waiting.agents import Rota
from ivr.waiting.tables import OfferState, Page, PagedTask

AGAIN = timedelta(minutes=3)
"""Between two rounds of the telephones for the same matters."""

AT_ONCE = 100
"""Matters that one page is about at most; the next one is about the others."""


def page_due(system: System) -> int:
    """Rings the next one for each desk with an urgent matter that nobody holds; answers how many are being rung.

    Idempotent: every tick and every page that ends may run it.
    """
    now = system.now()
    hours = system.book.current().hours
    rung = 0
    for desk in (name for name, desk in hours.schedule.desks.items() if desk.then == "urgent"):
        with system.database.reading() as session:
            live, wanting = live_of(session, desk), bool(_nobodys(session, desk, severity.UNRANKED))
            idle = live is not None and live.shift is None and not paged.wanting(session, live.id)
        if live is not None and idle and live.state in (OfferState.PLACING, OfferState.RINGING):
            _let_go(system, live, now)
        elif live is not None:
            continue
        if not wanting:
            continue
        with system.database.writing() as session:
            claimed = _claim(system, session, hours, desk, now)
        if claimed is not None:
            placing.place(system, *claimed)
            rung += 1
    return rung


def _let_go(system: System, page: Page, now: datetime) -> None:
    """Somebody took it all meanwhile: a telephone that still rings for it is silenced."""
    with system.database.writing() as session:
        over = paged.end(session, page.id, "gone", now)
    if over and page.leg_sid is not None:
        system.carrier.hang_up(page.account, page.leg_sid)


def live_of(session: Session, desk: str) -> Page | None:
    """The page that rings, or is being answered, for a desk's matters."""
    return session.scalar(select(Page).where(Page.desk == desk, Page.ended.is_(None)))


def _nobodys(session: Session, desk: str, first: Severity) -> Sequence[Task]:
    """The desk's urgent matters that nobody holds, the one that goes first at the head."""
    found = (
        select(Task)
        .outerjoin(Call, Call.id == Task.call_id)
        .where(Task.state == TaskState.WAITING, Task.closed_at.is_(None), Task.pretended.is_(False))
        .where(Task.urgent.is_(True), Task.desk == desk)
        # Whoever is still on the line may yet be leaving his message, or be taken.
        .where(or_(Task.call_id.is_(None), Call.ended.is_not(None)))
    )
    return session.scalars(found.order_by(*first.order, Task.due, Task.id).limit(AT_ONCE)).all()


def _claim(
    system: System, session: Session, hours: Hours, desk: str, now: datetime
) -> tuple[int, str] | None:
    """Writes down whom to ring and for what, before he is rung; None when somebody else did, or nobody may now."""
    tasks = _nobodys(session, desk, severity.at(session, hours, now))
    if not tasks:
        return None
    first = tasks[0]
    rota = agents.rota(session, hours, desk, first.hotline, now)
    chosen = _next(session, tasks, rota, now)
    if chosen is None or not agents.reserve(session, chosen[0], agents.everybody(rota)):
        return None
    user, number = chosen
    page = Page(
        desk=desk,
        hotline=first.hotline,
        user_id=user.id,
        account=ringing.account_of(system, session, first),
        placed=now,
        lease_until=now + placing.LEASE,
    )
    if not placing.written_down(session, page):
        return None
    session.add_all(PagedTask(page_id=page.id, task_id=task.id) for task in tasks)
    for task in tasks:
        note(session, task, "paged", now=now, actor="system", page=page.id, user=user.id, matters=len(tasks))
    return page.id, number


def _next(session: Session, tasks: Sequence[Task], rota: Rota, now: datetime) -> tuple[User, str] | None:
    """Whose telephone rings, and its number: of those who are free, who was paged least for these matters, tier by tier
    and then the supervisors. Nobody while a round is not over for three minutes; a matter that is new does not wait.
    """
    ids = [task.id for task in tasks]
    about = select(PagedTask.page_id).where(PagedTask.task_id.in_(ids))
    counted = select(Page.user_id, func.count(), func.max(Page.placed)).where(Page.id.in_(about))
    before = {user: (times, last) for user, times, last in session.execute(counted.group_by(Page.user_id))}
    free = agents.idle_in_order(session, rota)
    times = [before.get(user.id, (0, now))[0] for user in free]
    chosen = free[times.index(min(times))] if free else None
    number = telephone(chosen, from_home=rota.from_home) if chosen else None
    if chosen is None or number is None:
        return None
    a_round_is_over = 0 < min(times) == max(times)
    if a_round_is_over and max(last for _, last in before.values()) > now - AGAIN:
        known = set(session.scalars(select(PagedTask.task_id).where(PagedTask.task_id.in_(ids))))
        if known >= set(ids):
            return None
    return chosen, number


def overdue(system: System) -> int:
    """Asks the carrier about pages it never spoke of again; answers how many were ended."""
    now = system.now()
    with system.database.reading() as session:
        silent = session.scalars(select(Page).where(Page.ended.is_(None), Page.lease_until < now)).all()
    ended = 0
    for page in silent:
        over = page.leg_sid is None or system.carrier.is_over(page.account, page.leg_sid)
        with system.database.writing() as session:
            if over:
                ended += paged.end(session, page.id, "lost", now)
            else:
                session.execute(
                    update(Page).where(Page.id == page.id).values(lease_until=now + placing.LEASE)
                )
    return ended
