"""The evidence of one task as one archive that verifies on its own: see :mod:`ivr.privacy.verify`.

    pack = evidence.pack(system, task_id, notices=WORDINGS, actor="user:3")
    checked = evidence.verify(system, pack)

Numbers are masked in it, in notes too. The export is written into the task's history first, so the pack shows it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ivr import history
from ivr.callbacks import Task
from ivr.callbacks.ledger import locked, note
from ivr.history import Chain
from ivr.hours import Schedule
from ivr.privacy import dossier, matters, readme, signing
from ivr.privacy import verify as checking
from ivr.privacy.dossier import as_json, time
from ivr.privacy.matters import Matter
from ivr.privacy.verify import Checked, packed
from ivr.system import System
from ivr.voicemail import MessageState, Missing, Store

Story = Callable[[Session, Task, Matter, Schedule, datetime], Mapping[str, bytes]]
"""Makes the files of a pack that people read."""


def pack(
    system: System, task_id: int, *, notices: Mapping[str, object], story: Story | None = None, actor: str
) -> bytes:
    """The archive; that it was handed out is in the task's history. `notices` are the wordings of the recording
    notice by version.

    Raises StoreError when the audio cannot be read just now.
    """
    now = system.now()
    with system.database.writing() as session:
        task = locked(session, task_id)
        assert task is not None  # noqa: S101 - whoever asks has just seen it
        note(session, task, "exported", now=now, actor=actor)
    with system.database.reading() as session:
        task = session.get_one(Task, task_id)
        matter = matters.of_task(session, task)
        members = dict(dossier.files(session, task, matter, notices))
        if story is not None:
            members |= story(session, task, matter, system.book.current(session).schedule, now)
        verified = {name: history.verify(session, name) for name in dossier.subjects(matter)}
        ref = task.ref
        audio = [
            (f"{row.KIND}-{row.id}", row.original)
            for row in (*matter.messages, *matter.conversations)
            if row.original and row.state == MessageState.STORED
        ]
    members |= _audio(system.store, audio)
    members |= {
        "README.txt": readme.TEXT.encode(),
        "verify.py": Path(checking.__file__).read_bytes(),
        checking.KEY: signing.public_key(system.settings).encode(),
    }
    manifest = as_json(
        {
            "pack": 1,
            "task": ref,
            "made": time(now),
            "made_by": actor,
            "histories_verified_by_the_house": verified,
            "files": {
                name: {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
                for name, body in sorted(members.items())
            },
        }
    )
    signature = signing.sign(system.settings, manifest)
    return packed({**members, checking.MANIFEST: manifest, checking.SIGNATURE: signature.encode()})


def verify(system: System, pack: bytes) -> Checked:
    """What anybody can check, by our own key; and what only the house can: that its histories are ours."""
    checked = checking.examine(pack, signing.fingerprint(system.settings))
    if checked.broken:
        return checked
    with system.database.reading() as session:
        for chain in _chains(pack):
            ours = history.is_ours(session, chain)
            checked.say(
                ours, f"history of {chain.subject}: " + ("written here, unaltered" if ours else "not ours")
            )
    return checked


def _chains(pack: bytes) -> Iterable[Chain]:
    for name, body in checking.opened(pack).items():
        if name.startswith("histories/"):
            told = json.loads(body)
            entries = told["entries"]
            yield Chain(
                told["subject"],
                tuple(entry["body"] for entry in entries),
                tuple(entry["mac"] for entry in entries),
                told["proof"],
            )


def _audio(store: Store, several: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    found = {}
    for name, key in several:
        try:
            found[f"audio/{name}.{key.rpartition('.')[2]}"] = store.get(key)
        except Missing:
            continue  # a purge was quicker; its history says so
    return found
