"""What no webhook told us: recordings and ends of calls that are asked for at the carrier.

Even a call whose beginning, action and report were all lost, because the database was away from its first ring to its
last word, keeps its message: the carrier still knows who rang whom.
"""

from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from ivr import calls, probes, voicemail
from ivr.callbacks import conversations, intake
from ivr.calls import Call
from ivr.flows import entry, leaving
from ivr.flows.caller import Caller
from ivr.system import System
from ivr.telephony import CarrierError, Recorded

log = structlog.get_logger("voice")

SILENT_CALL = timedelta(hours=1)
"""A call whose end nobody reported for so long is asked about."""

LOOK_BACK = timedelta(hours=6)
"""How far back the sweep asks the carrier for recordings."""


def sweep_recordings(system: System, strangers: set[str]) -> int:
    """Takes in the recordings that no webhook told us of; answers how many.

    `strangers` remembers, from one sweep to the next, calls of the same account that are none of ours.
    """
    return voicemail.sweep(
        system.database,
        system.carrier,
        since=system.now() - LOOK_BACK,
        now=system.now(),
        adopt={
            voicemail.Voicemail: partial(_adopt, system),
            voicemail.Conversation: partial(_adopt_talk, system),
        },
        meet=partial(_meet, system, strangers),
    )


def _adopt(system: System, session: Session, call: Call, recorded: Recorded) -> None:
    """The same door as for every other recording, only later."""
    if call.probe:
        return
    found = intake.Take(recorded.sid, recorded.seconds, "unknown")
    row = voicemail.of_recording(session, recorded.sid) or voicemail.open_take(session, call)
    now = system.now() + call.offset
    row = row or voicemail.begin(session, call, now=now)
    caller = Caller(system, lambda: session, call, system.book.edition(call.version), system.now(), {})
    intake.recorded(session, caller.edition.hours, row, caller.matter(), found, source="sweep", now=now)


def _adopt_talk(system: System, session: Session, call: Call, recorded: Recorded) -> None:
    """The door of conversations; `call` is the one that the carrier names it by."""
    kept = voicemail.conversations
    row = kept.of_recording(session, recorded.sid) or kept.open_of(session, call)
    now = system.now()
    row = row or kept.begin(session, call, call, now=now + call.offset)
    now += session.get_one(Call, row.call_id).offset
    found = intake.Take(recorded.sid, recorded.seconds)
    conversations.recorded(session, row, found, source="sweep", now=now)


def _meet(system: System, strangers: set[str], account: str, recorded: Recorded) -> bool:
    """Begins the call of a recording that nobody announced; False for one that is none of ours."""
    if recorded.call_sid in strangers:
        return False
    state = system.carrier.status(account, recorded.call_sid)
    edition = system.book.current()
    hotline = edition.schedule.hotline_reached_by(state.to) if state and state.inbound else None
    if state is None or hotline is None:
        strangers.add(recorded.call_sid)
        return False
    with system.database.writing() as session:
        if calls.find(session, recorded.call_sid) is None:
            form = {"CallSid": recorded.call_sid, "From": state.from_, "To": state.to}
            call = calls.begin(
                session,
                entry.arrival(form, account, hotline, edition, None),
                recorded.created or system.now(),
            )
            probes.was_ours(session, call)
            calls.merge_status(session, call, state.status, system.now())
    log.info("a call that nobody announced was found", call=recorded.call_sid)
    return True


def sweep_calls(system: System) -> int:
    """Asks the carrier about calls whose end never arrived; answers how many had ended."""
    with system.database.reading() as session:
        silent = calls.ended_elsewhere(session, system.now() - SILENT_CALL)
    ended = 0
    for call in silent:
        try:
            state = system.carrier.status(call.account, call.sid)
        except CarrierError as error:
            # One that cannot be told of, its account is gone say, keeps no other from being asked about.
            log.warning("a call's end cannot be asked for", call=call.sid, why=str(error))
            continue
        with system.database.writing() as session:
            row = calls.find(session, call.sid)
            now = system.now()
            if row and calls.merge_status(
                session, row, state.status if state else "failed", now + row.offset
            ):
                leaving.hung_up(
                    Caller(system, lambda: session, row, system.book.edition(row.version), now, {})
                )
                ended += 1
    return ended
