"""Recorded conversations as pages show them, and who may hear one: whoever sees a task that it is shown with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.callbacks import Task, conversations
from ivr.voicemail import NO_SPEECH, Conversation, MessageState
from ivr.voicemail import conversations as kept
from ivr.voicemail.tables import Audio
from ivr.web.console import rang, times, waveform
from ivr.web.console.session import Person
from ivr.web.console.times import Language
from ivr.web.console.words import say

_SHOWN = (MessageState.ARRIVED, MessageState.STORED, MessageState.FAILED, MessageState.PURGED)


@dataclass(frozen=True)
class Talk:
    """One conversation: which, how long, and where its audio stands."""

    id: int
    title: str
    at: datetime
    length: str
    seconds: float
    said: str | None
    """Where it stands in words; None when there is nothing to say but the audio itself."""
    broken: bool
    on_the_way: bool
    playable: bool
    wave: str


def own(session: Session, task: Task, language: Language) -> list[Talk]:
    """Those of the task: each time it was rung back, and the call that began it."""
    return [_talk(row, language) for row in conversations.of_task(session, task) if row.state in _SHOWN]


def of_calls(session: Session, call_ids: Iterable[int], language: Language) -> dict[int, list[Talk]]:
    """Those of customers' calls, by call."""
    found: dict[int, list[Talk]] = defaultdict(list)
    for row in kept.of_calls(session, call_ids):
        if row.state in _SHOWN:
            found[row.call_id].append(_talk(row, language))
    return found


def may_hear(session: Session, task: Task, person: Person, row: Conversation) -> bool:
    """Whether it is shown on that task's page to somebody who sees the task."""
    of_task = {each.id for each in conversations.of_task(session, task)}
    return row.id in of_task or rang.shows(session, task, person, row.call_id)


def mark(talks: Iterable[Talk]) -> str:
    """By which a page knows this standing of its conversations again."""
    return "-".join(f"{talk.id}{'w' if talk.on_the_way else 'p' if talk.playable else 'x'}" for talk in talks)


def standing(row: Audio, language: Language) -> str | None:
    """Where the audio of a message or a conversation stands, in words; None while it can just be heard."""
    state = MessageState(row.state)
    if state is MessageState.STORED:
        return say(language, "message.no-speech") if row.reason == NO_SPEECH else None
    if state is MessageState.FAILED:
        return say(language, "message.failed", reason=row.reason or "–")
    if state is MessageState.PURGED and row.reason == "request":
        return say(language, "message.purged.request")
    return say(language, f"message.{state}")


def _talk(row: Conversation, language: Language) -> Talk:
    playable = row.state == MessageState.STORED and row.playable is not None
    return Talk(
        id=row.id,
        title=say(language, "conversation.back" if row.leg_id == row.call_id else "conversation.inbound"),
        at=row.created,
        length=times.seconds(row.seconds),
        seconds=row.seconds or 0.0,
        said=standing(row, language),
        broken=row.state == MessageState.FAILED,
        on_the_way=row.state == MessageState.ARRIVED,
        playable=playable,
        wave=waveform.path(row.peaks) if playable else "",
    )
