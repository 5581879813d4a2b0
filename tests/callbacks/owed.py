"""A front desk for the tests of tasks: its hours, its people, and matters that come in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from calendars import szse
from ivr import history, people
from ivr.callbacks import Matter, Task, claims, intake
from ivr.callbacks.opening import take_on
from ivr.callbacks.view import task_json
from ivr.calls import Call
from ivr.clock import parse_moment
from ivr.database import Database
from ivr.hours import Hours
from ivr.hours.reader import read
from ivr.people import User
from ivr.voicemail import Voicemail

MOBILE = "+8613800138000"
BUSINESS = "83183333"
SUPPORT = "83182222"
DESK = "service-centre"
OPEN = parse_moment("2026-10-09T10:00")
"""A Friday on which the exchange trades."""
HOLIDAY = parse_moment("2026-10-01T20:00")


@cache
def hours(overrides: str = "") -> Hours:
    """The hours that ship, with `overrides` in place of theirs."""
    text = (Path(__file__).parents[2] / "schedules.yaml").read_text()
    return Hours(read(text.partition("\noverrides:")[0] + f"\n{overrides}\n"), szse.build())


def at(text: str) -> datetime:
    """A Shanghai time."""
    return parse_moment(text)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@dataclass
class Desk:
    """The database with somebody at work."""

    database: Database
    hours: Hours = field(default_factory=hours)
    _numbers: Any = field(default_factory=lambda: count(1))

    def user(self, name: str, *desks: str, role: str = "agent", phone: str | None = MOBILE) -> User:
        with self.database.writing() as session:
            return people.add(
                session,
                name,
                role=people.Role(role),
                password="long enough for a test",
                desks=desks or (DESK,),
                phone=phone,
                now=OPEN,
            )

    def call(self, *, caller: str | None = MOBILE, now: datetime = OPEN, hotline: str = BUSINESS) -> Call:
        with self.database.writing() as session:
            call = Call(
                sid=f"CA{next(self._numbers):032x}",
                account="ACtest",
                dialled=hotline,
                hotline=hotline,
                version=1,
                caller=caller,
                caller_raw=caller or "anonymous",
                began=now,
            )
            session.add(call)
            session.flush()
            return call

    def matter(self, call: Call | None = None, **more: Any) -> Matter:
        values: dict[str, Any] = {
            "hotline": BUSINESS,
            "desk": DESK,
            "topic": "business",
            "within": minutes(30),
            "caller": MOBILE if call is None else call.caller,
            "call_id": None if call is None else call.id,
            "origin": "form" if call is None else "call",
        }
        return Matter(**(values | more))

    def owe(self, *, now: datetime = OPEN, **more: Any) -> Task:
        """A task that began with no call."""
        with self.database.writing() as session:
            return take_on(session, self.hours, self.matter(**more), now)

    def message(self, call: Call, *, now: datetime = OPEN, **more: Any) -> Voicemail:
        """The row before the beep."""
        with self.database.writing() as session:
            return intake.begin(session, call, self.matter(call, **more), now)

    def recorded(
        self,
        call: Call,
        message: Voicemail,
        sid: str = "RE1",
        seconds: float | None = 20.0,
        ended_by: str | None = "key",
        *,
        now: datetime = OPEN,
        **more: Any,
    ) -> Task:
        with self.database.writing() as session:
            row = session.get_one(Voicemail, message.id)
            take = intake.Take(sid, seconds, ended_by)
            return intake.recorded(
                session, self.hours, row, self.matter(call, **more), take, source="action", now=now
            )

    def claimed(self, user: User, *, now: datetime = OPEN, **more: Any) -> Task:
        """A task in this user's hands."""
        task = self.owe(now=now, **more)
        with self.database.writing() as session:
            assert claims.claim(session, task.id, user, now)
        return self.task(task)

    def act(self, what: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """One act in a transaction of its own."""
        with self.database.writing() as session:
            return what(session, *arguments, **named)

    def task(self, task: Task | int) -> Task:
        """The task as it stands now."""
        with self.database.reading() as session:
            return session.get_one(Task, task if isinstance(task, int) else task.id)

    def tasks(self) -> list[Task]:
        with self.database.reading() as session:
            return list(session.query(Task).order_by(Task.id))

    def story(self, task: Task) -> list[str]:
        """What happened to the task, in order; its chain holds."""
        with self.database.reading() as session:
            assert history.verify(session, task.subject)
            return [entry.kind for entry in history.entries(session, task.subject)]

    def json(self, task: Task) -> dict[str, Any]:
        with self.database.reading() as session:
            return task_json(session, session.get_one(Task, task.id), history=True)


def all_at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """Runs `act(0)` … `act(number - 1)` in as many threads; errors are among the answers."""

    def guarded(place: int) -> Any:
        try:
            return act(place)
        except Exception as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(guarded, range(number)))
