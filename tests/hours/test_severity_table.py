# ruff: noqa: E501 - tables with one case a line
"""The table of what goes first: read strictly, in force by the market's clock, doubted where a row can decide nothing."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import strict, szse
from ivr.clock import SHANGHAI, parse_moment
from ivr.hours import Hours, ScheduleError
from ivr.hours.editing import add, put
from ivr.hours.model import Schedule
from ivr.hours.reader import read
from ivr.hours.warnings import Warning, warnings

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
BARE = SHIPPED[: SHIPPED.index("severity:\n")] + SHIPPED[SHIPPED.index("# How long things are kept") :]
CALENDAR = szse.build()
NAME = "name: {zh: 开盘, en: Opening}"
BOTH = frozenset({"83182222", "36383666"})
EVERYBODY = {name: frozenset({"li.wei"}) for name in ("service-centre", "binhai-duty", "southern-centre")}


def table(*rows: str) -> str:
    """The shipped schedule with these rows."""
    return BARE + "\nseverity:" + "".join(f"\n  - {{{row}}}" for row in rows) + "\n"


def in_force(text: str, moment: str) -> list[str]:
    rows = Hours(read(text), CALENDAR).severity(parse_moment(moment))
    return [row.name.en for row in rows]


def warned(text: str) -> list[Warning]:
    schedule = read(text)
    lines = strict.read(text, "schedules.yaml", ScheduleError).lines
    now = datetime(2026, 11, 24, 11, tzinfo=SHANGHAI)
    return list(warnings(schedule, Hours(schedule, CALENDAR), now, EVERYBODY, lines))


def test_a_row_that_says_nothing_is_about_everything_on_the_lines_round_the_clock() -> None:
    (row,) = Hours(read(table(NAME)), CALENDAR).severity(parse_moment("2026-10-03T03:00"))
    assert (row.place, row.hotlines, row.topics, row.incident) == (1, BOTH, None, False)
    assert row.fits("83182222", "test") and row.fits("36383666", None)
    assert not row.fits("83183333", "fault"), "the business line is not in it unless a row names it"


def test_all_hotlines_are_every_hotline() -> None:
    (row,) = Hours(read(table(f"{NAME}, hotlines: all")), CALENDAR).severity(parse_moment("2026-10-03T03:00"))
    assert row.hotlines == BOTH | {"83183333"}


def test_without_the_section_nothing_is_in_force() -> None:
    assert read(BARE).severity == ()
    assert in_force(BARE, "2026-10-09T09:20") == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{NAME}, topics: [falt]", 'severity.1.topics: no topic called "falt" (did you mean "fault"?)'),
        (f"{NAME}, topics: fault", 'severity.1.topics: "fault" is no list of topics'),
        (f"{NAME}, topics: []", "severity.1.topics: nothing is no list of topics"),
        (f"{NAME}, topics: [fault, fault]", "severity.1.topics: names fault twice"),
        (f"{NAME}, topics: [1]", "severity.1.topics: no topic called 1"),
        (f'{NAME}, hotlines: ["83182223"]', 'severity.1.hotlines: no hotline called "83182223" (did you mean "83182222"?)'),
        (f'{NAME}, hotlines: ["0755-83182222"]', 'severity.1.hotlines: no hotline called "0755-83182222": write it as "83182222"'),
        (f"{NAME}, hotlines: []", "severity.1.hotlines: names no hotline"),
        (f"{NAME}, days: tradng", 'severity.1.days: "tradng" are no days (did you mean "trading"?)'),
        (f'{NAME}, from: "09:15", to: "09:15"', "severity.1: begins at 09:15 and ends at 09:15: over midnight are two rows"),
        (f'{NAME}, from: "22:00", to: "02:00"', "severity.1: begins at 22:00 and ends at 02:00: over midnight are two rows"),
        (f'{NAME}, from: "09:15"', 'severity.1: "from" and "to" belong together'),
        (f"{NAME}, from: 09:15, to: \"09:25\"", 'severity.1.from: put the time in quotes: "09:15"'),
        (f"{NAME}, incident: maybe", 'severity.1.incident: must be true or false, not "maybe"'),
        (f"{NAME}, topic: [fault]", 'severity.1.topic: no key called "topic" here (did you mean "topics"?)'),
        ("name: {zh: 开盘}", 'severity.1.name: "en" is missing'),
        ("days: all", 'severity.1: "name" is missing'),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_at_its_place(row: str, told: str) -> None:
    with pytest.raises(ScheduleError) as error:
        read(table(row))
    (problem,) = error.value.problems
    assert str(error.value).startswith(f"schedules.yaml, {told}"), str(error.value)
    assert re.search("[一-鿿]", problem.zh)
    assert problem.line


def test_more_rows_than_anybody_reads_are_too_many() -> None:
    with pytest.raises(ScheduleError, match="severity: holds 51 entries, more than 50"):
        read(table(*[NAME] * 51))


@pytest.mark.parametrize(
    ("moment", "rows"),
    [
        ("2026-10-09T09:14:59", []),
        ("2026-10-09T09:15", ["Fault during the opening call"]),
        ("2026-10-09T09:24:59", ["Fault during the opening call"]),
        ("2026-10-09T09:25", []),  # the end itself is over
        ("2026-10-09T09:30", ["Fault during the morning session"]),
        ("2026-10-09T12:00", []),
        ("2026-10-09T13:00", ["Fault during the afternoon session"]),
        ("2026-10-09T15:00", ["Fault on the settlement evening"]),
        ("2026-10-09T22:00", []),
        ("2026-10-01T09:20", []),  # National Day: nothing is traded
        ("2026-10-10T09:20", []),  # a Saturday on which offices work to make up for it
        ("2026-10-09T01:20:00+00:00", ["Fault during the opening call"]),  # the market's clock is Shenzhen's
    ],
)
def test_the_market_clock_of_what_ships(moment: str, rows: list[str]) -> None:
    assert in_force(SHIPPED, moment) == ["Affected by an open incident", *rows]


def test_weekdays_and_years_the_calendar_does_not_hold() -> None:
    text = table(f"{NAME}, days: trading", "name: {zh: 周末, en: Weekend}, days: [saturday, sunday]")
    assert in_force(text, "2099-05-05T10:00") == []
    assert in_force(text, "2099-05-09T10:00") == ["Weekend"]


COVERS = 'name: {zh: 全部, en: All}, topics: [fault, line], days: all, from: "09:00", to: "12:00"'


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        (COVERS, f'{NAME}, topics: [line], days: trading, from: "09:15", to: "09:25"', True),
        (COVERS, f'{NAME}, topics: [line], days: trading, from: "09:15", to: "12:01"', False),
        (COVERS, f'{NAME}, topics: [line, test], days: trading, from: "09:15", to: "09:25"', False),
        (COVERS, f'{NAME}, days: trading, from: "09:15", to: "09:25"', False),
        (COVERS, f'{NAME}, topics: [line], hotlines: ["83182222"], from: "09:15", to: "09:25"', True),
        (COVERS, f'{NAME}, topics: [line], hotlines: all, from: "09:15", to: "09:25"', False),
        ("name: {zh: 全部, en: All}", f"{NAME}, incident: on", True),
        ("name: {zh: 全部, en: All}, incident: on", NAME, False),
        ("name: {zh: 全部, en: All}, days: trading", f"{NAME}, days: [monday]", False),
        ("name: {zh: 全部, en: All}, days: [monday, tuesday, wednesday, thursday, friday]", f"{NAME}, days: trading", True),
    ],
)  # fmt: skip
def test_a_row_that_an_earlier_one_covers_is_doubted(first: str, second: str, hidden: bool) -> None:
    told = [(one.code, one.where) for one in warned(table(first, second))]
    assert told == ([("never-reached", "severity.2")] if hidden else [])


def test_the_doubt_names_both_rows_and_knows_its_line() -> None:
    text = table("name: {zh: 全部, en: All}", NAME, "name: {zh: 结算, en: Settlement}")
    opening, settlement = warned(text)
    assert opening.en == '"Opening" can never be reached: "All" (row 1) covers all of it'
    assert opening.zh == "“开盘”永远轮不到：前面的“全部”（第 1 行）已经全部包括了它"
    assert text.splitlines()[(opening.line or 0) - 1].startswith("  - {name: {zh: 开盘")
    assert "Settlement" in settlement.en and "row 1" in settlement.en


def test_a_row_about_no_hotline_is_doubted() -> None:
    text = table(NAME).replace("then: urgent", "then: message")
    assert [(one.code, one.where) for one in warned(text)] == [("fits-nothing", "severity.1")]


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["trading", "all", "[monday]", "[saturday, sunday]", "[monday, friday]"]),
            st.integers(0, 23),
            st.integers(1, 24),
            st.sampled_from(["", ", topics: [fault]", ", topics: [fault, line]"]),
            st.sampled_from(["", ", hotlines: all", ', hotlines: ["83182222"]']),
        ).filter(lambda row: row[1] < row[2]),
        min_size=2,
        max_size=4,
    ),
    day=st.dates(date(2026, 9, 1), date(2026, 10, 31)),
    hour=st.integers(0, 23),
)
def test_a_row_that_is_doubted_really_never_decides(
    rows: list[tuple[str, int, int, str, str]], day: date, hour: int
) -> None:
    text = table(
        *(
            f'{NAME}, days: {days}, from: "{a:02}:00", to: "{b:02}:00"{more}{on}'
            for days, a, b, more, on in rows
        )
    )
    hidden = {int(one.where.split(".")[1]) for one in warned(text)}
    in_force = Hours(read(text), CALENDAR).severity(
        datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
    )
    for hotline in ("83183333", *BOTH):
        for topic in ("fault", "line", "test"):
            first = next((row.place for row in in_force if row.fits(hotline, topic)), None)
            assert first not in hidden


def test_the_form_leaves_the_table_as_it_is() -> None:
    section = SHIPPED[SHIPPED.index("# What goes first") : SHIPPED.index("# How long things are kept")]
    text = put(SHIPPED, ("lift", "to"), "36383666")
    text = put(text, ("keep",), {"recordings": 400})
    text = add(
        text,
        ("overrides",),
        {"on": "2026-12-24", "hotlines": "all", "closed": {"zh": "演练", "en": "Drill"}},
    )
    assert section in text
    assert read(text).severity == read(SHIPPED).severity


def test_a_page_that_has_its_table_changed_stays_sound() -> None:
    text = put(SHIPPED, ("severity", "2", "to"), "09:30")
    schedule: Schedule = read(text)
    assert schedule.severity[1].end.total_seconds() == 9.5 * 3600
    assert text.replace('to: "09:30"', 'to: "09:25"', 1) == SHIPPED
