"""`ivr tokens`: what other programs show to be let in at `/api/v1`."""

from typing import Any

import click

from ivr.cli import Failure, access
from ivr.cli.publishing import print_json
from ivr.clock import shanghai
from ivr.people import PeopleError, User
from ivr.people import tokens as kept
from ivr.people.tables import ApiToken

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def tokens() -> None:
    """Tokens for other programs, which see through /api/v1 what their user sees."""


@tokens.command()
@click.argument("name")
@click.option("--user", "whose", required=True, help="Whose rights it has; best a user of its own.")
@AS_JSON
def add(name: str, whose: str, as_json: bool) -> None:
    """Make a token called NAME and print it, this once."""
    system = access.opened()
    with system.database.writing() as session:
        user = access.known(session, whose)
        try:
            token = kept.make(session, user, name, now=system.now(), actor=access.ACTOR)
        except PeopleError as error:
            raise Failure(str(error)) from None
    if as_json:
        print_json({"name": name, "user": user.name, "token": token})
    else:
        click.echo(f"{token}\n{name} sees what {user.name} sees; the token is shown only now.")


@tokens.command("list")
@AS_JSON
def list_tokens(as_json: bool) -> None:
    """List the tokens that open something, without themselves."""
    with access.opened().database.reading() as session:
        listed = [_shown(token, user) for token, user in kept.listed(session)]
    if as_json:
        print_json(listed)
    elif listed:
        click.echo("\n".join(map(_line, listed)))
    else:
        click.echo("No token: no other program is let in.")


@tokens.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Let the token called NAME open nothing from now on."""
    system = access.opened()
    with system.database.writing() as session:
        try:
            kept.revoke(session, name, now=system.now(), actor=access.ACTOR)
        except PeopleError as error:
            raise Failure(str(error)) from None
    click.echo(f"{name} opens nothing any more.")


def _shown(token: ApiToken, user: User) -> dict[str, Any]:
    return {
        "name": token.name,
        "user": user.name,
        "made": shanghai(token.made).isoformat(timespec="seconds"),
        "last_used": shanghai(token.last_used).isoformat(timespec="seconds") if token.last_used else None,
        "opens": user.active,
    }


def _line(shown: dict[str, Any]) -> str:
    used = f"used last {shown['last_used'][:16]}" if shown["last_used"] else "never used"
    left = "" if shown["opens"] else "  opens nothing: its user has left"
    return f"{shown['name']:<24} {shown['user']:<16} made {shown['made'][:10]}  {used}{left}"
