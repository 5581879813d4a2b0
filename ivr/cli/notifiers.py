"""`ivr notifiers`: where notices of promises that run out go besides the console."""

import json
import sys
from typing import Any

import click

from calendars.strict import nearest
from ivr import people
from ivr.callbacks.digest_tables import Level
from ivr.cli import Failure, opening
from ivr.notifiers import INSTALLATION, Channel, ChannelError, NotSent, addresses, channels, sending
from ivr.system import System

ACTOR = "terminal"
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

TEST = (
    "深证通电话前台：测试通知",
    "这是一条测试通知，收到就说明渠道可用，不需要处理。\n"
    "This is a test notice of the SSCC front desk: the channel works, and there is nothing to do.",
)


@click.group()
def notifiers() -> None:
    """Channels for notices: WeCom group robots, webhooks, mailboxes. They leave the house."""


@notifiers.command()
@click.option("--desk", help="Gets the reminders of this desk of schedules.yaml.")
@click.option(
    "--level",
    type=click.Choice([Level.SUPERVISOR.value, Level.HEAD.value, INSTALLATION]),
    help="Gets what supervisors, or heads of desks, are told of every desk; with `system` what administrators are told "
    "of the installation.",
)
@AS_JSON
def add(desk: str | None, level: str | None, as_json: bool) -> None:
    """Add a channel. Its address is asked for, or piped as the first line: it is a secret.

    \b
    wecombot://KEY or the robot's own https://qyapi.weixin.qq.com/… address
    jsons://HOST/PATH, json://HOST/PATH   a webhook
    mailto:ADDRESS                        a mailbox
    """
    if (desk is None) is (level is None):
        raise click.UsageError("name either --desk or --level")
    system = _opened()
    known = system.book.current().schedule.desks
    if desk is not None and desk not in known:
        raise Failure(f'schedules.yaml has no desk called "{desk}"{nearest(desk, known)}')
    url = _address()
    with system.database.writing() as session:
        try:
            added = channels.add(session, url, desk=desk, level=level, now=system.now(), actor=ACTOR)
        except ChannelError as error:
            raise Failure(str(error)) from None
        shown = _shown(added)
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else _line(shown))


@notifiers.command("list")
@AS_JSON
def list_channels(as_json: bool) -> None:
    """List the channels, without their secrets."""
    with _opened().database.reading() as session:
        listed = [_shown(channel) for channel in channels.entered(session)]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif listed:
        click.echo("\n".join(map(_line, listed)))
    else:
        click.echo("No channel: notices stay in the console.")


@notifiers.command()
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Remove channel NUMBER and forget its address."""
    system = _opened()
    with system.database.writing() as session:
        try:
            channels.remove(session, number, now=system.now(), actor=ACTOR)
        except ChannelError as error:
            raise Failure(str(error)) from None
    click.echo(f"Channel {number} is removed.")


@notifiers.command()
@click.argument("number", type=int, required=False)
@click.option("--user", "name", help="Send to this user's e-mail instead of a channel.")
def test(number: int | None, name: str | None) -> None:
    """Send a test notice to channel NUMBER, or to a user, now."""
    if (number is None) is (name is None):
        raise click.UsageError("give either a channel's number or --user NAME")
    system = _opened()
    now = system.now()
    key = f"test:{int(now.timestamp())}"
    with system.database.reading() as session:
        url = _url(session.get(Channel, number), number) if name is None else None
        address = None if name is None else _mail(people.find(session, name), name)
    try:
        if url is not None:
            sending.to_channel(system.settings, url, key, *TEST, now)
        elif address is not None:
            sending.to_mailbox(system.settings, address, key, *TEST, now)
    except NotSent as why:
        raise Failure(f"not sent: {why}") from None
    click.echo("Sent: look whether it arrived.")


def _opened() -> System:
    from ivr.installation import open_system

    with opening():
        return open_system()


def _address() -> str:
    """Typed at the terminal, or piped: never an argument, which every process of the machine could read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    typed: str = click.prompt("Address", hide_input=True)
    return typed.strip()


def _url(channel: Channel | None, number: int | None) -> str:
    if channel is None or channel.removed is not None:
        raise Failure(f"there is no channel {number}: `ivr notifiers list` shows those there are")
    return channel.url


def _mail(user: people.User | None, name: str) -> str:
    if user is None:
        raise Failure(f"no user is called {name}: `ivr users list` shows those there are")
    if user.email is None:
        raise Failure(f"{user.name} has no e-mail: ivr users set {user.name} --email ADDRESS")
    return user.email


def _shown(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "kind": addresses.kind(channel.url),
        "desk": channel.desk,
        "level": channel.level,
        "address": addresses.masked(channel.url),
    }


def _line(shown: dict[str, Any]) -> str:
    whose = f"desk {shown['desk']}" if shown["desk"] else f"every {shown['level']}'s"
    whose = "the installation" if shown["level"] == INSTALLATION else whose
    return f"{shown['id']:>3}  {shown['kind']:<8} {whose:<24} {shown['address']}"
