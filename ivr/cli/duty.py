"""`ivr duty`: who is on duty at a desk, in whose place, and until when."""

from datetime import datetime

import click

from ivr.cli import Failure
from ivr.cli.hours import answering as installation
from ivr.cli.publishing import print_json
from ivr.cli.telephone import TimeType
from ivr.clock import shanghai
from ivr.hours import Desk, Schedule
from ivr.waiting.serving import OnTheList, Serving, answering, serving
from ivr.waiting.told import told_json

TROUBLE = {
    "unknown": "no such user",
    "left": "has left",
    "not-of-the-desk": "does not serve this desk",
    "no-telephone": "has no telephone",
    "away": "is away",
}


@click.command()
@click.argument("desk", required=False)
@click.option("--at", type=TimeType(), help="The moment asked about; now, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def duty(desk: str | None, at: datetime | None, as_json: bool) -> None:
    """Say who is on duty at a desk, and until when; without DESK at every desk that answers a hotline."""
    system, edition = installation()
    moment = at or system.now()
    desks = answering(edition.schedule) if desk is None else [_desk(edition.schedule, desk)]
    with system.database.reading() as session:
        try:
            told = [serving(session, edition.hours, each, moment) for each in desks]
        except LookupError as error:
            raise Failure(str(error)) from None
    if as_json:
        listed = [told_json(each) for each in told]
        print_json(listed if desk is None else listed[0])
    else:
        for each in told:
            click.echo(spoken(each))


def spoken(told: Serving) -> str:
    """The same as a line for people."""
    tiers = ", then ".join(" and ".join(map(_named, tier)) for tier in told.tiers)
    until = f", until {shanghai(told.until):%Y-%m-%d %H:%M}" if told.until else ""
    head = f"{told.desk.id} {told.desk.name.zh} ({told.desk.name.en}): "
    match told.by:
        case "roster":
            return head + tiers + until
        case "gap":
            return f"{head}nobody by the roster{until}; everybody of the desk is rung: {tiers or 'nobody'}"
    return f"{head}no roster, everybody is rung: {tiers or 'nobody'}"


def _named(each: OnTheList) -> str:
    instead = f" for {each.instead_of}" if each.instead_of else ""
    return each.name + instead + (f" (cannot be rung: {TROUBLE[each.trouble]})" if each.trouble else "")


def _desk(schedule: Schedule, name: str) -> Desk:
    if name not in schedule.desks:
        raise Failure(f"there is no desk {name}: {', '.join(schedule.desks)}")
    return schedule.desks[name]
