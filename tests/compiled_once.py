"""Templates, statements and addresses compiled once for all tests of a worker, as they are once in a server's life.

Every test has an application and an engine of its own, and would compile everything again: a third of its time. What is
compiled is the same for all of them; nothing that was compiled knows a test's data.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Templates by their name and text."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@contextmanager
def compiled_once() -> Iterator[None]:
    """Until it ends, all applications and engines share what they compile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", Templates())
        _share_statements(patch)
        _share_addresses(patch)
        yield


def _share_statements(patch: pytest.MonkeyPatch) -> None:
    """Statements are kept by the dialect they are compiled for; here two dialects of a class are the same one."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        patch.setattr(dialect, "__hash__", lambda self: hash(type(self)))
        patch.setattr(dialect, "__eq__", lambda self, other: type(self) is type(other))
    kept: dict[type, LRUCache[Any, Any]] = {}

    def shared(*args: Any, **options: Any) -> Engine:
        engine = create_engine(*args, **options)
        engine._compiled_cache = kept.setdefault(type(engine.dialect), LRUCache(2000))
        return engine

    patch.setattr("ivr.database.create_engine", shared)


def _share_addresses(patch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def shared(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.host, self.subdomain, repr(self.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(self, append_unknown)
        return kept[key]

    patch.setattr(Rule, "_compile_builder", shared)
