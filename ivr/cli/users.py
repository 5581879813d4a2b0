"""`ivr users`: who signs in, which desks they serve, and which telephone rings for them."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import click
from sqlalchemy.orm import Session

from calendars.strict import nearest
from ivr import people
from ivr.callbacks import claims, staffing
from ivr.callbacks.rights import ACTS
from ivr.cli import Failure, access
from ivr.hours.publishable import named
from ivr.people import PeopleError, Role, User, signin
from ivr.system import System
from ivr.telephony import contact

DESKS = click.option("--desk", "desks", multiple=True, help="A desk of schedules.yaml; may be repeated.")
PHONE = click.option("--phone", help="The telephone that rings for them, as 13800138000 or +85223456789.")
MOBILE = click.option(
    "--mobile", help="What rings instead while calls are answered from home; '' takes it away."
)
EMAIL = click.option("--email", help="Where notices for them go; '' takes it away.")
PIN = click.option(
    "--pin/--no-pin",
    default=None,
    help="Ask for the PIN by which they change the hours by telephone (piped: the first line), or take it away.",
)
DISPLAY = click.option("--display", help="How colleagues know them.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def users() -> None:
    """Add, change and list the people who work here."""


@users.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.AGENT.value, show_default=True
)
@DESKS
@PHONE
@MOBILE
@EMAIL
@DISPLAY
@PIN
@AS_JSON
def add(
    name: str,
    role: str,
    desks: tuple[str, ...],
    phone: str | None,
    mobile: str | None,
    email: str | None,
    display: str | None,
    pin: bool | None,
    as_json: bool,
) -> None:
    """Add NAME. At a terminal the password is asked for, else one is made and printed once."""
    system = access.opened()
    known, number, carried = _desks(system, desks), _phone(system, phone), _phone(system, mobile)
    password = _asked() or people.generated_password()
    proof = _pin() if pin else None
    now = system.now()
    with system.database.writing() as session:
        try:
            user = people.add(
                session,
                name,
                role=Role(role),
                password=password.text if isinstance(password, _Typed) else password,
                display=display or "",
                desks=known,
                phone=number,
                now=now,
                actor=access.ACTOR,
            )
            if carried is not None:
                people.set_mobile(session, user, carried, now=now, actor=access.ACTOR)
            if proof is not None:
                people.set_pin(session, user, proof, now=now, actor=access.ACTOR)
            if email:
                people.set_email(session, user, email, now=now, actor=access.ACTOR)
        except PeopleError as error:
            raise Failure(str(error)) from None
        shown = _shown(session, user)
    _print_new(shown, None if isinstance(password, _Typed) else password, as_json)


@users.command("list")
@AS_JSON
def list_users(as_json: bool) -> None:
    """List everybody, also those who left."""
    with access.opened().database.reading() as session:
        known = [_shown(session, user) for user in people.everybody(session)]
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False, indent=2))
        return
    for user in known:
        left = "" if user["active"] else "  (left)"
        desks = ", ".join(user["desks"]) or "-"
        numbers = f"{user['phone'] or '-':<16} {user['mobile'] or '-':<16} {'PIN' if user['pin'] else '-':<4}"
        click.echo(f"{user['name']:<16} {user['role']:<10} {numbers} {desks}{left}")


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]))
@DESKS
@PHONE
@MOBILE
@EMAIL
@DISPLAY
@PIN
@click.option("--password", is_flag=True, help="Set a new password, asked for or made.")
@click.option("--left/--back", default=None, help="They left, or came back.")
@AS_JSON
def change(
    name: str,
    role: str | None,
    desks: tuple[str, ...],
    phone: str | None,
    mobile: str | None,
    email: str | None,
    display: str | None,
    pin: bool | None,
    password: bool,
    left: bool | None,
    as_json: bool,
) -> None:
    """Change what is given of NAME and leave the rest. `--desk` replaces all desks."""
    system = access.opened()
    known, number, carried = _desks(system, desks), _phone(system, phone), _phone(system, mobile)
    fresh = (_asked() or people.generated_password()) if password else None
    proof = _pin() if pin else None
    now = system.now()
    with system.database.writing() as session:
        user = access.known(session, name)
        try:
            if role is not None:
                people.set_role(session, user, Role(role), now=now, actor=access.ACTOR)
                if user.role not in ACTS:
                    claims.give_back_all(session, user, now=now, actor=access.ACTOR)
            if known:
                people.set_desks(session, user, known, now=now, actor=access.ACTOR)
            if number is not None:
                people.set_phone(session, user, number, now=now, actor=access.ACTOR)
            if mobile is not None:
                people.set_mobile(session, user, carried, now=now, actor=access.ACTOR)
            if pin is not None:
                people.set_pin(session, user, proof, now=now, actor=access.ACTOR)
            if email is not None:
                people.set_email(session, user, email or None, now=now, actor=access.ACTOR)
            if fresh is not None:
                typed = fresh.text if isinstance(fresh, _Typed) else fresh
                people.set_password(session, user, typed, now=now, actor=access.ACTOR)
                signin.unlock(session, user)
            if left is not None:
                if left:
                    staffing.leave(session, user, now=now, actor=access.ACTOR)
                else:
                    people.set_active(session, user, True, now=now, actor=access.ACTOR)
        except PeopleError as error:
            raise Failure(str(error)) from None
        user.display = display or user.display
        shown = _shown(session, user)
    if left:
        _tell_places(system, user)
    _print_new(shown, fresh if isinstance(fresh, str) else None, as_json)


users.add_command(change, "set")


users.add_command(access.reset)
users.add_command(access.second_factor)


@dataclass(frozen=True)
class FirstUser:
    """The user that a new installation makes for itself; the password is known only now."""

    name: str
    password: str


def first_user(system: System) -> FirstUser | None:
    """Makes a supervisor where there is nobody yet; None when there is somebody."""
    password = people.generated_password()
    with system.database.writing() as session:
        if people.everybody(session):
            return None
        user = people.add(
            session,
            "supervisor",
            role=Role.SUPERVISOR,
            password=password,
            display="值班主管",
            now=system.now(),
        )
        return FirstUser(user.name, password)


@dataclass(frozen=True)
class _Typed:
    text: str


def _asked() -> _Typed | None:
    """The password typed at the terminal; None without one, or for an empty line."""
    if not sys.stdin.isatty():
        return None
    text = click.prompt(
        "Password (empty: one is made)",
        hide_input=True,
        default="",
        show_default=False,
        confirmation_prompt=True,
    )
    return _Typed(text) if text else None


def _pin() -> str:
    """The PIN typed at the terminal, or piped: never an argument, which every process of the machine could read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    typed: str = click.prompt("PIN (6 to 8 digits)", hide_input=True, confirmation_prompt=True)
    return typed.strip()


