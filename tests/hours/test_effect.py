"""What a schedule would change, and overrides as callers meet them: shut for an hour, open longer, calls to mobiles."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from calendars import szse
from calendars.trading import Certainty
from ivr.clock import SHANGHAI
from ivr.hours import Closed, Hours, Kind, Open
from ivr.hours.effect import DayEffect, effect
from ivr.hours.reader import read

TEXT = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
BUSINESS, SUPPORT = "83183333", "83182222"
calendar = szse.build()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(*overrides: str, text: str = TEXT) -> Hours:
    listed = "".join(f"\n  - {{{override}}}" for override in overrides) or " []"
    return Hours(read(text.replace("overrides: []", f"overrides:{listed}")), calendar)


def clock(*spans: str) -> tuple[tuple[timedelta, timedelta], ...]:
    times = [tuple(time.split(":") for time in span.split("-")) for span in spans]
    return tuple(
        (timedelta(hours=int(a[0]), minutes=int(a[1])), timedelta(hours=int(b[0]), minutes=int(b[1])))
        for a, b in times
    )


POWER_CUT = 'on: 2026-11-10, hotlines: all, from: "14:00", to: "16:00", closed: {zh: 停电, en: Power cut}'
LONGER = 'on: 2026-11-11, hotlines: ["83183333"], from: "17:00", to: "20:00", open: {zh: 通关测试, en: Market test}'
LATE = 'on: 2026-11-12, hotlines: ["83183333"], from: "17:00", to: "24:00", closed: {zh: 暴雨, en: Rainstorm}'
AWAY = (
    'on: 2026-11-13, hotlines: ["83183333"], from: "08:30", to: "12:00", from_home: {zh: 台风, en: Typhoon}'
)


@pytest.mark.parametrize(
    ("line", "moment", "told"),
    [
        (BUSINESS, "2026-11-10T13:59", ("open", "2026-11-10T14:00")),
        (BUSINESS, "2026-11-10T14:00", ("停电", "2026-11-10T16:00")),
        (BUSINESS, "2026-11-10T16:00", ("open", "2026-11-10T18:00")),  # it ends by itself
        (BUSINESS, "2026-11-10T19:00", ("非工作时间", "2026-11-11T08:30")),
        (SUPPORT, "2026-11-10T15:00", ("停电", "2026-11-10T16:00")),  # a round-the-clock line for two hours
        (
            BUSINESS,
            "2026-11-11T12:00",
            ("open", "2026-11-11T20:00"),
        ),  # what is added runs on from the usual hours
        (BUSINESS, "2026-11-12T17:30", ("暴雨", "2026-11-13T08:30")),
        (
            BUSINESS,
            "2026-11-12T18:00",
            ("非工作时间", "2026-11-13T08:30"),
        ),  # at night it would be shut anyway
        (BUSINESS, "2026-11-13T09:00", ("open", "2026-11-13T18:00")),  # calls elsewhere, the same hours
    ],
)
def test_overrides_of_some_hours(line: str, moment: str, told: tuple[str, str]) -> None:
    answer = hours(POWER_CUT, LONGER, LATE, AWAY).at(line, at(moment))
    word = "open" if isinstance(answer, Open) else answer.why.text.zh
    assert (word, answer.until) == (told[0], at(told[1]))
    if isinstance(answer, Closed):
        assert (answer.why.kind is Kind.NIGHT) is (told[0] == "非工作时间")


def test_calls_ring_mobiles_for_as_long_as_it_says() -> None:
    away = hours(AWAY)
    told = away.from_home(BUSINESS, at("2026-11-13T08:30"))
    assert told is not None
    assert told.zh == "台风"
    assert away.from_home(BUSINESS, at("2026-11-13T12:00")) is None
    assert away.from_home(SUPPORT, at("2026-11-13T09:00")) is None


def test_the_openings_of_a_day_are_cut_at_midnight() -> None:
    around_the_clock = hours(POWER_CUT).spans(SUPPORT, date(2026, 11, 10))
    assert around_the_clock == (
        (at("2026-11-10T00:00"), at("2026-11-10T14:00")),
        (at("2026-11-10T16:00"), at("2026-11-11T00:00")),
    )
    assert hours().spans(BUSINESS, date(2026, 10, 3)) == ()


def test_every_change_of_the_next_days_is_shown() -> None:
    business = effect(hours(POWER_CUT), hours(POWER_CUT, LONGER, AWAY), date(2026, 11, 9), 6)[0]
    assert business.hotline.number == BUSINESS
    usual = clock("8:30-18:00")
    assert [(day.date.day, day.before, day.after) for day in business.days] == [
        (9, usual, usual),
        (10, clock("8:30-14:00", "16:00-18:00"), clock("8:30-14:00", "16:00-18:00")),
        (11, usual, clock("8:30-20:00")),
        (12, usual, usual),
        (13, usual, usual),
        (14, (), ()),
    ]
    assert [day.date.day for day in business.days if day.changed] == [11, 13], (
        "calls to mobiles are a change too"
    )
    assert [day.reason and day.reason.zh for day in business.days] == [
        None,
        "停电",
        "通关测试",
        None,
        "台风",
        "周末",
    ]
    assert [day.trading for day in business.days] == [True] * 5 + [False]


def test_another_reason_is_a_change_callers_hear() -> None:
    before = hours("on: 2026-11-10, hotlines: all, closed: {zh: 停电, en: Power cut}")
    after = hours("on: 2026-11-10, hotlines: all, closed: {zh: 台风, en: Typhoon}")
    assert [line.changed for line in effect(before, after, date(2026, 11, 10), 1)] == [True] * 3
    assert not any(line.changed for line in effect(before, before, date(2026, 11, 10), 1))


def test_a_hotline_of_one_side_alone_has_no_openings_on_the_other() -> None:
    fewer = hours(text=TEXT.replace('"83182222"', '"83189999"'))
    lines = {line.hotline.number: line.days[0] for line in effect(hours(), fewer, date(2026, 11, 10), 1)}
    assert list(lines) == ["83183333", "83189999", "36383666", "83182222"]
    assert (lines["83189999"].before, lines["83189999"].after) == ((), clock("0:00-24:00"))
    assert (lines["83182222"].before, lines["83182222"].after) == (clock("0:00-24:00"), ())
    assert [number for number, day in lines.items() if day.changed] == ["83189999", "83182222"]


def test_how_sure_a_day_is() -> None:
    def new_year(number: int) -> DayEffect:
        return effect(hours(), hours(), date(2027, 1, 4), 1)[number].days[0]

    assert new_year(0).certainty is Certainty.PROVISIONAL
    assert new_year(1).certainty is Certainty.EXCHANGE, "no notice changes a round-the-clock line"
