"""What callers hear instead of, or besides, the clips that ship: published as JSON, replayed in order."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class VoiceClip:
    """A clip that is heard for a piece of text."""

    clip: str
    """The name of the audio."""
    language: Literal["zh", "en"]
    text: str
    """The words it says."""
    origin: Literal["upload", "rendered"]
    seconds: float


def written(changes: Mapping[str, VoiceClip | None]) -> str:
    """Changes as they are published: by the name that a piece's clip has by its text; null goes back to what
    ships."""
    told = {name: asdict(clip) if clip else None for name, clip in changes.items()}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def changed(text: str) -> dict[str, VoiceClip | None]:
    """What :func:`written` wrote."""
    return {name: VoiceClip(**told) if told else None for name, told in json.loads(text).items()}


def replayed(texts: Iterable[str]) -> dict[str, VoiceClip]:
    """What is heard after all these publications, oldest first."""
    heard: dict[str, VoiceClip] = {}
    for text in texts:
        for name, clip in changed(text).items():
            if clip is None:
                heard.pop(name, None)
            else:
                heard[name] = clip
    return heard
