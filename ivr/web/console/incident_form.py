"""What is typed to report an incident, to tell of it again, or to say that it is over."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from ivr.clock import parse_moment
from ivr.flows.clips import kept, upload
from ivr.incidents import Words
from ivr.system import System
from ivr.voicemail import StoreError

LONGEST_TEXT = 400
MOST_POSTED = 16 * 1024 * 1024
"""Bytes: what is read of an upload, so that one which is too large is answered in words and not cut off."""


class Unusable(ValueError):
    """What was typed cannot be used; `key` names the sentence that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Typed:
    """One form."""

    next_update: datetime | None
    words: Words


def typed(system: System) -> Typed:
    """The form that was posted, its recording put into the store. Raises Unusable."""
    when = request.form.get("next", "").strip()
    try:
        following = parse_moment(when) if when else None
    except ValueError:
        raise Unusable("incident.no.unreadable") from None
    text = request.form.get("text", "").strip()[:LONGEST_TEXT] or None
    return Typed(following, Words(clip=_clip(system, text or ""), text=text))


def _clip(system: System, text: str) -> str | None:
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    try:
        sound = upload.prepared(file.stream.read(upload.LARGEST + 1), text)
        return kept.keep(system.store, sound, text)
    except upload.NotAClip as error:
        raise Unusable(f"voices.bad.{error.why}") from None
    except StoreError:
        raise Unusable("voices.bad.store") from None
