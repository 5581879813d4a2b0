"""A whole installation in one process, told as stories: callers dial, agents answer, time passes.

    call = world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    call.hears("国庆节休市", "请在提示音后", "受理编号")
    assert world.task().due == "2026-10-08T09:00"

Every call goes through the real webhooks, the real gateway core and a real database; only time is not real.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history, people
from ivr.callbacks import Attempt, Task, view
from ivr.clock import ManualClock, parse_moment, shanghai
from ivr.database import Database
from ivr.gateway.faults import Faults
from ivr.gateway.virtual import VirtualCall
from ivr.hours import versions
from ivr.people import Role, User
from ivr.settings import Settings
from ivr.testphone import TestPhone
from ivr.voicemail import Conversation, Voicemail

SAMPLES = Path(__file__).parent / "samples" / "voicemail"
SPEECH = f"@{SAMPLES / 'zh-settlement-file-late.wav'}"
SHORT = f"@{SAMPLES / 'zh-short-callback.wav'}"
QUIET = f"@{SAMPLES / 'zh-leased-line-down-quiet.wav'}"
ENGLISH = f"@{SAMPLES / 'en-overseas-access.wav'}"

MOBILE = "+8613800138000"
OTHER = "+8613911112222"
SWITCHBOARD = "+8675582345678"
OVERSEAS = "+85223456789"
HIDDEN = "anonymous"


@dataclass
class Told:
    """One call as it went, and what can be said of it."""

    world: World
    call: VirtualCall
    _heard: int = 0

    def hears(self, *expected: str) -> Told:
        """Each text was heard, in this order, after what was asserted before."""
        for text in expected:
            found = self.call.text.find(text, self._heard)
            assert found >= 0, f"«{text}» was not heard after this point in:\n{self.call.transcript}"
            self._heard = found + len(text)
        return self

    def never_hears(self, *unwanted: str) -> Told:
        for text in unwanted:
            assert text not in self.call.text, f"«{text}» was heard in:\n{self.call.transcript}"
        return self

    def went_well(self) -> Told:
        """No webhook failed and no document was wrong."""
        assert self.call.errors == [], f"{self.call.errors} in:\n{self.call.transcript}"
        return self

    @property
    def text(self) -> str:
        return self.call.text

    @property
    def status(self) -> str:
        return self.call.status


@dataclass(frozen=True)
class Telephone:
    """A caller's telephone."""

    world: World
    number: str

    def dials(self, hotline: str, *actions: str, at: str | None = None) -> Told:
        """Places a call and lets it run to its end; `at` pretends a moment."""
        pretended = parse_moment(at) if at else None
        call = self.world.phone.exchange.dial(self.number, hotline, list(actions), at=pretended)
        self.world.runs()
        return Told(self.world, call)


class World:
    """One installation and everybody who telephones with it."""

    def __init__(
        self, settings: Settings, database: Database, start: str, faults: Faults | None = None
    ) -> None:
        self.clock = ManualClock(parse_moment(start))
        self.phone = TestPhone(settings, self.clock, database=database, faults=faults)
        self.system = self.phone.system
        self.database = database

    # Time and telephones

    def at(self, moment: str) -> World:
        """It is now that moment, Shanghai time; what was due in between has happened."""
        self.phone.exchange.run(parse_moment(moment))
        return self

    def later(self, **by: float) -> World:
        self.phone.exchange.run(self.clock() + timedelta(**by))
        return self

    def caller(self, number: str = MOBILE) -> Telephone:
        return Telephone(self, number)

    def telephone(self, number: str, *behaviours: str) -> None:
        """How a telephone takes being rung: `busy`, `no-answer`, `failed`, or the keys it presses."""
        self.phone.exchange.phone(number, *behaviours)

    def rung(self, number: str) -> list[Told]:
        """Every time that telephone was rung."""
        return [
            Told(self, call)
            for call in self.phone.exchange.calls
            if call.number == number and call.direction != "inbound"
        ]

    def agent(self, name: str, desk: str, phone: str | None = None, role: str = "agent") -> User:
        with self.database.writing() as session:
            return people.add(
                session,
                name,
                role=Role(role),
                password="correct horse battery staple",
                desks=[desk],
                phone=phone,
                now=self.clock(),
                actor="test",
            )

    def runs(self) -> World:
        """Everything that is under way on the line comes to its end, and what was recorded is fetched."""
        self.phone.run()
        self.phone.fetch()
        return self

    def settle(self) -> World:
        """The scheduler's ticks, once, and what follows on the line."""
        self.phone.settle()
        return self

    # What can be seen afterwards

    def tasks(self, **where: Any) -> list[dict[str, Any]]:
        """Every task as `ivr tasks --json` shows it, oldest first."""
        with self.database.reading() as session:
            rows = session.scalars(select(Task).filter_by(**where).order_by(Task.id)).all()
            return [view.task_json(session, row) for row in rows]

    def task(self, ref: str | None = None) -> dict[str, Any]:
        """The only task, or the one with that reference, with its history."""
        with self.database.reading() as session:
            found = select(Task).where(Task.ref == ref) if ref else select(Task)
            row = session.scalars(found).one()
            return view.task_json(session, row, history=True)

    def messages(self) -> list[Voicemail]:
        with self.database.reading() as session:
            return list(session.scalars(select(Voicemail).order_by(Voicemail.id)))

    def conversations(self) -> list[Conversation]:
        with self.database.reading() as session:
            return list(session.scalars(select(Conversation).order_by(Conversation.id)))

    def histories_hold(self) -> bool:
        """Every chain in the database verifies."""
        with self.database.reading() as session:
            subjects = session.scalars(select(history.HistoryHead.subject)).all()
            return all(history.verify(session, subject) for subject in subjects)

    def publish(self, text: str) -> None:
        """Puts another schedule in force."""
        with self.database.writing() as session:
            versions.publish(session, text, author="test", at=self.clock(), note="a test")

    def first_task(self, session: Session) -> Task:
        return session.scalars(select(Task).order_by(Task.id)).first()

    def outcomes(self) -> list[str | None]:
        """How each try to reach a customer ended."""
        with self.database.reading() as session:
            return list(session.scalars(select(Attempt.outcome).order_by(Attempt.id)))

    def post(self, path: str, form: Mapping[str, str], *, signed: bool = True) -> Any:
        """A webhook by hand, signed as the carrier would, or not."""
        from twilio.request_validator import RequestValidator

        keys = self.system.settings.secrets
        form = {"AccountSid": keys.gateway_sid, **form}
        url = self.system.settings.public_url + path
        signature = RequestValidator(keys.gateway_token).compute_signature(url, form)
        headers = {"X-Twilio-Signature": signature} if signed else {}
        return self.phone.app.test_client().post(
            path, data=form, headers=headers, base_url=self.system.settings.public_url, buffered=True
        )


def local(text: str) -> str:
    """A moment of a JSON listing as `2026-10-08T09:00`, Shanghai time."""
    return shanghai(datetime.fromisoformat(text)).strftime("%Y-%m-%dT%H:%M")
