"""Words that supervisors type and others hear: reasons in the schedule and in notices, names of hotlines.

A reason without a clip is left out and callers hear the general words; a name without one is read by the carrier's
own voice. The editor says so before anything is published.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from calendars.notices import Notice
from ivr.flows.clips import clip_name
from ivr.flows.phrases import Bilingual, Language, Piece
from ivr.flows.words.closed import has_words, reason_piece
from ivr.hours import Schedule
from ivr.hours.model import OverrideKind

_NAMES = "hotlines."
_SPOKEN = (OverrideKind.CLOSED, OverrideKind.HOURS)


class Typed(NamedTuple):
    """Words somebody typed, in one of their languages."""

    where: str
    """The key in the schedule, `overrides.3.closed`, or the title of the notice."""
    language: Language
    text: str
    """As it was typed."""

    @property
    def piece(self) -> Piece:
        """What is spoken of it."""
        if self.where.startswith(_NAMES):
            return Piece(self.language, self.text)
        return reason_piece(self.language, self.text)


def typed(schedule: Schedule, notices: Iterable[Notice] = (), since: date | None = None) -> Iterator[Typed]:
    """All such words, once each; with `since`, without those about days before it.

    Reasons that have words of their own, 台风 say, are not among them: those ship.
    """
    seen: set[Piece] = set()
    for each in chain(_reasons(schedule, since), _occasions(notices, since), _hotlines(schedule)):
        if each.piece not in seen:
            seen.add(each.piece)
            yield each


def unspoken(
    schedule: Schedule, notices: Iterable[Notice], voices: Mapping[str, str], since: date | None = None
) -> tuple[Typed, ...]:
    """Those of which no clip exists, neither one that ships nor one of an edition's `voices`."""
    return tuple(each for each in typed(schedule, notices, since) if clip_name(each.piece, voices) is None)


def _reasons(schedule: Schedule, since: date | None) -> Iterator[Typed]:
    for number, override in enumerate(schedule.overrides, 1):
        passed = since is not None and (override.through or override.on) < since
        if not passed and override.kind in _SPOKEN:
            yield from _unnamed("override", f"overrides.{number}.{override.kind}", override.text)


def _occasions(notices: Iterable[Notice], since: date | None) -> Iterator[Typed]:
    for notice in notices:
        for closure in notice.closed:
            if since is None or closure.last >= since:
                yield from _unnamed("holiday", notice.title, closure.occasion)


def _unnamed(kind: str, where: str, text: Bilingual) -> Iterator[Typed]:
    """The languages in which no words of ours name the reason."""
    return (each for each in _both(where, text) if not has_words(kind, text, each.language))


def _hotlines(schedule: Schedule) -> Iterator[Typed]:
    for hotline in schedule.hotlines.values():
        yield from _both(f"{_NAMES}{hotline.number}.name", hotline.name)


def _both(where: str, text: Bilingual) -> Iterator[Typed]:
    yield Typed(where, "zh", text.zh)
    yield Typed(where, "en", text.en)
