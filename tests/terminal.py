"""Somebody at the command line, with an installation of their own."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.database import Database
from ivr.installation import CHAIN
from ivr.settings import Settings

SHIPPED = (Path(__file__).parent.parent / "schedules.yaml").read_text(encoding="utf-8")
LATER = SHIPPED.replace('to: "18:00"', 'to: "17:00"')
EARLIER = SHIPPED.replace('to: "18:00"', 'to: "16:00"')


class Terminal:
    """Types commands and reads what they print."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schedules = folder / "schedules.yaml"
        self.schedules.write_text(SHIPPED, encoding="utf-8")
        self.environment = {"IVR_DATA": str(folder / "var"), "IVR_SCHEDULES": str(self.schedules)}
        self.settings = Settings(data=folder / "var", schedules=self.schedules)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(main, words, env=self.environment)

    def reads(self, *words: str) -> Any:
        """What the command prints as JSON."""
        result = self.types(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def fails(self, *words: str) -> str:
        """The one line on standard error of a stated failure."""
        result = self.types(*words)
        assert result.exit_code == 1, result.output
        assert result.stderr.startswith("ivr: ")
        assert result.stderr.count("\n") == 1
        return result.stderr

    def publishes(self, text: str, *more: str) -> Result:
        draft = self.file("draft.yaml", text)
        return self.types("schedule", "publish", draft, "--note", "test", "--by", "li", *more)

    def history(self) -> list[str]:
        """What was published, newest first."""
        rows = self.reads("schedule", "history")
        return [f"{row['number']} {row['kind']} {row['author']}: {row['note']}" for row in rows]

    def database(self) -> Database:
        return Database(self.settings.database, chain_key=self.settings.secrets.derived(CHAIN))
