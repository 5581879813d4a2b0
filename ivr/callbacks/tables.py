"""Something we owe a customer, the tries to reach him, and which message belongs to which task."""

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.callbacks.states import DONE, AttemptState, TaskState
from ivr.database import Base, Moment

_UNFINISHED = text("closed_at IS NULL")
_LIVE = text("ended IS NULL")


class Task(Base):
    """Something we owe a customer. Most begin with a message, some with a missed call or, one day, a form."""

    __tablename__ = "tasks"
    __table_args__ = (
        # What is not finished is looked for all day, and is few among very many.
        Index("ix_tasks_due", "due", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        Index("ix_tasks_owner", "owner_id", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        # A caller's other matters are looked for among all.
        Index("ix_tasks_caller", "caller"),
        Index("ix_tasks_contact", "contact"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(8), unique=True)
    origin: Mapped[str] = mapped_column(String(16), default="call")
    """The door it came through: `call`, or `follow-up` of another task; a form or a mailbox tomorrow."""
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), unique=True)
    hotline: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(64))
    about: Mapped[str | None] = mapped_column(String(64))
    """The desk a complaint is about: its members never see the task."""
    topic: Mapped[str] = mapped_column(String(16))
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default=TaskState.WAITING)
    why: Mapped[str | None] = mapped_column(String(32))
    """Why there is a task without a message, such as "no message" or "callback"; None with one."""
    caller: Mapped[str | None] = mapped_column(String(32))
    contact: Mapped[str | None] = mapped_column(String(32))
    """Where to ring instead of the caller's own number; both E.164."""
    extension: Mapped[str | None] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    created: Mapped[datetime] = mapped_column(Moment, index=True)
    owed_since: Mapped[datetime] = mapped_column(Moment)
    """When the promise began to run: the message, or the moment a waiting caller came into line."""
    within: Mapped[timedelta]
    """How soon we promised to ring, in opening time; later than the schedule says where the queue was long."""
    due: Mapped[datetime] = mapped_column(Moment)
    """Derived from the two above and the published hours."""
    publication: Mapped[int] = mapped_column(default=0)
    """The publication that `due` was last derived from; 0 while that is only the call's own."""
    kept_place: Mapped[bool] = mapped_column(default=False)
    """A callback in place of waiting on: `owed_since` is when he came into line."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who holds it, or who resolved it."""
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the customer's telephone was rung."""
    misses: Mapped[int] = mapped_column(default=0)
    """How often in a row nobody was reached."""
    misses_after: Mapped[int] = mapped_column(default=0)
    """Attempts up to this id belong to an earlier promise and no longer count."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    """Of the latest attempt that rang the customer."""
    retry_at: Mapped[datetime | None] = mapped_column(Moment)
    chosen_time: Mapped[bool] = mapped_column(default=False)
    """The customer chose `retry_at` himself."""
    urged: Mapped[int] = mapped_column(default=0)
    urged_at: Mapped[datetime | None] = mapped_column(Moment)
    linked_to: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    """Another matter of the same caller that was open when this one began, or that this one follows up."""
    supervised: Mapped[bool] = mapped_column(default=False, server_default=false())
    """For a supervisor: no agent sees it before it is handed on."""
    concerns: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Whose work it is about: never theirs to see as an agent, nor to settle."""
    pretended: Mapped[bool] = mapped_column(default=False)
    """From a call at a pretended time: never rung automatically."""
    lifted_by: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The words in a message that handed it to the round-the-clock desk, as long as that stands."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    sorted_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody who had heard it said what it is about."""
    purged: Mapped[datetime | None] = mapped_column(Moment)
    """When its numbers and notes were erased; before `closed_at` where it was reopened since."""
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody first claimed it."""
    reopened: Mapped[int] = mapped_column(default=0)
    """How often it was owed again after it had been done with."""
    dispatched: Mapped[int] = mapped_column(default=0)
    """How often it was handed to another desk."""
    sent_back: Mapped[int] = mapped_column(default=0)
    """How often a desk handed it back to one that had it before."""
    handed_from: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """From whom a supervisor last took it, for another to hold."""
    handed_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def number(self) -> str | None:
        """Where to ring; E.164."""
        return self.contact or self.caller

    @property
    def subject(self) -> str:
        """The task's name in the history."""
        return f"task:{self.id}"

    @property
    def is_done(self) -> bool:
        return self.state in DONE


class TaskMessage(Base):
    """Which task a message belongs to, settled before the beep where the caller said so."""

    __tablename__ = "task_messages"

    voicemail_id: Mapped[int] = mapped_column(ForeignKey("voicemails.id"), primary_key=True)
    joins: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    """The open task that the caller said it belongs to; None for a matter of its own."""
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), index=True)
    """The task it is listed under, once there is one."""
    told: Mapped[bool] = mapped_column(default=False)
    """The task's history says that there is something to hear."""


class DueMove(Base):
    """A promise that a publication moved. The customer was told another time, and should be told."""

    __tablename__ = "due_moves"
    __table_args__ = (UniqueConstraint("task_id", "publication"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    publication: Mapped[int] = mapped_column(index=True)
    """The number of what was published."""
    was: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime] = mapped_column(Moment)
    at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    told_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Attempt(Base):
    """One try to reach the customer: the agent's telephone first, «press 1», then the customer's."""

    __tablename__ = "attempts"
    __table_args__ = (
        # Nobody is rung twice at once: neither the customer of a task nor an agent.
        Index("uq_attempts_live_task", "task_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("uq_attempts_live_user", "user_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """What makes a doubled request the same attempt."""
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account: Mapped[str] = mapped_column(String(64))
    """The carrier account that rings."""
    number: Mapped[str | None] = mapped_column(String(32))
    """The customer's number as it was rung; E.164. None after a purge."""
    phone: Mapped[str] = mapped_column(String(32))
    """The agent's telephone; E.164."""
    automatic: Mapped[bool] = mapped_column(default=False)
    """The system rang, not an agent."""
    state: Mapped[str] = mapped_column(String(20), default=AttemptState.PLACING)
    agent_sid: Mapped[str | None] = mapped_column(String(64), index=True)
    """An engineer may ring several customers back with one call of his own."""
    customer_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    started: Mapped[datetime] = mapped_column(Moment, index=True)
    answered: Mapped[datetime | None] = mapped_column(Moment)
    """When the customer picked up."""
    ended: Mapped[datetime | None] = mapped_column(Moment)
    seconds: Mapped[int | None]
    """How long they spoke."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    """None while it lasts, and when the customer was never rung."""
    reported: Mapped[str | None] = mapped_column(String(16))
    """The outcome the call's own end told, when an agent corrected it."""
    lease_until: Mapped[datetime] = mapped_column(Moment)
    """By then the carrier must have told something; afterwards it is uncertain, and we ask."""
    due: Mapped[datetime | None] = mapped_column(Moment)
    """When the task was due as this attempt began: a promise that was missed stays missed after it was reopened."""
    checks: Mapped[int] = mapped_column(default=0)
    """How often we asked the carrier without learning its end."""
    notice: Mapped[str | None] = mapped_column(String(32))
    """Version of the recording notice that the customer heard when he picked up."""

    task: Mapped[Task] = relationship()
