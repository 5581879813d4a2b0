"""Calls that left messages, as the tests of this room need them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from fake_twilio import SID
from sqlalchemy.orm import Session

from ivr.calls.tables import Call, CallStatus
from ivr.database import Database
from ivr.voicemail import Voicemail

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
SAMPLES = sorted((Path(__file__).parent.parent / "samples" / "voicemail").glob("*.wav"))
_numbers = count(1)

Leave = Callable[..., int]


def sample(name: str) -> bytes:
    return next(path for path in SAMPLES if name in path.name).read_bytes()


def fresh(prefix: str) -> str:
    """A SID nobody has used."""
    return f"{prefix}{next(_numbers):032x}"


def new_call(session: Session, sid: str | None = None, *, offset: timedelta = timedelta()) -> Call:
    call = Call(
        sid=sid or fresh("CA"),
        account=SID,
        direction="inbound",
        dialled="83183333",
        hotline="83183333",
        version=1,
        caller="+8613800138000",
        caller_raw="+8613800138000",
        status=CallStatus.IN_PROGRESS,
        language="zh",
        topic="enquiry",
        visit=0,
        tries=0,
        trail=[],
        facts={},
        offset=offset,
        pretended=bool(offset),
        began=NOW + offset,
    )
    session.add(call)
    session.flush()
    return call


def look(database: Database, message: int) -> Voicemail:
    with database.reading() as session:
        return session.get_one(Voicemail, message)
