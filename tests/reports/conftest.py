"""Reports over rows of a test's own."""

from pathlib import Path

import pytest

from calendars import szse
from ivr.hours import Hours
from ivr.hours.reader import read


@pytest.fixture(scope="session")
def hours() -> Hours:
    """The hours that ship."""
    schedule = read((Path(__file__).parent.parent.parent / "schedules.yaml").read_text())
    return Hours(schedule, szse.build())
