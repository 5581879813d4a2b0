"""What the shipped schedule and calendar can make us say has words of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calendars import occasions, szse
from calendars.trading import Reason
from ivr.flows import clips, words
from ivr.flows.phrases import of
from ivr.hours import Hotline
from ivr.hours.reader import read

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
SCHEDULE = read((Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8"))
WEEKEND = "周末"
REASONS = sorted(
    {
        day.reason
        for year in szse.YEARS
        for day in szse.build().year(year)
        if day.reason and day.reason.zh != WEEKEND
    },
    key=str,
)


@dataclass(frozen=True)
class Holiday:
    text: Reason
    kind: str = "holiday"


@pytest.mark.parametrize("hotline", list(SCHEDULE.hotlines.values()), ids=str)
def test_a_hotline_of_ours_is_announced_by_our_voice(hotline: Hotline) -> None:
    name = of(hotline.name)
    assert all(clips.clip_name(piece) for piece in name.zh + name.en)


@pytest.mark.parametrize("flow", sorted({hotline.flow for hotline in SCHEDULE.hotlines.values()}))
def test_every_script_of_the_schedule_greets(flow: str) -> None:
    assert "您好" in words.greeting(flow).text("zh")


@pytest.mark.parametrize("reason", REASONS, ids=str)
def test_every_closure_of_the_exchange_since_2005_is_named(reason: Reason) -> None:
    said = words.closed(Holiday(reason), None, NOW)
    if reason == occasions.HOLIDAY:
        assert said.text("zh").startswith("今天休市，")
    else:
        assert said.text("zh").startswith(f"{reason.zh}休市，")
    assert all(clips.clip_name(piece) for piece in said.zh + said.en)
