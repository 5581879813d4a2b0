"""`ivr privacy hold`: what is kept from being erased until somebody lifts the hold."""

import json
from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import queue
from ivr.callbacks.references import spoken
from ivr.cli import Failure
from ivr.cli.acting import AS_JSON, BY, REASON, actor, local, opened_system, told
from ivr.clock import parse_moment
from ivr.privacy import holds, requests
from ivr.privacy.tables import Hold


@click.group()
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
        who, now = actor(session, name), system.now()
        if ref is not None:
            task = queue.find(session, ref)
            if task is None:
                raise Failure(f"no task has the reference {ref}: `ivr tasks` lists them")
            placed = holds.on_task(session, task, reason=reason, actor=who, now=now)
        elif number is not None:
            known = requests.number_of(number, schedule.area)
            placed = holds.on_number(session, system.settings, known, reason=reason, actor=who, now=now)
        else:
            if hotline is not None and hotline not in schedule.hotlines:
                raise Failure(f"no hotline is called {hotline}: {', '.join(schedule.hotlines)} are")
            span = _moment(since, "--since"), _moment(until, "--until")
            placed = holds.on_span(session, hotline, *span, reason=reason, actor=who, now=now)
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
        holds.lift(session, number, actor=actor(session, name), now=system.now(), reason=reason)
    click.echo(f"Hold {number} is lifted.")


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
        "since": local(hold.since),
        "until": local(hold.until),
        "reason": history.recall(session, hold.reason),
        "placed": local(hold.placed),
        "by": hold.placed_by,
        "lifted": local(hold.lifted),
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
