"""Clips, which are public and never change. Recordings are the console's: they are somebody's voice."""

from pathlib import Path

from flask import Blueprint, Response, abort, send_file

from ivr.flows import clips

audio = Blueprint("audio", __name__)


SOUNDS = Path(clips.__file__).parent.parent / "sounds"


@audio.get("/sounds/ringing.wav")
def ringing() -> Response:
    """The ring-back tone, 450 Hz, one second in five."""
    return send_file(SOUNDS / "ringing.wav", mimetype="audio/wav", max_age=86400)


@audio.get("/clips/<name>.wav")
def clip(name: str) -> Response:
    """The carrier fetches each clip once: its name is the hash of its text."""
    path = clips.path(name)
    if path is None:
        abort(404)
    response = send_file(path, mimetype="audio/wav", max_age=31536000)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
