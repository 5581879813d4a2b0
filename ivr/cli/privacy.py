"""`ivr privacy`: what is erased and when, what a hold keeps, and what people ask about their own number."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from ivr import history, people
from ivr.callbacks import queue
from ivr.callbacks.ledger import by as actor_of
from ivr.callbacks.references import spoken
from ivr.cli import Failure, opening
from ivr.clock import parse_moment, shanghai
from ivr.privacy import copying, holds, purging, requests
from ivr.privacy.holds import HoldError
from ivr.privacy.requests import Found, RequestError
from ivr.privacy.tables import Hold
from ivr.system import System

BY = click.option("--by", "name", help="The user who does it; the terminal, if not given.")
REASON = click.option("--reason", default="", help="Who asked, and why: it is written down.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
NOT_SAID = "not said (terminal)"


@click.group()
def privacy() -> None:
    """Erase what was kept long enough, hold it back, and answer what people ask about their own number."""


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
    what = f"{tally.messages} messages, {tally.tasks} tasks, {tally.calls} calls"
    click.echo(f"{'Would be erased' if dry_run else 'Erased'}: {what}.")
    if not dry_run:
        click.echo(f"In the store and at the carrier: {tally.outside} erased, {tally.waiting} still to be.")
    elif tally.waiting:
        click.echo(f"Still to be erased in the store and at the carrier: {tally.waiting}.")
    if tally.held:
        click.echo(f"Kept by a legal hold: {tally.held}.")


@privacy.group()
def hold() -> None:
    """Keep something from being erased until the hold is lifted."""


@hold.command("add")
@click.option("--task", "ref", help="A task's reference.")
@click.option("--number", help="A telephone number; it is not kept, only known again.")
@click.option("--hotline", help="A hotline's number, with --since and --until; all of them, if not given.")
@click.option("--since", help="The beginning of a span, such as 2026-10-01 or 2026-10-01T08:30.")
@click.option("--until", help="Its end, which is left out.")
@REASON
@BY
@AS_JSON
def hold_add(
    ref: str | None,
    number: str | None,
    hotline: str | None,
    since: str | None,
    until: str | None,
    reason: str,
    name: str | None,
    as_json: bool,
) -> None:
    """Hold a task, a number, or what rang a hotline within a span."""
    if sum((ref is not None, number is not None, since is not None or until is not None)) != 1:
        raise click.UsageError("give one of --task, --number, or --since with --until")
    system = opened_system()
    schedule = system.book.current().schedule
    with told(), system.database.writing() as session:
        actor, now = _actor(session, name), system.now()
        if ref is not None:
            task = queue.find(session, ref)
            if task is None:
                raise Failure(f"no task has the reference {ref}: `ivr tasks` lists them")
            placed = holds.on_task(session, task, reason=reason, actor=actor, now=now)
        elif number is not None:
            known = requests.number_of(number, schedule.area)
            placed = holds.on_number(session, system.settings, known, reason=reason, actor=actor, now=now)
        else:
            if hotline is not None and hotline not in schedule.hotlines:
                raise Failure(f"no hotline is called {hotline}: {', '.join(schedule.hotlines)} are")
            span = _moment(since, "--since"), _moment(until, "--until")
            placed = holds.on_span(session, hotline, *span, reason=reason, actor=actor, now=now)
        shown = _hold(session, placed)
    click.echo(json.dumps(shown, ensure_ascii=False) if as_json else f"Held: {_line(shown)}")


@hold.command("list")
@click.option("--all", "everything", is_flag=True, help="Lifted ones as well.")
@AS_JSON
def hold_list(everything: bool, as_json: bool) -> None:
    """What is held, and why."""
    with opened_system().database.reading() as session:
        found = holds.everything(session) if everything else holds.in_force(session)
        shown = [_hold(session, each) for each in found]
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_line(each) for each in shown) or "Nothing is held.")


@hold.command("lift")
@click.argument("number", type=int)
@REASON
@BY
def hold_lift(number: int, reason: str, name: str | None) -> None:
    """Lift hold NUMBER: what it kept is erased at the next purge, where its time is up."""
    system = opened_system()
    with told(), system.database.writing() as session:
        holds.lift(session, number, actor=_actor(session, name), now=system.now(), reason=reason)
    click.echo(f"Hold {number} is lifted.")


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
    held = f"{len(shown['calls'])} calls, {len(shown['tasks'])} tasks, {len(shown['messages'])} messages"
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
        f"Erased: {done.calls} calls, {done.tasks} tasks, {done.messages} messages. It is request {done.id}."
    )


def write_private(file: Path, body: bytes) -> None:
    """Writes a file that nobody else on this machine can read; a stated failure when it cannot be written."""
    try:
        with file.open("xb") as out:
            file.chmod(0o600)
            out.write(body)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from None


def opened_system() -> System:
    """This installation."""
    from ivr.installation import open_system

    with opening():
        return open_system()


@contextmanager
def told() -> Iterator[None]:
    try:
        yield
    except (HoldError, RequestError) as error:
        raise Failure(str(error)) from None


def named(system: System, name: str | None) -> str:
    """Who does it, as the history names an actor; the terminal when nobody is named."""
    with system.database.reading() as session:
        return _actor(session, name)


def _actor(session: Session, name: str | None) -> str:
    """Who does it, as the history names an actor."""
    if name is None:
        return "terminal"
    user = people.find(session, name)
    if user is None:
        raise Failure(f"nobody is called {name}: `ivr users list` lists them")
    return actor_of(user)


def _moment(text: str | None, option: str) -> datetime:
    if text is None:
        raise click.UsageError("a span needs --since and --until")
    try:
        return parse_moment(text)
    except ValueError as error:
        raise Failure(f"{option}: {error}") from None


def _hold(session: Session, hold: Hold) -> dict[str, Any]:
    task = queue.task(session, hold.task_id) if hold.task_id is not None else None
    return {
        "id": hold.id,
        "task": task.ref if task else None,
        "number": hold.fingerprint[:8] if hold.fingerprint else None,
        "hotline": hold.hotline,
        "since": _time(hold.since),
        "until": _time(hold.until),
        "reason": history.recall(session, hold.reason),
        "placed": _time(hold.placed),
        "by": hold.placed_by,
        "lifted": _time(hold.lifted),
    }


def _line(shown: dict[str, Any]) -> str:
    if shown["task"]:
        what = f"task {spoken(shown['task'])}"
    elif shown["number"]:
        what = f"number with the fingerprint {shown['number']}"
    else:
        what = f"{shown['hotline'] or 'every hotline'} {shown['since'][:16]} – {shown['until'][:16]}"
    over = f", lifted {shown['lifted'][:10]}" if shown["lifted"] else ""
    return f"{shown['id']}  {what}: {shown['reason'] or '(erased)'} ({shown['by']}, {shown['placed'][:10]}{over})"


def _found(found: Found) -> dict[str, Any]:
    return {
        "number": found.number,
        "calls": [{"hotline": call.hotline, "at": _time(call.began)} for call in found.matter.calls],
        "tasks": [
            {"ref": task.ref, "state": task.state, "created": _time(task.created)}
            for task in found.matter.tasks
        ],
        "messages": [
            {"id": each.id, "at": _time(each.created), "seconds": each.seconds, "state": each.state}
            for each in found.matter.messages
        ],
        "requests": [
            {
                "id": each.id,
                "kind": each.kind,
                "at": _time(each.at),
                "by": each.actor,
                "outcome": each.outcome,
            }
            for each in found.earlier
        ],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else shanghai(moment).isoformat(timespec="seconds")
