"""`ivr call` and `ivr phone`: the test phone, in this process or over the running gateway."""

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

import click
from sqlalchemy import select

from calendars.strict import text_of
from ivr.cli import Failure, opening
from ivr.clock import ManualClock, parse_moment, shanghai
from ivr.clock import system as system_clock
from ivr.settings import load

CALLER = "+8613800138000"


class TimeType(click.ParamType[datetime]):
    """ISO 8601; without an offset it is Shanghai time."""

    name = "time"

    def convert(self, value: Any, _param: click.Parameter | None, _context: click.Context | None) -> datetime:
        try:
            return parse_moment(str(value))
        except ValueError as error:
            self.fail(str(error))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("number")
@click.argument("actions", nargs=-1, type=click.UNPROCESSED)
@click.option("--from", "caller", default=CALLER, show_default=True, help="The number that calls.")
@click.option("--at", type=TimeType(), help="The moment the call pretends to take place at.")
@click.option(
    "--answer", "answers", multiple=True, metavar="NUMBER=ACTIONS", help="Play a telephone that is rung."
)
@click.option("--url", help="Dial over the running gateway at this address, in real time.")
@click.option("--rehearse", is_flag=True, help="Keep nothing of it.")
@click.option("--schedule", type=click.Path(path_type=Path), help="Try this schedule instead; keeps nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def call(
    number: str,
    actions: tuple[str, ...],
    caller: str,
    at: datetime | None,
    answers: tuple[str, ...],
    url: str | None,
    rehearse: bool,
    schedule: Path | None,
    as_json: bool,
) -> None:
    """Place a call with the test phone and print the conversation.

    An ACTION is keys (`1`, `2#`), `@file.wav` (speak it), `wait:SECONDS` or `hangup`; it is done when the call next
    listens, and with `!` before it at once.
    """
    from ivr.gateway.actions import ActionError
    from ivr.gateway.audio import AudioError

    telephones = dict(_answer(text) for text in answers)
    try:
        if url:
            if rehearse or schedule:
                raise click.UsageError(
                    "--rehearse and --schedule need a call in this process: leave --url out"
                )
            told = _over_the_gateway(url, number, actions, caller, at)
        else:
            told = _in_process(
                number, actions, caller, at, telephones, schedule, keep=not (rehearse or schedule)
            )
    except (ActionError, AudioError) as error:
        raise click.UsageError(str(error)) from None
    click.echo(json.dumps(told["json"], ensure_ascii=False, indent=2) if as_json else told["text"])


def _answer(text: str) -> tuple[str, list[str]]:
    number, separator, actions = text.partition("=")
    if not number or not separator:
        raise click.UsageError(f"--answer {text!r}: write it as NUMBER=ACTIONS, such as +8613900000001=1")
    return number, actions.replace(",", " ").split()


def _in_process(
    number: str,
    actions: tuple[str, ...],
    caller: str,
    at: datetime | None,
    telephones: dict[str, list[str]],
    schedule: Path | None,
    *,
    keep: bool,
) -> dict[str, Any]:
    from ivr.installation import prepared_database
    from ivr.testphone import TestPhone

    settings = load()
    clock = ManualClock(system_clock())
    with ExitStack() as stack, opening():
        database = prepared_database(settings, clock())
        folder = None
        if not keep:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="ivr-rehearsal-")))
            database = stack.enter_context(database.rehearsing())
            settings = settings.model_copy(update={"recordings_url": f"memory+{settings.recordings}"})
        if schedule:
            _draft(database, schedule, clock())
        phone = TestPhone(settings, clock, database=database, folder=folder)
        for each, todo in telephones.items():
            phone.exchange.phone(each, *([" ".join(todo)] if todo not in (["busy"], ["no-answer"]) else todo))
        began = at or clock()
        dialled = phone.exchange.dial(caller, number, list(actions), at=at)
        phone.run()
        phone.fetch()
        return _told(phone, dialled, began, number, caller)


