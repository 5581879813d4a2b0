"""Ticks that wake work kept as rows.

APScheduler's jobs hold no work themselves: every piece is a row claimed with a lease, so that two schedulers are
harmless and a restart forgets nothing.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from ivr import notifiers, probes, voicemail
from ivr.callbacks import claims, due, escalation, following, publishing, rating, ringing
from ivr.callbacks.transcribing import Transcribing
from ivr.flows import probed, unreported
from ivr.flows.speaking import Speaking
from ivr.hours.keeping import Keeper
from ivr.privacy import purging
from ivr.system import System
from ivr.telephony import CarrierError
from ivr.waiting import drills, offers, paces, pages, reminders, retries, telling

log = structlog.get_logger("scheduler")


@dataclass(frozen=True)
class Tick:
    """One piece of work and how often it is looked for."""

    name: str
    every: timedelta
    work: Callable[[System], object]


def fetch_messages(system: System) -> int:
    """Audio that the carrier holds becomes ours."""
    return voicemail.fetch_due(system.database, system.carrier, system.store, system.now())


def fetch_conversations(system: System) -> int:
    """The same for what two said to each other, which takes longer: no message waits for it."""
    return voicemail.fetch_due(
        system.database, system.carrier, system.store, system.now(), voicemail.CONVERSATIONS
    )


def return_expired(system: System) -> int:
    """Claims whose lease ran out go back into the queue."""
    with system.database.writing() as session:
        return claims.lapse(session, system.now())


def recompute_due(system: System) -> int:
    """Promises move when the hours they were computed from are published anew; answers how many moved."""
    return due.follow_publication(system.database, system.book, system.now())


def send_notices(system: System) -> int:
    """What leaves the house is sent."""
    return notifiers.deliver(system.database, system.settings, system.now())


def rate_by_default(system: System) -> int:
    """Ratings that nobody gave in time are recorded as such; answers how many."""
    with system.database.writing() as session:
        return rating.record_defaults(session, system.now())


def open_follow_ups(system: System) -> int:
    """Planned follow-ups whose time has come become tasks; answers how many."""
    with system.database.writing() as session:
        return following.open_due(session, system.book.current(session).hours, system.now())


def ticks(system: System) -> tuple[Tick, ...]:
    """Everything that is looked for, and how often."""
    keeper = Keeper(system.database, system.settings.schedules, partial(publishing.follow, system.book))
    return (
        Tick("match", timedelta(seconds=1), offers.match),
        Tick("fetch", timedelta(seconds=2), fetch_messages),
        Tick("conversations", timedelta(seconds=5), fetch_conversations),
        Tick("schedule", timedelta(seconds=5), lambda system: keeper.watch(system.now())),
        Tick("due", timedelta(seconds=5), recompute_due),
        Tick("voices", timedelta(seconds=5), Speaking().look),
        Tick("transcripts", timedelta(seconds=2), Transcribing().look),
        Tick("claims", timedelta(seconds=15), return_expired),
        Tick("retry", timedelta(seconds=15), retries.retry_due),
        Tick("pages", timedelta(seconds=10), pages.page_due),
        Tick("paged", timedelta(seconds=30), pages.overdue),
        Tick("tellings", timedelta(seconds=5), telling.tell_due),
        Tick("told", timedelta(seconds=30), telling.overdue),
        Tick("reminders", timedelta(seconds=15), reminders.remind_due),
        Tick("drills", timedelta(seconds=15), drills.test_due),
        Tick("offers", timedelta(seconds=30), offers.overdue),
        Tick("probes", timedelta(seconds=10), probes.probe_due),
        Tick("probed", timedelta(seconds=5), partial(probes.settle, expected=probed.greeting)),
        Tick("escalation", timedelta(seconds=15), escalation.gather),
        Tick("notices", timedelta(seconds=5), send_notices),
        Tick("paces", timedelta(seconds=60), paces.measure),
        Tick("follow-ups", timedelta(seconds=15), open_follow_ups),
        Tick("ratings", timedelta(minutes=10), rate_by_default),
        Tick("uncertain", timedelta(seconds=30), ringing.settle_uncertain),
        Tick("recordings", timedelta(seconds=60), partial(unreported.sweep_recordings, strangers=set())),
        Tick("calls", timedelta(seconds=120), unreported.sweep_calls),
        Tick("purge", timedelta(minutes=15), purging.purge),
    )


def once(system: System) -> None:
    """Every tick, one after the other: what a test or `ivr call` does instead of waiting."""
    for tick in ticks(system):
        tick.work(system)


def serve(system: System, stop: threading.Event) -> None:
    """Ticks until `stop` is set. A tick that fails is logged and comes again."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for tick in ticks(system):
        scheduler.add_job(
            _guarded, "interval", [tick, system], seconds=tick.every.total_seconds(), id=tick.name
        )
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)


def _guarded(tick: Tick, system: System) -> None:
    try:
        tick.work(system)
    except CarrierError as error:
        log.warning("the carrier did not answer", tick=tick.name, why=str(error))
    except Exception:
        log.exception("a tick failed", tick=tick.name)
