"""What people may ask about their own number: what we hold, a copy of it, and that it be erased.

Every request is written down with who carried it out and why, and none keeps the number itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks.ledger import hold_call, locked
from ivr.callbacks.references import spoken
from ivr.calls import Call
from ivr.privacy import due, erasing, matters, outside
from ivr.privacy.erasing import OF_A_NUMBER, Why
from ivr.privacy.fingerprints import fingerprint
from ivr.privacy.holds import Held
from ivr.privacy.matters import Matter
from ivr.privacy.tables import Asked, Request
from ivr.system import System
from ivr.telephony import masking
from ivr.telephony.numbers import contact
from ivr.voicemail import MessageState
from ivr.voicemail.tables import Audio

SETTLED = timedelta(minutes=15)
"""So long after a call nothing more is expected of it; before, a recording may still be on its way."""

LONGEST_REASON = 1000


class RequestError(Exception):
    """A request that cannot be carried out; `key` and `facts` are the console's words, the message the terminal's."""

    def __init__(self, key: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.key, self.facts = key, facts


@dataclass(frozen=True)
class Found:
    """What we hold about a number."""

    number: str
    """E.164."""
    matter: Matter
    earlier: list[Request]
    """What was asked about it before, the latest first."""

    @property
    def recordings(self) -> int:
        """How many messages and conversations there are."""
        return len(self.matter.messages) + len(self.matter.conversations)

    @property
    def anything(self) -> bool:
        return bool(self.matter.calls or self.matter.tasks)


def number_of(typed: str, area: str) -> str:
    """The number somebody typed, in E.164; raises RequestError."""
    found = contact(typed, area)
    if found is None:
        raise RequestError(
            "privacy.no.number",
            f"{typed.strip()[:40]!r} is no telephone number: write it as 13800138000, 075582345678 or +85223456789",
        )
    return found.e164


def find(system: System, number: str, *, reason: str, actor: str) -> Found:
    """What we hold about the number (E.164); the look is written down."""
    text = worded(reason)
    with system.database.writing() as session:
        found = look(session, system, number)
        _write_down(session, system, Asked.FIND, found, text, actor)
    return found


def look(session: Session, system: System, number: str) -> Found:
    """The same for an act that writes itself down."""
    before = select(Request).where(Request.fingerprint == fingerprint(system.settings, number))
    earlier = list(session.scalars(before.order_by(Request.id.desc())))
    return Found(number, matters.of_number(session, number), earlier)


def copied(session: Session, system: System, found: Found, *, reason: str, actor: str) -> Request:
    """Writes down that a copy is handed out, before it is."""
    return _write_down(session, system, Asked.COPY, found, worded(reason), actor)


def erase(system: System, number: str, *, reason: str, actor: str) -> Request:
    """Erases everything about the number (E.164): all of it in one transaction, then what lies outside.

    Raises RequestError, and nothing is erased, while a matter of it is open, a legal hold keeps it, or a call is not
    over; the refusal is written down as well.
    """
    text, now = worded(reason), system.now()
    with system.database.writing() as session:
        found = look(session, system, number)
        for call in sorted((*found.matter.calls, *found.matter.legs), key=lambda call: call.id):
            hold_call(session, call.id)
        for task in found.matter.tasks:
            locked(session, task.id)
        hindered = _hindrance(session, system, found.matter, now)
        outcome = hindered.key.rpartition(".")[2] if hindered else "done"
        request = _write_down(session, system, Asked.ERASE, found, text, actor, outcome)
        if hindered is None:
            _erase(session, found, Why(actor, request=request.id), now)
    if hindered is not None:
        raise hindered
    outside.carry_out(system)
    system.database.scrub()
    return request


def everything(session: Session, *, limit: int = 200) -> list[Request]:
    """The latest requests first."""
    return list(session.scalars(select(Request).order_by(Request.id.desc()).limit(limit)))


def worded(reason: str) -> str:
    """Why, as it is kept: numbers in it are masked. Raises RequestError for none, or far too many words."""
    text = reason.strip()
    if not text:
        raise RequestError("privacy.no.reason", "say who asked and why: it is written down (--reason TEXT)")
    if len(text) > LONGEST_REASON:
        raise RequestError(
            "privacy.no.reason-long",
            f"the reason is too long: at most {LONGEST_REASON} characters",
            most=LONGEST_REASON,
        )
    return masking.mask(text)


def _hindrance(session: Session, system: System, matter: Matter, now: datetime) -> RequestError | None:
    if any(_is_live(call, now) for call in (*matter.calls, *matter.legs)):
        return RequestError(
            "privacy.no.live",
            "a call of this number is not over, or only just: try again in a quarter of an hour",
        )
    if matter.open:
        refs = [spoken(task.ref) for task in matter.open]
        return RequestError(
            "privacy.no.open",
            f"something is still owed to this number ({', '.join(refs)}): settle it first, then erase",
            refs=refs,
        )
    held = Held.now(session, system.settings).on(matter)
    if held:
        numbers = [str(hold.id) for hold in held]
        return RequestError(
            "privacy.no.held",
            f"legal hold {', '.join(numbers)} keeps what is known of this number: lift it first",
            holds=numbers,
        )
    return None


def _is_live(call: Call, now: datetime) -> bool:
    if call.ended is None:
        # One whose end nobody ever reported is over after a day.
        return matters.real(call, call.began) > now - timedelta(days=1)
    return matters.real(call, call.ended) > now - SETTLED


def _erase(session: Session, found: Found, why: Why, now: datetime) -> None:
    several: tuple[Audio, ...] = (*found.matter.messages, *found.matter.conversations)
    for each in several:
        row = session.get_one(type(each), each.id)
        if row.original or (row.recording_sid and row.state != MessageState.PURGED):
            session.refresh(row, with_for_update=True)
            due.erase_audio(session, row, why, now)
    for task in found.matter.tasks:
        if not due.is_purged(task):
            erasing.task(session, task, why, now)
    for call in (*found.matter.calls, *found.matter.legs):
        if call.purged is None:
            erasing.call(session, call, why, now)
    for forget in OF_A_NUMBER:
        forget(session, found.number)


def _write_down(
    session: Session,
    system: System,
    kind: Asked,
    found: Found,
    reason: str,
    actor: str,
    outcome: str = "done",
) -> Request:
    now = system.now()
    request = Request(
        kind=kind,
        fingerprint=fingerprint(system.settings, found.number),
        at=now,
        actor=actor,
        reason="",
        outcome=outcome,
        calls=len(found.matter.calls),
        tasks=len(found.matter.tasks),
        messages=found.recordings,
    )
    session.add(request)
    session.flush()
    request.reason = history.keep(session, request.subject, "reason", reason)
    session.flush()
    history.append(
        session,
        request.subject,
        kind,
        at=now,
        actor=actor,
        number=request.fingerprint,
        reason=request.reason,
        outcome=outcome,
        calls=request.calls,
        tasks=request.tasks,
        messages=request.messages,
    )
    return request
