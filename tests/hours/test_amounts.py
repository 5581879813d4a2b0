"""A file that holds far too much, or what nobody can see, is refused in a few sentences before anybody waits for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from calendars.strict import MOST_TOLD
from ivr.database import Database
from ivr.hours import Schedule, ScheduleError, versions
from ivr.hours.keeping import REFUSED_FOR, Keeper
from ivr.hours.reader import read

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
MINUTE = '{{days: all, from: "{:02}:{:02}", to: "{:02}:{:02}"}}'


def refused(text: str) -> ScheduleError:
    with pytest.raises(ScheduleError) as error:
        read(text)
    return error.value


def openings(count: int, *, apart: bool) -> str:
    """The trading day as so many openings, one after the other or all the same."""
    spans = (MINUTE.format(*divmod(n * apart, 60), *divmod(n * apart + 1, 60)) for n in range(count))
    return SHIPPED.replace('{days: trading, from: "08:30", to: "18:00"}', f"[{', '.join(spans)}]")


def overrides(*several: str) -> str:
    return SHIPPED.replace("overrides: []", "overrides:\n" + "\n".join(f"  - {{{one}}}" for one in several))


CLOSED = 'hotlines: ["83183333"], closed: {zh: 台风, en: Typhoon}'
TOO_MUCH = [
    pytest.param(
        openings(51, apart=True), "hours.trading-day", "holds 51 entries, more than 50", id="openings"
    ),
    pytest.param(
        overrides(*[f"on: 2026-12-01, through: 2027-11-30, {CLOSED}"] * 14),
        "overrides",
        "holds 5110 entries, more than 5000",
        id="days of overrides",
    ),
    pytest.param(
        SHIPPED.replace(
            "ring_for: 25s, then: message", f"tiers: [[{', '.join(f'u{n}' for n in range(101))}]]"
        ),
        "desks.service-centre.tiers",
        "holds 101 entries, more than 100",
        id="people",
    ),
]


@pytest.mark.parametrize(("text", "where", "said"), TOO_MUCH)
def test_too_much_is_one_sentence(text: str, where: str, said: str) -> None:
    (problem,) = refused(text).problems
    assert (problem.where, said in problem.sentence) == (where, True), problem
    assert "最多" in problem.zh


def test_a_name_with_as_many_openings_as_it_may_have_is_read() -> None:
    assert len(read(openings(50, apart=True)).hours["trading-day"]) == 50


def test_of_very_many_mistakes_the_first_are_told_and_the_rest_counted() -> None:
    error = refused(openings(50, apart=False))
    assert len(error.problems) == MOST_TOLD + 1
    assert error.problems[-1].sentence == "29 more problems follow: mend these first"
    assert error.problems[-1].zh == "后面还有 29 处，请先改好这些"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        pytest.param('"台风\\x00"', "the invisible character U+0000", id="a zero"),
        pytest.param('"台\\u202e风"', "the invisible character U+202E", id="text turned round"),
        pytest.param('"台风\\n停电"', "the invisible character U+000A", id="two lines"),
        pytest.param('"   "', "must not be empty", id="blank"),
    ],
)
def test_words_that_callers_hear_can_be_seen(reason: str, said: str) -> None:
    text = overrides(f'on: 2026-12-24, hotlines: ["83183333"], closed: {{zh: {reason}, en: Typhoon}}')
    (problem,) = refused(text).problems
    assert said in problem.sentence
    assert problem.where == "overrides.1.closed.zh"


@pytest.mark.parametrize("days", ["[1, 2, 3, 4, 5]", "[true]", "[1.0]"])
def test_days_are_named_never_counted(days: str) -> None:
    (problem,) = refused(SHIPPED.replace("{days: trading,", f"{{days: {days},")).problems
    assert "is no day: write its name, as in [monday, friday]" in problem.sentence
    assert problem.line


def test_a_file_that_cannot_be_used_makes_no_writer_wait_and_is_read_once_a_while(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "schedules.yaml"
    file.write_text(SHIPPED, encoding="utf-8")
    keeper = Keeper(database, file)
    assert keeper.look(NOW).published
    file.write_text(SHIPPED.replace("hours: trading-day", "hours: tradng-day"), encoding="utf-8")
    reads: list[str] = []
    check = versions.check

    def counted(session: Session, text: str, name: str) -> Schedule:
        reads.append(name)
        return check(session, text, name)

    def no_writer() -> None:
        raise AssertionError("a file that cannot be used takes the writers' turn")

    monkeypatch.setattr(versions, "check", counted)
    monkeypatch.setattr(database, "writing", no_writer)
    for seconds in (5, 10, 15):
        assert "tradng-day" in str(keeper.look(NOW + timedelta(seconds=seconds)).refused)
    assert len(reads) == 1, "what was refused is not read again at every tick"
    keeper.look(NOW + REFUSED_FOR + timedelta(seconds=10))
    assert len(reads) == 2, "but later it is: a user whom it names may have been added"


HAND = [
    pytest.param(
        SHIPPED + "  - {on: 2026-12-24, hotlines: all, closed: {zh: 台风, en: Typhoon}}\n",
        SHIPPED.count("\n"),
        "take the [] behind overrides: away",
        "去掉 overrides: 后面的 []",
        id="an entry below the empty list that ships",
    ),
    pytest.param(
        SHIPPED.replace("timezone: Asia/Shanghai", "timezone Asia/Shanghai"),
        SHIPPED[: SHIPPED.index("timezone:")].count("\n") + 1,
        "a colon is missing behind timezone",
        "timezone 后面缺少冒号",
        id="a key without its colon",
    ),
    pytest.param(
        SHIPPED.replace("calendar: szse", "calendar:\tszse"),
        SHIPPED[: SHIPPED.index("calendar:")].count("\n") + 1,
        "a tab",
        "制表符",
        id="a tab behind a key",
    ),
]


@pytest.mark.parametrize(("text", "line", "en", "zh"), HAND)
def test_the_likeliest_slips_of_a_hand_are_named(text: str, line: int, en: str, zh: str) -> None:
    (problem,) = refused(text).problems
    assert problem.line == line
    assert en in problem.sentence
    assert zh in problem.zh
