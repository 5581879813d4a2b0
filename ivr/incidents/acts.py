"""An incident is opened, told of again, and closed; each is a bulletin that callers hear from that moment on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy import update as update_rows
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import history
from ivr.hours import Schedule
from ivr.incidents.tables import Affected, AffectedState, Bulletin, Incident, Severity, What
from ivr.people import Membership, Role, User

Why = Literal["already", "over", "not-yours", "no-line", "passed", "unknown"]


class IncidentError(ValueError):
    """Nothing was changed; `why` says why not, and the message says it in a sentence."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why: Why = why


@dataclass(frozen=True)
class Words:
    """What callers hear, dictated or handed in as a clip, and what colleagues read. All of it may be missing."""

    voicemail_id: int | None = None
    clip: str | None = None
    text: str | None = None


NO_WORDS = Words()


def open_ones(session: Session, hotline: str | None = None) -> list[Incident]:
    """What is broken now, of one hotline or at all; the newest first."""
    found = select(Incident).where(Incident.closed.is_(None)).order_by(Incident.id.desc())
    return [each for each in session.scalars(found) if hotline is None or hotline in each.hotlines]


def latest(session: Session, incident: Incident) -> Bulletin:
    """What callers hear of it now."""
    found = select(Bulletin).where(Bulletin.incident_id == incident.id).order_by(Bulletin.id.desc()).limit(1)
    return session.scalars(found).one()


def bulletins(session: Session, incident: Incident) -> Sequence[Bulletin]:
    """Everything that callers were told, oldest first."""
    found = select(Bulletin).where(Bulletin.incident_id == incident.id).order_by(Bulletin.id)
    return session.scalars(found).all()


def may_report(session: Session, schedule: Schedule, user: User, hotlines: Collection[str]) -> bool:
    """Supervisors may for every line, engineers where one of the lines is answered by a desk of theirs."""
    if not user.active or user.role not in (Role.SUPERVISOR, Role.AGENT):
        return False
    if user.role == Role.SUPERVISOR:
        return True
    desks = set(session.scalars(select(Membership.desk).where(Membership.user_id == user.id)))
    return any(schedule.hotlines[each].desk in desks for each in hotlines if each in schedule.hotlines)


def report(
    session: Session,
    schedule: Schedule,
    *,
    what: str,
    severity: str,
    hotlines: Collection[str],
    by: User,
    next_update: datetime | None,
    words: Words = NO_WORDS,
    now: datetime,
) -> Incident:
    """Opens one: callers of those lines hear it before the menu from now on. Raises IncidentError."""
    if what not in set(What) or severity not in set(Severity):
        raise IncidentError("unknown", f"{what!r} or {severity!r} is nothing that is known here")
    lines = [each for each in schedule.hotlines if each in hotlines]
    if not lines:
        raise IncidentError("no-line", "say which hotlines it is about")
    _must(session, schedule, by, lines)
    _must_come(next_update, now)
    row = Incident(
        what=what,
        severity=severity,
        hotlines=lines,
        opened=now,
        opened_by=by.id,
        owner_id=by.id,
        next_update=next_update,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise IncidentError("already", "one like it is open already: tell of it there") from None
    _take_over(session, row)
    _tell(session, row, "opened", by, words, now)
    return row


def update(
    session: Session,
    schedule: Schedule,
    incident_id: int,
    *,
    by: User,
    next_update: datetime | None,
    words: Words = NO_WORDS,
    severity: str | None = None,
    also: Collection[str] = (),
    now: datetime,
) -> Incident:
    """Later callers hear these words, and when there will be more; `by` is reminded of that from now on.

    Those of the lines `also` hear it too. Raises IncidentError.
    """
    row = _open(session, schedule, incident_id, by, also)
    _must_come(next_update, now)
    if severity is not None and severity not in set(Severity):
        raise IncidentError("unknown", f"{severity!r} is no severity that is known here")
    # Only now: whoever is refused goes on in the same transaction, by telephone.
    row.hotlines = [each for each in schedule.hotlines if each in {*row.hotlines, *also}]
    row.next_update, row.owner_id = next_update, by.id
    row.severity = severity or row.severity
    _tell(session, row, "updated", by, words, now)
    return row


def close(
    session: Session,
    schedule: Schedule,
    incident_id: int,
    *,
    by: User,
    words: Words = NO_WORDS,
    now: datetime,
) -> Incident:
    """It is over: callers hear of it no more, and everybody who registered is told. Raises IncidentError."""
    row = _open(session, schedule, incident_id, by)
    row.closed, row.closed_by, row.next_update = now, by.id, None
    _tell(session, row, "closed", by, words, now)
    return row


def _take_over(session: Session, row: Incident) -> None:
    """Whoever registered for the last one of its kind and was not told of its end yet waits for the end of this one: it
    was closed too soon, or broke again."""
    before = select(Incident.id).where(Incident.what == row.what, Incident.id < row.id)
    last = session.scalar(before.order_by(Incident.id.desc()).limit(1))
    if last is not None:
        untold = (Affected.told.is_(None), Affected.state == AffectedState.REGISTERED)
        session.execute(
            update_rows(Affected)
            .where(Affected.incident_id == last, *untold)
            .values(incident_id=row.id, tries=0, next_try=None)
        )


def _open(
    session: Session, schedule: Schedule, incident_id: int, by: User, also: Collection[str] = ()
) -> Incident:
    found = select(Incident).where(Incident.id == incident_id).with_for_update()
    row = session.scalar(found.execution_options(populate_existing=True))
    if row is None or row.closed is not None:
        raise IncidentError("over", "it is over already")
    _must(session, schedule, by, {*row.hotlines, *also})
    return row


def _must(session: Session, schedule: Schedule, by: User, hotlines: Collection[str]) -> None:
    if not may_report(session, schedule, by, hotlines):
        raise IncidentError("not-yours", f"{by.name} answers none of those lines")


def _must_come(next_update: datetime | None, now: datetime) -> None:
    if next_update is not None and next_update <= now:
        raise IncidentError("passed", "the time of the next update has passed: choose a later one")


def _tell(session: Session, row: Incident, kind: str, by: User, words: Words, now: datetime) -> None:
    session.add(
        Bulletin(
            incident_id=row.id,
            kind=kind,
            at=now,
            by=by.id,
            next_update=row.next_update,
            voicemail_id=words.voicemail_id,
            clip=words.clip,
            text=words.text,
        )
    )
    session.flush()
    history.append(
        session,
        row.subject,
        f"incident-{kind}",
        at=now,
        actor=f"user:{by.id}",
        what=row.what,
        severity=row.severity,
        hotlines=row.hotlines,
        next_update=row.next_update,
        message=words.voicemail_id,
        clip=words.clip,
    )
