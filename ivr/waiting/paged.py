"""What becomes of a page: answered, taken, kept, passed on, or over with nobody having taken it.

Taking is two keys. The first claims the matters, so that nobody else has them while they are heard; the second keeps
them. Whoever hangs up in between has not taken them: they are given back, and the next one is rung.
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import CallbackError, Task, TaskState, claims
from ivr.callbacks.ledger import locked, note
from ivr.callbacks.severity import UNRANKED, Severity
from ivr.people import User
from ivr.waiting.tables import OfferState, Page, PagedTask


def live(session: Session, page_id: int) -> Page | None:
    """The page while it lasts. Only looks."""
    return session.scalar(select(Page).where(Page.id == page_id, Page.ended.is_(None)))


def wanting(session: Session, page_id: int, severity: Severity = UNRANKED) -> list[Task]:
    """Its matters that still nobody holds, the one that goes first at the head. Only looks."""
    found = (
        select(Task)
        .join(PagedTask, PagedTask.task_id == Task.id)
        .where(PagedTask.page_id == page_id, Task.state == TaskState.WAITING)
    )
    return list(session.scalars(found.order_by(*severity.order, Task.due, Task.id)))


def answered(session: Session, page_id: int, leg_sid: str) -> bool:
    """Something picked up. A mobile's voicemail gets as far as this and no further. False when it is over."""
    page = _held(session, page_id)
    if page is None or page.ended is not None:
        return False
    page.leg_sid = leg_sid
    if page.state in (OfferState.PLACING, OfferState.RINGING):
        page.state = OfferState.ANSWERED
    return True


def accept(session: Session, page_id: int, now: datetime, severity: Severity = UNRANKED) -> list[Task]:
    """1 was pressed: whatever of it nobody else took meanwhile is his, in order. None of it when the page is over."""
    page = _held(session, page_id)
    if page is None or page.ended is not None:
        return []
    user = session.get_one(User, page.user_id)
    taken = []
    for task in wanting(session, page_id, severity):
        with suppress(CallbackError):  # it is about him, or he left the desk
            if claims.claim(session, task.id, user, now):
                session.get_one(PagedTask, (page_id, task.id)).taken = True
                taken.append(task)
    if taken:
        page.state, page.accepted = OfferState.ACCEPTED, now
    return taken


def confirm(session: Session, page_id: int, now: datetime) -> bool:
    """A key was pressed on a test, or a reminder: he was reached. False when it was over before."""
    page = _held(session, page_id)
    if page is None or page.ended is not None:
        return False
    page.state, page.accepted = OfferState.ACCEPTED, now
    session.flush()
    return end(session, page_id, "accepted", now)


def keep(session: Session, page_id: int, now: datetime) -> bool:
    """He pressed on: what he claimed stays his, and the page is over; others may be rung for what comes next.

    False when it was over before: what he had claimed was given back.
    """
    page = _held(session, page_id)
    if page is None or page.ended is not None:
        return False
    for row in _taken(session, page_id):
        row.taken = False
    session.flush()
    return end(session, page_id, "accepted", now)


def end(session: Session, page_id: int, result: str, now: datetime) -> bool:
    """The telephone no longer rings, or was hung up; True when this report was the first to say so.

    What was claimed and not kept goes back to where it was.
    """
    page = _held(session, page_id)
    if page is None or page.ended is not None:
        return False
    unkept = _taken(session, page_id)
    page.result = "unconfirmed" if unkept else "accepted" if page.state == OfferState.ACCEPTED else result
    page.state, page.ended = OfferState.ENDED, now
    user = session.get_one(User, page.user_id)
    for row in unkept:
        _give_back(session, row.task_id, user, page, now)
    ids = select(PagedTask.task_id).where(PagedTask.page_id == page_id)
    if page.shift is not None:
        history.append(
            session,
            f"duty:{page.desk}",
            "duty-tested",
            at=now,
            actor="system",
            user=user.id,
            result=page.result,
        )
    if page.incident_id is not None:
        history.append(
            session,
            f"incident:{page.incident_id}",
            "reminded",
            at=now,
            actor="system",
            user=user.id,
            result=page.result,
        )
    for task in session.scalars(select(Task).where(Task.id.in_(ids)).order_by(Task.id)):
        note(
            session,
            task,
            "page-ended",
            now=now,
            actor="system",
            page=page_id,
            user=user.id,
            result=page.result,
        )
    return True


def _give_back(session: Session, task_id: int, user: User, page: Page, now: datetime) -> None:
    task = locked(session, task_id)
    if task is None or task.owner_id != user.id or task.state != TaskState.CLAIMED:
        return  # put off, handed on or rung since
    with suppress(CallbackError):
        claims.give_back(session, task_id, user, now)
        if task.taken_at == page.accepted:
            task.taken_at = None  # nobody has taken it yet


def _taken(session: Session, page_id: int) -> list[PagedTask]:
    """What was claimed with the first key and not kept."""
    found = select(PagedTask).where(PagedTask.page_id == page_id, PagedTask.taken.is_(True))
    return list(session.scalars(found.order_by(PagedTask.task_id)))


def _held(session: Session, page_id: int) -> Page | None:
    """The page as it is now, locked until the transaction ends; before any task of it."""
    found = select(Page).where(Page.id == page_id).with_for_update(key_share=True)
    return session.scalar(found.execution_options(populate_existing=True))
