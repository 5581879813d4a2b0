"""Voice messages: how many were left, and whether we hold every recording that there should be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Task, TaskMessage
from ivr.calls import Call
from ivr.reports.counting import Expression, number, summed
from ivr.reports.figure import Group, Sums, Unit, Value, figure, ratio
from ivr.reports.scope import By, Key, Scope
from ivr.reports.span import Span
from ivr.voicemail import MessageState, Voicemail

_THERE = (MessageState.ARRIVED, MessageState.STORED, MessageState.FAILED, MessageState.PURGED)
_KEPT = (MessageState.STORED, MessageState.PURGED)

KEYS: dict[By, Expression] = {
    "hotline": Voicemail.hotline.expression,
    "desk": Task.desk.expression,
    "agent": Task.owner_id.expression,
    "topic": Task.topic.expression,
}


@dataclass(frozen=True)
class Messages(Sums):
    """Messages that were recorded; takes that a caller replaced by a later one are recordings, but no messages."""

    messages: int = 0
    recordings: int = 0
    kept: int = 0


def within(scope: Scope, span: Span) -> Select[Any]:
    """A query over what was recorded in the span, each with the task it is listed under."""
    query = (
        select()
        .select_from(Voicemail)
        .join(Call, Call.id == Voicemail.call_id)
        .outerjoin(TaskMessage, TaskMessage.voicemail_id == Voicemail.id)
        .outerjoin(Task, Task.id == TaskMessage.task_id)
        .where(Call.pretended.is_(False), Voicemail.dictated.is_(False), Voicemail.state.in_(_THERE))
        .where(Voicemail.created >= span.since, Voicemail.created < span.until)
    )
    if scope.viewer is not None:
        query = query.where(or_(Task.id.is_(None), scope.viewer.seen()))
    if scope.hotline is not None:
        query = query.where(Voicemail.hotline == scope.hotline)
    if scope.desk is not None:
        query = query.where(Task.desk == scope.desk)
    if scope.agent is not None:
        query = query.where(Task.owner_id == scope.agent)
    if scope.topic is not None:
        query = query.where(Task.topic == scope.topic)
    return query


def count(session: Session, scope: Scope, span: Span, by: By | None) -> Mapping[Key, Messages]:
    """The sums of the span."""
    sums = (
        number(Voicemail.superseded_by.is_(None)),
        func.count(Voicemail.id),
        number(Voicemail.state.in_(_KEPT)),
    )
    return summed(session, Messages, within(scope, span), sums, KEYS[by] if by else None)


@figure("messages", Group.CALLBACKS, Unit.COUNT, Messages)
def messages(of: Messages) -> Value:
    """Voice messages left; a take that the caller replaced by another is not counted."""
    return of.messages


@figure("recordings", Group.WORK, Unit.SHARE, Messages, better=1)
def recordings(of: Messages) -> Value:
    """Recordings of messages that were verified and stored ÷ recordings that were made. One erased when its time was
    up had been stored."""
    return ratio(of.kept, of.recordings)
