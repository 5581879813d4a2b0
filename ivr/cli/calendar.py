"""`ivr calendar`: when the exchange trades, how sure that is, and what supervisors entered beside it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import click

from calendars.trading import WEEKEND, Day
from ivr.cli import Failure
from ivr.cli.hours import answering
from ivr.cli.publishing import print_json
from ivr.clock import shanghai
from ivr.hours import Schedule
from ivr.hours.model import OverrideKind, clock
from ivr.hours.told import day_json

_DONE = {
    OverrideKind.CLOSED: "closed",
    OverrideKind.OPEN: "open besides",
    OverrideKind.HOURS: "open instead",
    OverrideKind.FROM_HOME: "answered from home",
}


@click.command()
@click.argument("day", metavar="[DATE | YEAR]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def calendar(day: str | None, as_json: bool) -> None:
    """Say whether the exchange trades on a day (today, if not given), or show a whole year."""
    system, edition = answering()
    table = edition.hours.calendar
    asked_about = day or shanghai(system.now()).date().isoformat()
    try:
        if asked_about.isdecimal() and len(asked_about) == 4:
            days = table.year(int(asked_about))
            told: Any = [day_json(one) for one in days]
            lines = [*of_a_year(days), *entered(edition.schedule, int(asked_about))]
        else:
            one = table.day(_date(asked_about))
            told, lines = day_json(one), [shown(one), *entered(edition.schedule, one.date)]
    except LookupError as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(lines))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is neither a date nor a year: write 2026-10-01 or 2026") from None


def shown(day: Day) -> str:
    """One day as a line for people."""
    state = f"no trading – {day.reason.zh} ({day.reason.en})" if day.reason else "trading day"
    if day.make_up:
        state += ", although offices work to make up for a holiday"
    return f"{day.date} {day.date:%a}: {state} [{day.certainty}]"


def of_a_year(days: Sequence[Day]) -> Iterator[str]:
    """A year's closures beside the weekends, and the weekends that offices work through, as lines for people."""
    trading = sum(day.trading for day in days)
    yield f"{days[0].date.year}: {trading} trading days [{days[0].certainty}]"
    for reason, several in groupby(days, key=lambda day: day.reason):
        if reason and reason != WEEKEND:
            run = list(several)
            yield f"  {_span(run[0].date, run[-1].date)}  {reason.zh} ({reason.en})"
    make_up = [f"{day.date:%m-%d %a}" for day in days if day.make_up]
    if make_up:
        yield f"  no trading although offices work: {', '.join(make_up)}"


def entered(schedule: Schedule, when: date | int) -> Iterator[str]:
    """The exceptions that supervisors entered for a day or a year; they change hours, never the calendar."""
    found = [one for one in schedule.overrides if any(when in (day, day.year) for day in one.days)]
    if found:
        yield "exceptions to the hours:"
    for override in sorted(found, key=lambda one: one.on):
        days = _span(override.on, override.through or override.on)
        hours = "" if override.whole_day else f" {'–'.join(map(clock, override.span))}"
        who = _who(override.hotlines, schedule)
        why = f"{override.text.zh} ({override.text.en})"
        yield f"  {days}{hours}  {who}: {_DONE[override.kind]} – {why}"


def _span(first: date, last: date) -> str:
    return f"{first:%m-%d %a}" if first == last else f"{first:%m-%d %a} – {last:%m-%d %a}"


def _who(hotlines: Iterable[str], schedule: Schedule) -> str:
    return "all hotlines" if set(hotlines) >= set(schedule.hotlines) else ", ".join(hotlines)
