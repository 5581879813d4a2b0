"""Words that cannot wait out a holiday: a message left after hours that speaks of an outage goes to the desk on duty.

The words, and the line whose desk takes such matters, stand in schedules.yaml. It happens to a task once; whoever
dispatches it back has the last word, and the promise is again what it was.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import promises
from ivr.callbacks.ledger import locked, move, note
from ivr.callbacks.listing import task_of
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task
from ivr.history import Entry
from ivr.hours import Closed, Edition, Hotline, Hours
from ivr.voicemail import Voicemail

_DENIED = r"(?<!没有)(?<!没)(?<!未)(?<!不是)"
_DENIED_EN = r"(?<!no )(?<!not )(?<!n't )"


def found(words: Iterable[str], text: str) -> list[str]:
    """Which of the words are said in the text, each once, in the order of the list; what is only denied is not."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    spaced, closed = " ".join(plain.split()), re.sub(r"\s+", "", plain)
    return [word for word in words if _says(unicodedata.normalize("NFKC", word).casefold(), spaced, closed)]


def _says(word: str, spaced: str, closed: str) -> bool:
    if word.isascii():
        return re.search(rf"{_DENIED_EN}(?<!\w){re.escape(' '.join(word.split()))}(?!\w)", spaced) is not None
    # An engine puts spaces between Chinese words where it likes.
    return re.search(_DENIED + re.escape(re.sub(r"\s+", "", word)), closed) is not None


def consider(session: Session, edition: Edition, message: Voicemail, text: str, *, now: datetime) -> bool:
    """Lifts the task of a message that says `text`, where it should be; `now` is in the message's own time.

    Never a complaint, never out of somebody's hands, never against what somebody decided, and only while the line that
    was dialled is closed and the other one open.
    """
    lift, hours = edition.schedule.lift, edition.hours
    if lift is None or message.superseded_by is not None:
        return False
    words = found(lift.words, text)
    if not words or not (
        _shut(hours, message.hotline, message.created) and _shut(hours, message.hotline, now)
    ):
        return False
    target = edition.schedule.hotlines[lift.to]
    listed = task_of(session, message.id)
    task = locked(session, listed.id) if listed else None
    if task is None or _shut(hours, lift.to, now) or not _may(session, task, target, edition):
        return False
    _lift(session, hours, task, target, words, message, now)
    return True


def put_back(session: Session, task: Task) -> bool:
    """It was dispatched to the desk it came from: its promise is what it was. False when it was not lifted from there.

    The due time follows by itself where the hours were published anew meanwhile.
    """
    entry = _entry(session, task)
    if entry is None or task.lifted_by is None or task.desk != entry.facts["was"]:
        return False
    task.lifted_by, task.urgent = None, bool(entry.facts["urgent_was"])
    _promise(task, entry, "_was")
    return True


def again(session: Session, task: Task) -> None:
    """Dispatching it back was taken back."""
    entry = _entry(session, task)
    if entry is not None:
        task.lifted_by, task.urgent = list(entry.facts["words"]), True
        _promise(task, entry, "")


def _shut(hours: Hours, hotline: str, moment: datetime) -> bool:
    try:
        return isinstance(hours.at(hotline, moment), Closed)
    except LookupError:
        return False  # no hours are known: nothing is done by itself


def _may(session: Session, task: Task, target: Hotline, edition: Edition) -> bool:
    line = edition.schedule.hotlines.get(task.hotline)
    if line is None or task.desk != line.desk or task.desk == target.desk:
        return False  # somebody dispatched it, or it is on duty's desk already
    if task.topic == "complaint" or task.about is not None:
        return False
    if (
        task.owner_id is not None
        or task.chosen_time
        or task.state not in (TaskState.WAITING, TaskState.RETRY)
    ):
        return False
    return _entry(session, task) is None


def _lift(
    session: Session,
    hours: Hours,
    task: Task,
    target: Hotline,
    words: list[str],
    message: Voicemail,
    now: datetime,
) -> None:
    was: dict[str, Any] = {
        "was": task.desk,
        "urgent_was": task.urgent,
        "hotline_was": task.hotline,
        "within_was": task.within,
        "due_was": task.due,
    }
    # From now, not from the message: nobody is late for what nobody knew.
    due = min(task.due, promises.due(hours, target.number, now, target.call_back_within))
    task.within = _between(hours, target, task.owed_since, due)
    task.desk, task.hotline, task.due, task.urgent = target.desk, target.number, due, True
    task.lifted_by, task.retry_at = words, None
    move(task, TaskState.WAITING, now)
    note(
        session,
        task,
        "lifted",
        now=now,
        actor="system",
        message=message.id,
        words=words,
        desk=task.desk,
        hotline=task.hotline,
        within=task.within,
        due=task.due,
        **was,
    )


def _between(hours: Hours, target: Hotline, since: datetime, due: datetime) -> timedelta:
    """The promise from when it was owed, so that the due time can be derived from it again."""
    try:
        return hours.between(target.number, since, due)
    except LookupError:
        return due - since


def _promise(task: Task, entry: Entry, which: str) -> None:
    facts = entry.facts
    task.hotline = facts[f"hotline{which}"]
    task.within = timedelta(seconds=facts[f"within{which}"])
    task.due = datetime.fromisoformat(facts[f"due{which}"])
    task.publication = 0  # to be derived anew


def _entry(session: Session, task: Task) -> Entry | None:
    return next((each for each in history.entries(session, task.subject) if each.kind == "lifted"), None)
