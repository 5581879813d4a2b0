"""The door for those who work here, from a known number and with a PIN; and the hours changed without a browser.

`*` at the first menu of any hotline leads here; for everybody else it goes on meaning back. Nothing is changed before
the last key, and a call that pretends another time changes nothing at all, unless it is rehearsed. What else can be
done is in :mod:`ivr.flows.pocket`.
"""

import re
from datetime import datetime
from functools import partial

import structlog

from calendars.strict import Wrong
from ivr import people
from ivr.callbacks import publishing
from ivr.callbacks.switching import NothingThere
from ivr.flows.answers import SCRIPTS, Answer, Ask, End, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.office_acts import day, moment, shut, switch, until
from ivr.flows.phrases import NOTHING, Phrase
from ivr.flows.words import office as said
from ivr.hours import ScheduleError
from ivr.hours.emergency import REASONS
from ivr.people import Membership, Role, User

office = Script("office")

MOST_WRONG = 3
"""Wrong PINs, or wrong times, in one call before it is back at the hotline; the PIN itself locks after five."""
END_OF_DAY = 24 * 60

log = structlog.get_logger("office")


def _back(caller: Caller, words: Phrase = NOTHING) -> Go:
    """Back to the hotline that was dialled, as any caller meets it."""
    flow = caller.hotline.flow
    return Go(SCRIPTS[flow].steps[f"{flow}.choose"], words)


def _only_pretends(caller: Caller) -> bool:
    return caller.call.pretended and not caller.system.database.is_rehearsal


@office.step
def door(caller: Caller) -> Answer:
    """Whoever has a PIN is asked for it; everybody else is back where he was."""
    if people.of_telephone(caller.session, caller.call.caller) is None:
        return _back(caller)
    return _back(caller, said.pretended()) if _only_pretends(caller) else Go(pin)


@office.step
def pin(caller: Caller) -> Answer:
    """The PIN, ended by the hash key; never kept, never said."""
    return Ask(said.enter_pin(), then=check, otherwise=_back(caller), most=8)


@office.act
def check(caller: Caller) -> Answer:
    """Right leads on. A wrong one, a locked one, and a number that is nobody's any more sound the same."""
    user = people.of_telephone(caller.session, caller.call.caller)
    if user is not None and people.authenticate_pin(caller.session, user, caller.keys, caller.real_now):
        caller.remember(office=user.id, office_wrong=0)
        return Go(SCRIPTS["pocket"].steps["pocket.menu"])
    log.warning("a PIN was refused", call=caller.call.id)
    if caller.count("office_wrong") < MOST_WRONG:
        return Go(pin, said.not_verified())
    caller.remember(office_wrong=0)
    return _back(caller, said.refused())


@office.step
def menu(caller: Caller) -> Answer:
    """The hours: answering from home is offered before closing."""
    keys = {"1": from_home, "2": close, "3": open_until, "4": end, "5": exchange}
    return Menu(said.menu(), keys=keys, otherwise=_back(caller))


from_home = office.choice("from_home", "lines", office_act="from_home")
close = office.choice("close", "lines", office_act="close")
open_until = office.choice("open_until", "lines", office_act="open")
end = office.choice("end", "lines", office_act="end")
exchange = office.choice("exchange", "which_day", office_act="exchange")


@office.step
def from_home_here(caller: Caller) -> Answer:
    """An engineer's own line answers from home; of other lines, and of closing, a supervisor decides."""
    caller.remember(office_act="from_home", office_lines="this")
    return Go(until_when)


@office.step
def lines(caller: Caller) -> Answer:
    """For the hotline that was dialled, or for all."""
    return Menu(said.lines(), keys={"1": this_line, "2": all_lines}, otherwise=_back(caller))


this_line = office.choice("this_line", "until_when", office_lines="this")
all_lines = office.choice("all_lines", "until_when", office_lines="all")


@office.step
def until_when(caller: Caller) -> Answer:
    """Four digits, or the hash key alone for the end of the day. What is ended needs no time."""
    if caller.call.facts.get("office_act") == "end":
        return Go(confirm)
    return Ask(
        said.until(),
        then=timed,
        otherwise=Go(end_of_day),
        empty=Go(end_of_day),
        most=4,
        exactly=True,
        private=False,
    )


