"""Emergencies laid over whatever was entered before: the newest word wins, and everything around it stays."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from calendars import szse
from calendars.strict import Wrong
from ivr.clock import SHANGHAI, parse_moment
from ivr.hours import Closed, Hours, Open, Text, editing
from ivr.hours.carving import of_the_day
from ivr.hours.emergency import REASONS, answer_from_home, close_now, end_now, in_force, open_now
from ivr.hours.model import clock
from ivr.hours.reader import read

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
BUSINESS, SUPPORT, SOUTHERN = LINES = ("83183333", "83182222", "36383666")
TUESDAY = date(2026, 9, 1)
TEN = parse_moment("2026-09-01T10:00:40")
NOON = parse_moment("2026-09-01T12:00")
MIDNIGHT = parse_moment("2026-09-02T00:00")
RAIN, TYPHOON = REASONS["rain"], REASONS["typhoon"]
CALENDAR = szse.build(())


def hours(text: str) -> Hours:
    return Hours(read(text), CALENDAR)


def with_overrides(*entries: str) -> str:
    lines = "".join(f"  - {{{each}}}\n" for each in entries)
    return SHIPPED.replace("overrides: []", "overrides:\n" + lines.rstrip())


def overrides(text: str) -> list[str]:
    """The entries as the file says them."""
    return [line.strip() for line in text[text.index("\noverrides:") :].splitlines() if "- {" in line]


def state(known: Hours, line: str, at: str) -> str:
    found = known.at(line, parse_moment(at))
    return "open" if isinstance(found, Open) else found.why.text.zh


def test_closed_until_noon_and_then_as_ever() -> None:
    text = close_now(SHIPPED, [BUSINESS], TEN, NOON, RAIN)
    assert overrides(text) == [
        '- {on: 2026-09-01, hotlines: ["83183333"], from: "10:00", to: "12:00", closed: {zh: 暴雨, en: Heavy rain}}'
    ]
    known = hours(text)
    assert known.at(BUSINESS, TEN) == Closed(
        known.at(BUSINESS, TEN).why, NOON, known.at(BUSINESS, TEN).certainty
    )
    assert [state(known, BUSINESS, f"2026-09-01T{at}") for at in ("09:59", "10:00", "11:59", "12:00")] == [
        "open",
        "暴雨",
        "暴雨",
        "open",
    ]
    assert state(known, SUPPORT, "2026-09-01T10:30") == "open"


def test_everything_else_of_the_file_stays_as_it_was_written() -> None:
    text = close_now(SHIPPED, LINES, TEN, MIDNIGHT, TYPHOON)
    assert text.startswith(SHIPPED[: SHIPPED.index("overrides: []")])
    assert "hotlines: all" in overrides(text)[0] and 'to: "24:00"' in overrides(text)[0]


def test_open_tonight_then_closed_after_all_then_open_again() -> None:
    evening = open_now(SHIPPED, [BUSINESS], TEN, parse_moment("2026-09-01T20:00"), REASONS["test"])
    assert state(hours(evening), BUSINESS, "2026-09-01T19:59") == "open"
    closed = close_now(evening, [BUSINESS], parse_moment("2026-09-01T11:00"), MIDNIGHT, TYPHOON)
    assert state(hours(closed), BUSINESS, "2026-09-01T17:00") == "台风"
    assert state(hours(closed), BUSINESS, "2026-09-01T10:30") == "open"
    again = open_now(
        closed, [BUSINESS], parse_moment("2026-09-01T14:00"), parse_moment("2026-09-01T15:00"), RAIN
    )
    assert [state(hours(again), BUSINESS, f"2026-09-01T{at}") for at in ("13:59", "14:00", "15:00")] == [
        "台风",
        "open",
        "台风",
    ]


def test_a_closure_of_days_gives_way_only_where_it_must() -> None:
    before = with_overrides(
        "on: 2026-08-31, through: 2026-09-03, hotlines: all, closed: {zh: 系统演练, en: Drill}"
    )
    text = open_now(before, [BUSINESS], TEN, NOON, RAIN)
    known, was = hours(text), hours(before)
    for day in ("2026-08-31", "2026-09-02", "2026-09-03"):
        assert state(known, BUSINESS, f"{day}T11:00") == state(was, BUSINESS, f"{day}T11:00") == "系统演练"
    assert state(known, SUPPORT, "2026-09-01T11:00") == "系统演练"
    assert state(known, BUSINESS, "2026-09-01T11:00") == "open"
    assert state(known, BUSINESS, "2026-09-01T12:00") == "系统演练"


def test_answering_from_home_lifts_a_closure_and_leaves_the_hours() -> None:
    before = with_overrides(
        'on: 2026-09-01, hotlines: ["83183333"], from: "09:00", to: "11:00", why: {zh: 通关测试, en: Test}',
        'on: 2026-09-01, hotlines: ["83182222"], closed: {zh: 台风, en: Typhoon}',
    )
    text = answer_from_home(before, LINES, TEN, MIDNIGHT, TYPHOON)
    known = hours(text)
    assert state(known, BUSINESS, "2026-09-01T10:30") == "open"
    assert state(known, BUSINESS, "2026-09-01T11:30") == "通关测试", "hours are not changed by who rings"
    assert state(known, SUPPORT, "2026-09-01T10:30") == "open"
    assert known.from_home(BUSINESS, TEN) == TYPHOON == known.from_home(SUPPORT, TEN)
    assert known.from_home(BUSINESS, parse_moment("2026-09-01T09:59")) is None
    assert known.from_home(BUSINESS, MIDNIGHT) is None


def test_the_end_of_it_brings_the_usual_hours_back() -> None:
    before = with_overrides(
        'on: 2026-09-01, hotlines: ["83183333"], from: "09:00", to: "12:00", why: {zh: 通关测试, en: Test}',
        'on: 2026-09-01, hotlines: ["83182222"], from: "16:00", to: "17:00", closed: {zh: 系统演练, en: Drill}',
    )
    known = hours(end_now(before, LINES, TEN))
    assert [state(known, BUSINESS, f"2026-09-01T{at}") for at in ("08:45", "09:30", "14:00")] == [
        "通关测试",
        "open",
        "open",
    ]
    assert state(known, SUPPORT, "2026-09-01T16:30") == "系统演练", "what is yet to come stays"
    assert end_now(SHIPPED, LINES, TEN) == SHIPPED


def test_what_was_put_in_force_in_this_very_minute_is_ended_without_a_trace() -> None:
    text = close_now(SHIPPED, LINES, TEN, MIDNIGHT, TYPHOON)
    assert in_force(read(text), [BUSINESS], TEN)
    assert hours(end_now(text, LINES, TEN)).schedule.overrides == ()


@pytest.mark.parametrize(
    "until",
    [parse_moment("2026-09-01T10:00"), parse_moment("2026-09-01T09:00"), parse_moment("2026-09-02T00:01")],
)
def test_it_ends_later_today(until: datetime) -> None:
    with pytest.raises(Wrong) as wrong:
        close_now(SHIPPED, [BUSINESS], TEN, until, RAIN)
    assert "later today" in str(wrong.value) and "今天" in wrong.value.zh


def test_a_hotline_that_does_not_exist() -> None:
    with pytest.raises(LookupError, match="83183333"):
        close_now(SHIPPED, ["83183334"], TEN, NOON, RAIN)


# Whatever was entered before

QUARTERS = st.integers(0, 96).map(lambda n: timedelta(minutes=15 * n))
DAYS = [TUESDAY + timedelta(days=n) for n in (-1, 0, 1)]
KINDS = ("closed", "open", "why", "from_home")


@st.composite
def entries(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Overrides as somebody might have entered them; those that do not go with the ones before are left out."""
    text, kept = SHIPPED, []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(KINDS))
        first, last = sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
        lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique=True))
        value: dict[str, Any] = {"on": str(first), "through": str(last), "hotlines": lines}
        if kind in ("open", "why") or draw(st.booleans()):
            start, end = sorted(draw(st.tuples(QUARTERS, QUARTERS)))
            if start == end:
                continue
            value |= {"from": clock(start), "to": clock(end)}
        value[kind] = {"zh": f"原因{len(kept)}", "en": f"reason {len(kept)}"}
        try:
            read(longer := editing.add(text, ("overrides",), value))
        except Exception:
            continue
        text = longer
        kept.append(value)
    return kept


