"""What belongs together: a call, its messages and conversations, and the tasks they are listed under."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Task, TaskMessage
from ivr.calls import Call
from ivr.incidents import Affected
from ivr.voicemail import Conversation, Voicemail
from ivr.voicemail import conversations as kept
from ivr.voicemail.tables import Audio
from ivr.waiting.tables import Offer


@dataclass(frozen=True)
class Matter:
    """What decides whether something may be erased: whose it is, when it was, and what we still owe for it."""

    tasks: tuple[Task, ...]
    calls: tuple[Call, ...]
    messages: tuple[Voicemail, ...] = ()
    legs: tuple[Call, ...] = ()
    """Calls of ours for it, to agents and to the customer: what was answered to an agent names the number."""
    conversations: tuple[Conversation, ...] = ()

    @property
    def open(self) -> list[Task]:
        """The tasks that are not done: nothing of theirs is erased."""
        return [task for task in self.tasks if task.closed_at is None]

    @property
    def numbers(self) -> set[str]:
        """Every number (E.164) in it."""
        found = {number for call in self.calls for number in (call.caller, call.contact)}
        found |= {number for task in self.tasks for number in (task.caller, task.contact)}
        return {number for number in found if number}

    @property
    def hotlines(self) -> set[str]:
        found = {number for call in self.calls for number in (call.dialled, call.hotline)}
        return found | {task.hotline for task in self.tasks}

    @property
    def moments(self) -> list[datetime]:
        """When it began, in real time."""
        return [real(call, call.began) for call in self.calls] or [task.created for task in self.tasks]


def real(call: Call | None, moment: datetime) -> datetime:
    """A moment of a call that pretended a time, as it really was."""
    return moment - call.offset if call is not None else moment


def of_task(session: Session, task: Task) -> Matter:
    """The task with every call and message of it."""
    messages = messages_of(session, [task.id])
    ids = {message.call_id for message in messages} | ({task.call_id} if task.call_id else set())
    calls = session.scalars(select(Call).where(Call.id.in_(ids)).order_by(Call.id)).all()
    legs = _legs(session, [task.id], ids)
    return Matter((task,), tuple(calls), tuple(messages), legs, _talks(session, (*calls, *legs)))


def of_call(session: Session, call: Call) -> Matter:
    """The call, a caller's or ours, with what was recorded in it and every task that hangs on it."""
    messages = session.scalars(
        select(Voicemail).where(Voicemail.call_id == call.id).order_by(Voicemail.take)
    ).all()
    tasks = _tasks(session, [call.id], [message.id for message in messages]) + _rung_by(session, call)
    return Matter(tuple(tasks), (call,), tuple(messages), conversations=_talks(session, (call,)))


def of_audio(session: Session, row: Audio) -> Matter:
    """One message or conversation with the customer's call and the tasks it is listed under, or was for."""
    call = session.get_one(Call, row.call_id)
    if isinstance(row, Conversation):
        return Matter(tuple(_of_call(session, call)), (call,), conversations=(row,))
    assert isinstance(row, Voicemail)  # noqa: S101 - there are two kinds
    return Matter(tuple(_tasks(session, [call.id], [row.id])), (call,), (row,))


def of_number(session: Session, number: str) -> Matter:
    """Everything in which the number (E.164) rang us, left itself to be rung, or was rung."""
    rung = select(Attempt.task_id).where(Attempt.number == number)
    tasks = set(
        session.scalars(
            select(Task).where(or_(Task.caller == number, Task.contact == number, Task.id.in_(rung)))
        )
    )
    ids = {task.call_id for task in tasks if task.call_id}
    ids |= {message.call_id for message in messages_of(session, [task.id for task in tasks])}
    calls = session.scalars(
        select(Call)
        .where(or_(Call.caller == number, Call.contact == number, Call.id.in_(ids)))
        .where(Call.direction == "inbound")
        .order_by(Call.began)
    ).all()
    messages = session.scalars(
        select(Voicemail)
        .where(Voicemail.call_id.in_([call.id for call in calls]))
        .order_by(Voicemail.created, Voicemail.id)
    ).all()
    tasks |= set(_tasks(session, [call.id for call in calls], [message.id for message in messages]))
    legs = _legs(session, [task.id for task in tasks], [call.id for call in calls])
    talks = _talks(session, (*calls, *legs))
    return Matter(tuple(sorted(tasks, key=lambda task: task.id)), tuple(calls), tuple(messages), legs, talks)


def messages_of(session: Session, tasks: Iterable[int]) -> list[Voicemail]:
    """Every take listed under the tasks, heard or not."""
    return list(
        session.scalars(
            select(Voicemail)
            .join(TaskMessage, TaskMessage.voicemail_id == Voicemail.id)
            .where(TaskMessage.task_id.in_(list(tasks)))
            .order_by(Voicemail.created, Voicemail.id)
        )
    )


def listing(session: Session, row: Audio) -> list[Task]:
    """The tasks on whose pages the message or the conversation is, if any."""
    if isinstance(row, Conversation):
        return _of_call(session, session.get_one(Call, row.call_id))
    return list(
        session.scalars(
            select(Task)
            .join(TaskMessage, TaskMessage.task_id == Task.id)
            .where(TaskMessage.voicemail_id == row.id)
        )
    )


def _of_call(session: Session, call: Call) -> list[Task]:
    """The tasks that began with the call, or for which it rang somebody."""
    return _tasks(session, [call.id], []) + _rung_by(session, call)


def _tasks(session: Session, calls: list[int], messages: list[int]) -> list[Task]:
    """The tasks that began with one of the calls, or list one of the messages, or are about to."""
    listing = select(TaskMessage.task_id).where(TaskMessage.voicemail_id.in_(messages))
    joining = select(TaskMessage.joins).where(TaskMessage.voicemail_id.in_(messages))
    return list(
        session.scalars(
            select(Task)
            .where(or_(Task.call_id.in_(calls), Task.id.in_(listing), Task.id.in_(joining)))
            .order_by(Task.id)
        )
    )


def _legs(session: Session, tasks: Iterable[int], calls: Iterable[int]) -> tuple[Call, ...]:
    """The calls of ours: to ring back for one of the tasks, or to have one of the calls taken."""
    for_tasks = Attempt.task_id.in_(list(tasks))
    back, customer = (
        select(sid).where(for_tasks, sid.is_not(None)) for sid in (Attempt.agent_sid, Attempt.customer_sid)
    )
    calls = list(calls)
    taking = select(Offer.leg_sid).where(Offer.call_id.in_(calls))
    telling = select(Affected.leg_sid).where(Affected.call_id.in_(calls), Affected.leg_sid.is_not(None))
    ours = or_(*(Call.sid.in_(each) for each in (back, customer, taking, telling)))
    return tuple(session.scalars(select(Call).where(ours).order_by(Call.id)))


def _talks(session: Session, calls: Iterable[Call]) -> tuple[Conversation, ...]:
    return tuple(kept.of_calls(session, [call.id for call in calls]))


def _rung_by(session: Session, leg: Call) -> list[Task]:
    """The task for which this call rang an agent, or the customer."""
    rung = select(Attempt.task_id).where(or_(Attempt.agent_sid == leg.sid, Attempt.customer_sid == leg.sid))
    return list(session.scalars(select(Task).where(Task.id.in_(rung))))