@office.step
def timed(caller: Caller) -> Answer:
    """A time later today."""
    chosen = _later_today(caller)
    if chosen is not None:
        caller.remember(office_until=chosen.isoformat())
        return Go(why)
    if caller.count("office_times") < MOST_WRONG:
        return Go(until_when, said.not_a_time())
    return _back(caller, said.cancelled())


def _later_today(caller: Caller) -> datetime | None:
    """The moment that four digits name, 24:00 at the latest; None where they name none, or one that has passed."""
    if not re.fullmatch(r"[0-9]{4}", caller.keys):
        return None
    hours, minutes = int(caller.keys[:2]), int(caller.keys[2:])
    named = moment(caller, hours * 60 + minutes)
    return named if minutes < 60 and caller.now < named <= moment(caller, END_OF_DAY) else None


@office.step
def end_of_day(caller: Caller) -> Answer:
    """Until midnight."""
    caller.remember(office_until=moment(caller, END_OF_DAY).isoformat())
    return Go(why)


@office.step
def which_day(caller: Caller) -> Answer:
    """The exchange is shut today, or tomorrow."""
    return Menu(said.which_day(), keys={"1": today, "2": tomorrow}, otherwise=_back(caller))


@office.step
def today(caller: Caller) -> Answer:
    """Shut today."""
    caller.remember(office_day=day(caller, 0))
    return Go(why)


@office.step
def tomorrow(caller: Caller) -> Answer:
    """Shut tomorrow."""
    caller.remember(office_day=day(caller, 1))
    return Go(why)


@office.step
def why(caller: Caller) -> Answer:
    """One of the reasons that callers hear in words of their own."""
    return Menu(said.why(), keys=dict(zip("123456", _WHY, strict=True)), otherwise=_back(caller))


_WHY = [office.choice(reason, "confirm", office_reason=reason) for reason in REASONS]


@office.step
def confirm(caller: Caller) -> Answer:
    """Everything that was keyed in, read back; nothing has changed so far."""
    facts = caller.call.facts
    act = facts["office_act"]
    if act == "exchange":
        if facts["office_day"] < day(caller, 0):
            return Go(which_day)  # midnight passed while he listened
        when = "today" if facts["office_day"] == day(caller, 0) else "tomorrow"
        words = said.exchange_shut(when, facts["office_reason"])
    elif act == "end":
        words = said.read_back("end", facts["office_lines"], None, False, None)
    else:
        ends = until(caller)
        midnight = ends == moment(caller, END_OF_DAY)
        words = said.read_back(act, facts["office_lines"], ends, midnight, facts["office_reason"])
    return Menu(words, keys={"1": put_in_force, "2": cancel}, otherwise=Go(cancel), trail=False)


@office.step
def cancel(caller: Caller) -> Answer:
    """Nothing was changed."""
    return _back(caller, said.cancelled())


@office.act
def put_in_force(caller: Caller) -> Answer:
    """In force, by the supervisor's name; the same key twice publishes once."""
    author = caller.session.get(User, caller.recall("office") or 0)
    if author is None or not _may(caller, author) or _only_pretends(caller):
        return _back(caller, said.refused())
    facts = caller.call.facts
    try:
        if facts["office_act"] == "exchange":
            shut(caller, author.name)
        else:
            done = switch(caller, author.name)
            caller.afterwards.append(partial(publishing.with_file, caller.system, done))
    except NothingThere:
        return _back(caller, said.nothing_to_end())
    except Wrong:  # what was chosen has passed while he listened
        return Go(which_day) if facts["office_act"] == "exchange" else Go(until_when, said.not_a_time())
    except (LookupError, ScheduleError) as error:
        log.warning("not put in force", why=str(error))
        return _back(caller, said.not_possible())
    return End(said.in_force())


def _may(caller: Caller, author: User) -> bool:
    """Supervisors may; whoever serves the desk of this line may have it answered from home."""
    if not author.active:
        return False
    if author.role == Role.SUPERVISOR:
        return True
    facts = caller.call.facts
    from_home = (facts["office_act"], facts["office_lines"]) == ("from_home", "this")
    served = caller.session.get(Membership, (author.id, caller.hotline.desk)) is not None
    return author.role == Role.AGENT and from_home and served
