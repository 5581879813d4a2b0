"""What callers hear instead of, or besides, the clips that ship. Every change is a publication with author and note.

The sound is kept before the publication that names it: whoever hears of a clip finds it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from ivr.flows import clips
from ivr.flows.clips import kept, upload
from ivr.flows.phrases import Piece
from ivr.hours import VoiceClip, publications, versions, voices
from ivr.hours.publications import Kind
from ivr.system import System

ENGINE = "speech"
"""The author of what was rendered."""


class NothingThere(LookupError):
    """There is no clip to go back from, or to."""


@dataclass(frozen=True)
class Change:
    """One publication that changed what is heard for a piece."""

    number: int
    author: str
    at: datetime
    note: str
    clip: VoiceClip | None
    """None: it went back to what ships."""


def replace(system: System, piece: Piece, body: bytes, *, author: str, note: str) -> int:
    """Callers hear the uploaded file for this piece from now on; answers the publication's number.

    Raises NotAClip for a file that cannot be heard, StoreError when it cannot be kept; then nothing has changed.
    """
    wav = upload.prepared(body, piece.text)
    changed = {clips.hashed(piece): _kept(system, piece, wav, "upload")}
    with system.database.writing() as session:
        return versions.publish_voices(
            session, changed, author=author, at=system.now(), note=note or piece.text
        )


def go_back(system: System, piece: Piece, *, author: str, note: str, to: int | None = None) -> int:
    """What publication `to` had callers hear for this piece is heard again, or without `to` what ships.

    Raises NothingThere when that publication names no clip of this piece, or when nothing was replaced.
    """
    name = clips.hashed(piece)
    with system.database.writing() as session:
        known = changes(session).get(name, [])
        clip = next((each.clip for each in known if each.number == to), None)
        if (to is not None and clip is None) or not known or known[-1].clip == clip:
            raise NothingThere(f"{piece.text!r} has no such clip to go back to")
        return versions.publish_voices(
            session, {name: clip}, author=author, at=system.now(), note=note or piece.text
        )


def add_rendered(system: System, sounds: Iterable[tuple[Piece, bytes]]) -> int | None:
    """Puts clips of typed words in force, but for those that have got one meanwhile; answers the number, or None."""
    made = {clips.hashed(piece): _kept(system, piece, wav, "rendered") for piece, wav in sounds}
    with system.database.writing() as session:
        known = changes(session)
        wanted = {name: clip for name, clip in made.items() if name not in known}
        if not wanted:
            return None
        note = "、".join(clip.text for clip in wanted.values())
        return versions.publish_voices(session, wanted, author=ENGINE, at=system.now(), note=note)


def changes(session: Session) -> dict[str, list[Change]]:
    """Everything that was ever changed, oldest first, by the name that the piece's clip has by its text."""
    found: dict[str, list[Change]] = defaultdict(list)
    for row in publications.of_kind(session, Kind.VOICES, publications.latest(session)):
        for name, clip in voices.changed(row.text).items():
            found[name].append(Change(row.number, row.author, row.at, row.note, clip))
    return dict(found)


def words_of(session: Session, clip: str) -> str | None:
    """What a clip that did not ship says, by its name; None for one that nobody published."""
    known = (each.clip for of_piece in changes(session).values() for each in of_piece if each.clip)
    return next((each.text for each in known if each.clip == clip), None)


def _kept(system: System, piece: Piece, wav: bytes, origin: Literal["upload", "rendered"]) -> VoiceClip:
    name = kept.keep(system.store, wav, piece.text)
    seconds = round(upload.seconds(wav), 3)
    return VoiceClip(name, piece.language, piece.text, origin, seconds)
