"""Has words that supervisors typed rendered by the speech engine, where one is set up, and puts them in force.

A tick only looks: the engine works in a process of its own, at the lowest priority, and no call waits for it.
"""

import structlog

from ivr.clock import shanghai
from ivr.flows import clips, voices
from ivr.flows.phrases import Piece
from ivr.flows.rendering.engine import Engine, Rendering
from ivr.flows.typed import unspoken
from ivr.hours.book import Edition, handed_in
from ivr.system import System
from ivr.voicemail import StoreError

log = structlog.get_logger("speech")


class Speaking:
    """What one scheduler has rendered so far, and what is being rendered."""

    def __init__(self) -> None:
        self._looked: tuple[int, bool] | None = None
        self._rendering: Rendering | None = None
        self._given_up: set[Piece] = set()
        self._waiting_for_store = False

    def look(self, system: System) -> None:
        """Begins to render what is in force without a clip, or takes in what was rendered."""
        if system.database.is_rehearsal:
            return
        engine = Engine(system.settings.data)
        if self._rendering is not None:
            if not self._rendering.over():
                return
            try:
                self._take_in(system, engine, self._rendering)
            except StoreError as error:  # what was rendered stays where it is until it can be kept
                if not self._waiting_for_store:
                    log.error("rendered texts cannot be kept yet", why=str(error))
                self._waiting_for_store = True
                return
            self._rendering.close()
            self._rendering, self._waiting_for_store = None, False
        edition = system.book.current()
        if self._looked == (edition.number, engine.ready):
            return
        self._looked = edition.number, engine.ready
        wanted = [piece for piece in missing(system, edition) if piece not in self._given_up]
        if wanted and engine.ready:
            log.info("rendering", texts=[piece.text for piece in wanted])
            try:
                self._rendering = engine.render(wanted)
            except OSError as error:
                self._give_up(system, engine, str(error), wanted)

    def _take_in(self, system: System, engine: Engine, rendering: Rendering) -> None:
        sounds = rendering.sounds()
        why, failed = rendering.failed()
        if sounds:
            number = voices.add_rendered(system, sounds)
            log.info("rendered", number=number, texts=[piece.text for piece, _ in sounds])
        if failed:
            self._give_up(system, engine, why, failed)
        else:
            engine.succeeded()

    def _give_up(self, system: System, engine: Engine, why: str, pieces: list[Piece]) -> None:
        """Said once in the log, and by `ivr doctor` until something was rendered again."""
        self._given_up.update(pieces)
        engine.failed(why, pieces, system.now())
        log.error("texts cannot be rendered", why=why, texts=[piece.text for piece in pieces])


def missing(system: System, edition: Edition) -> list[Piece]:
    """What is in force without a clip, unless somebody went back from one: that was meant."""
    with system.database.reading() as session:
        notices = handed_in(session, edition.number)
        settled = voices.changes(session)
    found = unspoken(edition.schedule, notices, edition.voices, shanghai(system.now()).date())
    return [each.piece for each in found if clips.hashed(each.piece) not in settled]
