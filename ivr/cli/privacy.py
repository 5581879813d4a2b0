"""`ivr privacy`: what is erased and when, what a hold keeps, and what people ask about their own number."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ivr.callbacks.references import spoken
from ivr.cli import Failure
from ivr.cli.acting import AS_JSON, BY, REASON, local, named, opened_system, told, write_private
from ivr.cli.holds import hold
from ivr.privacy import copying, purging, requests
from ivr.privacy.requests import Found

NOT_SAID = "not said (terminal)"


@click.group()
def privacy() -> None:
    """Erase what was kept long enough, hold it back, and answer what people ask about their own number."""


privacy.add_command(hold)


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Say what would be erased now, and erase nothing.")
@AS_JSON
def purge(dry_run: bool, as_json: bool) -> None:
    """Erase now what was kept long enough; the scheduler does it every quarter of an hour."""
    system = opened_system()
    tally = purging.foresee(system) if dry_run else purging.purge(system)
    if as_json:
        click.echo(json.dumps(asdict(tally)))
        return
    recorded = f"{tally.messages} messages, {tally.conversations} conversations"
    what = f"{recorded}, {tally.tasks} tasks, {tally.calls} calls"
    click.echo(f"{'Would be erased' if dry_run else 'Erased'}: {what}.")
    if not dry_run:
        click.echo(f"In the store and at the carrier: {tally.outside} erased, {tally.waiting} still to be.")
    elif tally.waiting:
        click.echo(f"Still to be erased in the store and at the carrier: {tally.waiting}.")
    if tally.held:
        click.echo(f"Kept by a legal hold: {tally.held}.")


@privacy.command()
@click.argument("number")
@REASON
@BY
@AS_JSON
def find(number: str, reason: str, name: str | None, as_json: bool) -> None:
    """Say what we hold about NUMBER. That somebody looked is written down."""
    system = opened_system()
    with told():
        known = requests.number_of(number, system.book.current().schedule.area)
        found = requests.find(system, known, reason=reason or NOT_SAID, actor=named(system, name))
    shown = _found(found)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    held = ", ".join(f"{len(shown[what])} {what}" for what in ("calls", "tasks", "messages", "conversations"))
    click.echo(f"We hold {held}." if found.anything else "We hold nothing about this number.")
    for task in shown["tasks"]:
        click.echo(f"  task {spoken(task['ref'])}  {task['state']:<11} {task['created'][:16]}")
    for request in shown["requests"]:
        click.echo(f"  asked before: {request['kind']} {request['at'][:16]} ({request['outcome']})")


@privacy.command()
@click.argument("number")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@REASON
@BY
def copy(number: str, file: Path, reason: str, name: str | None) -> None:
    """Write everything we hold about NUMBER into FILE (a zip), in clear: for the person who asked, and nobody else."""
    from ivr.web.console.privacy.readable import page

    system = opened_system()
    if file.exists():
        raise Failure(f"{file} is there already: choose another name")
    with told():
        known = requests.number_of(number, system.book.current().schedule.area)
        body = copying.archive(system, known, page=page, reason=reason or NOT_SAID, actor=named(system, name))
    write_private(file, body)
    click.echo(f"{file} holds the copy: hand it to the person who asked, then delete it.")


@privacy.command()
@click.argument("number")
@REASON
@BY
def erase(number: str, reason: str, name: str | None) -> None:
    """Erase everything we hold about NUMBER, for good. Refused while something is owed, or a legal hold keeps it."""
    system = opened_system()
    with told():
        known = requests.number_of(number, system.book.current().schedule.area)
        done = requests.erase(system, known, reason=reason, actor=named(system, name))
    click.echo(
        f"Erased: {done.calls} calls, {done.tasks} tasks, {done.messages} recordings. It is request {done.id}."
    )


def _found(found: Found) -> dict[str, Any]:
    return {
        "number": found.number,
        "calls": [{"hotline": call.hotline, "at": local(call.began)} for call in found.matter.calls],
        "tasks": [
            {"ref": task.ref, "state": task.state, "created": local(task.created)}
            for task in found.matter.tasks
        ],
        "messages": [
            {"id": each.id, "at": local(each.created), "seconds": each.seconds, "state": each.state}
            for each in found.matter.messages
        ],
        "conversations": [
            {"id": each.id, "at": local(each.created), "seconds": each.seconds, "state": each.state}
            for each in found.matter.conversations
        ],
        "requests": [
            {
                "id": each.id,
                "kind": each.kind,
                "at": local(each.at),
                "by": each.actor,
                "outcome": each.outcome,
            }
            for each in found.earlier
        ],
    }
