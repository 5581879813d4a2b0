"""Clips, which are public and never change. Recordings are the console's: they are somebody's voice."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import structlog
from flask import Blueprint, Response, abort, current_app, send_file

from ivr.flows import clips
from ivr.flows.clips import kept
from ivr.system import System
from ivr.voicemail import Missing, Store, StoreError

audio = Blueprint("audio", __name__)
log = structlog.get_logger("audio")

YEAR = 31_536_000
_T = TypeVar("_T", bytes, str)

SOUNDS = Path(clips.__file__).parent.parent / "sounds"


@audio.get("/sounds/ringing.wav")
def ringing() -> Response:
    """The ring-back tone, 450 Hz, one second in five."""
    return send_file(SOUNDS / "ringing.wav", mimetype="audio/wav", max_age=86400)


@audio.get("/clips/<name>.wav")
def clip(name: str) -> Response:
    """The carrier fetches each clip once: its name is the hash of its text, or of its sound where it did not ship."""
    path = clips.path(name)
    return _for_ever(
        send_file(path, mimetype="audio/wav", max_age=YEAR)
        if path is not None
        else Response(_kept(kept.sound, name), mimetype="audio/wav")
    )


@audio.get("/clips/<name>.txt")
def text(name: str) -> Response:
    """The words of a clip, for the transcripts of a test phone."""
    shipped = clips.index().get(name)
    return _for_ever(Response(shipped["text"] if shipped else _kept(kept.words, name), mimetype="text/plain"))


def _kept(read: Callable[[Store, str], _T], name: str) -> _T:
    """What the store has of a clip; 404 for nothing, 503 when it cannot be asked, which a carrier tries again."""
    system: System = current_app.extensions["ivr"]
    if not kept.is_name(name):
        abort(404)
    try:
        return read(system.store, name)
    except Missing:
        abort(404)
    except StoreError as error:
        log.error("a clip cannot be read", clip=name, why=str(error))
        abort(503)


def _for_ever(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = YEAR
    return response
