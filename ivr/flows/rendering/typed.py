"""`python -m ivr.flows.rendering.typed CACHE FOLDER`: renders the texts on standard input, for `engine`.

In: JSON, a list of `{"language", "text"}`. Out: into FOLDER one WAV for each, named by its text's hash, and on standard
output a line of JSON for each, `{"name", "error"}` with null where it went well.
"""

import json
import os
import sys
from pathlib import Path

from ivr.flows import clips
from ivr.flows.phrases import Piece
from ivr.flows.rendering import sound
from ivr.flows.rendering.voice import Voice


def render(cache: Path, folder: Path) -> None:
    """Renders one text after the other, and stops when nobody waits for them any more."""
    os.nice(19)  # callers come first
    voice, parent = Voice(cache), os.getppid()
    for wanted in json.load(sys.stdin):
        if os.getppid() != parent:
            return
        piece = Piece(wanted["language"], wanted["text"])
        name, error = clips.hashed(piece), None
        try:
            sound.write(sound.clip(piece, voice.speak(piece)), folder / f"{name}.wav")
        except Exception as problem:  # one text that cannot be said keeps no other from being said
            error = f"{type(problem).__name__}: {problem}"
        sys.stdout.write(json.dumps({"name": name, "error": error}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    render(Path(sys.argv[1]), Path(sys.argv[2]))
