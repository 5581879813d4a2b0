"""One request of a call, answered once.

Most steps only look: they are performed on a read-only transaction, and one short conditional write keeps the answer. A
step that acts takes the write lock first. Either way a repeat of the request gets the first answer word for word.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import calls
from ivr.calls import Call
from ivr.flows import entry, leaving
from ivr.flows.answers import Step, step_named
from ivr.flows.caller import Caller
from ivr.flows.dispatch import MustAct, Spoken
from ivr.flows.render import Addresses
from ivr.system import System

Afterwards = list[Callable[[], object]]
"""What needs the network, to be done once the answer is kept."""

TRIES = 5
"""How often a request is performed anew because another one of the same call was kept first."""


class NoSuchStep(LookupError):
    """The request names a call or a step that is not there."""


class NotYourCall(PermissionError):
    """The call belongs to another carrier account than the one that signed."""


class _Overtaken(Exception):
    """Another request of this call was kept meanwhile."""


@dataclass(frozen=True)
class Asked:
    """Which step of which call a request is for, and what was posted with it."""

    sid: str
    account: str
    step: str
    form: Mapping[str, str]
    call_id: int | None = None
    visit: int = 0
    keyed: bool = False
    begin: Callable[[Session, datetime], Call] | None = None
    """Opens the call's row, for the first request of a call."""
    about: int | None = None
    """Whose sake the call was led here for, where it may be led here for several."""

    @property
    def kept_as(self) -> str:
        if self.about is not None:
            return f"{self.step}:{self.about}"
        return f"{self.step}:keys" if self.keyed else self.step


def answer(system: System, asked: Asked) -> tuple[str, Afterwards]:
    """The document for this request, and what is to follow it. Raises NoSuchStep or NotYourCall."""
    for _ in range(TRIES):
        try:
            if asked.begin is None and not system.database.is_rehearsal:
                return _looking(system, asked)
            return _acting(system, asked)
        except MustAct:
            return _acting(system, asked)
        except (_Overtaken, IntegrityError):
            # The same request arrived twice at once; by now the other one's answer is kept.
            continue
    return _acting(system, asked)


def _looking(system: System, asked: Asked) -> tuple[str, Afterwards]:
    with system.database.moving() as connection:
        found, told = calls.standing(connection, asked.sid, asked.kept_as, asked.visit)
        call, step = _check(found, asked)
        if told is not None:
            return told, []
        if calls.would_end(call, asked.form.get("CallStatus", "")):
            raise MustAct
        was = call.visit, call.status
        with ExitStack() as stack:
            session = partial(stack.enter_context, system.database.reading())
            caller, document, spoken = _perform(system, session, call, step, asked, looking=True)
        system.database.lock_for_writing(connection)
        if not calls.move_on(
            connection,
            call,
            was,
            asked.kept_as,
            asked.visit,
            document,
            keys=spoken.keys,
            led=spoken.led,
            now=caller.now,
        ):
            raise _Overtaken
        connection.commit()
    return document, caller.afterwards


def _acting(system: System, asked: Asked) -> tuple[str, Afterwards]:
    with system.database.writing() as session:
        found = calls.find(session, asked.sid)
        if found is None and asked.begin is not None:
            found = asked.begin(session, system.now())
        call, step = _check(found, asked)
        told = calls.stored_answer(session, call, asked.kept_as, asked.visit)
        if told is not None:
            return told, []
        # What is posted at a hang-up tells of the call's end, and may be the only word of it; and a key may be told
        # of after the end: what it began is then over as well.
        over = call.ended is not None or calls.would_end(call, asked.form.get("CallStatus", ""))
        caller, document, spoken = _perform(system, lambda: session, call, step, asked, looking=False)
        if over:
            leaving.hung_up(caller)
        calls.answered(
            session,
            call,
            asked.kept_as,
            asked.visit,
            document,
            keys=spoken.keys,
            led=spoken.led,
            now=caller.now,
        )
    return document, caller.afterwards


def _check(call: Call | None, asked: Asked) -> tuple[Call, Step]:
    if call is None or asked.visit > call.visit or asked.call_id not in (None, call.id):
        raise NoSuchStep(f"no step {asked.step} of this call")
    if call.account != asked.account:
        raise NotYourCall("the call belongs to another account")
    step = step_named(asked.step)
    if step is None:
        raise RuntimeError(f"the step {asked.step} is gone: its name has to survive a deploy in mid-call")
    return call, step


def _perform(
    system: System, session: Callable[[], Session], call: Call, step: Step, asked: Asked, *, looking: bool
) -> tuple[Caller, str, Spoken]:
    now = system.now()
    status = asked.form.get("CallStatus", "")
    if looking:
        calls.advance(call, status)
    else:
        calls.merge_status(session(), call, status, now + call.offset)
    call.visit += 1
    edition = system.book.edition(call.version)
    caller = Caller(system, session, call, edition, now, asked.form, looking)
    at = Addresses(system.settings.public_url, call.id, call.visit)
    document, spoken = entry.perform(caller, step, at, keyed=asked.keyed)
    return caller, document, spoken
