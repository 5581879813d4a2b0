"""An installation whose hotlines are dialled every quarter of an hour."""

from datetime import timedelta

import pytest

from ivr.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"probe_every": timedelta(minutes=15)})
