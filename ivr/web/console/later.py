"""Another time for a call: what a form asks for, and what it offers to begin with."""

from datetime import datetime, timedelta

from flask import request

from ivr.callbacks import following
from ivr.clock import parse_moment, shanghai
from ivr.hours import Hours
from ivr.web.console import preferences, times
from ivr.web.console.refusals import Refused

SOON = timedelta(hours=1)
"""What is offered: in an hour, or when the hotline opens after that."""

FURTHEST = timedelta(days=366)
"""Nobody puts a customer off for longer; whoever typed that meant another year."""

_STEP = 5
"""Minutes: a time that can be said on the telephone."""


def moment(field: str, now: datetime, *, refusal: str = "no.time") -> datetime:
    """The moment in a form, Shanghai time, and still to come."""
    try:
        at = parse_moment(request.form.get(field, ""))
    except ValueError:
        raise Refused(refusal) from None
    if at <= now:
        raise Refused(refusal)
    return at


def chosen(hours: Hours, hotline: str, now: datetime) -> datetime:
    """When to call instead, in opening hours: at another time nobody would be there to ring."""
    at = moment("at", now)
    if at - now > FURTHEST:
        raise Refused("no.later-far")
    if following.is_open(hours, hotline, at):
        return at
    language, opens = preferences.language(), _soonest(hours, hotline, at)
    if opens is None:
        raise Refused("no.later-closed")
    raise Refused("no.later-until", when=times.inline(times.when(opens, now, language), language))


def offered(hours: Hours, hotline: str, now: datetime) -> str:
    """As the form's field takes it; empty where no hours can say."""
    local = (shanghai(now) + SOON).replace(second=0, microsecond=0)
    at = _soonest(hours, hotline, local + timedelta(minutes=-local.minute % _STEP))
    return shanghai(at).strftime("%Y-%m-%dT%H:%M") if at else ""


def _soonest(hours: Hours, hotline: str, at: datetime) -> datetime | None:
    try:
        return hours.soonest(hotline, at)
    except LookupError:
        return None
