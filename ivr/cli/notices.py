"""`ivr notices`: what the exchange has announced since the program shipped."""

import getpass
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from calendars import yearly
from calendars.differences import Difference
from calendars.notices import Notice, NoticeError, read_notices
from calendars.strict import text_of
from calendars.trading import Day
from ivr.callbacks import foreseen, publishing
from ivr.callbacks.foreseen import Foreseen
from ivr.cli.publishing import AUTHOR, FILE, NOTE, in_force, outcome, print_json, promise, refused
from ivr.clock import shanghai


@click.group()
def notices() -> None:
    """Check, confirm and withdraw the exchange's notices."""


@notices.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_notices(file: Path, as_json: bool) -> None:
    """Say what the notice in FILE would change; publishes nothing.

    FILE holds the exchange's own words as they were published, or YAML as in calendars/notices.yaml.
    """
    with refused():
        found = read_notices(text_of(file, NoticeError), file.name)
        ahead = foreseen.confirming(in_force(), found)
    if as_json:
        print_json(written(found, ahead))
    else:
        click.echo("\n".join((*understood(found, file.name), *foretold(ahead))))


@notices.command()
@click.argument("file", type=FILE)
@click.option("--note", default="", help=NOTE)
@click.option("--by", "author", help=AUTHOR)
def confirm(file: Path, note: str, author: str | None) -> None:
    """Put the notice in FILE into force beside those known; due times follow in the same act."""
    with refused():
        text = text_of(file, NoticeError)
        found = read_notices(text, file.name)
        system = in_force()
        ahead = foreseen.confirming(system, found)
        if not ahead.anything:
            click.echo(f"{file.name} says nothing that is not known already: nothing was published")
            return
        done = publishing.confirm_notices(
            system,
            text,
            author=author or getpass.getuser(),
            note=note or "; ".join(notice.title for notice in found),
            name=file.name,
        )
    days = sum(len(run) for run in ahead.changes)
    click.echo(
        f"confirmed as number {done.number}: {_days(days)} told differently now{outcome(system, done)}"
    )


@notices.command()
@click.argument("number", type=int)
@click.option("--note", default="", help=NOTE)
@click.option("--by", "author", help=AUTHOR)
def withdraw(number: int, note: str, author: str | None) -> None:
    """Take back what was confirmed as NUMBER; due times follow in the same act."""
    system = in_force()
    with refused():
        done = publishing.withdraw_notice(system, number, author=author or getpass.getuser(), note=note)
    click.echo(f"notice {number} is withdrawn by number {done.number}{outcome(system, done)}")


def understood(found: Sequence[Notice], name: str) -> Iterator[str]:
    """What was read, closure by closure, for whoever compares it with the paper."""
    for notice in found:
        about = f", settles {notice.settles}" if notice.settles else ""
        yield f"{name} is sound: {notice.title} ({notice.by.value}{about})"
        for closure in sorted(notice.closed, key=lambda one: one.first):
            yield (
                f"  {closure.first:%Y-%m-%d %a} – {closure.last:%m-%d %a}  "
                f"{closure.occasion.zh} ({closure.occasion.en})"
            )
        if notice.settles and (left_out := yearly.missing([closure.occasion for closure in notice.closed])):
            yield f"  names no {'、'.join(left_out)}: by this notice these days would trade"
        for day in notice.weekends:
            yield f"  {day:%Y-%m-%d %a}  a weekend that offices work through: no trading"


def foretold(ahead: Foreseen) -> Iterator[str]:
    """What it would change: years, days, promises."""
    if not ahead.anything:
        yield "nothing changes: all of it is known already"
        return
    for year in ahead.years:
        yield (
            f"{year.year}: {year.was} becomes {year.becomes}, "
            f"{year.trading_before} trading days become {year.trading}"
        )
    yield f"{_days(sum(len(run) for run in ahead.changes))} told differently:"
    for one in _each(ahead):
        yield f"  {one.date:%Y-%m-%d %a}: {_state(one.was)}, becomes {_state(one.becomes)}"
    if ahead.moves:
        yield "promises that would move:"
        yield from (f"  {promise(moved)}" for moved in ahead.moves)


def written(found: Sequence[Notice], ahead: Foreseen) -> dict[str, Any]:
    """The same as JSON: `notices` as they were read, `years`, `days` and `promises` as they would change."""
    return {
        "notices": [notice.model_dump(mode="json", by_alias=True) for notice in found],
        "years": [
            {
                "year": one.year,
                "certainty": {"was": one.was.value, "becomes": one.becomes.value},
                "trading_days": {"was": one.trading_before, "becomes": one.trading},
            }
            for one in ahead.years
        ],
        "days": [
            {"date": one.date.isoformat(), "was": _day(one.was), "becomes": _day(one.becomes)}
            for one in _each(ahead)
        ],
        "promises": [
            {
                "ref": one.ref,
                "hotline": one.hotline,
                "was": shanghai(one.was).isoformat(),
                "becomes": shanghai(one.due).isoformat(),
            }
            for one in ahead.moves
        ],
    }


def _each(ahead: Foreseen) -> Iterator[Difference]:
    for run in ahead.changes:
        yield from run


def _days(count: int) -> str:
    return f"{count} day{'s'[: count != 1]}"


def _state(day: Day) -> str:
    if day.trading:
        return "trading"
    if day.make_up:
        return "a make-up weekend, no trading"
    return f"closed – {day.reason.zh} ({day.reason.en})" if day.reason else "closed"


def _day(day: Day) -> dict[str, Any]:
    return {
        "trading_day": day.trading,
        "make_up": day.make_up,
        "reason": {"zh": day.reason.zh, "en": day.reason.en} if day.reason else None,
    }
