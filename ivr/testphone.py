"""The test phone: a whole system on virtual time, with our own gateway as its carrier, in one process.

`ivr call` and the tests both use it, so that what a test proves is what the command does. Besides `ivr.app`, which
lends it to the console, it is the only place that knows both the gateway and the application.
"""

import secrets
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from ivr import scheduler
from ivr.clock import ManualClock
from ivr.database import Database
from ivr.flows import clips, voices
from ivr.gateway import http
from ivr.gateway.faults import Faults
from ivr.gateway.transcript import Line
from ivr.gateway.virtual import VirtualCall, VirtualExchange
from ivr.hours import versions
from ivr.hours.publications import Kind, Publication
from ivr.installation import CHAIN, open_system
from ivr.people import Membership, User
from ivr.settings import Settings
from ivr.system import System
from ivr.telephony import Request, Response
from ivr.web import create_web
from ivr.web.rehearsing import Rehearsed, Turn


class TestPhone:
    """One installation with telephones on virtual time.

    `system` is what the application works with, `exchange` what the telephones hang on. Nothing happens until `run`.
    """

    __test__ = False  # pytest should not take this class for a test

    def __init__(
        self,
        settings: Settings,
        clock: ManualClock,
        *,
        database: Database | None = None,
        faults: Faults | None = None,
        folder: Path | None = None,
    ) -> None:
        """`folder` is where the gateway keeps what was recorded; below the data, if not given."""
        keys = settings.secrets
        self.clock = clock
        self.exchange = VirtualExchange(
            account_sid=keys.gateway_sid,
            token=keys.gateway_token,
            clock=clock,
            public_url=settings.public_url,
            fetch=self._fetch,
            folder=folder or settings.data / "gateway",
            base_url=settings.gateway_url,
            describe=self._words_of,
            faults=faults,
            is_ours=self._is_hotline,
        )
        opened = open_system(settings, clock=clock, transport=self._carry, database=database)
        self.system = replace(opened, exchange=secrets.token_hex(8))
        self.app: Flask = create_web(self.system, rehearse=try_draft)

    def run(self, for_: timedelta | None = None) -> None:
        """Lets everything happen that will, or what happens within `for_`."""
        self.exchange.run(self.clock() + for_ if for_ else None)

    def settle(self) -> None:
        """Runs every tick of the scheduler once, then whatever follows from it on the line."""
        scheduler.once(self.system)
        self.run()

    def fetch(self) -> None:
        """Fetches the audio that the carrier holds; nothing else that the scheduler would do."""
        scheduler.fetch_messages(self.system)
        scheduler.fetch_conversations(self.system)

    def _is_hotline(self, number: str) -> bool:
        return self.system.book.current().schedule.hotline_reached_by(number) is not None

    def _words_of(self, url: str) -> str | None:
        told = clip_text(url)
        if told is not None or "/clips/" not in url:
            return told
        with self.system.database.reading() as session:
            return voices.words_of(session, Path(url).stem)

    def _fetch(self, request: http.Request) -> http.Response:
        answer = self.app.test_client().open(
            request.url.removeprefix(self.system.settings.public_url),
            base_url=self.system.settings.public_url,
            method=request.method,
            data=request.body if request.method == "POST" else None,
            headers=dict(request.headers),
            content_type="application/x-www-form-urlencoded" if request.method == "POST" else None,
            buffered=True,  # so that what follows an answer has happened
        )
        return http.Response(answer.status_code, dict(answer.headers), answer.data)

    def _carry(self, request: Request) -> Response:
        status, headers, body = self.exchange.rest(request.method, request.path, request.form, request.auth)
        return Response(status, headers, body)


def clip_text(url: str) -> str | None:
    """The words of the clip at `url` if it ships, so that a transcript can be read."""
    if url.endswith("/sounds/ringing.wav"):
        return "♪"
    entry = clips.index().get(Path(url).stem)
    return entry["text"] if entry else None


PATIENCE = timedelta(hours=1)
"""How long a tried call may last on its own clock: more than anybody waits on the line."""


