"""Engines for tests: the real one, where `tests/setup` brought it, and a stand-in that keeps the same promise.

hears(world, "主用 线路 中断 了")     # whatever is recorded, this is what the stand-in hears
written_down(world)                  # the scheduler looks until nothing is left to listen to
"""

import json
import os
import sys
from pathlib import Path

import pytest
from world import World

from ivr.callbacks.transcribing import Transcribing
from ivr.voicemail.transcripts import Engine
from ivr.voicemail.transcripts.engine import LANGUAGES

REAL = Path(__file__).parent.parent / ".venv" / "engine"
needs_engine = pytest.mark.skipif(
    not Engine(REAL).ready and not os.environ.get("CI"), reason="tests/setup did not bring the engine"
)

HEARS = 'sys.stdout.write((folder / "heard.json").read_text())'
CRASHES = 'sys.exit("Illegal instruction")'
BABBLES = 'sys.stdout.write("Hello?")'
NEVER_ENDS = "import time; time.sleep(600)"


def real_engine(world: World) -> Engine:
    engine = Engine(world.system.settings.data)
    engine.folder.parent.mkdir(parents=True, exist_ok=True)
    engine.folder.symlink_to(Engine(REAL).folder)
    return engine


def engine_that(world: World, does: str) -> Engine:
    """A process of its own, started as the real one is, that does something else with what it is given."""
    engine = Engine(world.system.settings.data)
    for language in LANGUAGES:
        engine.model(language).mkdir(parents=True, exist_ok=True)
    engine.python.parent.mkdir(parents=True, exist_ok=True)
    engine.packages.write_text("all of them")
    program = engine.folder / "program.py"
    program.write_text(
        "import sys, wave\nfrom pathlib import Path\nfolder = Path(__file__).parent\n"
        "with wave.open(sys.stdin.buffer) as sound:\n"
        "    assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 8000)\n"
        f"(folder / 'language').write_text(Path(sys.argv[2]).name)\n{does}\n"
    )
    engine.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n')
    engine.python.chmod(0o755)
    return engine


def hears(world: World, said: str) -> Engine:
    """Hears `said` in whatever it is given: a word each half second, from the first second on."""
    engine = engine_that(world, HEARS)
    words = [[word, 1 + n / 2, 1.5 + n / 2] for n, word in enumerate(said.split())]
    (engine.folder / "heard.json").write_text(json.dumps({"words": words}))
    return engine


def written_down(world: World) -> None:
    """The scheduler looks until there is nothing more to listen to now."""
    transcribing = Transcribing()
    transcribing.look(world.system)
    while transcribing.busy:
        transcribing.wait()
        transcribing.look(world.system)
