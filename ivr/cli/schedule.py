"""`ivr schedule`: check what was written, put it into force, look at what was."""

import difflib
import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from calendars.strict import text_of
from ivr.cli.publishing import AUTHOR, FILE, NOTE, bare, known_numbers, opened, print_json, told
from ivr.clock import shanghai, system
from ivr.database import Database
from ivr.hours import ScheduleError, versions, write_back
from ivr.hours.reader import read
from ivr.hours.versions import Publication
from ivr.settings import Settings


@click.group()
def schedule() -> None:
    """Check, publish and compare versions of schedules.yaml."""


@schedule.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(file: Path, as_json: bool) -> None:
    """Say what is wrong with FILE; publishes nothing."""
    try:
        found = read(text_of(file, ScheduleError), file.name)
    except ScheduleError as error:
        if as_json:
            print_json({"sound": False, "problems": [asdict(problem) for problem in error.problems]})
        raise told(error, quiet=as_json) from None
    if as_json:
        print_json({"sound": True, "problems": []})
    else:
        counts = f"{len(found.hotlines)} hotlines, {len(found.desks)} desks, {len(found.overrides)} overrides"
        click.echo(f"{file.name} is sound: {counts}")


@schedule.command()
@click.option("--number", type=int, help="A publication's number; the latest, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(number: int | None, as_json: bool) -> None:
    """Print the schedule in force, word for word."""
    with opened().reading() as session, known_numbers():
        row = versions.in_force(session, number or versions.latest(session))
        if as_json:
            print_json({**_row(row), "text": row.text})
        else:
            click.echo(row.text, nl=not row.text.endswith("\n"))


@schedule.command()
@click.argument("file", type=FILE)
@click.option("--note", required=True, help=NOTE)
@click.option("--by", "author", help=AUTHOR)
def publish(file: Path, note: str, author: str | None) -> None:
    """Put FILE into force."""
    settings, database = bare()
    try:
        text = text_of(file, ScheduleError)
        with database.writing() as session:
            latest = versions.latest(session)
            if latest and versions.in_force(session, latest).text == text:
                click.echo(f"{file.name} is in force already: nothing was published")
                return
            number = versions.publish(
                session, text, author=author or getpass.getuser(), at=system(), note=note, name=file.name
            )
    except ScheduleError as error:
        raise told(error) from None
    click.echo(f"published as number {number}{_written_back(settings, database)}")


@schedule.command()
@click.argument("number", type=int)
@click.option("--note", default="", help=NOTE)
@click.option("--by", "author", help=AUTHOR)
def rollback(number: int, note: str, author: str | None) -> None:
    """Publish the schedule that was in force at NUMBER again, under a new number."""
    settings, database = bare()
    try:
        with known_numbers(), database.writing() as session:
            new = versions.roll_back(
                session, number, author=author or getpass.getuser(), at=system(), note=note
            )
    except ScheduleError as error:
        raise told(error) from None
    click.echo(
        f"the schedule of {number} is published again as number {new}{_written_back(settings, database)}"
    )


@schedule.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def history(as_json: bool) -> None:
    """List what was published, newest first."""
    with opened().reading() as session:
        rows = [_row(row) for row in versions.published(session)]
    if as_json:
        print_json(rows)
    for row in () if as_json else rows:
        click.echo(
            f"{row['number']:>4}  {row['at'][:16].replace('T', ' ')}  {row['kind']:<8}  {row['author']}: {row['note']}"
        )


@schedule.command()
@click.argument("one", type=int, metavar="A")
@click.argument("other", type=int, metavar="B")
def diff(one: int, other: int) -> None:
    """Print how the schedules in force at A and at B differ."""
    with opened().reading() as session, known_numbers():
        before, after = (versions.in_force(session, number).text.splitlines() for number in (one, other))
    lines = difflib.unified_diff(before, after, f"publication {one}", f"publication {other}", lineterm="")
    click.echo("\n".join(lines) or "no difference")


def _written_back(settings: Settings, database: Database) -> str:
    if not settings.embedded:
        return ""
    name = settings.schedules.name
    written = write_back(database, settings.schedules)
    return "" if written else f"; {name} holds edits that were never published and was left as it is"


def _row(row: Publication) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "author": row.author,
        "at": shanghai(row.at).isoformat(),
        "note": row.note,
        "digest": row.digest,
    }
