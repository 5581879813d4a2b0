"""When a hotline is open, who is on duty, and sums in opening time.

    hours = Hours(schedule, calendar)
    hours.at("83183333", moment)      # Open(until) or Closed(why, until), each with how sure that is
    hours.add("83183333", moment, timedelta(minutes=30))
    hours.on_duty("binhai-duty", moment)
    hours.severity(moment)            # the rows of what goes first then

A hotline's openings are laid out once, when it is first asked about, for all the years of the calendar, and so is a
desk's roster; then every answer takes microseconds, the same for tomorrow and for ten years away. Intervals are
half-open: 08:30:00 is open, 18:00:00 is closed, and a shift hands over at the minute. Moments handed in are aware,
answers are aware in Asia/Shanghai.
"""

from datetime import date, datetime, timedelta

from calendars.trading import Certainty, TradingCalendar
from ivr.hours.answers import Closed, Open
from ivr.hours.line import Line
from ivr.hours.model import Hotline, Schedule, Text
from ivr.hours.rosters import OnDuty, Roster
from ivr.hours.severity import InForce, SeverityTable


class Hours:
    """The hours of every hotline of one schedule, by one calendar. Nothing in it changes; threads may share it."""

    def __init__(self, schedule: Schedule, calendar: TradingCalendar) -> None:
        self.schedule = schedule
        self.calendar = calendar
        self._lines: dict[str, Line] = {}
        self._rosters: dict[str, Roster] = {}
        self._severity = SeverityTable(schedule, calendar)

    def at(self, hotline: Hotline | str, moment: datetime) -> Open | Closed:
        return self.line(hotline).at(moment)

    def next_opening(self, hotline: Hotline | str, moment: datetime) -> datetime | None:
        """The first moment after `moment` at which the hotline opens; None when none is known (a line that never
        closes has none)."""
        return self.line(hotline).next_opening(moment)

    def soonest(self, hotline: Hotline | str, moment: datetime) -> datetime | None:
        """`moment` itself when the hotline is open then, else its next opening."""
        return self.line(hotline).soonest(moment)

    def add(self, hotline: Hotline | str, moment: datetime, length: timedelta) -> datetime:
        """The moment by which `length` of opening time has passed since `moment`; half an hour from ten minutes before
        closing ends twenty minutes after the next opening. Nothing added is the soonest open moment. Raises
        ValueError for a negative length, LookupError when the calendar ends before that."""
        return self.line(hotline).add(moment, length)

    def between(self, hotline: Hotline | str, start: datetime, end: datetime) -> timedelta:
        """How much opening time lies from `start` to `end`; negative when `end` is the earlier."""
        return self.line(hotline).between(start, end)

    def certainty(self, hotline: Hotline | str, start: datetime, end: datetime) -> Certainty:
        """How sure it is when the hotline is open from `start` to `end`: as sure as the weakest year from one to the
        other; wholly, where no trading day decides."""
        return self.line(hotline).certainty_between(start, end)

    def spans(self, hotline: Hotline | str, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The openings of one day in Shenzhen in order, cut off at its midnights; raises LookupError for a day the
        calendar does not hold."""
        return self.line(hotline).spans(day)

    def from_home(self, hotline: Hotline | str, moment: datetime) -> Text | None:
        """Why calls of the hotline ring the mobiles of those on duty at that moment; None when they ring the desk."""
        return self.line(hotline).layout.from_home(moment)

    def on_duty(self, desk: str, moment: datetime) -> OnDuty | None:
        """Who is on duty at a desk; None in a gap of its roster, and for a desk that has none: everybody may be rung
        then."""
        roster = self.roster(desk)
        return roster.at(moment) if roster else None

    def severity(self, moment: datetime) -> tuple[InForce, ...]:
        """What goes first at that moment, in order: the first row that fits a matter decides."""
        return self._severity.at(moment)

    def line(self, hotline: Hotline | str) -> Line:
        """One hotline's hours; raises LookupError for a number the schedule does not have."""
        number = hotline if isinstance(hotline, str) else hotline.number
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(self.schedule, self.calendar, number)
        return line

    def roster(self, desk: str) -> Roster | None:
        """One desk's roster; None when it has none."""
        if desk not in self._rosters and desk in self.schedule.rosters:
            self._rosters[desk] = Roster(self.schedule.rosters[desk], self.calendar)
        return self._rosters.get(desk)
