"""Duty taken over, or handed over, by telephone; it holds until the shift ends, as if the console had been used."""

import re
from datetime import datetime, timedelta

from ivr import duty
from ivr.duty import DutyError
from ivr.flows.answers import SCRIPTS, Answer, Ask, Go, Menu, Script
from ivr.flows.caller import Caller
from ivr.flows.phrases import NOTHING, Phrase
from ivr.flows.reporting import author
from ivr.flows.words import office as hours_words
from ivr.flows.words import pocket as said
from ivr.hours import OnDuty
from ivr.people import User

handing = Script("handing")

LONGEST = timedelta(hours=12)
"""How long it holds where the roster names no end."""


def _leave(words: Phrase = NOTHING) -> Go:
    return Go(SCRIPTS["pocket"].steps["pocket.menu"], words)


@handing.step
def start(caller: Caller) -> Answer:
    """Whether he is on duty at the desk of the dialled hotline, and until when."""
    user, serving = author(caller), _serving(caller)
    if user is None or serving is None:
        return _leave(said.no_roster())
    on_duty = any(user.name in tier for tier in serving.tiers)
    keys = {"2": hand} if on_duty else {"1": take}
    return Menu(
        said.duty_menu(serving.until, caller.now, on_duty=on_duty),
        keys=keys,
        otherwise=_leave(),
        trail=False,
    )


@handing.step
def take(caller: Caller) -> Answer:
    """He comes on duty instead of whoever is rung first now."""
    serving, user = _serving(caller), author(caller)
    first = _known(caller, serving.tiers[0][0]) if serving else None
    if user is None or first is None:
        return _leave(hours_words.not_possible())
    caller.remember(duty_giver=first.id, duty_taker=user.id, duty_digits=None)
    return Go(confirm)


@handing.step
def hand(caller: Caller) -> Answer:
    """To a colleague, known by the last four digits of his telephone."""
    return Ask(said.who_takes_over(), then=colleague, otherwise=_leave(), most=4, exactly=True, private=False)


@handing.step
def colleague(caller: Caller) -> Answer:
    """Exactly one of the desk has such a number; else it is asked again, and then given up."""
    user = author(caller)
    found = [
        each
        for each in duty.colleagues(caller.session, caller.hotline.desk)
        if user is not None and each.id != user.id and _ends_in(each, caller.keys)
    ]
    if user is None or len(found) != 1:
        again = caller.count("duty_tries") < 3
        return Go(hand, said.no_colleague()) if again else _leave(said.no_colleague())
    caller.remember(duty_giver=user.id, duty_taker=found[0].id, duty_digits=caller.keys)
    return Go(confirm)


@handing.step
def confirm(caller: Caller) -> Answer:
    """Who, and until when, read back; nothing has changed so far."""
    serving = _serving(caller)
    if serving is None:
        return _leave(said.no_roster())
    ends = _ends(caller, serving)
    caller.remember(duty_ends=ends.isoformat())
    digits = caller.call.facts.get("duty_digits")
    return Menu(
        said.confirm_hand_over(str(digits) if digits else None, ends, caller.now),
        keys={"1": put_in_force, "2": cancel},
        otherwise=Go(cancel),
        trail=False,
    )


@handing.step
def cancel(caller: Caller) -> Answer:
    """Nothing was changed."""
    return _leave(hours_words.cancelled())


@handing.act
def put_in_force(caller: Caller) -> Answer:
    """From this minute the other one is rung."""
    facts, user = caller.call.facts, author(caller)
    giver = caller.session.get(User, caller.recall("duty_giver") or 0)
    taker = caller.session.get(User, caller.recall("duty_taker") or 0)
    if user is None or giver is None or taker is None:
        return _leave(hours_words.refused())
    try:
        duty.hand_over(
            caller.session,
            caller.system.book.current(caller.session).hours,
            caller.hotline.desk,
            giver=giver,
            taker=taker,
            begins=caller.real_now,
            ends=datetime.fromisoformat(str(facts["duty_ends"])),
            by=user,
            now=caller.real_now,
        )
    except DutyError:
        return _leave(hours_words.not_possible())
    return _leave(said.handed_over())


def _serving(caller: Caller) -> OnDuty | None:
    hours = caller.system.book.current(caller.session).hours
    return duty.on_duty(caller.session, hours, caller.hotline.desk, caller.real_now)


def _ends(caller: Caller, serving: OnDuty) -> datetime:
    return serving.until or caller.real_now + LONGEST


def _known(caller: Caller, name: str) -> User | None:
    people = duty.colleagues(caller.session, caller.hotline.desk)
    return next((each for each in people if each.name == name), None)


def _ends_in(user: User, digits: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}", digits):
        return False
    return any((number or "").endswith(digits) for number in (user.phone, user.mobile))
