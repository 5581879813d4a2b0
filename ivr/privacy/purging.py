"""Erasing what was kept long enough. Any number of processes may do it at once, and be killed at any moment.

Each message, conversation, task and call is erased in one transaction of its own, which also writes down what is to be
erased outside the database; :mod:`ivr.privacy.outside` does that afterwards, for as long as it takes. What is left when
a run stops is found by the next one.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Select

from ivr.privacy import audits, outside
from ivr.privacy.due import KINDS, Kind
from ivr.privacy.erasing import Why
from ivr.privacy.holds import Held
from ivr.privacy.periods import Periods
from ivr.system import System

log = structlog.get_logger("privacy")

BATCH = 200
"""How many ids are looked at together."""

MOST = 2000
"""How much one run erases; the next one goes on."""


@dataclass(frozen=True)
class Tally:
    """How much was erased, or would be."""

    messages: int = 0
    conversations: int = 0
    tasks: int = 0
    calls: int = 0
    held: int = 0
    """How much is old enough and kept by a legal hold."""
    outside: int = 0
    """Files, and recordings and call records at the carrier."""
    waiting: int = 0
    """How many of those are still to be erased."""


def purge(system: System) -> Tally:
    """Erases what was kept long enough, here, in the store and at the carrier. Never raises for one thing's trouble."""
    if system.database.is_rehearsal:
        return Tally()  # what is erased outside could not be rolled back
    counted = _go_through(system, _erase)
    audits.forget(system)
    done = outside.carry_out(system)
    if counted or done:
        system.database.scrub()
        log.info("purged", **counted, outside=done)
    return Tally(**counted, outside=done, waiting=outside.waiting(system))


def foresee(system: System) -> Tally:
    """What :func:`purge` would erase now; nothing is changed."""
    counted = _go_through(system, lambda *_: True)
    return Tally(**counted, waiting=outside.waiting(system))


Act = Callable[[System, Kind, int, datetime], bool]


def _go_through(system: System, act: Act) -> Counter[str]:
    now = system.now()
    with system.database.reading() as session:
        periods = Periods.now(session, system.book, now)
    counted: Counter[str] = Counter()
    for kind in KINDS:
        after = 0
        while counted[kind.name] < MOST:
            with system.database.reading() as session:
                ids = list(session.scalars(_after(kind.old(periods, now), after)))
                held = Held.now(session, system.settings)
                judged = [(number, kind.due(session, number, periods, now)) for number in ids]
                free = [number for number, found in judged if found and not held.on(found.matter)]
                counted["held"] += sum(found is not None for _, found in judged) - len(free)
            if not ids:
                break
            after = ids[-1]
            counted[kind.name] += sum(act(system, kind, number, now) for number in free)
    return +counted


def _erase(system: System, kind: Kind, number: int, now: datetime) -> bool:
    """Erases one, unless it has changed since it was looked at."""
    try:
        with system.database.writing() as session:
            kind.lock(session, number)
            periods = Periods.now(session, system.book, now)
            found = kind.due(session, number, periods, now)
            if found is None or Held.now(session, system.settings).on(found.matter):
                return False
            kind.erase(session, found, Why("system", days=found.days), now)
    except Exception:
        # What cannot be erased must not keep the rest from being; the next run meets it again.
        log.exception("not purged", kind=kind.name, id=number)
        return False
    return True


def _after(found: Select[int], last: int) -> Select[int]:
    (column,) = found.selected_columns
    return found.where(column > last).order_by(column).limit(BATCH)
