"""The process of our own Asterisk, started from the folder it was unpacked into."""

import subprocess
from pathlib import Path

from ivr.gateway.asterisk.house.configuration import Configuration

GRACE = 5.0
"""Seconds Asterisk has to end by itself."""


class AsteriskError(Exception):
    """Asterisk cannot be used; the message says why."""


class Asterisk:
    """One Asterisk: its program under `root`, its configuration and everything it writes under `house`.

    It runs with the libraries it came with, by its own loader: the machine's own stay as they are.
    """

    def __init__(self, root: Path, house: Path) -> None:
        self._root = root.absolute()
        self._house = house.absolute()
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_unpacked(root: Path) -> bool:
        return (root / "usr/sbin/asterisk").exists() and bool(_loaders(root))

    @property
    def libraries(self) -> Path:
        loaders = _loaders(self._root)
        if not loaders:
            raise AsteriskError(f"{self._root} holds no Asterisk: `phones/fetch-asterisk` brings one")
        return loaders[0].parent

    @property
    def pid(self) -> int | None:
        """Of the process while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process and running else None

    def configure(self, configuration: Configuration, sounds: dict[str, bytes]) -> None:
        """Writes the configuration; takes effect at the next start."""
        configuration.write(self._house, self._root, self.libraries, sounds)

    @property
    def command(self) -> list[str]:
        """The command line that runs it in the foreground."""
        libraries = self.libraries
        return [
            str(_loaders(self._root)[0]),
            "--library-path",
            str(libraries),
            str(self._root / "usr/sbin/asterisk"),
            "-C",
            str(self._house / "etc/asterisk.conf"),
            "-f",
        ]

    def start(self) -> None:
        """Starts it; calls are taken about a second later."""
        with (self._house / "log/console").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - a program of our own folder
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self) -> None:
        """Ends it, calls and all."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _loaders(root: Path) -> list[Path]:
    return sorted((root / "usr/lib").glob("*/ld-linux-*.so.*"))
