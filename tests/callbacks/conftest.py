"""A front desk on a database of either kind."""

import pytest
from argon2 import PasswordHasher
from owed import Desk

from ivr.database import Database
from ivr.people import passwords


@pytest.fixture
def desk(database: Database, monkeypatch: pytest.MonkeyPatch) -> Desk:
    # Nobody signs in here: a costly hash would only be waited for.
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return Desk(database)
