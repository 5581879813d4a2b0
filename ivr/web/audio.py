"""Clips, which are public and never change. Recordings are the console's: they are somebody's voice."""

from pathlib import Path

import structlog
from flask import Blueprint, Response, abort, send_file

from ivr.flows import clips, voices
from ivr.flows.clips import kept
from ivr.voicemail import Missing, StoreError
from ivr.web.voice import current_system

audio = Blueprint("audio", __name__)
log = structlog.get_logger("audio")

YEAR = 31_536_000

SOUNDS = Path(clips.__file__).parent.parent / "sounds"


@audio.get("/sounds/ringing.wav")
def ringing() -> Response:
    """The ring-back tone, 450 Hz, one second in five."""
    return send_file(SOUNDS / "ringing.wav", mimetype="audio/wav", max_age=86400)


@audio.get("/clips/<name>.wav")
def clip(name: str) -> Response:
    """The carrier fetches each clip once: what has another text, or another sound, has another name."""
    path = clips.path(name)
    if path is not None:
        return _for_ever(send_file(path, mimetype="audio/wav", max_age=YEAR))
    if not kept.is_name(name):
        abort(404)
    try:
        sound = kept.sound(current_system().store, name)
    except Missing:
        abort(404)
    except StoreError as error:  # the carrier tries again
        log.error("a clip cannot be read", clip=name, why=str(error))
        abort(503)
    return _for_ever(Response(sound, mimetype="audio/wav"))


@audio.get("/clips/<name>.txt")
def text(name: str) -> Response:
    """The words of a clip, for the transcripts of a test phone."""
    shipped = clips.index().get(name)
    if shipped is None and kept.is_name(name):
        with current_system().database.reading() as session:
            found = voices.words_of(session, name)
    else:
        found = shipped["text"] if shipped else None
    return _for_ever(Response(found, mimetype="text/plain")) if found else abort(404)


def _for_ever(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = YEAR
    return response
