"""What `ivr schedule` and `ivr notices` have in common: opening the database, and saying what was wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from calendars.strict import Page, PageError
from ivr import people
from ivr.callbacks.publishing import Moved, Published
from ivr.cli import Failure, opening
from ivr.clock import shanghai
from ivr.database import Database
from ivr.hours import Conflict, Hours, Schedule, UnknownNumber, ensure_published
from ivr.hours.warnings import Warning, warnings
from ivr.settings import load
from ivr.system import System

FILE = click.Path(dir_okay=False, path_type=Path)
AUTHOR = "Who publishes; the user of this terminal, if not given."
NOTE = "Why, for those who look at the history."


def opened() -> Database:
    """The database of this installation, made and filled if it is missing."""
    from ivr.installation import open_system

    with opening():
        return open_system().database


def bare_system() -> System:
    """This installation without a look at schedules.yaml, which would be published before its author could say
    why."""
    from ivr.installation import CHAIN, open_system

    with opening():
        settings = load()
        database = Database(settings.database, chain_key=settings.secrets.derived(CHAIN))
        database.upgrade()
        return open_system(settings, database=database)


def in_force() -> System:
    """This installation with what schedules.yaml says in force, or the last good schedule and why the file was
    refused on standard error."""
    from ivr.installation import open_system

    with opening():
        system = open_system()
    refused = ensure_published(system.database, system.settings.schedules, system.now()).refused
    if refused:
        click.echo(f"not in force: {refused}", err=True)
    return system


@contextmanager
def refused() -> Iterator[None]:
    """What cannot be published, withdrawn or found, as a stated failure."""
    try:
        yield
    except PageError as error:
        raise told(error) from None
    except (UnknownNumber, Conflict) as error:
        raise Failure(str(error)) from None


def outcome(system: System, done: Published) -> str:
    """What else came of publishing, for the end of its sentence; each promise that moved on a line of its own."""
    words, promises = "", len(done.moved)
    if done.file == "kept":
        name = system.settings.schedules.name
        words += f"; {name} holds edits that were never published and was left as it is"
    if done.file == "unwritable":
        words += f"; {system.settings.schedules} could not be written and still says something else"
    if promises:
        words += f"; {promises} promise{'s'[: promises != 1]} moved, and whoever was promised is to be told:"
    return words + "".join(f"\n  {promise(one)}" for one in done.moved)


def promise(moved: Moved) -> str:
    """A promise that moves, as a line for people."""
    return f"{moved.ref}  {moved.hotline}  {_minute(moved.was)} → {_minute(moved.due)}"


def warn(system: System) -> None:
    """What is in force now and perhaps not meant, on standard error."""
    edition = system.book.current()
    for doubt in doubts(system, edition.schedule, edition.hours):
        click.echo(f"warning: {doubt.where}: {doubt.en}", err=True)


def doubts(system: System, schedule: Schedule, hours: Hours, page: Page | None = None) -> tuple[Warning, ...]:
    """What could be in force and is perhaps not meant; with the page it was read from, each at its line."""
    with system.database.reading() as session:
        staff, mobiles = people.ringable(session, schedule.desks), people.with_mobile(session)
    return warnings(schedule, hours, system.now(), staff, page.lines if page else None, mobiles)


def _minute(moment: datetime) -> str:
    return f"{shanghai(moment):%Y-%m-%d %H:%M}"


def told(error: PageError, *, quiet: bool = False) -> Failure:
    """The failure in one line; every problem on standard output when there are several. Each with its line, for whoever
    has the file open."""
    first, *others = (
        sentence + (f" (line {problem.line})" if problem.line and problem.where else "")
        for sentence, problem in zip(error.sentences(), error.problems, strict=True)
    )
    if others and not quiet:
        click.echo("\n".join((first, *others)))
    return Failure(f"{first} (and {len(others)} more)" if others else first)


def print_json(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
