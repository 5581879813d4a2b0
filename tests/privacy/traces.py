"""What can be found of somebody, anywhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from world import MOBILE, World

NOTE = "国泰君安清算岗来电：结算文件晚到，请回 13800138000"
NATIONAL = MOBILE.removeprefix("+86")


@dataclass
class Traces:
    """What is left of somebody, wherever it may lie."""

    world: World

    def in_database(self, *words: str) -> list[str]:
        """Each place where one of the words stands in a row, of any table."""
        found = []
        with self.world.database.engine.connect() as connection:
            for table in self._tables(connection):
                for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                    said = json.dumps([str(value) for value in row], ensure_ascii=False)
                    found += [f"{table}: {word}" for word in words if word in said]
        return found

    def _tables(self, connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    def in_files(self, needle: bytes) -> list[str]:
        """Every file of the installation that holds these bytes: recordings, the gateway's disk, the
        database itself."""
        folder = self.world.system.settings.data
        more = (
            [Path(self.world.database.engine.url.database)] if self.world.database.dialect == "sqlite" else []
        )
        more += [Path(f"{path}-wal") for path in more]
        files = [path for path in folder.rglob("*") if path.is_file()] + [
            path for path in more if path.exists()
        ]
        return [path.name for path in files if needle in path.read_bytes()]

    def audio(self) -> bytes:
        """A stretch of the only message's audio by which it would be known again."""
        (message,) = [each for each in self.world.messages() if each.original]
        body = self.world.system.store.get(message.original)
        return body[len(body) // 2 : len(body) // 2 + 400]
