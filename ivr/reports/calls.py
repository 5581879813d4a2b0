"""Calls: how many came, who was answered how quickly, who gave up, how long they talked.

A call counts where it began, under the hotline that was dialled and the desk that was asked for. Legs to agents'
telephones, calls at a pretended time and test calls of our own are not counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task, TaskMessage
from ivr.calls import Call
from ivr.reports.counting import Expression, number, summed, total
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.moments import seconds
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span
from ivr.voicemail import Voicemail
from ivr.waiting.tables import Offer

GAVE_UP = "hung up while waiting"
"""Why a task was opened for somebody who left the line without a word; he is rung back, and gave up all the same."""


@dataclass(frozen=True)
class Calls(Sums):
    """Sums over calls; times in seconds."""

    calls: int = 0
    asked: int = 0
    answered: int = 0
    within_15: int = 0
    within_20: int = 0
    waited: float = 0.0
    abandoned: int = 0
    talked: float = 0.0
    conversations: int = 0
    english: int = 0


ANSWERED = Offer.id.is_not(None)
LEFT_WORD = exists().where(
    Voicemail.call_id == Call.id,
    TaskMessage.voicemail_id == Voicemail.id,
    TaskMessage.task_id.is_not(None),
)
ABANDONED: ColumnElement[bool] = and_(
    Call.asked.is_not(None),
    ~ANSWERED,
    Call.ended.is_not(None),
    or_(and_(Task.id.is_(None), ~LEFT_WORD), Task.why == GAVE_UP),
)

KEYS: dict[By, Expression] = {
    "hotline": Call.dialled.expression,
    "desk": Call.desk.expression,
    "agent": Offer.user_id.expression,
    "topic": Call.topic.expression,
}


def within(scope: Scope, span: Span) -> Select[Any]:
    """A query over the span's calls, each with the offer that was accepted and the task it opened, if any."""
    took = and_(
        Offer.call_id == Call.id,
        Offer.accepted.is_not(None),
        or_(Offer.result == "accepted", Offer.ended.is_(None)),
    )
    query = (
        select()
        .select_from(Call)
        .outerjoin(Offer, took)
        .outerjoin(Task, Task.call_id == Call.id)
        .where(Call.direction == "inbound", Call.pretended.is_(False), Call.probe.is_(False))
        .where(Call.began >= span.since, Call.began < span.until)
    )
    if scope.viewer is not None:
        query = query.where(or_(Task.id.is_(None), scope.viewer.seen()))
    if scope.hotline is not None:
        query = query.where(Call.dialled == scope.hotline)
    if scope.desk is not None:
        query = query.where(Call.desk == scope.desk)
    if scope.agent is not None:
        query = query.where(Offer.user_id == scope.agent)
    if scope.topic is not None:
        query = query.where(Call.topic == scope.topic)
    return query


def count(session: Session, scope: Scope, span: Span, by: By | None) -> Mapping[Key, Calls]:
    """The sums of the span."""
    wait = seconds(Call.asked, Offer.accepted)
    talked = and_(ANSWERED, Offer.ended.is_not(None))
    sums = (
        func.count(Call.id),
        number(Call.asked.is_not(None)),
        number(ANSWERED),
        number(and_(ANSWERED, wait <= 15)),
        number(and_(ANSWERED, wait <= 20)),
        total(wait, ANSWERED),
        number(ABANDONED),
        total(seconds(Offer.accepted, Offer.ended), talked),
        number(talked),
        number(Call.language == "en"),
    )
    return summed(session, Calls, within(scope, span), sums, KEYS[by] if by else None)


@figure("calls", Group.CALLS, Unit.COUNT, Calls)
def calls(of: Calls) -> Value:
    """Calls that customers placed to a hotline, whatever became of them."""
    return of.calls


@figure("asked", Group.CALLS, Unit.COUNT, Calls)
def asked(of: Calls) -> Value:
    """Calls in which the caller asked for a person, whether or not anybody could be rung."""
    return of.asked


@figure("answered", Group.CALLS, Unit.SHARE, Calls, better=1)
def answered(of: Calls) -> Value:
    """Calls an agent took ÷ calls that asked for a person."""
    return ratio(of.answered, of.asked)


@figure("within-15", Group.CALLS, Unit.SHARE, Calls, better=1)
def within_15(of: Calls) -> Value:
    """Calls an agent took within 15 seconds of asking ÷ calls that asked for a person."""
    return ratio(of.within_15, of.asked)


@figure("within-20", Group.CALLS, Unit.SHARE, Calls, better=1)
def within_20(of: Calls) -> Value:
    """Calls an agent took within 20 seconds of asking ÷ calls that asked for a person."""
    return ratio(of.within_20, of.asked)


@figure("wait", Group.CALLS, Unit.SECONDS, Calls, better=-1)
def wait(of: Calls) -> Value:
    """Seconds from asking for a person until an agent pressed 1, on average over the calls agents took."""
    return ratio(of.waited, of.answered)


@figure("abandoned", Group.CALLS, Unit.SHARE, Calls, behind="gave-up", better=-1)
def abandoned(of: Calls) -> Value:
    """Calls that asked for a person and hung up before one answered, leaving no message and asking for no callback
    ÷ calls that asked for a person. They are rung back all the same where a number is known."""
    return ratio(of.abandoned, of.asked)


@figure("talk", Group.CALLS, Unit.SECONDS, Calls)
def talk(of: Calls) -> Value:
    """Seconds from the agent's 1 to the end of the conversation, on average over calls that agents took and that
    are over."""
    return ratio(of.talked, of.conversations)


@figure("english", Group.CALLS, Unit.SHARE, Calls)
def english(of: Calls) -> Value:
    """Calls in English ÷ all calls; the others are in Mandarin."""
    return ratio(of.english, of.calls)
