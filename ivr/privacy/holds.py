"""Legal holds: what somebody may still need before a court or an authority is not erased, whatever its age.

    hold = holds.on_task(session, task, reason="诉讼 2026-17", actor="user:3", now=now)
    holds.lift(session, hold.id, actor="user:3", now=now)

Placing and lifting are written down in the hold's own history, and in the task's where it is about one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import Task
from ivr.callbacks.ledger import note
from ivr.privacy.fingerprints import fingerprint
from ivr.privacy.matters import Matter
from ivr.privacy.tables import Hold
from ivr.settings import Settings

LONGEST_REASON = 1000


class HoldError(Exception):
    """A hold cannot be placed or lifted; `key` names the console's words, the message is the terminal's."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class Held:
    """Every hold in force, read once."""

    settings: Settings
    holds: tuple[Hold, ...]

    @classmethod
    def now(cls, session: Session, settings: Settings) -> "Held":
        return cls(settings, tuple(in_force(session)))

    def on(self, matter: Matter) -> list[Hold]:
        """The holds that keep anything of the matter from being erased."""
        if not self.holds:
            return []
        tasks = {task.id for task in matter.tasks}
        prints = {fingerprint(self.settings, number) for number in matter.numbers}
        return [
            hold
            for hold in self.holds
            if hold.task_id in tasks
            or hold.fingerprint in prints
            or (hold.since is not None and _covers(hold, matter))
        ]


def on_task(session: Session, task: Task, *, reason: str, actor: str, now: datetime) -> Hold:
    """Holds everything of one task."""
    hold = _place(session, Hold(task_id=task.id), reason, actor, now)
    note(session, task, "held", now=now, actor=actor, hold=hold.id)
    return hold


def on_number(
    session: Session, settings: Settings, number: str, *, reason: str, actor: str, now: datetime
) -> Hold:
    """Holds everything of a number (E.164). The number itself is not kept."""
    return _place(session, Hold(fingerprint=fingerprint(settings, number)), reason, actor, now)


def on_span(
    session: Session,
    hotline: str | None,
    since: datetime,
    until: datetime,
    *,
    reason: str,
    actor: str,
    now: datetime,
) -> Hold:
    """Holds every call of a hotline (None: of all) that began from `since` up to and without `until`."""
    if since >= until:
        raise HoldError("hold.no.span", "the span ends before it begins: give its beginning, then its end")
    return _place(session, Hold(hotline=hotline, since=since, until=until), reason, actor, now)


def lift(session: Session, hold_id: int, *, actor: str, now: datetime, reason: str = "") -> Hold:
    """Ends a hold: what it kept is erased at the next purge, where its time is up."""
    hold = session.scalar(select(Hold).where(Hold.id == hold_id).with_for_update())
    if hold is None:
        raise HoldError("hold.no.such", f"there is no hold {hold_id}: `ivr privacy hold list` lists them")
    if hold.lifted is not None:
        raise HoldError("hold.no.lifted", f"hold {hold_id} was lifted already")
    hold.lifted, hold.lifted_by = now, actor
    kept = history.keep(session, hold.subject, "reason", _worded(reason)) if reason.strip() else None
    history.append(session, hold.subject, "lifted", at=now, actor=actor, reason=kept)
    if hold.task_id is not None:
        note(session, session.get_one(Task, hold.task_id), "hold-lifted", now=now, actor=actor, hold=hold.id)
    return hold


def in_force(session: Session) -> list[Hold]:
    """Holds that were not lifted, the latest first."""
    return list(session.scalars(select(Hold).where(Hold.lifted.is_(None)).order_by(Hold.id.desc())))


def of_task(session: Session, task: Task) -> list[Hold]:
    """The holds in force that name the task; those on a number or a span are told on their own page."""
    return [hold for hold in in_force(session) if hold.task_id == task.id]


def everything(session: Session, *, limit: int = 200) -> list[Hold]:
    """Every hold: those in force first, then the latest."""
    return list(session.scalars(select(Hold).order_by(Hold.lifted.is_not(None), Hold.id.desc()).limit(limit)))


def reasons(session: Session, holds: Iterable[Hold]) -> dict[int, str]:
    """Why each was placed, without those whose reason was erased after the audit's time."""
    several = list(holds)
    kept = history.recall_all(session, [hold.reason for hold in several])
    return {hold.id: kept[hold.reason] for hold in several if hold.reason in kept}


def _place(session: Session, hold: Hold, reason: str, actor: str, now: datetime) -> Hold:
    text = _worded(reason)
    hold.placed, hold.placed_by, hold.reason = now, actor, ""
    session.add(hold)
    session.flush()
    hold.reason = history.keep(session, hold.subject, "reason", text)
    session.flush()
    history.append(
        session,
        hold.subject,
        "placed",
        at=now,
        actor=actor,
        reason=hold.reason,
        task=hold.task_id,
        number=hold.fingerprint,
        hotline=hold.hotline,
        since=hold.since,
        until=hold.until,
    )
    return hold


def _worded(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise HoldError("hold.no.reason", "say why: somebody will ask (--reason TEXT)")
    if len(text) > LONGEST_REASON:
        raise HoldError("hold.no.reason-long", f"the reason is too long: at most {LONGEST_REASON} characters")
    return text


def _covers(hold: Hold, matter: Matter) -> bool:
    if hold.hotline is not None and hold.hotline not in matter.hotlines:
        return False
    return any(
        (hold.since is None or hold.since <= moment) and (hold.until is None or moment < hold.until)
        for moment in matter.moments
    )
