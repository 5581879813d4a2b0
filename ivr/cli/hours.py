"""`ivr hours`: whether a hotline is open, why not, and until when."""

from datetime import datetime
from typing import Any

import click

from ivr.cli import Failure
from ivr.cli.publishing import in_force, print_json
from ivr.cli.telephone import TimeType
from ivr.hours import Edition, Hotline, NothingPublished, UnknownNumber
from ivr.hours.told import hours_json
from ivr.system import System


@click.command()
@click.argument("number", required=False)
@click.option("--at", type=TimeType(), help="The moment asked about; now, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def hours(number: str | None, at: datetime | None, as_json: bool) -> None:
    """Say whether a hotline is open, why not, and until when; without NUMBER all of them."""
    system, edition = answering()
    moment = at or system.now()
    lines = list(edition.schedule.hotlines.values()) if number is None else [_hotline(edition, number)]
    try:
        told = [hours_json(edition, line, moment) for line in lines]
    except LookupError as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json(told if number is None else told[0])
    else:
        for line, answer in zip(lines, told, strict=True):
            click.echo(spoken(line, answer))


def spoken(hotline: Hotline, answer: dict[str, Any]) -> str:
    """The same as a line for people."""
    line = f"{hotline.number} {hotline.name.zh} ({hotline.name.en}): "
    until = datetime.fromisoformat(answer["until"]) if answer["until"] else None
    if answer["open"]:
        return line + (f"open until {until:%Y-%m-%d %H:%M}" if until else "open, round the clock")
    line += f"closed – {answer['reason']['zh']} ({answer['reason']['en']})"
    line += f", opens {until:%Y-%m-%d %H:%M}" if until else ", next opening not known"
    return line + ("" if answer["certainty"] == "exchange" else f" (expected: {answer['certainty']})")


def _hotline(edition: Edition, number: str) -> Hotline:
    try:
        return edition.schedule.hotline_reached_by(number) or edition.schedule.hotline(number)
    except LookupError as error:
        raise Failure(str(error)) from None


def answering() -> tuple[System, Edition]:
    """This installation and the edition in force, or a stated failure where nothing was ever published."""
    system = in_force()
    try:
        return system, system.book.current()
    except (NothingPublished, UnknownNumber) as error:
        raise Failure(str(error)) from None
