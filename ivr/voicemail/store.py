"""Where audio is kept: files, memory or S3, behind one interface (`obstore`).

Store("file:///var/lib/ivr/recordings")
Store("s3://bucket/prefix")        # endpoint, region and credentials from the usual AWS_* environment
Store("memory:///")                # for tests; gone with the process
Store("memory+file:///…")          # for rehearsals: what is there can be read, what is put stays in memory
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store


class StoreError(Exception):
    """Audio could not be kept or read; the message says what and where, and trying again may help."""


class Missing(StoreError):
    """There is nothing under that key."""


class Store:
    """Bytes under keys such as `messages/RE…/original.wav`. What is put is whole or absent, never half there.

    Every method raises StoreError when the storage cannot be reached or refuses.
    """

    def __init__(self, url: str) -> None:
        """Raises StoreError for an address of no known kind; nothing is opened before the first use."""
        self._beneath = Store(url.removeprefix("memory+")) if url.startswith("memory+") else None
        self.url = url = "memory:///" if self._beneath else url
        if urlsplit(url).scheme not in ("file", "memory", "s3"):
            raise StoreError(f"IVR_RECORDINGS_URL: {url!r} is no file:///…, s3://… or memory:/// address")

    def put(self, key: str, body: bytes) -> None:
        """Keeps `body` under `key`, in place of what was there; once this returns, it survives a power cut."""
        with self._telling("keep", key):
            obstore.put(self._opened, key, body)
        if self._folder is not None:
            _sync(self._folder / key, stop=self._folder)

    def get(self, key: str) -> bytes:
        """All of it; raises Missing when there is nothing."""
        try:
            with self._telling("read", key):
                return bytes(obstore.get(self._opened, key).bytes())
        except Missing:
            if self._beneath is None:
                raise
            return self._beneath.get(key)

    def get_range(self, key: str, start: int, stop: int) -> bytes:
        """The bytes from `start` up to and without `stop`; fewer where it ends before, none where it does not
        reach `start`. Raises Missing when there is nothing under `key`."""
        if not 0 <= start < stop:
            return b""
        try:
            with self._telling("read", key):
                return bytes(obstore.get_range(self._opened, key, start=start, end=stop))
        except Missing:
            raise
        except StoreError:
            # Each kind of storage complains in its own way about a range behind the end.
            if start >= self.size(key):
                return b""
            raise

    def size(self, key: str) -> int:
        """Its length in bytes; raises Missing when there is nothing."""
        with self._telling("read", key):
            return int(obstore.head(self._opened, key)["size"])

    def delete(self, key: str) -> None:
        """Erases it; nothing there is no error."""
        try:
            with self._telling("erase", key):
                obstore.delete(self._opened, key)
        except Missing:
            pass

    @property
    def _folder(self) -> Path | None:
        parts = urlsplit(self.url)
        return Path(unquote(parts.path)) if parts.scheme == "file" else None

    @cached_property
    def _opened(self) -> LocalStore | MemoryStore | S3Store:
        # Opened on first use: the library's threads do not survive a fork of the web part.
        if self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return LocalStore(self._folder)
        return MemoryStore() if self.url.startswith("memory:") else _s3(self.url)

    @contextmanager
    def _telling(self, act: str, key: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise Missing(f"{self.url}: nothing under {key}") from None
        except (BaseError, OSError, ValueError) as error:
            first = next(iter(str(error).splitlines()), type(error).__name__)
            raise StoreError(f"{self.url}: cannot {act} {key}: {first}") from error


def _s3(url: str) -> S3Store:
    endpoint = os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or ""
    options: dict[str, Any] = {"connect_timeout": "3s", "timeout": "30s"}
    if endpoint.startswith("http://"):
        options["allow_http"] = True
    return S3Store.from_url(
        url,
        client_options=options,  # type: ignore[arg-type]
        retry_config={"max_retries": 2},
    )


def _sync(file: Path, stop: Path) -> None:
    """Makes the file and the names that lead to it durable; renaming alone does not."""
    for path in (file, *(folder for folder in file.parents if folder == stop or stop in folder.parents)):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
