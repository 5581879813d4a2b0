"""What a supervisor chose by telephone, put in force within the step that confirms it."""

from datetime import date, datetime, time, timedelta

from calendars.notices import ad_hoc
from calendars.strict import Wrong
from calendars.trading import Reason
from ivr.callbacks import publishing, switching
from ivr.callbacks.publishing import Published
from ivr.callbacks.switching import Switch
from ivr.clock import SHANGHAI, shanghai
from ivr.flows.caller import Caller
from ivr.hours import versions
from ivr.hours.emergency import REASONS

NOTE = "by telephone"


def switch(caller: Caller, author: str) -> Published:
    """Puts in force what was chosen in this call. Raises as `switching.within`."""
    facts, ends = caller.call.facts, caller.call.facts["office_act"] == "end"
    wanted = Switch(
        facts["office_act"],
        (caller.call.hotline,) if facts["office_lines"] == "this" else (),
        None if ends else until(caller),
        None if ends else REASONS[facts["office_reason"]],
    )
    return switching.within(
        caller.system,
        caller.session,
        wanted,
        author=author,
        note=NOTE,
        now=caller.now,
        at=caller.real_now,
        key=f"call-{caller.call.id}-{caller.call.visit}",
    )


def shut(caller: Caller, author: str) -> None:
    """The exchange's own closure is a notice, never an override: it is the calendar that says so."""
    occasion = REASONS[caller.call.facts["office_reason"]]
    day, today = date.fromisoformat(caller.call.facts["office_day"]), _today(caller)
    if day < today:
        raise Wrong(f"{day} is over: the exchange can be shut from {today} on", f"{day} 已经过去")
    text = ad_hoc(day, day, Reason(occasion.zh, occasion.en), source=f"{author}, {NOTE}", published=today)
    now = caller.real_now
    number = versions.publish_notices(caller.session, text, author=author, at=now, note=NOTE)
    publishing.follow(caller.system.book, caller.session, number, now)


def day(caller: Caller, ahead: int) -> str:
    """Today, or so many days after it, as it is remembered: midnight may pass before the last key, and what was read
    back is what comes into force."""
    return (_today(caller) + timedelta(days=ahead)).isoformat()


def moment(caller: Caller, minutes: int) -> datetime:
    """So many minutes after the midnight before."""
    return datetime.combine(_today(caller), time(), tzinfo=SHANGHAI) + timedelta(minutes=minutes)


def until(caller: Caller) -> datetime:
    """The moment chosen earlier in this call."""
    return datetime.fromisoformat(caller.call.facts["office_until"])


def _today(caller: Caller) -> date:
    return shanghai(caller.now).date()
