"""Our calendar against exchange_calendars: the two agree, and a day on which they would not is never passed over."""

from datetime import date

import pytest

from calendars import peer, szse
from calendars.notices import shipped
from calendars.peer import disagreements
from calendars.trading import TradingCalendar

YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def test_every_day_since_2005_is_as_the_peer_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert peer.main() == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("2005-01-01 to 20")
    assert told.endswith("0 of them unexplained")


def _sessions() -> set[date]:
    return {day.date for day in szse.build().year(2024) if day.trading}


def test_a_day_that_a_notice_of_ours_closes_is_explained_by_it() -> None:
    the_eve = date(2024, 2, 9)  # the exchange closed it although the State Council had offices work
    (found,) = disagreements(szse.build(), shipped(), _sessions() | {the_eve}, *YEAR)
    assert found.date == the_eve
    assert str(found) == (
        "2024-02-09 Fri: closed by our calendar (exchange), trading by exchange_calendars; "
        "explained: 关于2024年部分节假日休市安排的通知"
    )


@pytest.mark.parametrize(
    ("wrong", "notices"),
    [
        pytest.param(date(2024, 6, 12), shipped(), id="we trade on a day that they do not"),
        pytest.param(date(2024, 2, 9), (), id="we are closed and no notice says why"),
    ],
)
def test_a_day_that_no_notice_names_is_not_explained(wrong: date, notices: tuple[()]) -> None:
    (found,) = disagreements(szse.build(), notices, _sessions() ^ {wrong}, *YEAR)
    assert found.date == wrong
    assert found.explained is None


def test_an_unexplained_difference_fails_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    right = szse.build()
    days = [day for year in right.years for day in right.year(year)]
    closed = {day.date: day.reason for day in days if day.reason and day.date != date(2020, 1, 31)}
    forgetful = TradingCalendar(closed, {year: right.certainty(year) for year in right.years})
    assert peer.compare(forgetful, shipped()) == 1
    said = capsys.readouterr()
    assert "2020-01-31 Fri: trading by our calendar (state-council), closed by exchange_calendars" in said.out
    assert "add it with its source" in said.err
