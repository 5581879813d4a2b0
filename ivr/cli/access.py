"""`ivr users reset` and `ivr users second-factor`: how somebody gets in again who cannot."""

import json

import click
from sqlalchemy.orm import Session

from calendars.strict import nearest
from ivr import people
from ivr.cli import Failure, opening
from ivr.clock import shanghai
from ivr.people import PeopleError, User, resets, second
from ivr.system import System

ACTOR = "terminal"


@click.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def reset(name: str, as_json: bool) -> None:
    """Print a link by which NAME chooses a new password. It opens once, for a day."""
    system = opened()
    now = system.now()
    with system.database.writing() as session:
        user = known(session, name)
        try:
            token = resets.make_link(session, user, now=now, actor=ACTOR)
        except PeopleError as error:
            raise Failure(str(error)) from None
    link, until = (
        f"{system.settings.public_url}/reset/{token}",
        shanghai(now + resets.LIFE).isoformat("T", "minutes"),
    )
    if as_json:
        click.echo(json.dumps({"name": user.name, "link": link, "until": until}, indent=2))
    else:
        click.echo(f"{link}\nFor {user.name} alone; it opens once, until {until}, and is shown only now.")


@click.command("second-factor")
@click.argument("name")
@click.option(
    "--remove", is_flag=True, required=True, help="Their telephone is lost: ask for the password alone."
)
def second_factor(name: str, remove: bool) -> None:  # noqa: ARG001 - click asks for the flag
    """Take NAME's second factor away, where no other administrator can."""
    system = opened()
    with system.database.writing() as session:
        user = known(session, name)
        second.take_away(session, user, now=system.now(), actor=ACTOR)
    click.echo(f"{user.name}: no second factor any more")


def opened() -> System:
    from ivr.installation import open_system

    with opening():
        return open_system()


def known(session: Session, name: str) -> User:
    user = people.find(session, name)
    if user is None:
        raise Failure(
            f"no user is called {name}{nearest(name, [each.name for each in people.everybody(session)])}"
        )
    return user
