"""A notice: what the exchange, or the State Council, has said about the exchange's closures.

A notice either *settles* a year, as the yearly «关于20XX年部分节假日休市安排的通知» does (weekdays it does
not name trade), or adds to what is known: a sudden closure, a correction.
"""

from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StrictInt, model_validator

from calendars.hints import date_hint
from calendars.strict import PageError, Strict, Wrong, miswritten
from calendars.trading import Certainty, Reason

FIRST_YEAR, LAST_YEAR = 2005, 2045
"""The years the table covers, both included."""
LONGEST = 31
"""Days; no closure of the exchange was ever half as long, so more is a slip of the pen."""


class NoticeError(PageError):
    """Notices that cannot be used."""


def read_date(value: object) -> date:
    """A date written 2026-12-24; raises ValueError saying what is wrong with it."""
    if isinstance(value, date):
        return value
    meant, longest = date_hint(value) if isinstance(value, str) else (None, None)
    if longest:
        raise Wrong(
            f"there is no day {value}: that month has {longest} days",
            f"没有 {value} 这一天，那个月只有 {longest} 天",
        )
    if meant is None or meant.isoformat() != value:
        shown, write = _shown(value), meant or "2026-12-24"
        raise miswritten(
            value,
            f"{shown} is no date: write it as {write}",
            f"{_shown_zh(value)}不是日期，请写成 {write}",
            str(write),
        )
    day = meant
    if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR:
        raise Wrong(
            f"{value} is outside the calendar, which holds {FIRST_YEAR} to {LAST_YEAR}",
            f"{value} 超出了日历的范围（{FIRST_YEAR} 至 {LAST_YEAR} 年）",
        )
    return day


def _shown(value: object) -> str:
    return "nothing" if value is None else f'"{value}"'


def _shown_zh(value: object) -> str:
    return "空" if value is None else f"“{value}”"


def _spoken(value: object) -> Reason:
    if isinstance(value, Reason):
        return value
    if (
        not isinstance(value, dict)
        or set(value) != {"zh", "en"}
        or not all(_words(text) for text in value.values())
    ):
        raise Wrong(
            "must name the occasion in both languages, as in {zh: 国庆节, en: National Day}",
            "要用两种语言写明缘由，如 {zh: 国庆节, en: National Day}",
        )
    return Reason(str(value["zh"]), str(value["en"]))


def _words(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= 60


Date = Annotated[date, BeforeValidator(read_date)]


class Closure(Strict):
    """Days from first to last, both included, on which the exchange does not trade."""

    first: Date = Field(alias="from")
    last: Date = Field(alias="to")
    occasion: Annotated[Reason, BeforeValidator(_spoken)] = Field(alias="for")

    @model_validator(mode="after")
    def _right_way_round(self) -> Self:
        if self.last < self.first:
            raise Wrong(
                f"ends on {self.last}, before it begins on {self.first}",
                f"结束日 {self.last} 早于开始日 {self.first}",
            )
        if (self.last - self.first).days >= LONGEST:
            raise Wrong(
                f"from {self.first} to {self.last} is longer than {LONGEST} days",
                f"{self.first} 至 {self.last} 超过了 {LONGEST} 天",
            )
        return self

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


class Notice(Strict):
    """One notice, with where and when it was published."""

    title: str = Field(min_length=1, max_length=200)
    by: Annotated[Certainty, BeforeValidator(lambda value: _author(value))]
    published: Date | None = None
    """None where the paper itself is lost; then `source` says how we know."""
    source: str = Field(min_length=1, max_length=500)
    settles: StrictInt | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    closed: tuple[Closure, ...] = Field(min_length=1)
    weekends: tuple[Date, ...] = ()
    """Days of weekends that offices work through, which the exchange says are weekends all the same."""

    @model_validator(mode="after")
    def _weekends_are_weekends(self) -> Self:
        for day in self.weekends:
            if day.weekday() < 5:
                raise Wrong(f"{day} is no day of a weekend", f"{day} 不是周六或周日")
        return self

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        before: Closure | None = None
        for closure in sorted(self.closed, key=lambda closure: closure.first):
            if before and closure.first <= before.last:
                raise Wrong(
                    f"the closures from {before.first} and from {closure.first} overlap",
                    f"从 {before.first} 和从 {closure.first} 开始的两段休市重叠",
                )
            before = closure
            if self.settles and closure.last.year != self.settles:
                raise Wrong(
                    f"settles {self.settles}, but a closure ends on {closure.last}",
                    f"这是 {self.settles} 年的安排，却有一段休市到 {closure.last} 才结束",
                )
        return self


def _author(value: object) -> Certainty:
    if value in (Certainty.EXCHANGE, Certainty.STATE_COUNCIL):
        return Certainty(str(value))
    raise Wrong(
        f"{_shown(value)} publishes no notices: it is exchange or state-council",
        f"{_shown_zh(value)}不发布公告，只能是 exchange（交易所）或 state-council（国务院）",
    )
