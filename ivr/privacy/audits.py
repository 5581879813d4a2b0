"""The words of requests and holds, which are personal too, go after the audit's time; that there were some stays."""

from datetime import timedelta

from sqlalchemy import select

from ivr import history
from ivr.history import Keepsake
from ivr.privacy.periods import Periods
from ivr.privacy.tables import Hold, Request
from ivr.system import System


def forget(system: System) -> int:
    """Erases why and by whom something was asked, and why something was held, after the years an audit needs."""
    now = system.now()
    with system.database.reading() as session:
        days = Periods.now(session, system.book, now).kept("").audit
    cutoff = now - timedelta(days=days)
    old_requests = select(Request.reason).where(Request.at <= cutoff)
    old_holds = select(Hold.reason).where(Hold.lifted <= cutoff)
    told = select(Keepsake.subject).where(Keepsake.text.is_not(None)).distinct()
    with system.database.reading() as session:
        subjects = [
            *session.scalars(told.where(Keepsake.digest.in_(old_requests))),
            *session.scalars(told.where(Keepsake.digest.in_(old_holds))),
        ]
    for subject in subjects:
        with system.database.writing() as session:
            if history.erase_all(session, subject):
                history.append(session, subject, "purged", at=now, actor="system", why="retention", days=days)
    return len(subjects)
