"""`ivr hours` and `ivr calendar`: when a hotline is open, when the exchange trades."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

import click

from calendars.trading import WEEKEND, Day
from ivr.cli import Failure, opening
from ivr.cli.notices import notices
from ivr.cli.publishing import print_json
from ivr.cli.schedule import schedule
from ivr.cli.telephone import TimeType
from ivr.clock import shanghai
from ivr.hours import Closed, Edition, Hotline, NothingPublished, UnknownNumber, ensure_published
from ivr.system import System

__all__ = ["calendar", "hours", "notices", "schedule"]


@click.command()
@click.argument("number", required=False)
@click.option("--at", type=TimeType(), help="The moment asked about; now, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def hours(number: str | None, at: datetime | None, as_json: bool) -> None:
    """Say whether a hotline is open, why not, and until when; without NUMBER all of them."""
    system, edition = _in_force()
    moment = at or system.now()
    lines = list(edition.schedule.hotlines.values()) if number is None else [_hotline(edition, number)]
    try:
        told = [asked(edition, line, moment) for line in lines]
    except LookupError as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json(told if number is None else told[0])
    else:
        for line, answer in zip(lines, told, strict=True):
            click.echo(spoken(line, answer))


def asked(edition: Edition, hotline: Hotline, moment: datetime) -> dict[str, Any]:
    """One answer as the contract has it; `until` is the next change, null when nothing will change."""
    answer = edition.hours.at(hotline, moment)
    closed = isinstance(answer, Closed)
    return {
        "hotline": hotline.number,
        "at": shanghai(moment).isoformat(),
        "open": not closed,
        "reason": answer.why.text.model_dump() if isinstance(answer, Closed) else None,
        "until": answer.until.isoformat() if answer.until else None,
        "certainty": answer.certainty.value,
    }


def spoken(hotline: Hotline, answer: dict[str, Any]) -> str:
    """The same as a line for people."""
    line = f"{hotline.number} {hotline.name.zh} ({hotline.name.en}): "
    until = datetime.fromisoformat(answer["until"]) if answer["until"] else None
    if answer["open"]:
        return line + (f"open until {until:%Y-%m-%d %H:%M}" if until else "open, round the clock")
    line += f"closed – {answer['reason']['zh']} ({answer['reason']['en']})"
    line += f", opens {until:%Y-%m-%d %H:%M}" if until else ", next opening not known"
    return line + (" (provisional)" if answer["certainty"] == "provisional" else "")


def _hotline(edition: Edition, number: str) -> Hotline:
    try:
        return edition.schedule.hotline_reached_by(number) or edition.schedule.hotline(number)
    except LookupError as error:
        raise Failure(str(error)) from None


@click.command()
@click.argument("day", metavar="[DATE | YEAR]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def calendar(day: str | None, as_json: bool) -> None:
    """Say whether the exchange trades on a day (today, if not given), or show a whole year."""
    system, edition = _in_force()
    table = edition.hours.calendar
    asked_about = day or shanghai(system.now()).date().isoformat()
    try:
        if asked_about.isdecimal() and len(asked_about) == 4:
            days = table.year(int(asked_about))
            told: Any = [written(one) for one in days]
            lines = list(closures(days))
        else:
            one = table.day(_date(asked_about))
            told, lines = written(one), [shown(one)]
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


def written(day: Day) -> dict[str, Any]:
    """One day as the contract has it."""
    return {
        "date": day.date.isoformat(),
        "trading_day": day.trading,
        "reason": {"zh": day.reason.zh, "en": day.reason.en} if day.reason else None,
        "certainty": day.certainty.value,
    }


def shown(day: Day) -> str:
    """One day as a line for people."""
    state = f"no trading – {day.reason.zh} ({day.reason.en})" if day.reason else "trading day"
    return f"{day.date} {day.date:%a}: {state} [{day.certainty}]"


def closures(days: list[Day]) -> Iterator[str]:
    """A year's closures beside the weekends, as lines for people."""
    trading = sum(day.trading for day in days)
    yield f"{days[0].date.year}: {trading} trading days [{days[0].certainty}]"
    for reason, several in groupby(days, key=lambda day: day.reason):
        if reason and reason != WEEKEND:
            run = list(several)
            first, last = run[0], run[-1]
            yield f"  {first.date:%m-%d %a} – {last.date:%m-%d %a}  {reason.zh} ({reason.en})"


def _in_force() -> tuple[System, Edition]:
    from ivr.installation import open_system

    with opening():
        system = open_system()
    refused = ensure_published(system.database, system.settings.schedules, system.now()).refused
    if refused:
        click.echo(f"not in force: {refused}", err=True)
    try:
        return system, system.book.current()
    except (NothingPublished, UnknownNumber) as error:
        raise Failure(str(error)) from None
