#!/usr/bin/env python3
"""Checks an evidence pack on its own, with nothing of the house that made it:

    python3 verify.py PACK.zip [--key FINGERPRINT]

It needs Python 3.9 and, for the signature alone, either the package `cryptography` or the command `openssl`. What each
check proves, and what none can, is in README.txt of the pack. Whoever does not trust the pack should not trust the copy
of this program inside it either: ask the house for its own.

Exit status: 0 everything holds, 1 something does not, 3 everything holds but the signature could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "public-key.pem"
_PREFIX = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key (RFC 8410)."""


def packed(members: Mapping[str, bytes]) -> bytes:
    """The archive that holds `members` (name → bytes), byte for byte the same each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, members[name])
    return made.getvalue()


def opened(pack: bytes) -> dict[str, bytes]:
    """The files of an archive by name; raises for one that is damaged."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def fingerprint(pem: str) -> str:
    """Of a public key in PEM: SHA-256 of its 32 bytes, in groups of four."""
    digest = hashlib.sha256(_raw(pem)).hexdigest()
    return " ".join(digest[n : n + 4] for n in range(0, 64, 4))


class Checked:
    """What was found: (True, False or None for «could not be checked», a sentence)."""

    def __init__(self) -> None:
        self.findings: list[tuple[bool | None, str]] = []

    def say(self, holds: bool | None, sentence: str) -> None:
        self.findings.append((holds, sentence))

    @property
    def broken(self) -> bool:
        return any(holds is False for holds, _ in self.findings)

    @property
    def unsure(self) -> bool:
        return any(holds is None for holds, _ in self.findings)


def examine(pack: bytes, key: str | None = None) -> Checked:
    """Checks the bytes of a pack; `key` is the fingerprint that the house told. Never raises."""
    checked = Checked()
    try:
        members = _opened(pack, checked)
        if members is not None:
            _manifest(members, checked)
            _signature(members, key, checked)
            _histories(members, checked)
    except Exception as error:
        checked.say(False, f"the pack cannot be read ({type(error).__name__}: {error})")
    return checked


def _opened(pack: bytes, checked: Checked) -> dict[str, bytes] | None:
    try:
        members = opened(pack)
    except Exception as error:
        checked.say(False, f"archive: damaged ({error})")
        return None
    whole = packed(members) == pack
    checked.say(
        whole, "archive: nothing between, before or behind its files" if whole else "archive: altered"
    )
    return members


def _manifest(members: Mapping[str, bytes], checked: Checked) -> None:
    listed = json.loads(members[MANIFEST])["files"]
    there = set(members) - {MANIFEST, SIGNATURE}
    for name in sorted(there ^ set(listed)):
        checked.say(False, f"{name}: " + ("not in the manifest" if name in there else "missing"))
    wrong = [
        name
        for name in sorted(there & set(listed))
        if hashlib.sha256(members[name]).hexdigest() != listed[name]["sha256"]
        or len(members[name]) != listed[name]["bytes"]
    ]
    for name in wrong:
        checked.say(False, f"{name}: not as the manifest has it")
    if not wrong:
        checked.say(True, f"files: {len(listed)}, each as the manifest has it")


def _signature(members: Mapping[str, bytes], key: str | None, checked: Checked) -> None:
    pem = members[KEY].decode()
    mark = fingerprint(pem)
    held = _signed(pem, bytes.fromhex(members[SIGNATURE].decode()), members[MANIFEST])
    told = {True: "holds", False: "does not hold", None: "not checked: it needs `cryptography` or `openssl`"}[
        held
    ]
    checked.say(held, f"signature of the manifest: {told}")
    if key is None:
        checked.say(True, f"key: {mark} (compare it with what the house tells: --key)")
    else:
        same = "".join(key.split()).lower() == mark.replace(" ", "")
        checked.say(same, f"key: {mark}" + ("" if same else ", which is not the one that was told"))


def _signed(pem: str, signature: bytes, message: bytes) -> bool | None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return _signed_by_command(pem, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(_raw(pem)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _signed_by_command(pem: str, signature: bytes, message: bytes) -> bool | None:
    command = shutil.which("openssl")
    if command is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in ("key", "signature", "message")}
        for name, body in (("key", pem.encode()), ("signature", signature), ("message", message)):
            files[name].write_bytes(body)
        asked = [command, "pkeyutl", "-verify", "-pubin", "-inkey", str(files["key"]), "-rawin"]
        done = subprocess.run(
            [*asked, "-in", str(files["message"]), "-sigfile", str(files["signature"])],
            capture_output=True,
            check=False,
        )
    if done.returncode == 0:
        return True
    return False if b"Verification Failure" in done.stdout + done.stderr else None


def _raw(pem: str) -> bytes:
    der = base64.b64decode(
        "".join(line for line in pem.splitlines() if not line.startswith("-")), validate=True
    )
    if len(der) != 44 or not der.startswith(_PREFIX):
        raise ValueError("the public key is no Ed25519 key")
    return der[12:]


def _histories(members: Mapping[str, bytes], checked: Checked) -> None:
    chains = {
        chain["subject"]: chain
        for name in sorted(members)
        if name.startswith("histories/")
        for chain in [json.loads(members[name])]
    }
    for subject, chain in chains.items():
        whole = _in_order(subject, chain)
        checked.say(
            whole,
            f"history of {subject}: {len(chain['entries'])} entries" + ("" if whole else ", out of order"),
        )
        for note in chain["notes"]:
            if note.get("salt"):
                made = hmac.new(bytes.fromhex(note["salt"]), note["text"].encode(), "sha256").hexdigest()
                if made != note["digest"]:
                    checked.say(False, f"history of {subject}: a note is not the one that was written")
    _audio(members, chains, checked)


def _in_order(subject: str, chain: Any) -> bool:
    bodies = [json.loads(entry["body"]) for entry in chain["entries"]]
    return bool(bodies) and all(
        body["seq"] == number and body["subject"] == subject for number, body in enumerate(bodies, start=1)
    )


def _audio(members: Mapping[str, bytes], chains: Mapping[str, Any], checked: Checked) -> None:
    for name in sorted(members):
        if not name.startswith("audio/"):
            continue
        kind, _, number = name.removeprefix("audio/").partition(".")[0].partition("-")
        entries = chains.get(f"{kind}:{number}", {"entries": []})["entries"]
        told = [json.loads(entry["body"]) for entry in entries]
        digests = {entry["facts"].get("digest") for entry in told if entry["kind"] == "stored"}
        same = hashlib.sha256(members[name]).hexdigest() in digests
        checked.say(
            same, f"{name}: " + ("the very bytes that were stored" if same else "not what was stored")
        )


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks an evidence pack on its own.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key", help="The key's fingerprint, as the house tells it.")
    asked = parser.parse_args()
    checked = examine(asked.pack.read_bytes(), asked.key)
    for holds, sentence in checked.findings:
        print({True: "ok     ", False: "WRONG  ", None: "unsure "}[holds] + sentence)
    print(
        "It does NOT verify."
        if checked.broken
        else "It verifies." + (" But see above." if checked.unsure else "")
    )
    return 1 if checked.broken else 3 if checked.unsure else 0


if __name__ == "__main__":
    sys.exit(main())
