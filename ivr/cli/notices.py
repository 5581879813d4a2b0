"""`ivr notices`: what the exchange has announced since the program shipped."""

import getpass
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from calendars import szse
from calendars.notices import NoticeError, read_notices
from calendars.strict import text_of
from calendars.trading import TradingCalendar
from ivr.cli.publishing import AUTHOR, FILE, NOTE, opened, print_json, told
from ivr.clock import system
from ivr.hours import versions
from ivr.hours.book import handed_in


@click.group()
def notices() -> None:
    """Check and confirm the exchange's notices."""


@notices.command("check")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_notices(file: Path, as_json: bool) -> None:
    """Say what the notices in FILE would change; publishes nothing."""
    try:
        found = read_notices(text_of(file, NoticeError), file.name)
    except NoticeError as error:
        raise told(error) from None
    with opened().reading() as session:
        known = handed_in(session, versions.latest(session))
    changes = list(changed(szse.build(known), szse.build((*known, *found))))
    if as_json:
        print_json([{"date": day.isoformat(), "trading_day": trading} for day, trading in changes])
        return
    click.echo(f"{file.name} is sound: {len(found)} notices, {len(changes)} days change")
    for day, trading in changes:
        click.echo(f"  {day} {day:%a}: {'closed, will trade' if trading else 'trading, will be closed'}")


@notices.command()
@click.argument("file", type=FILE)
@click.option("--note", default="", help=NOTE)
@click.option("--by", "author", help=AUTHOR)
def confirm(file: Path, note: str, author: str | None) -> None:
    """Put the notices in FILE into force beside those known."""
    try:
        text = text_of(file, NoticeError)
        found = read_notices(text, file.name)
        with opened().writing() as session:
            number = versions.publish_notices(
                session,
                text,
                author=author or getpass.getuser(),
                at=system(),
                note=note or "; ".join(notice.title for notice in found),
                name=file.name,
            )
    except NoticeError as error:
        raise told(error) from None
    click.echo(f"confirmed as number {number}")


def changed(before: TradingCalendar, after: TradingCalendar) -> Iterator[tuple[date, bool]]:
    """The days that trade by one calendar and not by the other, with what the other says."""
    for year in before.years:
        for day in before.year(year):
            if day.trading is not after.is_trading(day.date):
                yield day.date, not day.trading
