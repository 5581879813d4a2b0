"""The only wiring: settings become a system, and a system becomes a web application."""

import gc
from datetime import datetime

from flask import Flask

from ivr import logs
from ivr.clock import Clock
from ivr.clock import system as system_clock
from ivr.database import Database
from ivr.hours import Book, ensure_published
from ivr.settings import Settings, load
from ivr.system import System
from ivr.telephony import Carrier, Transport, carrier_of
from ivr.voicemail import Store
from ivr.web import create_web

CHAIN = b"ivr history chain"
"""Sets the key that proves the history apart from every other use of the secret key."""


def open_system(
    settings: Settings | None = None,
    *,
    clock: Clock = system_clock,
    carrier: Carrier | None = None,
    transport: Transport | None = None,
    database: Database | None = None,
) -> System:
    """Opens an installation, and on the embedded defaults makes what is missing.

    `transport` reaches our own gateway in-process; `carrier` and `database` replace the whole edge in tests. Raises
    SettingsError or ScheduleError in words for the person at the terminal.
    """
    settings = settings or load()
    database = database or prepared_database(settings, clock())
    return System(
        settings=settings,
        clock=clock,
        database=database,
        carrier=carrier or carrier_of(settings, transport),
        book=Book(database),
        store=Store(settings.recordings),
    )


def prepared_database(settings: Settings, now: datetime) -> Database:
    """The database with its tables up to date and a schedule in force."""
    database = Database(settings.database, chain_key=settings.secrets.derived(CHAIN))
    database.upgrade()
    prepare(database, settings, now)
    return database


def prepare(database: Database, settings: Settings, now: datetime) -> None:
    """Puts the schedule of the installation in force, where none is yet or the file was edited."""
    ensure_published(database, settings.schedules, now)


def create_app(
    settings: Settings | None = None, *, carrier: Carrier | None = None, clock: Clock = system_clock
) -> Flask:
    """The web part as gunicorn serves it."""
    logs.configure()
    app = create_web(open_system(settings, carrier=carrier, clock=clock))
    # What start-up made stays for good: no collection needs to walk through it again in the middle of a call.
    gc.collect()
    gc.freeze()
    return app
