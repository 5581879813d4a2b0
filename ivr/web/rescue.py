"""What somebody said into the message box of an apology is kept, even when nobody had known of his call."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import calls, probes, voicemail
from ivr.callbacks import Task, intake
from ivr.calls import Call
from ivr.flows import entry
from ivr.flows.caller import Caller
from ivr.system import System

log = structlog.get_logger("voice")


def keep(
    system: System, account: str, form: Mapping[str, str], *, dialled: str, pretended: datetime | None = None
) -> None:
    """A recording of the message box becomes a message of its call; safe to repeat.

    `form` is what the record action or the recording's own report posted. The report names neither caller nor
    hotline, so `dialled`, and the moment a call pretends, travel in its address: a call whose beginning could not be
    written is begun by it.
    """
    status = form.get("RecordingStatus")
    # How it ended is no matter: nobody was asked whether it is to stand for what he said before the apology.
    heard = intake.Take.reported(form)
    if heard is None or status not in (None, "completed"):
        return
    try:
        _keep(system, account, form, partial(_begun, system, account, form, dialled, pretended), heard)
    except IntegrityError:
        # The action and the report both began the call; by now the other one's is there.
        _keep(system, account, form, partial(_begun, system, account, form, dialled, pretended), heard)


def _keep(
    system: System,
    account: str,
    form: Mapping[str, str],
    begin: Callable[[Session], Call | None],
    heard: intake.Take,
) -> None:
    with system.database.writing() as session:
        now = system.now()
        call = calls.find(session, form.get("CallSid", "")) or begin(session)
        if call is None or call.account != account:
            log.warning("a recording of no hotline's call", recording=heard.sid)
            return
        if call.probe:
            return  # a test call that met an apology: what it heard says so, and nobody spoke
        edition = system.book.edition(call.version, session)
        caller = Caller(system, lambda: session, call, edition, now, form)
        row = voicemail.of_recording(session, heard.sid) or voicemail.begin(session, call, now=caller.now)
        task = intake.recorded(
            session, edition.hours, row, caller.matter(), heard, source="rescue", now=caller.now
        )
        if task is not None:
            _learn(session, caller, task)


def _begun(
    system: System,
    account: str,
    form: Mapping[str, str],
    dialled: str,
    pretended: datetime | None,
    session: Session,
) -> Call | None:
    edition = system.book.current(session)
    hotline = edition.schedule.hotline_reached_by((form.get("To") or dialled)[:300])
    if hotline is None or not form.get("CallSid"):
        return None
    call = calls.begin(session, entry.arrival(form, account, hotline, edition, pretended), system.now())
    probes.recognise(system, session, call, edition.schedule, system.now())
    return call


def _learn(session: Session, caller: Caller, task: Task) -> None:
    """The report may have come first, without a word of who rang."""
    if task.number is not None or caller.number is not None or "From" not in caller.form:
        return
    who = entry.arrival(caller.form, caller.call.account, caller.hotline, caller.edition, None)
    caller.call.caller, caller.call.caller_raw = who.caller, who.caller_raw
    if who.caller is not None:
        intake.change_contact(session, task.id, contact=who.caller, extension=None, now=caller.now)
