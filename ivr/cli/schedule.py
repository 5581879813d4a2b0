"""`ivr schedule`: check what was written, put it into force, look at what was."""

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from calendars import strict, szse
from calendars.strict import text_of
from ivr.callbacks import publishing
from ivr.cli import Failure
from ivr.cli.publishing import (
    AUTHOR,
    FILE,
    NOTE,
    bare_system,
    doubts,
    opened,
    outcome,
    print_json,
    refused,
    told,
    warn,
)
from ivr.clock import shanghai
from ivr.hours import Hours, ScheduleError, versions
from ivr.hours.book import handed_in
from ivr.hours.comparing import compare, takes_back, unified
from ivr.hours.versions import Publication


@click.group()
def schedule() -> None:
    """Check, publish and compare versions of schedules.yaml."""


@schedule.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(file: Path, as_json: bool) -> None:
    """Say what is wrong with FILE, and what is perhaps not meant; publishes nothing."""
    system = bare_system()
    try:
        text = text_of(file, ScheduleError)
        with system.database.reading() as session:
            found = versions.check(session, text, file.name)
            known = handed_in(session, versions.latest(session))
    except ScheduleError as error:
        if as_json:
            problems = [asdict(problem) for problem in error.problems]
            print_json({"sound": False, "problems": problems, "warnings": []})
        raise told(error, quiet=as_json) from None
    page = strict.read(text, file.name, ScheduleError)
    odd = doubts(system, found, Hours(found, szse.build(known)), page)
    if as_json:
        print_json({"sound": True, "problems": [], "warnings": [asdict(one) for one in odd]})
        return
    counts = f"{len(found.hotlines)} hotlines, {len(found.desks)} desks, {len(found.overrides)} overrides"
    click.echo(f"{file.name} is sound: {counts}")
    for one in odd:
        line = f"line {one.line}, " if one.line else ""
        click.echo(f"warning: {line}{one.where}: {one.en}", err=True)


@schedule.command()
@click.option("--number", type=int, help="A publication's number; the latest, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(number: int | None, as_json: bool) -> None:
    """Print the schedule in force, word for word."""
    with opened().reading() as session, refused():
        row = versions.in_force(session, number or versions.latest(session))
        if as_json:
            print_json({**_row(row), "text": row.text})
        else:
            click.echo(row.text, nl=not row.text.endswith("\n"))


@schedule.command()
@click.argument("file", type=FILE)
@click.option("--note", required=True, help=NOTE)
@click.option("--by", "author", help=AUTHOR)
@click.option("--base", type=int, help="The number FILE began with; refused when another is in force by now.")
def publish(file: Path, note: str, author: str | None, base: int | None) -> None:
    """Put FILE into force."""
    system = bare_system()
    with refused():
        text = text_of(file, ScheduleError)
        author = author or getpass.getuser()
        with system.database.reading() as session:
            current = versions.last_schedule(session)
            unseen = takes_back(session, text, author) if base is None else None
        if current and current.text == text:
            click.echo(f"{file.name} is in force already: nothing was published")
            return
        if unseen:
            raise _unseen(file.name, *unseen)
        done = publishing.put_in_force(system, text, author=author, note=note, base=base, name=file.name)
    click.echo(f"published as number {done.number}{outcome(system, done)}")
    warn(system)


@schedule.command()
@click.argument("number", type=int)
@click.option("--note", default="", help=NOTE)
@click.option("--by", "author", help=AUTHOR)
def rollback(number: int, note: str, author: str | None) -> None:
    """Publish the schedule that was in force at NUMBER again, under a new number."""
    system = bare_system()
    with refused():
        done = publishing.roll_back(system, number, author=author or getpass.getuser(), note=note)
    click.echo(f"the schedule of {number} is published again as number {done.number}{outcome(system, done)}")


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
            f"{row['number']:>4}  {row['at'][:16].replace('T', ' ')}  {row['kind']:<10}  {row['author']}: {row['note']}"
        )


@schedule.command()
@click.argument("one", type=int, metavar="A")
@click.argument("other", type=int, metavar="B")
def diff(one: int, other: int) -> None:
    """Print how what was in force at A and at B differs."""
    with opened().reading() as session, refused():
        found = compare(session, one, other)
    names = (f"publication {one}", f"publication {other}")
    lines = unified(found.before.text, found.after.text, names)
    lines += [f"- notice {row.number}: {row.note}" for row in found.went]
    lines += [f"+ notice {row.number}: {row.note}" for row in found.came]
    lines += [f"~ voice {name}" for name in found.voices]
    click.echo("\n".join(lines) or "no difference")


def _unseen(name: str, before: Publication, current: Publication) -> Failure:
    one, other = before.number, current.number
    return Failure(
        f"{name} would undo all that {current.author} published as number {other}: look at `ivr schedule diff {one} "
        f"{other}`, put the two together, or say --base {other} if that is meant"
    )


def _row(row: Publication) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "author": row.author,
        "at": shanghai(row.at).isoformat(),
        "note": row.note,
        "digest": row.digest,
    }
