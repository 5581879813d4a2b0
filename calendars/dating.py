"""Puts a year to the days that sentences name, and asks about every one that cannot be."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from calendars.notice import FIRST_YEAR, LAST_YEAR
from calendars.strict import Problem
from calendars.wording import Clause, Mention

WEEKDAYS = "一二三四五六日"
ONE_DAY = timedelta(days=1)


class Doubts(list[Problem]):
    """What has to be asked about a text."""

    def ask(self, line: int | None, en: str, zh: str) -> None:
        problem = Problem(line, "", en, zh)
        if problem not in self:
            self.append(problem)


class Dating:
    """Days of a text about `year`; what cannot be a day is noted among `doubts`, and is then None."""

    def __init__(self, year: int, doubts: Doubts) -> None:
        self.year = year
        self.doubts = doubts

    def span(self, first: Mention, last: Mention) -> tuple[date, date] | None:
        """A closure's first and last day: one that runs over New Year ends in the text's year."""
        backwards = (first.month, first.day) > (last.month, last.day)
        year = last.year or (first.year + backwards if first.year else self.year)
        ends, begins = self.day(last, year), self.day(first, year - backwards)
        return (begins, ends) if begins and ends else None

    def beside(self, mention: Mention, closure: date | None) -> date | None:
        """A day told along with a closure: of the years it may lie in, that which brings it nearest."""
        if not closure:
            return self.day(mention, self.year)
        years = range(closure.year - 1, closure.year + 2)
        there = [date(year, mention.month, mention.day) for year in years if _exists(mention, year)]
        nearest = min(there, key=lambda day: abs(day - closure), default=closure)
        return self.day(mention, nearest.year)

    def day(self, mention: Mention, year: int) -> date | None:
        """The day of a mention, in its own year if it names one, else in `year`; its weekday is checked."""
        year = mention.year or year
        if not _exists(mention, year):
            length = _length(year, mention.month)
            self.doubts.ask(
                mention.line,
                f"there is no {mention.written} in {year}"
                + (f": that month has {length} days" if length else ""),
                f"{year} 年没有{mention.written}这一天" + (f"，那个月只有 {length} 天" if length else ""),
            )
            return None
        day = date(year, mention.month, mention.day)
        if mention.weekday not in (None, day.weekday()):
            written, really = WEEKDAYS[mention.weekday or 0], WEEKDAYS[day.weekday()]
            self.doubts.ask(
                mention.line,
                f"{mention.written} is written with 星期{written}, and {day} is a {day:%A} (星期{really}): "
                "one of the two is wrong",
                f"{mention.written}写作星期{written}，而 {year} 年的这一天是星期{really}，请核对日期和星期",
            )
        return day


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


def years_that_fit(said: Iterable[Clause]) -> list[int]:
    """The years in which every weekday is right that the text writes beside a day; none when it writes none."""
    mentions = {mention for clause in said for span in clause.spans for mention in span}
    told = [mention for mention in mentions if mention.weekday is not None]
    return [year for year in range(FIRST_YEAR, LAST_YEAR + 1) if told and all(_fits(m, year) for m in told)]


def _fits(mention: Mention, year: int) -> bool:
    return _exists(mention, year) and date(year, mention.month, mention.day).weekday() == mention.weekday


def _exists(mention: Mention, year: int) -> bool:
    return 1 <= mention.day <= _length(year, mention.month)


def _length(year: int, month: int) -> int:
    """Days of a month; 0 when there is no such month or the year is far outside the calendar."""
    known = 1 <= month <= 12 and FIRST_YEAR - 1 <= year <= LAST_YEAR
    return monthrange(year, month)[1] if known else 0
