"""Has messages written down while their tasks wait, one at a time, in a process of its own at the lowest priority.

Only messages of tasks that are still owed: whoever settled a matter has listened. A tick only looks; nothing in the
queue waits for it, and without an engine nothing happens at all.
"""

from datetime import datetime

import structlog
from sqlalchemy import Select, select

from ivr.callbacks import lifting
from ivr.callbacks.states import TaskState
from ivr.callbacks.tables import Task, TaskMessage
from ivr.database import Database
from ivr.system import System
from ivr.voicemail import StoreError, Voicemail, transcripts
from ivr.voicemail.transcripts import Claim, Engine, EngineError, Hearing, Transcript
from ivr.voicemail.transcripts.life import LEASE, offset, wanted

log = structlog.get_logger("transcripts")


class Transcribing:
    """What one scheduler is listening to."""

    def __init__(self) -> None:
        self._claim: Claim | None = None
        self._hearing: Hearing | None = None
        self._prolonged: datetime | None = None

    def look(self, system: System) -> None:
        """Takes in what was heard, and begins with the next message."""
        if system.database.is_rehearsal:
            return
        if self._claim is not None and self._hearing is not None:
            if not self._hearing.over():
                self._hold_on(system, self._claim)
                return
            self._take_in(system, self._claim, self._hearing)
        engine = Engine(system.settings.data)
        if engine.ready:
            self._begin(system, engine)

    def wait(self) -> None:
        """Until what it listens to is over; for whoever has nothing else to do."""
        if self._hearing is not None:
            self._hearing.wait()

    @property
    def busy(self) -> bool:
        return self._hearing is not None

    def _begin(self, system: System, engine: Engine) -> None:
        now = system.now()
        claim = _claim(system.database, engine.name, now)
        if claim is None:
            return
        try:
            wav = system.store.get(claim.playable)
            self._hearing = engine.hear(wav, claim.language, claim.seconds)
        except (StoreError, EngineError) as error:
            _failed(system, claim, str(error))
            return
        self._claim, self._prolonged = claim, now

    def _hold_on(self, system: System, claim: Claim) -> None:
        now = system.now()
        if self._prolonged is None or now - self._prolonged >= LEASE / 3:
            with system.database.writing() as session:
                transcripts.prolong(session, claim, now)
            self._prolonged = now

    def _take_in(self, system: System, claim: Claim, hearing: Hearing) -> None:
        self._claim = self._hearing = None
        try:
            words = hearing.words()
        except EngineError as error:
            _failed(system, claim, str(error))
        else:
            _made(system, claim, words)
        finally:
            hearing.close()


def _claim(database: Database, engine: str, now: datetime) -> Claim | None:
    with database.reading() as session:
        candidates = session.scalars(_owed(now).limit(3)).all()
    for voicemail_id in candidates:  # most of the time there is none, and no write lock is taken
        with database.writing() as session:
            claim = transcripts.claim(session, voicemail_id, engine, now)
        if claim is not None:
            return claim
    return None


def _owed(now: datetime) -> Select[int]:
    """Messages of what is owed: those nobody has taken up first, of these the newest."""
    return (
        select(Voicemail.id)
        .join(TaskMessage, TaskMessage.voicemail_id == Voicemail.id)
        .join(Task, Task.id == TaskMessage.task_id)
        .outerjoin(Transcript, Transcript.voicemail_id == Voicemail.id)
        .where(Task.closed_at.is_(None), wanted(now))
        .order_by(
            Voicemail.superseded_by.is_not(None),
            Task.state != TaskState.WAITING,
            Voicemail.created.desc(),
            Voicemail.id.desc(),
        )
    )


def _made(system: System, claim: Claim, words: list[list[object]]) -> None:
    now = system.now()
    with system.database.writing() as session:
        row = transcripts.made(session, claim, words, now)
        if row is None:
            return
        message = session.get_one(Voicemail, claim.voicemail_id)
        at = now + offset(session, message)
        lifted = lifting.consider(session, system.book.current(session), message, row.text or "", now=at)
    log.info("a message was written down", message=claim.voicemail_id, words=len(words), lifted=lifted)


def _failed(system: System, claim: Claim, why: str) -> None:
    with system.database.writing() as session:
        given_up = transcripts.failed(session, claim, why, system.now())
    log.warning("a message cannot be written down", message=claim.voicemail_id, why=why, given_up=given_up)
