"""The roster with its stand-ins, held against the same thing said minute by minute."""

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from calendars import szse
from ivr.clock import SHANGHAI
from ivr.duty.rolls import Change, Roll
from ivr.hours import Hours
from ivr.hours.reader import read

TEXT = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
SHIFTS = """
rosters:
  binhai-duty:
    - {days: all, from: "08:00", to: "20:00", on_duty: [[li, wei], [chen]]}
    - {days: all, from: "20:00", to: "02:00", on_duty: [[wang]]}
    - {on: 2026-12-31, from: "20:00", to: "08:00", on_duty: [[zhou], [li]]}
"""
ROSTER = Hours(read(TEXT + SHIFTS), szse.build()).roster("binhai-duty")
assert ROSTER is not None
START = datetime(2026, 12, 30, tzinfo=SHANGHAI)
HALF = timedelta(minutes=30)
PEOPLE = ["li", "wei", "chen", "wang", "zhou", "sun"]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    begins, length = draw(st.integers(0, 140)), draw(st.integers(1, 60))
    of, by = draw(st.permutations(PEOPLE))[:2]
    return Change(START + begins * HALF, START + (begins + length) * HALF, of, by)


def told(made: list[Change], moment: datetime) -> tuple[tuple[str, ...], ...]:
    """Everybody who is there, tier by tier: each change in turn puts one in another's place."""
    assert ROSTER is not None
    serving = ROSTER.at(moment)
    tiers = [list(tier) for tier in serving.tiers] if serving else []
    for change in made:
        if change.begins <= moment < change.ends:
            tiers = [[change.by if name == change.instead_of else name for name in tier] for tier in tiers]
    seen: list[str] = []
    for tier in tiers:
        tier[:] = [name for n, name in enumerate(tier) if name not in seen and name not in tier[:n]]
        seen += tier
    return tuple(tuple(tier) for tier in tiers if tier)


@given(st.lists(changes(), max_size=5), st.integers(0, 190))
def test_who_is_on_duty_and_until_when(made: list[Change], half: int) -> None:
    assert ROSTER is not None
    roll, moment = Roll(ROSTER, made), START + half * HALF
    found = roll.at(moment)
    assert (found.tiers if found else ()) == told(made, moment)
    if found and found.until:
        others = [START + n * HALF for n in range(half, 400) if told(made, START + n * HALF) != found.tiers]
        assert found.until == others[0], "until others are, or nobody is"


@given(st.lists(changes(), max_size=5), st.integers(0, 100), st.integers(1, 100))
def test_the_spans_leave_no_minute_out(made: list[Change], half: int, length: int) -> None:
    assert ROSTER is not None
    start, end = START + half * HALF, START + (half + length) * HALF
    spans = list(Roll(ROSTER, made).spans(start, end))
    assert [spans[0].begins, *(span.ends for span in spans)] == [*(span.begins for span in spans), end]
    assert spans[0].begins == start
    for n in range(length):
        moment = start + n * HALF
        (span,) = [each for each in spans if each.begins <= moment < each.ends]
        assert span.tiers == told(made, moment)
        assert all(by in {name for tier in span.tiers for name in tier} for by in span.instead)
