"""Keeps the parts of the system running: starts them as children, restarts what crashed, stops all within 10 s.

They end with us, also when we are killed outright: who starts us again finds the ports free.
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from ivr import parent

log = structlog.get_logger("serve")

GRACE = 8.0
"""Seconds a child has to end by itself after SIGTERM."""

LONGEST_PAUSE = 30.0
"""Seconds between two starts of a part that keeps crashing."""

STEADY = 60.0
"""Seconds a part must have run for its next crash to count as the first."""


@dataclass
class Part:
    """One child process and how it has fared."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_again: float = 0.0
    pause: float = field(default=1.0)

    def start(self) -> None:
        # We have one thread, so that nothing can be half done in the child before it becomes the part.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.DEVNULL,
            preexec_fn=parent.end_with_it,
        )
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Starts it when it is due, and notes when it has crashed."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.pause = 1.0 if now - self.started > STEADY else min(self.pause * 2, LONGEST_PAUSE)
        self.process, self.start_again = None, now + self.pause
        log.error("a part stopped and is started again", part=self.name, status=code, seconds=self.pause)


def ivr(*words: str) -> list[str]:
    """The command line of this very installation."""
    return [sys.executable, "-m", "ivr", *words]


def run(parts: Sequence[Part]) -> None:
    """Runs until SIGTERM or SIGINT, or until its terminal is closed, then ends every part."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, lambda *_: stop.set())
    try:
        while not stop.is_set():
            for part in parts:
                part.look_after()
            stop.wait(0.5)
    finally:
        _end([part.process for part in parts if part.process])


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
