"""How long a caller will wait, as far as the last answered calls can tell."""

from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.waiting.tables import Offer, Waiting

LOOKS_BACK = timedelta(hours=1)
"""What was before tells nothing of who is there now."""

LAST = 10
"""Answered calls that count."""

FEWEST = 3
"""Gaps between answered calls below which nothing is said."""


def wait(session: Session, row: Waiting, ahead: int, now: datetime) -> timedelta | None:
    """Until the caller of `row`, with so many before him, will be answered; None when that is not known.

    Places move as often as the desk answers while somebody waits: the mean gap between two calls answered, the later
    one's caller in line already. A gap that lasts longer than that by now counts as well, so that a desk whose agents
    are all held up is not promised at its pace of before.
    """
    answered = session.execute(
        select(Offer.accepted, Waiting.entered)
        .join(Waiting, Waiting.call_id == Offer.call_id)
        # Who tries calls on a test phone of his own says nothing of the desk's pace.
        .where(Waiting.desk == row.desk, Waiting.exchange == row.exchange, Offer.accepted > now - LOOKS_BACK)
        .order_by(Offer.accepted.desc())
        .limit(LAST + 1)
    ).all()
    gaps = [
        later.accepted - earlier.accepted
        for later, earlier in pairwise(answered)
        if later.entered <= earlier.accepted
    ]
    if len(gaps) < FEWEST:
        return None
    mean = sum(gaps, timedelta()) / len(gaps)
    lasting = now - answered[0].accepted
    if lasting > mean:
        mean = (mean * len(gaps) + lasting) / (len(gaps) + 1)
    return mean * (ahead + 1)
