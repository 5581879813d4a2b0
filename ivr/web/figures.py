"""Figures for Prometheus, counted from the database when asked, so that every process tells the same."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from ivr import probes
from ivr.callbacks import Task, TaskState
from ivr.calls import Call
from ivr.system import System
from ivr.voicemail import Conversation, Voicemail
from ivr.waiting.tables import Offer, Waiting


class Figures:
    """What stands in the rooms of one system, as a Prometheus collector."""

    def __init__(self, system: System) -> None:
        self._system = system

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family a question; ids, numbers and names never appear."""
        late = Task.due < self._system.now()
        yield self._by("ivr_tasks", "callback tasks that are not closed", "state", Task.state, _OPEN_TASK)
        yield self._by("ivr_messages", "voice messages", "state", Voicemail.state)
        yield self._by("ivr_conversations", "recorded conversations", "state", Conversation.state)
        yield self._one("ivr_tasks_overdue", "promises that are late", func.count(Task.id), _OPEN_TASK, late)
        yield self._one(
            "ivr_calls_in_progress", "calls on the line", func.count(Call.id), Call.ended.is_(None)
        )
        yield self._one(
            "ivr_callers_waiting", "callers in line", func.count(Waiting.call_id), Waiting.left.is_(None)
        )
        yield self._one("ivr_telephones_ringing", "agents' legs", func.count(Offer.id), Offer.ended.is_(None))
        yield from self._probes()

    def _probes(self) -> Iterator[GaugeMetricFamily]:
        """Of each hotline that was ever tested: a monitor sees that calls fail, and that none are made any more."""
        failed = GaugeMetricFamily(
            "ivr_probe_failures", "test calls that failed in a row", labels=["hotline"]
        )
        at = GaugeMetricFamily(
            "ivr_probe_at_seconds", "when the last test call was placed", labels=["hotline"]
        )
        with self._system.database.reading() as session:
            for number in self._system.book.current(session).schedule.hotlines:
                last = probes.latest(session, number, judged=True)
                if last is not None:
                    failed.add_metric([number], probes.failures(session, number))
                    at.add_metric([number], last.placed.timestamp())
        yield failed
        yield at

    def _by(
        self, name: str, help_text: str, label: str, column: InstrumentedAttribute[str], *where: object
    ) -> GaugeMetricFamily:
        family = GaugeMetricFamily(name, help_text, labels=[label])
        with self._system.database.reading() as session:
            counted = select(column, func.count()).where(*where).group_by(column)  # type: ignore[arg-type]
            for value, count in session.execute(counted):
                family.add_metric([value], count)
        return family

    def _one(self, name: str, help_text: str, what: object, *where: object) -> GaugeMetricFamily:
        family = GaugeMetricFamily(name, help_text)
        with self._system.database.reading() as session:
            family.add_metric([], session.scalar(select(what).where(*where)) or 0)  # type: ignore[call-overload]
        return family


_OPEN_TASK = Task.state.not_in([TaskState.RESOLVED, TaskState.CLOSED])


def registry_of(system: System) -> CollectorRegistry:
    """A registry of its own for each application, so that tests never share one."""
    registry = CollectorRegistry()
    registry.register(Figures(system))
    return registry
