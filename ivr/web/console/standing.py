"""Why a task stands where it stands in the queue, in the reader's words: 集合竞价时的故障 · 紧急 · 今天 9:30 应回."""

from dataclasses import dataclass
from datetime import datetime

from ivr.callbacks import Task, TaskState
from ivr.callbacks.severity import Severity
from ivr.hours.severity import InForce
from ivr.web.console import times
from ivr.web.console.times import Language
from ivr.web.console.words import say


@dataclass(frozen=True)
class Standing:
    """What decides about a task's place, the first word first."""

    row: str | None
    """The row of the severity table that it fits; None for none."""
    place: str | None
    """Which row that is."""
    then: tuple[str, ...]
    """What decides among those of the same row."""

    @property
    def mark(self) -> str:
        """By which a page knows this standing again."""
        return " ".join((self.place or "", *self.then))


def of(task: Task, severity: Severity, now: datetime, language: Language) -> Standing | None:
    """For a task that is not done; None once it is."""
    if task.is_done:
        return None
    row = severity.row(task)
    again = task.state == TaskState.RETRY and task.retry_at is not None
    when = times.when(task.retry_at if again and task.retry_at else task.due, now, language)
    then = [say(language, "standing.urgent")] if task.urgent else []
    then.append(say(language, "standing.again" if again else "standing.due", when=when))
    if row is None and any(task.hotline in each.hotlines for each in severity.rows):
        then.insert(0, say(language, "standing.no-row"))
    return Standing(
        name_of(row, language), say(language, "standing.row", n=row.place) if row else None, tuple(then)
    )


def name_of(row: InForce | None, language: Language) -> str | None:
    """What the row is called."""
    return None if row is None else row.name.zh if language == "zh" else row.name.en
