"""Typed words are rendered after publication by a process of its own; whatever that process does, calls go on."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner
from recorded import voice, wav
from world import World

from ivr import apart
from ivr.apart import SetupError
from ivr.cli import main
from ivr.cli.doctor import examine
from ivr.flows import clips, voices
from ivr.flows.phrases import Piece
from ivr.flows.rendering import model, setting_up
from ivr.flows.rendering.engine import Engine
from ivr.flows.rendering.setting_up import set_up
from ivr.flows.speaking import Speaking
from ivr.voicemail import Store, StoreError

SCHEDULE = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
REPAIR = Piece("zh", "因空调维修，")
CLOSED = """overrides:
  - {on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 空调维修, en: air-conditioning repair}}
"""

SPEAKS = """
    for wanted in json.load(sys.stdin):
        piece = Piece(wanted["language"], wanted["text"])
        (folder / f"{clips.hashed(piece)}.wav").write_bytes(sound)
        print(json.dumps({"name": clips.hashed(piece), "error": None}))
"""
SPEAKS_NO_ENGLISH = """
    for wanted in json.load(sys.stdin):
        piece = Piece(wanted["language"], wanted["text"])
        error = None if piece.language == "zh" else "ValueError: too many sounds"
        if not error:
            (folder / f"{clips.hashed(piece)}.wav").write_bytes(sound)
        print(json.dumps({"name": clips.hashed(piece), "error": error}))
"""
CRASHES = """
    sys.exit("Illegal instruction")
