"""`ivr tasks`: what is owed to customers, and the whole story of one matter.

For the operator of the system: numbers are shown in clear.
"""

import json
from typing import Any

import click

from ivr.callbacks import TaskState
from ivr.cli import Failure, opening


@click.command()
@click.argument("ref", required=False)
@click.option(
    "--state", type=click.Choice([state.value for state in TaskState]), help="Only tasks in this state."
)
@click.option("--hotline", help="Only tasks of this hotline, such as 83183333.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def tasks(ref: str | None, state: str | None, hotline: str | None, as_json: bool) -> None:
    """List what is owed; with REF show one matter with its history, and whether that is unaltered."""
    from ivr.callbacks import queue, severity, view
    from ivr.installation import open_system

    if ref is not None and (state or hotline):
        raise click.UsageError("REF names one task: --state and --hotline are for the list")
    with opening():
        system = open_system()
    with system.database.reading() as session:
        first = severity.at(session, system.book.current(session).hours, system.now())
        if ref is not None:
            found = queue.find(session, ref)
            if found is None:
                raise Failure(f"no task has the reference {ref}: `ivr tasks` lists them")
            task = view.task_json(session, found, history=True, severity=first)
            click.echo(_json(task) if as_json else _story(task))
            return
        wanted = TaskState(state) if state else None
        chosen = queue.everything(session, severity=first, state=wanted, hotline=hotline)
        listed = view.tasks_json(session, chosen, first)
    if as_json:
        click.echo(_json(listed))
    elif listed:
        click.echo("\n".join(_line(task) for task in listed))
    else:
        click.echo("Nothing is owed." if state is None else f"No task is {state}.")


def _json(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False, indent=2)


def _line(task: dict[str, Any]) -> str:
    heard = f"{len(task['messages'])} message{'' if len(task['messages']) == 1 else 's'}"
    urgent = "urgent" if task["priority"] == "urgent" else ""
    return (
        f"{_ref(task)}  {task['state']:<11} {urgent:<6}  due {task['due'][:16]}  {task['hotline']}  "
        f"{task['caller'] or 'no number':<15} {task['desk']}  {task['topic']}  {heard}"
    ).rstrip()


def _story(task: dict[str, Any]) -> str:
    lines = [_line(task)]
    if task["severity"]:
        lines.append(f"  goes first now: {task['severity']['en']}")
    for message in task["messages"]:
        length = "" if message["seconds"] is None else f" {message['seconds']:g} s"
        lines.append(
            f"  message {message['id']}: {message['state']}{length} {message['audio'] or ''}".rstrip()
        )
        if message["transcript"]:
            lines.append(f"      {message['transcript']}")
    for entry in task["history"]:
        facts = ", ".join(f"{name} {value}" for name, value in entry["facts"].items())
        lines.append(f"  {entry['at'][:19]}  {entry['kind']:<16} {entry['actor']:<10} {facts}".rstrip())
        if "note" in entry:
            lines.append(f"      {entry['note'] or '(erased)'}")
    lines.append(f"  History {'verified' if task['verified'] else 'ALTERED: it does not verify'}.")
    return "\n".join(lines)


def _ref(task: dict[str, Any]) -> str:
    return f"{task['ref'][:4]} {task['ref'][4:]}"
