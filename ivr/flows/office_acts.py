"""What a supervisor chose by telephone, put in force within the step that confirms it."""

from datetime import datetime, time, timedelta

from calendars.notices import ad_hoc
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
        None if ends else moment(caller, facts["office_until"]),
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
    facts = caller.call.facts
    day = shanghai(caller.now).date() + timedelta(days=facts["office_day"] == "tomorrow")
    occasion = REASONS[facts["office_reason"]]
    text = ad_hoc(
        day,
        day,
        Reason(occasion.zh, occasion.en),
        source=f"{author}, {NOTE}",
        published=shanghai(caller.now).date(),
    )
    now = caller.real_now
    number = versions.publish_notices(caller.session, text, author=author, at=now, note=NOTE)
    publishing.follow(caller.system.book, caller.session, number, now)


def moment(caller: Caller, minutes: int) -> datetime:
    """So many minutes after the midnight before."""
    midnight = datetime.combine(shanghai(caller.now).date(), time(), tzinfo=SHANGHAI)
    return midnight + timedelta(minutes=minutes)
