"""One promise, three kinds of storage: files, memory, and S3 spoken to over HTTP."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from ivr.voicemail import Missing, Store, StoreError

BODY = bytes(range(256)) * 64
KEY = "messages/RE1/original.wav"


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["file", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "file":
        return Store((tmp_path / "a folder/with 录音").as_uri())
    if request.param == "memory":
        return Store("memory:///")
    endpoint = request.getfixturevalue("s3_endpoint")
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    bucket = f"bucket{abs(hash(tmp_path))}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=bucket)
    return Store(f"s3://{bucket}/some/prefix")


def test_what_is_put_is_there(store: Store) -> None:
    store.put(KEY, BODY)
    assert store.get(KEY) == BODY
    assert store.size(KEY) == len(BODY)


def test_putting_again_replaces(store: Store) -> None:
    store.put(KEY, BODY)
    store.put(KEY, b"another")
    assert store.get(KEY) == b"another"


def test_a_large_one_arrives_whole(store: Store) -> None:
    large = os.urandom(1024) * 12 * 1024
    store.put(KEY, large)
    assert store.get(KEY) == large


def test_nothing_at_all_can_be_kept(store: Store) -> None:
    store.put(KEY, b"")
    assert store.get(KEY) == b""
    assert store.size(KEY) == 0


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        (0, 1, BODY[:1]),
        (0, len(BODY), BODY),
        (100, 300, BODY[100:300]),
        (len(BODY) - 2, len(BODY) + 500, BODY[-2:]),  # ends where the audio ends
        (len(BODY), len(BODY) + 1, b""),
        (len(BODY) + 5, len(BODY) + 9, b""),
        (5, 5, b""),
        (9, 5, b""),
        (-3, 5, b""),
    ],
)
def test_ranges(store: Store, start: int, stop: int, expected: bytes) -> None:
    store.put(KEY, BODY)
    assert store.get_range(KEY, start, stop) == expected


def test_nothing_there_is_missing(store: Store) -> None:
    for look in (store.get, store.size, lambda key: store.get_range(key, 0, 9)):
        with pytest.raises(Missing, match="messages/RE9"):
            look("messages/RE9/original.wav")


def test_erasing_twice_is_no_error(store: Store) -> None:
    store.put(KEY, BODY)
    store.delete(KEY)
    store.delete(KEY)
    with pytest.raises(Missing):
        store.get(KEY)


def test_a_key_cannot_leave_the_store(store: Store) -> None:
    with pytest.raises(StoreError):
        store.put("../outside.wav", BODY)


def test_readers_never_see_half_of_it(store: Store) -> None:
    bodies = {b"a" * 300_000, b"b" * 200_000}
    store.put(KEY, b"a" * 300_000)
    seen: set[bytes] = set()

    def write() -> None:
        for body in sorted(bodies) * 5:
            store.put(KEY, body)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        seen.add(store.get(KEY))
    writer.join()
    assert seen <= bodies


def test_another_address_is_refused_by_name() -> None:
    with pytest.raises(StoreError, match="IVR_RECORDINGS_URL"):
        Store("ftp://somewhere/else")


def test_nothing_is_opened_before_the_first_use(tmp_path: Path) -> None:
    Store((tmp_path / "later").as_uri())
    assert not (tmp_path / "later").exists()


def test_files_are_for_us_alone(tmp_path: Path) -> None:
    Store((tmp_path / "recordings").as_uri()).put(KEY, BODY)
    assert (tmp_path / "recordings").stat().st_mode & 0o077 == 0
    assert (tmp_path / "recordings" / KEY).read_bytes() == BODY


def test_a_storage_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot keep messages/RE1"):
        Store((tmp_path / "recordings").as_uri()).put(KEY, BODY)
