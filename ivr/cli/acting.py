"""What commands have in common that somebody answers for: who does it and why, and how it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from ivr import people
from ivr.callbacks.ledger import by as actor_of
from ivr.cli import Failure, opening
from ivr.clock import shanghai
from ivr.privacy.holds import HoldError
from ivr.privacy.requests import RequestError
from ivr.system import System

BY = click.option("--by", "name", help="The user who does it; the terminal, if not given.")
REASON = click.option("--reason", default="", help="Who asked, and why: it is written down.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def opened_system() -> System:
    """This installation."""
    from ivr.installation import open_system

    with opening():
        return open_system()


@contextmanager
def told() -> Iterator[None]:
    """What the domain refuses, as a stated failure."""
    try:
        yield
    except (HoldError, RequestError) as error:
        raise Failure(str(error)) from None


def named(system: System, name: str | None) -> str:
    """Who does it, as the history names an actor; the terminal when nobody is named."""
    with system.database.reading() as session:
        return actor(session, name)


def actor(session: Session, name: str | None) -> str:
    """Who does it, as the history names an actor."""
    if name is None:
        return "terminal"
    user = people.find(session, name)
    if user is None:
        raise Failure(f"nobody is called {name}: `ivr users list` lists them")
    return actor_of(user)


def write_private(file: Path, body: bytes) -> None:
    """Writes a file that nobody else on this machine can read; a stated failure when it cannot be written."""
    try:
        with file.open("xb") as out:
            file.chmod(0o600)
            out.write(body)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from None


def local(moment: datetime | None) -> str | None:
    """A moment in Shanghai time, ISO 8601."""
    return None if moment is None else shanghai(moment).isoformat(timespec="seconds")
