"""A month written by hand, row by row, so that every figure over it can be computed by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ivr import people
from ivr.callbacks import Attempt, Task, TaskMessage
from ivr.callbacks.aftercare import Rating
from ivr.calls import Call
from ivr.clock import parse_moment
from ivr.people import Role, User
from ivr.voicemail import Voicemail
from ivr.waiting.tables import Offer, PresencePeriod

BUSINESS, SUPPORT = "83183333", "83182222"
CENTRE, DUTY, COMPLAINTS = "service-centre", "binhai-duty", "complaints"
CALLERS = {name: f"+86138001380{n:02}" for n, name in enumerate("ABCDEFGH")}


def at(text: str) -> datetime:
    """`09-01 09:00:08` in Shanghai, 2026."""
    return parse_moment("2026-" + text.replace(" ", "T"))


class Month:
    """Puts rows down one at a time; times after the first are seconds since it."""

    def __init__(self, session: Session) -> None:
        self.session, self._n = session, 0
        self.users: dict[str, User] = {}

    def person(self, name: str, desk: str, role: Role = Role.AGENT) -> User:
        self.users[name] = people.add(
            self.session, name, role=role, password="correct horse battery staple", desks=[desk],
            now=at("08-01 08:00"), actor="test",
        )  # fmt: skip
        return self.users[name]

    def available(self, name: str, since: str, until: str | None) -> None:
        self._add(
            PresencePeriod(
                user_id=self.users[name].id,
                state="available",
                since=at(since),
                until=at(until) if until else None,
            )
        )

    def call(
        self,
        began: str,
        hotline: str,
        caller: str | None,
        *,
        topic: str = "enquiry",
        language: str = "zh",
        asked: float | None = None,
        desk: str = CENTRE,
        by: str | None = None,
        after: float = 0,
        talk: float = 0,
        lasted: float = 60,
        pretended: bool = False,
    ) -> Call:
        """`asked` seconds in he asks for a person; `by` takes it `after` seconds and talks for `talk`."""
        start = at(began)
        wants = None if asked is None else start + timedelta(seconds=asked)
        call = self._add(
            Call(
                sid=self._sid("CA"), account="AC", dialled=hotline, hotline=hotline, version=1,
                caller=CALLERS[caller] if caller else None, topic=topic, language=language, began=start,
                ended=start + timedelta(seconds=lasted), status="completed", pretended=pretended,
                asked=wants, desk=desk if wants else None, trail=[], facts={},
            )
        )  # fmt: skip
        if wants and by:
            took = wants + timedelta(seconds=after)
            self._add(
                Offer(
                    call_id=call.id, user_id=self.users[by].id, account="AC", round=1, state="ended",
                    result="accepted", placed=wants, lease_until=took, accepted=took,
                    ended=took + timedelta(seconds=talk),
                )
            )  # fmt: skip
        return call

    def task(
        self,
        created: str,
        *,
        call: Call | None = None,
        hotline: str = BUSINESS,
        desk: str = CENTRE,
        topic: str = "enquiry",
        due: str,
        state: str = "waiting",
        closed: str | None = None,
        owner: str | None = None,
        taken: str | None = None,
        **more: object,
    ) -> Task:
        self._n += 1
        task = Task(
            ref=f"{self._n:08}", call_id=call.id if call else None, hotline=hotline, desk=desk, topic=topic,
            state=state, created=at(created), owed_since=at(created), within=timedelta(minutes=30), due=at(due),
            closed_at=at(closed) if closed else None, owner_id=self.users[owner].id if owner else None,
            taken_at=at(taken) if taken else None, caller=call.caller if call else None, **more,
        )  # fmt: skip
        return self._add(task)

    def rings(
        self, task: Task, by: str, started: str, outcome: str, *, talk: int = 0, due: str | None = None
    ) -> None:
        """The customer picks up 10 seconds in, if he does."""
        start = at(started)
        picked_up = start + timedelta(seconds=10) if outcome == "reached" else None
        over = (picked_up or start + timedelta(seconds=20)) + timedelta(seconds=talk)
        self._add(
            Attempt(
                key=self._sid("key"), task_id=task.id, user_id=self.users[by].id, account="AC", phone="+861",
                state="ended", started=start, answered=picked_up, ended=over, seconds=talk or None,
                outcome=outcome, lease_until=start, due=at(due) if due else task.due,
            )
        )  # fmt: skip

    def rated(
        self, task: Task, by: str | None, score: str | None, *, asked: str | None, given: str | None
    ) -> None:
        """Without a question it is a default; without a score he was asked and said nothing."""
        self._add(
            Rating(
                task_id=task.id, owed_since=task.owed_since, user_id=self.users[by].id if by else None, score=score,
                given=bool(asked and score), via="telephone" if asked else "default",
                asked_at=at(asked) if asked else None, at=at(given) if given else None,
            )
        )  # fmt: skip

    def message(self, call: Call, task: Task | None, *, state: str = "stored", take: int = 1) -> Voicemail:
        row = self._add(
            Voicemail(
                call_id=call.id,
                hotline=call.hotline,
                take=take,
                account="AC",
                state=state,
                created=call.began,
            )
        )
        if task is not None:
            self._add(TaskMessage(voicemail_id=row.id, task_id=task.id, told=True))
        return row

    def _sid(self, kind: str) -> str:
        self._n += 1
        return f"{kind}{self._n}"

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row
