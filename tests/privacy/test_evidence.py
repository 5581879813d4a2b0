"""The pack verifies on its own, and a single byte that was changed shows."""

import io
import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from traces import NATIONAL
from world import World

from ivr.callbacks.tables import Task
from ivr.flows.words.notices import WORDINGS, spoken_now
from ivr.privacy import evidence, signing, verify
from ivr.settings import Settings
from ivr.web.console.privacy.story import story


@pytest.fixture
def pack(world: World, ref: str) -> bytes:
    with world.database.reading() as session:
        number = session.scalars(select(Task.id)).one()
    return evidence.pack(world.system, number, notices=WORDINGS, story=story, actor="terminal")


def files_of(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_pack_tells_the_whole_story_and_no_number(world: World, ref: str, pack: bytes) -> None:
    files = files_of(pack)
    for name, body in files.items():
        if not name.startswith("audio/"):
            assert NATIONAL.encode() not in body, name
    assert json.loads(files["task.json"])["caller"] == "138****8000"
    (call,) = json.loads(files["consent.json"])["calls"]
    assert (call["notice"], call["pressed"][0]["keys"]) == ("2026-11", "1")
    assert "通话将被录音" in files["consent.json"].decode()
    message = world.messages()[0]
    assert files[f"audio/message-{message.id}.wav"] == world.system.store.get(message.original)
    assert (
        'number: "83183333"' in files["schedules/1.yaml"].decode()
        or "83183333" in files["schedules/1.yaml"].decode()
    )
    told = files["story.html"].decode()
    assert "来电留言，建立任务" in told and "Message left, task opened" in told
    assert "请回 138****8000" in told
    checked = evidence.verify(world.system, pack)
    assert not checked.broken and not checked.unsure, checked.findings
    assert sum("written here, unaltered" in sentence for _, sentence in checked.findings) == 3
    assert [entry["kind"] for entry in world.task(ref)["history"]][-1] == "exported"
    assert world.histories_hold()


def test_it_verifies_with_nothing_of_the_house(world: World, pack: bytes, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(pack)
    (tmp_path / "verify.py").write_bytes(files_of(pack)["verify.py"])
    key = signing.fingerprint(world.system.settings)

    def runs(*words: str, isolated: bool) -> subprocess.CompletedProcess[str]:
        # -I -S: without any package; the signature is then checked by openssl, or said not to be.
        flags = ["-I", "-S"] if isolated else []
        return subprocess.run(
            [sys.executable, *flags, "verify.py", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    whole = runs("pack.zip", "--key", key, isolated=False)
    assert whole.returncode == 0, whole.stdout
    assert "It verifies." in whole.stdout
    alone = runs("pack.zip", isolated=True)
    assert alone.returncode in (0, 3), alone.stdout + alone.stderr
    assert runs("pack.zip", "--key", "0000 " * 16, isolated=False).returncode == 1


def test_another_house_does_not_pass_it_off(world: World, pack: bytes, tmp_path: Path) -> None:
    """Altered, and signed anew with a key of somebody's own: it holds together, but not under the house's key."""
    files = files_of(pack)
    files["task.json"] = files["task.json"].replace(b"resolved", b"closed")
    manifest = json.loads(files[verify.MANIFEST])
    import hashlib

    body = files["task.json"]
    manifest["files"]["task.json"] = {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    forger = Settings(data=tmp_path / "forger")
    files[verify.KEY] = signing.public_key(forger).encode()
    key = files[verify.KEY]
    manifest["files"][verify.KEY] = {"sha256": hashlib.sha256(key).hexdigest(), "bytes": len(key)}
    files[verify.MANIFEST] = json.dumps(manifest).encode()
    files[verify.SIGNATURE] = signing.sign(forger, files[verify.MANIFEST]).encode()
    forged = verify.packed(files)
    assert not verify.examine(forged).broken
    checked = evidence.verify(world.system, forged)
    assert checked.broken
    assert any("not the one that was told" in sentence for _, sentence in checked.findings)


def test_the_wording_on_record_is_the_one_that_is_spoken() -> None:
    version, spoken = spoken_now()
    assert WORDINGS[version] == spoken, (
        "the notice was reworded: give it a new NOTICE_VERSION and add its words"
    )


@cache
def small() -> bytes:
    """A pack of its own, so that thousands of changes take no time."""
    import hashlib
    import tempfile

    house = Settings(data=Path(tempfile.mkdtemp()))
    entry = {
        "subject": "task:1",
        "seq": 1,
        "at": "2026-10-01T12:00:00+00:00",
        "kind": "opened",
        "actor": "caller",
    }
    chain = {
        "subject": "task:1",
        "entries": [{"body": json.dumps(entry), "mac": "0"}],
        "proof": "",
        "notes": [],
    }
    files = {
        "histories/task-1.json": json.dumps(chain).encode(),
        verify.KEY: signing.public_key(house).encode(),
    }
    manifest = {
        "files": {
            name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
            for name, body in files.items()
        }
    }
    files[verify.MANIFEST] = json.dumps(manifest).encode()
    files[verify.SIGNATURE] = signing.sign(house, files[verify.MANIFEST]).encode()
    return verify.packed(files)


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_byte_that_was_changed_is_found(place: int, flip: int) -> None:
    pack = bytearray(small())
    assert not verify.examine(bytes(pack)).broken
    pack[place % len(pack)] ^= flip
    assert verify.examine(bytes(pack)).broken


@given(st.binary(max_size=400))
def test_what_is_no_pack_is_said_to_be_none(rubbish: bytes) -> None:
    assert verify.examine(rubbish).broken
    assert verify.examine(small() + rubbish).broken is bool(rubbish)
