"""A caller's connection is over: what he began is kept, and no telephone goes on ringing for him.

Nothing is promised of the order in which the carrier tells of a call's end, of its queue and of the agent's leg: each
may run this again, and the last word stands.
"""

from functools import partial

from ivr import calls
from ivr.callbacks import attempts, intake, ringing
from ivr.calls import Call
from ivr.flows.caller import Caller
from ivr.system import System
from ivr.waiting import line, offers


def hung_up(caller: Caller) -> None:
    """Whoever waited for a person or had begun a message is owed a call; repeats change nothing."""
    if caller.call.direction != "inbound" or caller.call.probe:
        return
    _agents_own(caller)
    taken = line.was_taken(caller.session, caller.call.id)
    line.leave(caller.session, caller.call.id, "bridged" if taken else "hangup", caller.real_now)
    row = line.of(caller.session, caller.call.id)
    for account, leg in offers.cancel(caller.session, caller.call.id, caller.real_now):
        caller.afterwards.append(partial(caller.system.carrier.hang_up, account, leg))
    waited = row is not None and row.result == "hangup"
    matter = caller.matter(
        urgent=bool(row and row.urgent), why="hung up while waiting" if waited else "no message"
    )
    if waited and caller.number is not None:
        intake.take_on(caller.session, caller.edition.hours, matter, caller.now)
    intake.hung_up(caller.session, caller.edition.hours, matter, caller.now)


def _agents_own(caller: Caller) -> None:
    """An engineer rang a customer back with his own call to us: that one is over for him as well."""
    attempt = attempts.live_of_leg(caller.session, caller.call.sid)
    if attempt is not None and attempts.agent_ended(
        caller.session, caller.edition.hours, attempt.id, status="completed", now=caller.real_now
    ):
        caller.afterwards.append(partial(ringing.let_go, caller.system, attempt.id))


def never_met(system: System, call_id: int) -> None:
    """An agent took the call, but the caller was gone in that second: he is owed a call after all.

    An act of its own, after the agent's step: a caller's call is locked before his place in the line.
    """
    with system.database.writing() as session:
        sid = session.get_one(Call, call_id).sid
        call = calls.find(session, sid)
        if call is None or call.ended is None:
            return  # he still waits, and the next telephone rings for him
        line.never_joined(session, call_id, system.now())
        edition = system.book.edition(call.version, session)
        hung_up(Caller(system, lambda: session, call, edition, system.now(), {}))
