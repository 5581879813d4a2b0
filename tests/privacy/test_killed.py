"""Whatever dies, and whenever: the next run finishes it, and nothing is half there."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import boto3
import pytest
from fake_twilio import SID, FakeTwilio, carrier
from moto.server import ThreadedMotoServer
from sqlalchemy import select
from sqlalchemy.orm import Session
from traces import NATIONAL, Traces
from world import QUIET, SHORT, World

from ivr import history
from ivr.privacy import outside, purging
from ivr.privacy.tables import Erasure, Thing
from ivr.settings import Settings
from ivr.system import System
from ivr.voicemail import Store, StoreError

LATER = "2027-06-01T12:00"


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class Fuse:
    """Burns down by one at every step, and kills at the last."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def on(self, part: Any, *methods: str) -> Any:
        """The part, with a step before and after each of the methods."""
        fuse = self

        class Fused:
            def __getattr__(self, name: str) -> Any:
                return fuse.around(getattr(part, name)) if name in methods else getattr(part, name)

        return Fused()

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def fused(*given: Any, **more: Any) -> Any:
            self.step()
            answer = act(*given, **more)
            self.step()
            return answer

        return fused

    def database(self, database: Any) -> Any:
        """Every writing act can die before its commit and after it."""
        fuse = self

        class Fused:
            def __getattr__(self, name: str) -> Any:
                return getattr(database, name)

            @contextmanager
            def writing(self) -> Iterator[Session]:
                with database.writing() as session:
                    yield session
                    fuse.step()
                fuse.step()

        return Fused()

    def system(self, system: System) -> System:
        return replace(
            system,
            database=self.database(system.database),
            store=self.on(system.store, "delete"),
            carrier=self.on(system.carrier, "delete_recording", "delete_call"),
        )


def what_is_purged_is_gone_or_written_down(world: World) -> None:
    """The rule that must hold at every moment."""
    with world.database.reading() as session:
        planned = set(session.scalars(select(Erasure.name)))
    folder = world.system.settings.data / "recordings"
    for message in world.messages():
        if message.state != "purged":
            continue
        left = [path for path in folder.rglob("*") if path.is_file() and message.recording_sid in str(path)]
        assert {str(path.relative_to(folder)) for path in left} <= planned


def test_killed_at_every_step(world: World, ref: str, traces: Traces) -> None:
    audio = traces.audio()
    world.at(LATER)
    kills, steps = 0, 1
    while True:
        try:
            purging.purge(Fuse(steps).system(world.system))
        except Killed:
            kills += 1
            steps = steps + 1 if kills % 2 else steps
            what_is_purged_is_gone_or_written_down(world)
            assert world.histories_hold()
            world.later(minutes=6)  # a lease of the dead runs out
            continue
        break
    assert kills > 10
    purging.purge(world.system)
    assert traces.in_database(NATIONAL, "结算文件晚到") == []
    assert traces.in_files(audio) == []
    assert world.histories_hold()
    kinds = [entry["kind"] for entry in world.task(ref)["history"]]
    assert (kinds.count("purged"), kinds.count("audio-erased")) == (1, 1)


def test_two_schedulers_do_no_harm(world: World, settle: Callable[..., str]) -> None:
    world.at("2026-10-01T20:00")
    for n in range(4):
        world.caller(f"+861391111000{n}").dials("83183333", "1", SHORT, "#", "1")
        world.at(f"2026-10-08T09:0{n}")
        settle(f"客户 {n}")
        world.at("2026-10-08T18:30")
    world.at(LATER)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: purging.purge(world.system), range(2)))
    purging.purge(world.system)
    with world.database.reading() as session:
        for subject in history.subjects(session):
            kinds = [entry.kind for entry in history.entries(session, subject)]
            assert kinds.count("purged") <= 1, subject
            assert kinds.count("gone") <= 1, subject
        assert session.scalars(select(Erasure)).all() == []
    assert [message.state for message in world.messages()] == ["purged"] * 4
    assert world.histories_hold()


def test_a_carrier_that_is_down_is_asked_again_and_what_it_lost_is_fine(world: World) -> None:
    fake = FakeTwilio()
    fake.recorded("RE1", "CA1", audio=b"voice", created=world.clock())
    fake.calls["CA1"] = {"sid": "CA1"}
    system = replace(world.system, carrier=carrier(fake))
    with world.database.writing() as session:
        for thing, name, account in (
            (Thing.RECORDING, "RE1", SID),
            (Thing.RECORDING, "REgone", SID),
            (Thing.CALL, "CA1", SID),
            (Thing.RECORDING, "RE2", "ACnobody"),  # an account whose credentials were taken away
        ):
            session.add(
                Erasure(
                    subject="message:1",
                    thing=thing,
                    account=account,
                    name=name,
                    planned=world.clock(),
                    due=world.clock(),
                    tries=0,
                )
            )
    fake.answer_with = (503, b"", {})
    assert outside.carry_out(system) == 0
    assert "RE1" in fake.recordings
    fake.answer_with = None
    assert outside.carry_out(system) == 0  # not at once
    world.later(minutes=2)
    assert outside.carry_out(system) == 3
    assert fake.recordings == {}
    assert fake.calls == {}
    world.later(days=3)
    assert outside.carry_out(system) == 0
    with world.database.reading() as session:
        assert list(session.scalars(select(Erasure.name))) == ["RE2"]
        assert outside.overdue(session, world.clock()) == 1


def test_a_store_that_is_down_keeps_nothing_else_from_going(
    world: World, ref: str, traces: Traces, monkeypatch: pytest.MonkeyPatch
) -> None:
    audio = traces.audio()
    world.at(LATER)

    def refuse(*_: object) -> None:
        raise StoreError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(Store, "delete", refuse)
        tally = purging.purge(world.system)
    assert (tally.messages, tally.tasks) == (1, 1)
    assert tally.waiting
    assert traces.in_database(NATIONAL) == []
    world.later(hours=2)
    assert purging.purge(world.system).waiting == 0
    assert traces.in_files(audio) == []


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    s3 = boto3.resource("s3", endpoint_url=endpoint, region_name="us-east-1")
    yield s3.create_bucket(Bucket="recordings-to-purge")
    server.stop()


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    if "bucket" not in request.fixturenames:
        return settings
    return settings.model_copy(update={"recordings_url": "s3://recordings-to-purge/ivr"})


def test_audio_goes_from_s3_as_well(bucket: Any, world: World, settle: Callable[..., str]) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", QUIET, "#", "1")
    world.at("2026-10-08T09:00")
    settle()
    assert len(list(bucket.objects.all())) == 2
    world.at(LATER).settle()
    assert list(bucket.objects.all()) == []
    assert world.messages()[0].state == "purged"
