"""The door between the web and the scripts: who rings, which script, and one step performed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Task
from ivr.calls import Arrival
from ivr.flows import (
    business,
    handing,
    incident,
    offer,
    office,
    page,
    pocket,
    reporting,
    returned,
    ringback,
    southern,
    support,
    telling,
)
from ivr.flows.answers import Step
from ivr.flows.caller import Caller
from ivr.flows.dispatch import Spoken, run
from ivr.flows.render import Addresses, twiml
from ivr.hours import Edition, Hotline
from ivr.incidents import Affected
from ivr.telephony import CallerId
from ivr.waiting.tables import Offer, Page, Waiting

SCRIPT_MODULES = (
    *(business, support, southern),
    *(incident, telling, offer, page, ringback, returned),
    *(office, pocket, handing, reporting),
)
"""Importing a script registers its steps; a flow named in the schedule must be one of these."""


def arrival(
    form: Mapping[str, str], account: str, hotline: Hotline, edition: Edition, pretended: datetime | None
) -> Arrival:
    """What the carrier told of a new call, with the caller's number brought to E.164 where it is one."""
    who = CallerId.parse(form.get("From", ""), edition.schedule.area)
    return Arrival(
        sid=form["CallSid"],
        account=account,
        hotline=hotline.number,
        version=edition.number,
        caller=who.e164,
        caller_raw=who.raw,
        pretended=pretended,
    )


def perform(caller: Caller, step: Step, at: Addresses, *, keyed: bool) -> tuple[str, Spoken]:
    """The TwiML of one step, and what it was made from."""
    spoken = run(caller, step, keyed=keyed)
    return twiml(spoken, caller.language, at, caller.edition.voices), spoken


def hotline_of_offer(session: Session, offer_id: int) -> str | None:
    """The hotline whose caller an offer rings for."""
    row = session.get(Offer, offer_id)
    waiting = session.get(Waiting, row.call_id) if row else None
    return waiting.hotline if waiting else None


def hotline_of_page(session: Session, page_id: int) -> str | None:
    """The hotline on whose behalf somebody on duty is rung."""
    row = session.get(Page, page_id)
    return row.hotline if row else None


def hotline_of_telling(session: Session, affected_id: int) -> str | None:
    """The hotline of a caller who is rung because an incident is over."""
    row = session.get(Affected, affected_id)
    return row.hotline if row else None


def hotline_of_attempt(session: Session, attempt_id: int) -> str | None:
    """The hotline on whose behalf a customer is rung back."""
    attempt = session.get(Attempt, attempt_id)
    task = session.get(Task, attempt.task_id) if attempt else None
    return task.hotline if task else None
