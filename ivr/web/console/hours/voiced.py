"""What the page of voices shows of each piece: what is heard for it, since when, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from flask import url_for

from ivr.clock import shanghai
from ivr.flows import clips, voices
from ivr.flows.phrases import Language, Phrase, Piece
from ivr.flows.rendering.engine import Engine
from ivr.flows.typed import Typed, typed, unspoken
from ivr.flows.voices import Change
from ivr.flows.words.closed import reason_piece
from ivr.flows.words.groups import groups, numbers
from ivr.hours import Edition
from ivr.hours.book import handed_in
from ivr.people import everybody
from ivr.system import System

LONGEST_TEXT = 200
TYPED = "typed"
"""The occasion of words that supervisors typed."""


@dataclass(frozen=True)
class Voiced:
    """One piece as it stands."""

    piece: Piece
    clip: str | None
    """The name of the sound that is heard; None where nothing is said."""
    changes: Sequence[Change]

    @property
    def name(self) -> str:
        return clips.hashed(self.piece)

    @property
    def last(self) -> Change | None:
        """What replaced the clip that ships; None while nothing does."""
        return self.changes[-1] if self.changes and self.changes[-1].clip else None

    @property
    def shipped(self) -> bool:
        """Whether there is a clip of the program's own to go back to."""
        return clips.ships(self.piece)


@dataclass(frozen=True)
class Row:
    """The same words in both languages."""

    zh: tuple[Voiced, ...]
    en: tuple[Voiced, ...]


class Voices:
    """Everything that can be heard under one edition."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.edition: Edition = system.book.current()
        with system.database.reading() as session:
            self._changes: Mapping[str, list[Change]] = voices.changes(session)
            self._people = {user.name: user.display for user in everybody(session)}
            self._notices = handed_in(session, self.edition.number)

    def of(self, piece: Piece) -> Voiced:
        heard = clips.clip_name(piece, self.edition.voices)
        return Voiced(piece, heard, self._changes.get(clips.hashed(piece), []))

    def row(self, phrase: Phrase) -> Row:
        zh = tuple(self.of(piece) for piece in phrase.zh if not piece.is_pause)
        return Row(zh, tuple(self.of(piece) for piece in phrase.en if not piece.is_pause))

    def groups(self, find: str = "") -> list[tuple[str, list[Row]]]:
        """Rows by occasion, in the order of a call; with `find`, those in which it is written."""
        found = [
            (group.key, [phrase for phrase in group.phrases if _has(phrase, find)]) for group in groups()
        ]
        named = [phrase for phrase in self._typed if _has(phrase, find)]
        return [
            (key, rows)
            for key, phrases in (*found, (TYPED, named))
            if (rows := [row for row in map(self.row, phrases) if row.zh or row.en])
        ]

    def numbers(self, find: str = "") -> list[Voiced]:
        """Dates, times and numbers, in both languages one after the other."""
        return [self.of(piece) for piece in numbers() if find.lower() in piece.text.lower()]

    @cached_property
    def silent(self) -> tuple[Typed, ...]:
        """What is typed in the edition and has no clip."""
        today = shanghai(self._system.now()).date()
        return unspoken(self.edition.schedule, self._notices, self.edition.voices, today)

    @property
    def engine_ready(self) -> bool:
        return Engine(self._system.settings.data).ready

    def author(self, name: str) -> str:
        """Who somebody is; the engine and the command have names of their own."""
        return self._people.get(name, name)

    def known(self, name: str, language: str = "", text: str = "") -> Piece | None:
        """The piece whose clip is called so by its text. A reason that is not published yet is told by its text."""
        if name in self._known:
            return self._known[name]
        if language not in ("zh", "en") or not 0 < len(text) <= LONGEST_TEXT:
            return None
        piece = Piece("zh" if language == "zh" else "en", text)
        return piece if self.is_reason(piece) and clips.hashed(piece) == name else None

    def occasions(self, piece: Piece) -> list[str]:
        """On which occasions it is heard."""
        found = [group.key for group in groups() if piece in group.pieces]
        return found + (["numbers"] if piece in numbers() else []) or [TYPED]

    def is_reason(self, piece: Piece) -> bool:
        """Whether it names a reason, which is left out without a clip; anything else is read by a machine then."""
        return piece == reason_piece(piece.language, piece.text)

    @cached_property
    def _typed(self) -> list[Phrase]:
        """What is typed in the edition, and what once was and has a voice still."""
        shipped = {piece for group in groups() for piece in group.pieces} | set(numbers())
        by_place: dict[str, Phrase] = {}
        for each in typed(self.edition.schedule, self._notices):
            if each.piece not in shipped:
                by_place[each.where] = by_place.get(each.where, Phrase()) + _alone(each.piece)
        shown = {piece for phrase in by_place.values() for piece in phrase.zh + phrase.en} | shipped
        return [*by_place.values(), *(_alone(piece) for piece in self._published if piece not in shown)]

    @cached_property
    def _published(self) -> list[Piece]:
        clipped = [each.clip for changes in self._changes.values() for each in changes if each.clip]
        return list(dict.fromkeys(Piece(clip.language, clip.text) for clip in clipped))

    @cached_property
    def _known(self) -> dict[str, Piece]:
        pieces = [piece for group in groups() for piece in group.pieces if not piece.is_pause]
        pieces += [*numbers(), *self._published]
        pieces += [each.piece for each in typed(self.edition.schedule, self._notices)]
        return {clips.hashed(piece): piece for piece in pieces}


def address(piece: Piece) -> str:
    """The page of a piece, which may be that of a reason in a draft."""
    return f"{url_for('console.voice', name=clips.hashed(piece))}?{urlencode(_told(piece))}"


def reason(language: Language, text: str) -> Piece:
    """What a reason that somebody is about to publish becomes."""
    return reason_piece(language, text)


def _told(piece: Piece) -> dict[str, str]:
    return {"language": piece.language, "text": piece.text}


def _alone(piece: Piece) -> Phrase:
    return Phrase(zh=(piece,)) if piece.language == "zh" else Phrase(en=(piece,))


def _has(phrase: Phrase, find: str) -> bool:
    return not find or find.lower() in f"{phrase.text('zh')}\n{phrase.text('en')}".lower()