def _tell_places(system: System, user: User) -> None:
    """Nobody is taken away silently where the schedule counts on them."""
    places = [".".join(place) for place, name in named(system.book.current().schedule) if name == user.name]
    if places:
        click.echo(f"The schedule still names {user.name}: {', '.join(dict.fromkeys(places))}", err=True)


def _desks(system: System, desks: Iterable[str]) -> list[str]:
    known = system.book.current().schedule.desks
    for desk in desks:
        if desk not in known:
            raise Failure(f'schedules.yaml has no desk called "{desk}"{nearest(desk, known)}')
    return sorted(set(desks))


def _phone(system: System, phone: str | None) -> str | None:
    if not phone:
        return None
    found = contact(phone, system.book.current().schedule.area)
    if found is None or found.extension:
        raise Failure(
            f"{phone} is no telephone number: write it as 13800138000, 0755-83183333 or +85223456789"
        )
    return found.e164


def _shown(session: Session, user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "display": user.display,
        "role": user.role,
        "desks": sorted(people.desks_of(session, user)),
        "phone": user.phone,
        "mobile": user.mobile,
        "email": user.email,
        "pin": user.pin_hash is not None,
        "active": user.active,
    }


def _print_new(shown: dict[str, Any], password: str | None, as_json: bool) -> None:
    if as_json:
        made = {} if password is None else {"password": password}
        click.echo(json.dumps(shown | made, ensure_ascii=False, indent=2))
        return
    desks = ", ".join(shown["desks"]) or "no desk"
    more = (f", mobile {shown['mobile']}" if shown["mobile"] else "") + (", PIN" if shown["pin"] else "")
    click.echo(f"{shown['name']}: {shown['role']}, {desks}, {shown['phone'] or 'no telephone'}{more}")
    if password is not None:
        click.echo(f"Password: {password} (shown only this once)")
