"""What schedules.yaml says: hotlines, the hours they keep, the desks that answer them, exceptions, and rosters."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, StrictInt, model_validator

from calendars.strict import Strict, Wrong, nearest
from ivr.hours.fields import (
    E164,
    Area,
    Beginning,
    Date,
    Days,
    Duration,
    Name,
    Names,
    TimeOfDay,
    Toggle,
    Token,
    Topics,
)
from ivr.hours.retention import Keep, KeepHere

FLOWS = ("business", "support", "southern")
"""The call scripts a hotline can have; `ivr/flows` holds one module for each."""
ROUND_THE_CLOCK = ("support", "southern")
"""Those of them that are meant to be open day and night (SERVICE.md: 7×24)."""
LONGEST_SPAN = timedelta(days=366)


class Text(Strict):
    """The same words in both languages."""

    zh: Name
    en: Name


class Opening(Strict):
    """Open on some days from `start` to `end`, both since midnight; `end` itself is closed."""

    days: Days
    """`"trading"`, `"all"`, or weekdays as a tuple of numbers, Monday = 0."""
    start: Beginning = Field(default=timedelta(), alias="from")
    end: TimeOfDay = Field(default=timedelta(days=1), alias="to")

    @model_validator(mode="after")
    def _right_way_round(self) -> Self:
        _both_or_neither(self)
        _not_inverted(self.start, self.end)
        return self


class Hotline(Strict):
    """A dialled number, its script, its hours, who answers, and what callers are promised."""

    number: str = Field(json_schema_extra={"filled_in": True})
    """The local number as it is known, such as 83183333."""
    name: Text
    flow: Literal["business", "support", "southern"]
    hours: Token
    desk: Token
    call_back_within: Duration
    """In opening time."""
    reached_by: tuple[E164, ...] = ()
    """Carrier numbers that ring this hotline besides its own, in E.164."""
    show_as: E164
    """What customers see when the hotline rings them back, in E.164; by default its own number."""
    record: Toggle = True
    """Whether calls are recorded, which the caller is then told."""
    keep: KeepHere = KeepHere()
    """How long, where it differs from the house."""


class Desk(Strict):
    """A team with telephones. Its members live in the database; who rings first may be said here."""

    id: str = Field(json_schema_extra={"filled_in": True})
    name: Text
    ring_for: Duration = timedelta(seconds=25)
    """How long a caller waits for somebody to take the call before hearing what else there is."""
    offer_for: Duration = timedelta(seconds=15)
    """How long one telephone rings for one caller."""
    rounds: StrictInt = Field(default=1, ge=1, le=5)
    """How many times the desk is rung through, `ring_for` each, before `then`."""
    then: Literal["message", "urgent"] = "message"
    """What becomes of a call nobody takes: a message is offered, or it is an urgent task whatever is said."""
    tiers: tuple[Names, ...] = ()
    """Names of users who ring first, second, …; empty: all members alike."""
    test_page: Toggle = False
    """Whether everybody on its roster is rung when the shift begins, to see that he can be reached."""
    head: Name | None = None
    """The user who is told when a promise took twice its time; None: the administrators are."""


class OverrideKind(StrEnum):
    """What an override does to the hours of its days."""

    CLOSED = "closed"  # shut, the whole day or between its hours; callers hear why
    OPEN = "open"  # open between its hours, besides the usual ones
    HOURS = "why"  # open between its hours instead of the usual ones
    FROM_HOME = "from_home"  # the usual hours; calls ring the mobiles of those on duty


class Override(Strict):
    """An exception somebody entered, for some days and some hotlines or all; it ends by itself.

    Exactly one of `closed`, `open`, `why` and `from_home` says what it does and why.
    """

    on: Date
    through: Date | None = None
    """The last day, when there is more than one."""
    hotlines: Names
    """Numbers; filled in by the reader where the file says `all`."""
    closed: Text | None = None
    open: Text | None = None
    why: Text | None = None
    from_home: Text | None = None
    start: Beginning | None = Field(default=None, alias="from")
    end: TimeOfDay | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = [kind.value for kind in OverrideKind if getattr(self, kind.value) is not None]
        if len(said) != 1:
            raise Wrong(
                'needs exactly one of "closed", "open", "why" and "from_home"',
                "“closed”“open”“why”“from_home”四个键要写一个，而且只能写一个",
            )
        _both_or_neither(self)
        if self.start is None and self.kind in (OverrideKind.OPEN, OverrideKind.HOURS):
            raise Wrong(
                f'"{self.kind}" needs "from" and "to": from when to when is it open?',
                f"写了“{self.kind}”就要写明从几点（from）开放到几点（to）",
            )
        if self.start is not None and self.end is not None:
            _not_inverted(self.start, self.end)
        _forwards(self.on, self.through)
        return self

    @property
    def kind(self) -> OverrideKind:
        return next(kind for kind in OverrideKind if getattr(self, kind.value) is not None)

    @property
    def days(self) -> list[date]:
        """Every day it is about, in order."""
        last = self.through or self.on
        return [self.on + timedelta(days=n) for n in range((last - self.on).days + 1)]

    @property
    def text(self) -> Text:
        """Why, whichever kind it is."""
        text: Text = getattr(self, self.kind.value)
        return text

    @property
    def whole_day(self) -> bool:
        return self.start is None

    @property
    def span(self) -> tuple[timedelta, timedelta]:
        """From when to when on each of its days, since midnight."""
        return self.start or timedelta(), timedelta(days=1) if self.end is None else self.end


class Shift(Strict):
    """Who is on duty at a desk from `start` to `end`, on some days of the week or on dated days.

    An `end` at or before `start` is on the next day, so that 08:00 to 08:00 is a day and a night; without both it is
    the day from midnight. Dated shifts go before weekly ones for as long as they last.
    """

    days: Days | None = None
    """Days on which a weekly shift begins, as in an opening."""
    on: Date | None = None
    through: Date | None = None
    start: Beginning = Field(default=timedelta(), alias="from")
    end: TimeOfDay = Field(default=timedelta(days=1), alias="to")
    on_duty: tuple[Names, ...] = Field(min_length=1)
    """Names of users: who is rung first, then, then."""

    @model_validator(mode="after")
    def _weekly_or_dated(self) -> Self:
        if (self.days is None) is (self.on is None):
            raise Wrong(
                'needs either "days", for every week, or "on", for dates',
                "“days”（每周）和“on”（指定日期）要写一个，而且只能写一个",
            )
        if self.through and self.on is None:
            raise Wrong(
                '"through" goes with "on", not with "days"', "“through”要和“on”一起用，不能和“days”一起用"
            )
        _both_or_neither(self)
        _forwards(self.on, self.through)
        return self

    @property
    def length(self) -> timedelta:
        """How long one shift lasts, a day at most."""
        return self.end - self.start if self.end > self.start else self.end - self.start + timedelta(days=1)


class Lift(Strict):
    """Words in a message left while its line is closed that hand the matter to a line that is open, as urgent."""

    to: str
    """The number of the hotline whose desk takes it."""
    words: Names = Field(min_length=1)
    """In whatever language they are spoken."""


class SeverityRow(Strict):
    """What goes before everything that fits none of the rows, on some days from `start` to `end`; `end` itself is over.

    All that it names must be so. What it does not name may be anything.
    """

    name: Text
    topics: Topics | None = None
    hotlines: Names | None = None
    """Numbers; None: every hotline whose desk has `then: urgent`."""
    incident: Toggle = False
    """Only what belongs to an open incident."""
    days: Days = "all"
    start: Beginning = Field(default=timedelta(), alias="from")
    end: TimeOfDay = Field(default=timedelta(days=1), alias="to")

    @model_validator(mode="after")
    def _right_way_round(self) -> Self:
        _both_or_neither(self)
        if self.start >= self.end:
            raise Wrong(
                f"begins at {clock(self.start)} and ends at {clock(self.end)}: over midnight are two rows",
                f"{clock(self.start)} 开始，却在 {clock(self.end)} 结束；跨越零点的时段要分成两行来写",
            )
        return self


class Schedule(Strict):
    """One version of schedules.yaml, checked."""

    timezone: Literal["Asia/Shanghai"]
    area: Area
    calendar: Literal["szse"]
    hours: Mapping[Token, tuple[Opening, ...]] = Field(min_length=1)
    hotlines: Mapping[str, Hotline] = Field(min_length=1)
    desks: Mapping[Token, Desk] = Field(min_length=1)
    overrides: tuple[Override, ...] = ()
    rosters: Mapping[Token, tuple[Shift, ...]] = Field(default_factory=dict)
    """Who is on duty when, by desk; a desk without a roster has everybody on duty."""
    lift: Lift | None = None
    """None: whatever a message says, it waits for its line to open."""
    severity: tuple[SeverityRow, ...] = ()
    """What goes first, the first row that fits decides; without rows what is urgent, and then what is owed first."""
    keep: Keep = Keep()
    """How long recordings, numbers and notes are kept."""

    @property
    def round_the_clock(self) -> tuple[str, ...]:
        """The numbers of the hotlines whose desk makes an urgent task of whatever it could not take."""
        return tuple(
            number
            for number, hotline in self.hotlines.items()
            if hotline.desk in self.desks and self.desks[hotline.desk].then == "urgent"
        )

    def kept(self, number: str) -> Keep:
        """How long the hotline keeps; one that is no longer in the file keeps as the house does."""
        hotline = self.hotlines.get(number)
        return hotline.keep.beside(self.keep) if hotline else self.keep

    def hotline(self, number: str) -> Hotline:
        """The hotline called `number` in the file; raises LookupError with the nearest one."""
        if number not in self.hotlines:
            raise LookupError(f'no hotline called "{number}"{nearest(number, self.hotlines)}')
        return self.hotlines[number]

    def hotline_reached_by(self, number: str) -> Hotline | None:
        """The hotline that rings when `number` is dialled, however a carrier writes it: 83183333,
        0755-83183333, +86 755 8318 3333, sip:83183333@…; None when no hotline does."""
        wanted = dialled(number, self.area)
        for hotline in self.hotlines.values():
            if wanted in (full(hotline.number, self.area), *hotline.reached_by):
                return hotline
        return None


def full(number: str, area: str) -> str:
    """A local number in E.164."""
    return area.replace(" ", "") + number


def dialled(number: str, area: str) -> str:
    """Whatever was dialled, in E.164 as far as it can be told: local forms get the area first."""
    digits = re.sub(r"^sips?:|[@;].*$|[\s()./-]", "", number.strip())
    country, city = area.split()
    if digits.startswith("+"):
        return digits
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return country + digits[1:]
    if digits.startswith(country[1:] + city) and len(digits) > len(country + city) + 5:
        return f"+{digits}"
    return country + city + digits


def _not_inverted(start: timedelta, end: timedelta) -> None:
    if start >= end:
        hint, zh = "", ""
        if end:
            hint, zh = ": hours over midnight are two openings", "；跨越零点的时段要分成两段来写"
        raise Wrong(
            f"opens at {clock(start)} but closes at {clock(end)}{hint}",
            f"{clock(start)} 开始，却在 {clock(end)} 结束{zh}",
        )


def _both_or_neither(part: Strict) -> None:
    if ("start" in part.model_fields_set) is not ("end" in part.model_fields_set):
        raise Wrong(
            '"from" and "to" belong together: give both, or neither for the whole day',
            "“from”和“to”要一起写；都不写就是全天",
        )


def _forwards(on: date | None, through: date | None) -> None:
    if on and through and not on <= through <= on + LONGEST_SPAN:
        raise Wrong(
            f"runs from {on} through {through}: it must go forwards, a year at most",
            f"从 {on} 到 {through}：结束日不能早于开始日，最长一年",
        )


def clock(since: timedelta) -> str:
    """A time since midnight as it is written: 08:30."""
    minutes = int(since.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
