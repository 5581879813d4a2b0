"""Who is on duty: shifts hand over at the minute, holidays go before the week, gaps are told."""

from datetime import datetime
from pathlib import Path

import pytest

from calendars import szse
from ivr.clock import SHANGHAI
from ivr.hours import Hours, OnDuty
from ivr.hours.reader import read

TEXT = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
DESK = "binhai-duty"
WEEK = """
    - {days: all, from: "08:00", to: "20:00", on_duty: [[li.wei], [chen.jie]]}
    - {days: all, from: "20:00", to: "08:00", on_duty: [[wang.fang]]}
"""
HOLIDAY = """    - {on: 2026-12-31, through: 2027-01-01, from: "20:00", to: "08:00", on_duty: [[zhou.min]]}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def rosters(shifts: str) -> Hours:
    return Hours(read(f"{TEXT}\nrosters:\n  {DESK}:{shifts}"), szse.build())


@pytest.mark.parametrize(
    ("moment", "first", "until"),
    [
        (
            "2026-11-24T08:00:00",
            "li.wei",
            "2026-11-24T20:00",
        ),  # the minute of handing over belongs to the new shift
        ("2026-11-24T19:59:59.999999", "li.wei", "2026-11-24T20:00"),
        ("2026-11-24T20:00", "wang.fang", "2026-11-25T08:00"),
        ("2026-11-25T03:00", "wang.fang", "2026-11-25T08:00"),  # a shift that began yesterday
        ("2026-12-31T20:00", "zhou.min", "2027-01-01T08:00"),  # the year's last night is dated
        ("2027-01-01T07:59", "zhou.min", "2027-01-01T08:00"),
        ("2027-01-01T08:00", "li.wei", "2027-01-01T20:00"),  # by day the week goes on
        ("2027-01-02T21:00", "wang.fang", "2027-01-03T08:00"),
        ("2036-02-29T12:00", "li.wei", "2036-02-29T20:00"),
    ],
)
def test_who_is_rung_first_and_until_when(moment: str, first: str, until: str) -> None:
    told = rosters(WEEK + HOLIDAY).on_duty(DESK, at(moment))
    assert told is not None
    assert (told.tiers[0], told.until) == ((first,), at(until))


def test_people_who_stay_over_a_handing_over_do_not_change() -> None:
    hours = rosters("""
    - {days: all, from: "00:00", to: "12:00", on_duty: [[li.wei]]}
    - {days: [monday], from: "12:00", to: "24:00", on_duty: [[li.wei]]}
    - {days: [tuesday, wednesday, thursday, friday], from: "12:00", to: "24:00", on_duty: [[chen.jie]]}
""")
    assert hours.on_duty(DESK, at("2026-11-23T09:00")) == OnDuty((("li.wei",),), at("2026-11-24T12:00"))


def test_one_team_day_and_night_is_on_duty_for_good() -> None:
    hours = rosters("\n    - {days: all, on_duty: [[li.wei, chen.jie]]}\n")
    assert hours.on_duty(DESK, at("2026-11-23T09:00")) == OnDuty((("li.wei", "chen.jie"),), None)


def test_a_gap_and_a_desk_without_a_roster_have_nobody_in_particular() -> None:
    hours = rosters('\n    - {days: trading, from: "08:30", to: "18:00", on_duty: [[li.wei]]}\n')
    assert hours.on_duty(DESK, at("2026-10-01T09:00")) is None, "National Day is no trading day"
    assert hours.on_duty(DESK, at("2026-10-08T18:00")) is None
    assert hours.on_duty("service-centre", at("2026-10-08T12:00")) is None
    roster = hours.roster(DESK)
    assert roster is not None
    assert roster.gaps(at("2026-09-30T12:00"), at("2026-10-08T09:00")) == [
        (at("2026-09-30T18:00"), at("2026-10-08T08:30"))
    ]
