"""A carrier that holds messages, and a place to keep them."""

from datetime import timedelta
from pathlib import Path

import fake_twilio
import pytest
from fake_twilio import FakeTwilio
from left import NOW, Leave, new_call

from ivr.database import Database
from ivr.telephony import Carrier
from ivr.voicemail import Store, life


@pytest.fixture
def twilio() -> FakeTwilio:
    return FakeTwilio()


@pytest.fixture
def carrier(twilio: FakeTwilio) -> Carrier:
    return fake_twilio.carrier(twilio)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store((tmp_path / "recordings").as_uri())


@pytest.fixture
def leave(database: Database) -> Leave:
    """Leaves a message that has arrived at the carrier as recording `sid`; answers the message's id."""

    def act(sid: str, *, seconds: float | None = 5, offset: timedelta = timedelta()) -> int:
        with database.writing() as session:
            row = life.begin(session, new_call(session, offset=offset), now=NOW + offset)
            life.arrived(session, row, sid=sid, seconds=seconds, ended_by="key", now=NOW + offset)
            return row.id

    return act
