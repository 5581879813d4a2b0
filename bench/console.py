"""The console with a thousand tasks behind it, beside the same console with a hundred thousand.

Forty tasks are open in both. Pages are asked for as a browser asks, in turn, signed in as an agent and as a supervisor;
server time is the whole request in one process, payload what is sent, gzipped as browsers ask for it.
"""

import gzip
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import insert

from bench.streams import PASSWORD
from ivr import history, people
from ivr.app import create_app
from ivr.callbacks import Task
from ivr.callbacks.references import draw
from ivr.calls import Call
from ivr.database import Database
from ivr.history import HistoryRow
from ivr.people import Role
from ivr.settings import Settings

SIZES = (1_000, 100_000)
OPEN = 40
ROUNDS = 30
PAGES = (
    ("bench", "/"),
    ("bench", "/queue"),
    ("bench", "/tasks/{ref}"),
    ("bench", "/tasks/{ref}/now"),
    ("bench", "/done"),
    ("lead", "/"),
    ("lead", "/done"),
)


def main() -> None:
    """Prints server time and payload of every page at both sizes, and the ratio of the times."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (Console(Path(folder) / str(size), size) for size in SIZES)
        print(f"{'page':28}{'1k ms':>9}{'100k ms':>9}{'ratio':>8}{'1k kB':>9}{'100k kB':>9}{'gzip':>7}")
        for who, path in PAGES:
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(ROUNDS):
                for console, kept in zip((small, large), times, strict=True):
                    kept.append(console.ask(who, path))
            one, other = (median(kept) * 1000 for kept in times)
            sizes = [len(console.body) / 1000 for console in (small, large)]
            packed = len(gzip.compress(large.body)) / 1000
            label = f"{who} {path}"
            print(
                f"{label:28}{one:9.1f}{other:9.1f}{other / one:8.2f}{sizes[0]:9.1f}{sizes[1]:9.1f}{packed:7.1f}"
            )


class Console:
    """One installation with so many finished tasks, and two people who are signed in."""

    def __init__(self, data: Path, size: int) -> None:
        data.mkdir()
        settings = Settings(data=data, schedules=Path("schedules.yaml"))
        self.app = create_app(settings)
        database: Database = self.app.extensions["ivr"].database
        with database.writing() as session:
            for name, role in (("bench", Role.AGENT), ("lead", Role.SUPERVISOR)):
                people.add(session, name, role=role, password=PASSWORD, desks=["service-centre"], now=_now())
        self.ref = fill(database, size)
        self.clients = {name: self._client(name) for name in ("bench", "lead")}
        self.body = b""

    def _client(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
        assert token is not None
        client.post("/sign-in", data={"csrf_token": token[1], "name": name, "password": PASSWORD})
        return client

    def ask(self, who: str, path: str) -> float:
        """Seconds for one answer; its bytes are kept."""
        began = time.perf_counter()
        answer = self.clients[who].get(path.format(ref=self.ref))
        self.body = answer.data
        spent = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        return spent


def fill(database: Database, size: int) -> str:
    """So many finished tasks of a year, each with its call and three entries of history, and forty that are open; the
    reference of one of those."""
    with database.writing() as session:
        rows = list(_tasks(size, {}))
        session.execute(insert(Call), [_call(number, row) for number, row in enumerate(rows, 1)])
        session.execute(insert(Task), rows)
        session.execute(
            insert(HistoryRow),
            [
                {
                    "subject": f"task:{number}",
                    "seq": seq,
                    "at": row["created"],
                    "kind": kind,
                    "actor": "system",
                    "body": "{}",
                    "mac": "0" * 64,
                }
                for number, row in enumerate(rows, 1)
                for seq, kind in enumerate(("opened", "claimed", "resolved"), 1)
            ],
        )
        waiting = list(
            _tasks(OPEN, {"state": "waiting", "closed_at": None}, seen={row["ref"] for row in rows})
        )
        for row in waiting:
            row["call_id"] = None
        session.execute(insert(Task), waiting)
        last = waiting[-1]["ref"]
        for number in range(size + 1, size + OPEN + 1):
            history.append(session, f"task:{number}", "opened", at=_now(), actor="caller", origin="call")
    return str(last)


def _tasks(size: int, over: dict[str, object], seen: set[str] | None = None) -> Iterator[dict[str, object]]:
    known = seen if seen is not None else set()
    for number in range(size):
        while (ref := draw()) in known:
            pass
        known.add(ref)
        created = _now() - timedelta(minutes=5 + number * 5)
        yield {
            "ref": ref,
            "call_id": number + 1,
            "hotline": "83183333",
            "desk": "service-centre",
            "topic": ("enquiry", "business", "technical")[number % 3],
            "state": "resolved",
            "caller": f"+8613{number % 10**9:09}",
            "created": created,
            "owed_since": created,
            "within": timedelta(minutes=30),
            "due": created + timedelta(minutes=30),
            "closed_at": created + timedelta(minutes=20),
        } | over


def _call(number: int, task: dict[str, object]) -> dict[str, object]:
    return {
        "id": number,
        "sid": f"CA{number:032x}",
        "account": "AC" + "0" * 32,
        "direction": "inbound",
        "dialled": task["hotline"],
        "hotline": task["hotline"],
        "version": 1,
        "caller": task["caller"],
        "caller_raw": task["caller"],
        "status": "completed",
        "visit": 1,
        "trail": [],
        "facts": {},
        "began": task["created"],
    }


def _now() -> datetime:
    return datetime.now(UTC)
