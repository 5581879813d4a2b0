"""A front desk on a database of either kind."""

import pytest
from owed import Desk

from ivr.database import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)