"""


def engine_that(world: World, does: str) -> Engine:
    """An engine whose environment holds a program of this test instead of the speech packages."""
    engine = Engine(world.system.settings.data)
    engine.python.parent.mkdir(parents=True, exist_ok=True)
    sizes = {"kokoro-fp32.onnx": model._MODEL_BYTES}
    for name, size in (sizes | {f"{each}.bin": model._VOICE_BYTES for each in clips.VOICES.values()}).items():
        with (engine.folder / name).open("wb") as file:
            file.truncate(size)  # holes: nothing is written
    engine.packages.write_text("all of them")
    (engine.folder / "sound.wav").write_bytes(wav(voice(0.7)))
    program = engine.folder / "program.py"
    body = dedent(does)
    program.write_text(
        "import json, sys\nfrom pathlib import Path\nfrom ivr.flows import clips\n"
        "from ivr.flows.phrases import Piece\nfolder = Path(sys.argv[-1])\n"
        "sound = (Path(sys.argv[-2]) / 'sound.wav').read_bytes()\n" + body
    )
    engine.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n')
    engine.python.chmod(0o755)
    return engine


def publish_closure(world: World) -> World:
    world.publish(re.split(r"^overrides:", SCHEDULE, flags=re.MULTILINE)[0] + CLOSED)
    return world.at("2026-12-24T10:00")


def rendered(world: World, speaking: Speaking) -> None:
    """Lets the scheduler look until whatever was begun has ended."""
    speaking.look(world.system)
    if speaking._rendering is not None:
        speaking._rendering.wait()
        speaking.look(world.system)


def test_a_typed_reason_is_said_after_its_publication(world: World) -> None:
    engine_that(world, SPEAKS)
    publish_closure(world)
    world.caller("+8613700000001").dials("83183333").hears("今天暂停人工接听").never_hears("空调")
    rendered(world, Speaking())
    call = world.caller("+8613700000002").dials("83183333", "9").went_well()
    call.hears("因空调维修，今天暂停人工接听，")
    call.hears("Because of air-conditioning repair, nobody can answer calls today.")
    with world.database.reading() as session:
        change = voices.changes(session)[clips.hashed(REPAIR)][-1]
    assert (change.author, change.clip and change.clip.origin) == ("speech", "rendered")
    assert world.histories_hold()


def test_with_nothing_to_say_no_process_is_begun(world: World) -> None:
    engine_that(world, CRASHES)
    speaking = Speaking()
    speaking.look(world.system)
    assert speaking._rendering is None


def test_without_an_engine_nothing_is_tried_until_there_is_one(world: World) -> None:
    publish_closure(world)
    speaking = Speaking()
    rendered(world, speaking)
    assert not world.system.book.current().voices
    engine_that(world, SPEAKS)
    rendered(world, speaking)
    assert clips.hashed(REPAIR) in world.system.book.current().voices


def test_what_cannot_be_said_is_told_by_doctor_and_not_tried_again(world: World) -> None:
    engine = engine_that(world, SPEAKS_NO_ENGLISH)
    publish_closure(world)
    speaking = Speaking()
    rendered(world, speaking)
    assert clips.hashed(REPAIR) in world.system.book.current().voices
    number = world.system.book.current().number
    rendered(world, speaking)
    rendered(world, speaking)
    assert world.system.book.current().number == number
    assert engine.failure is not None
    assert engine.failure.why == "ValueError: too many sounds"
    assert engine.failure.texts == ("Because of air-conditioning repair,",)
    told = next(finding for finding in examine(world.system) if "speech engine" in finding.what)
    assert told.state == "wrong"
    assert "too many sounds" in told.what
    assert "Because of air-conditioning repair," in told.what


def test_an_engine_that_crashes_changes_nothing_for_callers(world: World) -> None:
    engine = engine_that(world, CRASHES)
    publish_closure(world)
    rendered(world, Speaking())
    assert engine.failure is not None
    assert engine.failure.why == "Illegal instruction"
    world.caller().dials("83183333").hears("今天暂停人工接听").went_well()


def test_what_a_supervisor_took_away_is_not_rendered_again(world: World) -> None:
    engine_that(world, SPEAKS)
    publish_closure(world)
    speaking = Speaking()
    rendered(world, speaking)
    voices.go_back(world.system, REPAIR, author="lin.jing", note="听不清")
    rendered(world, speaking)
    assert clips.hashed(REPAIR) not in world.system.book.current().voices
    world.caller().dials("83183333").hears("今天暂停人工接听").never_hears("空调维修")


def test_what_was_uploaded_while_it_was_rendered_stays(world: World) -> None:
    engine_that(world, SPEAKS)
    publish_closure(world)
    speaking = Speaking()
    speaking.look(world.system)
    assert speaking._rendering is not None
    speaking._rendering.wait()
    voices.replace(world.system, REPAIR, wav(voice(1.1)), author="lin.jing", note="")
    mine = world.system.book.current().voices[clips.hashed(REPAIR)]
    speaking.look(world.system)
    assert world.system.book.current().voices[clips.hashed(REPAIR)] == mine


def test_an_engine_that_cannot_be_started_is_given_up(world: World) -> None:
    engine = engine_that(world, SPEAKS)
    engine.python.chmod(0o644)
    publish_closure(world)
    speaking = Speaking()
    rendered(world, speaking)
    assert engine.failure is not None
    assert "Permission denied" in engine.failure.why
    rendered(world, speaking)
    assert speaking._rendering is None


def test_what_was_rendered_while_the_store_is_away_is_kept_when_it_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine_that(world, SPEAKS)
    publish_closure(world)
    speaking = Speaking()

    def away(_store: Store, _key: str, _body: bytes) -> None:
        raise StoreError("away")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "put", away)
        rendered(world, speaking)
        speaking.look(world.system)
    assert not world.system.book.current().voices
    speaking.look(world.system)
    assert clips.hashed(REPAIR) in world.system.book.current().voices


def test_a_rehearsal_renders_nothing(world: World) -> None:
    engine_that(world, SPEAKS)
    publish_closure(world)
    speaking = Speaking()
    with world.database.rehearsing() as rehearsed:
        speaking.look(world.system.with_database(rehearsed))
    assert speaking._rendering is None


def test_doctor_says_what_to_do_where_there_is_no_engine(world: World) -> None:
    publish_closure(world)
    told = next(finding for finding in examine(world.system) if "speech engine" in finding.what)
    assert told.state == "note"
    assert "因空调维修，" in told.what
    assert "ivr speech setup" in told.do


# Setting it up; the registries are replaced by commands that do what theirs would.


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every command that setting up runs: they make what they should, and fetch nothing."""
    run: list[list[str]] = []

    def pretended(command: list[str]) -> object:
        run.append(command)
        if "venv" in command:
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.write_text("#!/bin/sh\nexit 0\n")
            python.chmod(0o755)
        return apart.subprocess.CompletedProcess(command, 0, "", "")

    def fetched(cache: Path) -> Path:
        run.append(["model"])
        with (cache / "kokoro-fp32.onnx").open("wb") as file:
            file.truncate(model._MODEL_BYTES)
        return cache

    def voice_fetched(cache: Path, name: str) -> Path:
        with (cache / f"{name}.bin").open("wb") as file:
            file.truncate(model._VOICE_BYTES)
        return cache

    monkeypatch.setattr(apart, "_run", pretended)
    monkeypatch.setattr(model, "model", fetched)
    monkeypatch.setattr(model, "voice", voice_fetched)
    monkeypatch.setattr(setting_up, "_proof", lambda *_: None)
    return run


