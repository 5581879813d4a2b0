"""`ivr probe`: does a hotline answer? Dialled through the carrier, or from another machine over the gateway."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from ivr.cli import Failure, opening
from ivr.cli.publishing import print_json

if TYPE_CHECKING:
    from ivr.hours import Hotline
    from ivr.probes import Probe
    from ivr.system import System

LOOKS_AGAIN = 1.0
"""Seconds between two looks for what became of the call."""
PATIENCE = timedelta(minutes=4)
"""Longer than a test call can last; beyond it nobody judges, and something is badly wrong."""

pause: Callable[[float], object] = time.sleep


@click.command()
@click.argument("hotline", required=False)
@click.option(
    "--url", help="Dial over the running gateway at this address instead, from any machine that may."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def probe(context: click.Context, hotline: str | None, url: str | None, as_json: bool) -> None:
    """Ring HOTLINE as a customer would, hear whether it greets, press a key, and say how it went; without HOTLINE ring
    all of them. The exit status is 0 when every one answered as it should.

    The call rings nobody, opens no task and is not counted. Through the carrier, another number that reaches a hotline
    may be given, such as +14155550100.
    """
    told = _over_the_gateway(url, hotline) if url else _through_the_carrier(hotline)
    if as_json:
        print_json(told if hotline is None else told[0])
    else:
        for each in told:
            click.echo(f"{each['hotline']}: {each['said']}")
    if any(each["result"] != "ok" for each in told):
        context.exit(1)


def _through_the_carrier(asked: str | None) -> list[dict[str, Any]]:
    from ivr.installation import open_system

    with opening():
        system = open_system()
    if not system.carrier.outward.real and not system.settings.asterisk:
        raise Failure(
            "there is no trunk to dial through, neither Twilio nor an Asterisk: --url dials over the gateway itself"
        )
    schedule = system.book.current().schedule
    if asked is None:
        return [_told(_tested(system, each, None)) for each in schedule.hotlines.values()]
    hotline = schedule.hotline_reached_by(asked)
    if hotline is None:
        raise Failure(f"no hotline is reached by {asked}: `ivr hours` lists them")
    named = asked in (hotline.number, hotline.show_as)
    return [_told(_tested(system, hotline, None if named else _dialled(system, asked)))]


def _dialled(system: "System", asked: str) -> str:
    from ivr.hours.model import dialled

    return dialled(asked, system.book.current().schedule.area)


def _tested(system: "System", hotline: "Hotline", number: str | None) -> "Probe":
    """Dials, and waits for the verdict. A scheduler that runs elsewhere may be the one who judges."""
    from ivr import probes
    from ivr.flows.probed import greeting

    probes.settle(system, greeting)  # one that nobody judged, while no scheduler ran, keeps none waiting
    with system.database.reading() as session:
        last = probes.latest(session, hotline.number)
    begun = probes.start(system, hotline, number=number, after=last)
    if begun is None:
        raise Failure(f"{hotline.number}: a test call is under way: try again in a minute")
    for _ in range(round(PATIENCE.total_seconds() / LOOKS_AGAIN)):
        probes.settle(system, greeting)
        with system.database.reading() as session:
            found = session.get_one(probes.Probe, begun)
        if found.ended is not None:
            return found
        pause(LOOKS_AGAIN)
    raise Failure(f"{hotline.number}: nothing more was heard of the call")


def _told(probe: "Probe") -> dict[str, Any]:
    from ivr.clock import shanghai
    from ivr.probes.telling import said

    return {
        "hotline": probe.hotline,
        "number": probe.number,
        "at": shanghai(probe.placed).isoformat(timespec="seconds"),
        "result": probe.result,
        "said": said(probe, "en"),
    }


def _over_the_gateway(url: str, asked: str | None) -> list[dict[str, Any]]:
    from ivr.cli.overheard import greetings, test

    known = greetings()
    if asked is None and not known:
        raise Failure("name the hotline: schedules.yaml is not on this machine (IVR_SCHEDULES)")
    numbers: Sequence[str] = list(known) if asked is None else [asked]
    return [test(url, number, known.get(number)) for number in numbers]