def _draft(database: Any, path: Path, at: datetime) -> None:
    from ivr.cli.publishing import refused
    from ivr.hours import ScheduleError
    from ivr.hours.versions import publish

    with refused():
        text = text_of(path, ScheduleError)
        with database.writing() as session:
            publish(session, text, author="draft", at=at, note="tried with ivr call", name=path.name)


def _told(phone: Any, dialled: Any, at: datetime, number: str, caller: str) -> dict[str, Any]:
    from ivr import voicemail
    from ivr.callbacks import Task, listing
    from ivr.calls import Call

    with phone.system.database.reading() as session:
        row = session.scalar(select(Call).where(Call.sid == dialled.sid))
        takes = voicemail.of_call(session, row.id) if row else []
        message = next(
            (take for take in reversed(takes) if take.recording_sid and not take.superseded_by), None
        )
        own = select(Task).where(Task.call_id == row.id) if row else None
        task = (listing.task_of(session, message.id) if message else None) or (
            session.scalar(own) if own is not None else None
        )
    summary = {
        "call": dialled.sid,
        "hotline": row.dialled if row else number,
        "from": caller,
        "at": shanghai(at).isoformat(timespec="seconds"),
        "status": dialled.status,
        "heard": [asdict(heard) for heard in dialled.heard],
        "pressed": dialled.pressed,
        "voicemail": {"id": message.id, "seconds": message.seconds} if message else None,
        "task": task.ref if task else None,
    }
    lines = [str(dialled.transcript)]
    lines += [f"  error: {error}" for error in dialled.errors]
    for other in phone.exchange.calls:
        if other is not dialled:
            lines.append(f"\n{other.number}:\n{other.transcript}")
    if message:
        lines.append(f"\nmessage {message.id}: {message.state}, {message.seconds or 0:.1f} s")
    if task:
        lines.append(f"task {task.ref}: due {shanghai(task.due).isoformat(timespec='minutes')}")
    return {"json": summary, "text": "\n".join(lines)}


def _over_the_gateway(
    url: str, number: str, actions: tuple[str, ...], caller: str, at: datetime | None
) -> dict[str, Any]:
    from ivr.gateway.phone import dial

    said: list[str] = []
    result = real_time(
        lambda: dial(url, number, list(actions), caller=caller, at=at, told=said.append, describe=words_at)
    )
    return {"json": result, "text": "\n".join(said)}


@click.command()
@click.argument("number")
@click.argument("actions", nargs=-1, type=click.UNPROCESSED)
@click.option("--url", help="Where the gateway answers.  [default: IVR_GATEWAY_URL]")
def phone(number: str, actions: tuple[str, ...], url: str | None) -> None:
    """Be a telephone that waits to be rung, and does ACTIONS once it has answered.

    NUMBER is written as that of a user or a caller: 13800138000, 0755-83183333 or +85223456789.
    """
    from ivr.gateway import phone as telephone
    from ivr.telephony import contact

    # It is rung by its whole number; one that nobody outside has is taken as it stands.
    found = contact(number)
    at, where = found.e164 if found else number, url or load().gateway_url
    real_time(lambda: telephone.wait(where, at, list(actions), told=click.echo, describe=words_at))


@cache
def words_at(url: str) -> str | None:
    """What the clip at `url` says: of one that did not ship, the system that plays it is asked."""
    from ivr.testphone import clip_text

    told = clip_text(url)
    if told is not None or "/clips/" not in url:
        return told
    try:
        with urlopen(f"{url.removesuffix('.wav')}.txt", timeout=2) as answer:  # noqa: S310 - where its sound is
            text: str = answer.read(10_000).decode()
            return text
    except (OSError, ValueError):
        return None


def real_time(act: Callable[[], Any]) -> Any:
    try:
        return asyncio.run(act())
    except OSError as error:
        raise Failure(f"the gateway cannot be reached: {error}; `ivr serve` starts it") from None
    except KeyboardInterrupt:
        return None