def test_setting_up_again_does_nothing_again(tmp_path: Path, commands: list[list[str]]) -> None:
    engine, told = Engine(tmp_path), list[str]()
    set_up(engine, told.append)
    assert engine.ready
    assert [command[2] for command in commands if len(command) > 2] == ["venv", "pip"]
    assert "--require-hashes" in commands[1]
    done = len(commands)
    set_up(engine, told.append)
    assert len(commands) == done
    assert told[-2:] == ["the speech packages are there", "the voice model is there"]


def test_other_packages_are_installed_anew(tmp_path: Path, commands: list[list[str]]) -> None:
    engine = Engine(tmp_path)
    set_up(engine, lambda _: None)
    engine.packages.write_text("those of another version")
    set_up(engine, lambda _: None)
    assert [command[2] for command in commands if len(command) > 2] == ["venv", "pip", "pip"]


def test_no_network_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(command: list[str]) -> object:
        wrong = "WARNING: Retrying\nERROR: No matching distribution found for misaki==0.9.4\n"
        return apart.subprocess.CompletedProcess(command, int("pip" in command), "", wrong)

    monkeypatch.setattr(apart, "_run", refused)
    with pytest.raises(SetupError) as told:
        set_up(Engine(tmp_path), lambda _: None)
    assert str(told.value) == (
        "pip could not install the speech packages (No matching distribution found for misaki==0.9.4): "
        "is there a network?"
    )


def test_no_npm_is_one_clear_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(tmp_path)
    engine.python.parent.mkdir(parents=True)
    engine.python.write_text("")
    monkeypatch.setattr(apart, "_run", lambda command: apart.subprocess.CompletedProcess(command, 0, "", ""))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IVR_DATA", str(tmp_path))
    told = CliRunner().invoke(main, ["speech", "setup"])
    assert told.exit_code == 1
    assert "npm is not installed" in told.output
    assert "Traceback" not in told.output


def test_npm_without_a_network_says_what_npm_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = tmp_path / "npm"
    npm.write_text(
        '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\necho "npm error network it is down" >&2\nexit 1\n'
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    with pytest.raises(model.ModelError, match=r"npm could not fetch kokoro-js \(network it is down\)"):
        model.voice(tmp_path / "cache", "zf_xiaoxiao")


def test_the_state_is_told_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IVR_DATA", str(tmp_path))
    monkeypatch.setenv("IVR_SCHEDULES", str(tmp_path / "schedules.yaml"))
    (tmp_path / "schedules.yaml").write_text(SCHEDULE)
    told = json.loads(CliRunner().invoke(main, ["speech", "status", "--json"]).stdout)
    assert told["ready"] is False
    assert told["failure"] is None
