"""What `ivr schedule` and `ivr notices` have in common: opening the database, and saying what was wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from calendars.strict import PageError
from ivr.cli import Failure, opening
from ivr.database import Database
from ivr.hours import UnknownNumber
from ivr.settings import Settings, load

FILE = click.Path(dir_okay=False, path_type=Path)
AUTHOR = "Who publishes; the user of this terminal, if not given."
NOTE = "Why, for those who look at the history."


def opened() -> Database:
    """The database of this installation, made and filled if it is missing."""
    from ivr.installation import open_system

    with opening():
        return open_system().database


def bare() -> tuple[Settings, Database]:
    """The database without a look at schedules.yaml, which would be published before its author could say why."""
    from ivr.installation import CHAIN

    with opening():
        settings = load()
        database = Database(settings.database, chain_key=settings.secrets.derived(CHAIN))
        database.upgrade()
    return settings, database


@contextmanager
def known_numbers() -> Iterator[None]:
    try:
        yield
    except UnknownNumber as error:
        raise Failure(str(error)) from None


def told(error: PageError, *, quiet: bool = False) -> Failure:
    """The failure in one line; every problem on standard output when there are several."""
    sentences = error.sentences()
    if len(sentences) > 1 and not quiet:
        click.echo("\n".join(sentences))
    return Failure(str(error))


def print_json(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
