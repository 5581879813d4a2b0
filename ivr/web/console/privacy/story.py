"""What happened to a task, as a page of its evidence that people read: Chinese first, English below, numbers masked."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.callbacks import Task
from ivr.callbacks.references import spoken
from ivr.clock import shanghai
from ivr.hours import Schedule
from ivr.privacy.matters import Matter
from ivr.telephony import masking
from ivr.telephony.numbers import masked
from ivr.voicemail import MessageState
from ivr.voicemail.tables import Audio
from ivr.web.console import timeline, times
from ivr.web.console.privacy.readable import STYLE, TEMPLATES, Words
from ivr.web.console.times import Language


def story(
    session: Session, task: Task, matter: Matter, schedule: Schedule, now: datetime
) -> Mapping[str, bytes]:
    """`story.html` and its style; the recordings play from beside it."""
    several: tuple[Language, ...] = ("zh", "en")
    html = TEMPLATES.get_template("privacy/story.html").render(
        task=task,
        ref=spoken(task.ref),
        number=masked(task.number) if task.number else None,
        articles=[
            (Words(schedule, language), timeline.days(session, task, schedule, now, language))
            for language in several
        ],
        messages=[(message, _audio(message)) for message in matter.messages],
        conversations=[(conversation, _audio(conversation)) for conversation in matter.conversations],
        at=_at,
        made=_at(now),
        length=times.seconds,
        masked_within=masking.mask,
    )
    return {"story.html": html.encode(), "story.css": STYLE.encode()}


def _audio(row: Audio) -> str | None:
    """Where the pack has it."""
    if row.original is None or row.state != MessageState.STORED:
        return None
    return f"audio/{row.KIND}-{row.id}.{row.original.rpartition('.')[2]}"


def _at(moment: datetime) -> str:
    return f"{shanghai(moment):%Y-%m-%d %H:%M:%S}"
