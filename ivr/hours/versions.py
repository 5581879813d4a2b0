"""Publishing: what puts schedules, notices and voices into force, and takes notices back.

Everything is numbered in one sequence, so a number says exactly which hours held: the latest schedule up to it, the
calendar by every notice up to it that was not withdrawn up to it, and the voices up to it. Nothing published is ever
changed; going back publishes an old text again, under a new number.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from calendars.notices import kept
from ivr.hours import voices
from ivr.hours.publications import (
    Kind,
    Publication,
    UnknownNumber,
    append,
    digest,
    in_force,
    last_schedule,
    last_with,
    latest,
    newest,
    of_kind,
    publication,
    published,
    take_turn,
)
from ivr.hours.publishable import check
from ivr.hours.voices import VoiceClip

__all__ = [
    "Conflict",
    "Kind",
    "NotWithdrawable",
    "Publication",
    "UnknownNumber",
    "VoiceClip",
    "check",
    "digest",
    "in_force",
    "last_schedule",
    "last_with",
    "latest",
    "newest",
    "notices_up_to",
    "publication",
    "publish",
    "publish_notices",
    "publish_voices",
    "published",
    "roll_back",
    "voices_up_to",
    "withdraw_notice",
    "withdrawn_up_to",
]


class Conflict(Exception):
    """Somebody else published in the meantime: what was written would undo it unseen."""

    def __init__(self, base: int, current: int) -> None:
        """`base` is the schedule the draft began with, `current` the one in force; 0 is none at all."""
        began = f"began with the schedule of publication {base}" if base else "began before any schedule"
        super().__init__(f"this {began}, but {current} is in force now: look at what changed, then publish")
        self.base, self.current = base, current


class NotWithdrawable(UnknownNumber):
    """That number is no notice, or no longer holds. `zh` says the same in Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


def publish(
    session: Session,
    text: str,
    *,
    author: str,
    at: datetime,
    note: str,
    name: str = "schedules.yaml",
    base: int | None = None,
) -> int:
    """Puts a schedule into force and answers its number.

    It is checked first, and nothing has changed when that raises ScheduleError. With `base`, the number that was in
    force when the writing began, raises Conflict when another schedule is in force by now, and UnknownNumber when
    nothing was published under it; None asks for no such check.
    """
    check(session, text, name)
    if base is not None:
        take_turn(session)
        _still_in_force(session, base)
    return append(session, Kind.SCHEDULE, text, author=author, at=at, note=note)


def publish_notices(
    session: Session, text: str, *, author: str, at: datetime, note: str, name: str = "notices.yaml"
) -> int:
    """Puts notices into force beside those already known; raises NoticeError for ones that cannot be used."""
    return append(session, Kind.NOTICE, kept(text, name), author=author, at=at, note=note)


def withdraw_notice(session: Session, number: int, *, author: str, at: datetime, note: str = "") -> int:
    """Takes back the notices of publication `number`, from now on, and answers the number of the withdrawal.

    Raises UnknownNumber; NotWithdrawable for what is no notice, or was withdrawn already.
    """
    take_turn(session)
    row = publication(session, number)
    if row.kind != Kind.NOTICE:
        raise NotWithdrawable(
            f"number {number} is no notice but a {row.kind}: only notices are withdrawn",
            f"第 {number} 号不是公告：只有公告可以撤回",
        )
    by = withdrawn_up_to(session, latest(session)).get(number)
    if by is not None:
        raise NotWithdrawable(
            f"notice {number} was withdrawn already, by publication {by}",
            f"第 {number} 号公告已由第 {by} 号撤回",
        )
    return append(
        session, Kind.WITHDRAWAL, str(number), author=author, at=at, note=note or f"notice {number} withdrawn"
    )


def publish_voices(
    session: Session, changes: Mapping[str, VoiceClip | None], *, author: str, at: datetime, note: str
) -> int:
    """Puts clips into force by the name a piece's clip has by its text; None goes back to what ships.

    Raises ValueError when nothing changes.
    """
    if not changes:
        raise ValueError("no clip was changed: there is nothing to publish")
    return append(session, Kind.VOICES, voices.written(changes), author=author, at=at, note=note)


def roll_back(
    session: Session, number: int, *, author: str, at: datetime, note: str = "", base: int | None = None
) -> int:
    """Publishes the schedule that was in force at `number` again and answers its new number."""
    old = in_force(session, number)
    name = f"publication {old.number}"
    return publish(
        session, old.text, author=author, at=at, note=note or f"back to {old.number}", name=name, base=base
    )


def notices_up_to(session: Session, number: int) -> list[Publication]:
    """The notices handed in up to `number` that still hold then, in order."""
    gone = withdrawn_up_to(session, number)
    return [row for row in of_kind(session, Kind.NOTICE, number) if row.number not in gone]


def withdrawn_up_to(session: Session, number: int) -> dict[int, int]:
    """The notices that no longer hold at `number`, each with the number of its withdrawal."""
    return {int(row.text): row.number for row in of_kind(session, Kind.WITHDRAWAL, number)}


def voices_up_to(session: Session, number: int) -> dict[str, VoiceClip]:
    """What is heard at `number` instead of, or besides, the clips that ship."""
    return voices.replayed(row.text for row in of_kind(session, Kind.VOICES, number))


def _still_in_force(session: Session, base: int) -> None:
    if base:
        publication(session, base)
    current, began = last_schedule(session), last_schedule(session, base)
    # The same text under another number undoes nothing: somebody published, and went back.
    if current is not None and (began is None or began.digest != current.digest):
        raise Conflict(began.number if began else 0, current.number)