def try_draft(
    system: System, text: str, hotline: str, at: datetime, actions: Sequence[str], caller: str
) -> Rehearsed:
    """Dials `hotline` by the schedule in `text` at the moment `at`, on an installation of its own.

    It knows the published notices, voices and colleagues; the telephones that ring there are dummies that nobody
    answers. Of the real database only these are read, in one short look. Raises ScheduleError for a text that cannot
    be used, LookupError for a hotline it does not have, ActionError for an action that cannot be done.
    """
    with tempfile.TemporaryDirectory(prefix="ivr-draft-") as folder:
        settings = _scratch_settings(system.settings, Path(folder))
        with _scratch_database(settings) as database:
            _fill(system, database, text, hotline, at)
            phone = TestPhone(settings, ManualClock(at), database=database)
            call = phone.exchange.dial(caller, hotline, list(actions), at=at)
            phone.run(PATIENCE)
            return Rehearsed(tuple(map(_turn, call.transcript.lines)), call.status, tuple(_errors(call)))


def _scratch_settings(real: Settings, folder: Path) -> Settings:
    """What the draft's installation is told: its own folder and keys, no carrier, kept clips to be read."""
    return Settings(
        data=folder,
        database_url=f"sqlite:///{folder / 'ivr.db'}",
        recordings_url=f"memory+{real.recordings}",
        public_url=real.public_url,
        web_url=real.web_url,
        gateway_url=real.gateway_url,
        schedules=folder / "schedules.yaml",
        pretend=True,
        asterisk_url=SecretStr(""),
        smtp_url=SecretStr(""),
        twilio_account_sid="",
        twilio_auth_token=SecretStr(""),
    )


@contextmanager
def _scratch_database(settings: Settings) -> Iterator[Database]:
    (settings.data / "ivr.db").write_bytes(_empty_database())
    database = Database(settings.database, chain_key=settings.secrets.derived(CHAIN))
    try:
        yield database
    finally:
        database.close()


@cache
def _empty_database() -> bytes:
    """An SQLite file with every table and no row. Migrating takes longer than the call, so it is done once."""
    with tempfile.TemporaryDirectory(prefix="ivr-empty-") as folder:
        path = Path(folder) / "ivr.db"
        database = Database(f"sqlite:///{path}")
        database.upgrade()
        database.close()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")  # everything in the one file
        return path.read_bytes()


def _fill(system: System, database: Database, text: str, hotline: str, at: datetime) -> None:
    """Puts the draft in force there, among the colleagues, notices and voices known here."""
    with system.database.reading() as real:
        rows = real.scalars(select(Publication).where(Publication.kind != Kind.SCHEDULE)).all()
        users = real.scalars(select(User)).all()
        memberships = real.scalars(select(Membership)).all()
    with database.writing() as scratch:
        scratch.add_all(_copy(row) for row in rows)
        scratch.add_all(_dummy(user) for user in users)
        scratch.flush()
        scratch.add_all(Membership(user_id=each.user_id, desk=each.desk) for each in memberships)
        scratch.flush()
        schedule = versions.check(scratch, text)
        schedule.hotline(hotline)
        versions.publish(scratch, text, author="draft", at=at, note="tried")


def _copy(row: Publication) -> Publication:
    names = ("number", "kind", "author", "at", "note", "text", "digest")
    return Publication(**{name: getattr(row, name) for name in names})


def _dummy(user: User) -> User:
    """A colleague by name, whose telephone, where there is one, rings in an empty room."""
    nowhere = f"+860000{user.id:07}"
    return User(
        id=user.id,
        name=user.name,
        display=user.display,
        role=user.role,
        password_hash="",
        phone=nowhere if user.phone else None,
        mobile=nowhere if user.mobile else None,
        language=user.language,
        active=user.active,
        created=user.created,
    )


def _turn(line: Line) -> Turn:
    if line.heard:
        return Turn(line.at, "heard", line.heard.text, tuple(urlsplit(url).path for url in line.heard.clips))
    if line.kind == "pressed":
        return Turn(line.at, "pressed", line.words)
    return Turn(line.at, "event", line.kind)


def _errors(call: VirtualCall) -> Iterator[str]:
    """What went wrong, without the gateway's numbers and addresses of its own."""
    for error in dict.fromkeys(call.errors):
        yield error.partition(": ")[2] or error
