"""A page is written down, and placed with the carrier after the commit."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr.system import System
from ivr.telephony import Refused, Uncertain, UnknownAccount
from ivr.waiting import paged
from ivr.waiting.tables import OfferState, Page

RING_FOR = timedelta(seconds=30)

LEASE = timedelta(minutes=2)
"""How long a page may go without a word from the carrier before we ask."""


def written_down(session: Session, page: Page) -> bool:
    """Writes the page down before it is placed; False when another process was first, for the same person or desk."""
    try:
        with session.begin_nested():
            session.add(page)
    except IntegrityError:
        return False
    return True


def place(system: System, page_id: int, number: str) -> None:
    """Rings that number for the page; what comes of it is told by the call's own webhooks."""
    with system.database.reading() as session:
        page = session.get_one(Page, page_id)
        edition = system.book.current(session)
    line = edition.schedule.hotlines.get(page.hotline)
    base = f"{system.settings.public_url}/voice/pages/{page_id}"
    try:
        sid = system.carrier.place(
            page.account,
            to=number,
            from_=line.show_as if line else page.hotline,
            url=base,
            status_callback=f"{base}/status",
            ring_for=RING_FOR,
        )
    except (Refused, UnknownAccount):
        with system.database.writing() as session:
            paged.end(session, page_id, "failed", system.now())
        return
    except Uncertain:
        return  # it may be ringing: its own webhooks, or the lease, will tell
    with system.database.writing() as session:
        ringing_now = update(Page).where(Page.id == page_id).values(leg_sid=sid)
        session.execute(ringing_now)
        session.execute(ringing_now.where(Page.state == OfferState.PLACING).values(state=OfferState.RINGING))
        over = session.scalar(select(Page.ended).where(Page.id == page_id)) is not None
    if over:  # somebody took it while the carrier was being asked
        system.carrier.hang_up(page.account, sid)
