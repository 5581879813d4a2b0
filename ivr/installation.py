"""Opening an installation: settings become a system, and what is missing on the embedded defaults is made."""

from datetime import datetime

from ivr.clock import Clock
from ivr.clock import system as system_clock
from ivr.database import Database
from ivr.hours import Book, ensure_published
from ivr.settings import Settings, load
from ivr.system import System
from ivr.telephony import Carrier, Transport, carrier_of
from ivr.voicemail import Store

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