def reasons(known: Hours, line: str, moment: datetime) -> int:
    """How many overrides decide whether the line is open at that moment."""
    local = moment.astimezone(SHANGHAI)
    since = timedelta(hours=local.hour, minutes=local.minute)
    today = of_the_day(known.schedule, [line], local.date())
    return sum(
        each.kind.value == "why" or (each.kind.value != "from_home" and each.span[0] <= since < each.span[1])
        for each in today
    )


Act = Callable[[str, list[str], datetime, datetime, Text], str]
ACTS: dict[str, Act] = {"close": close_now, "open": open_now, "from_home": answer_from_home}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.reuse, Phase.generate),  # the first example is short enough to be read
)
@given(
    entered=entries(),
    act=st.sampled_from([*ACTS, "end"]),
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique=True),
    start=st.integers(0, 24 * 60 - 1),
    length=st.integers(1, 24 * 60),
)
def test_the_newest_word_wins_and_nothing_else_changes(
    entered: list[dict[str, Any]], act: str, lines: list[str], start: int, length: int
) -> None:
    text = SHIPPED
    for value in entered:
        text = editing.add(text, ("overrides",), value)
    midnight = datetime(2026, 9, 1, tzinfo=SHANGHAI)
    now = midnight + timedelta(minutes=start)
    until = min(now + timedelta(minutes=length), midnight + timedelta(days=1))
    after = end_now(text, lines, now) if act == "end" else ACTS[act](text, lines, now, until, TYPHOON)

    was, becomes = hours(text), hours(after)  # it reads sound, or this raises
    plain = hours(SHIPPED)
    held = in_force(was.schedule, lines, now)
    for line in LINES:
        for quarter in range(-96, 192):
            moment = midnight + timedelta(minutes=15 * quarter)
            asked = line in lines and now <= moment < (
                midnight + timedelta(days=1) if act == "end" else until
            )
            told = f"{act} {line} {moment}"
            old, new = was.at(line, moment), becomes.at(line, moment)
            lifted = act == "from_home" and isinstance(old, Closed)
            if not asked or (act == "from_home" and not lifted):
                assert isinstance(new, Open) == isinstance(old, Open), told
            by_rule = isinstance(plain.at(line, moment), Open)
            if not asked and isinstance(new, Closed) and by_rule and reasons(was, line, moment) == 1:
                assert isinstance(old, Closed) and new.why == old.why, told
            if not asked:
                assert becomes.from_home(line, moment) == was.from_home(line, moment), told
            elif act == "close":
                assert isinstance(new, Closed), told
                if isinstance(plain.at(line, moment), Open):
                    assert new.why.text == TYPHOON, told
            elif act == "open":
                assert isinstance(new, Open), told
            elif act == "from_home":
                assert becomes.from_home(line, moment) == TYPHOON, told
    if act == "end":
        assert in_force(becomes.schedule, lines, now) == ()
        if not held:
            assert after == text
