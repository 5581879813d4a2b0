"""A real SIP telephone: sipp, which does the next thing of its scenario when it is told to.

sipp knows no prompts; pauses in its scenarios would be guesses. So each step waits for an INFO of the call, which
the test sends when the gateway listens. What sipp sends and hears is real SIP and real RTP.
"""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import ports
from rtp_stream import Stream
from sip_scenarios import (
    ACK,
    ACK_WITH_SOUND,
    ANSWERED,
    ANSWERS,
    CANCEL,
    GIVEN_UP,
    HANG_UP,
    HANG_UP_ANSWERED,
    HUNG_UP_ON,
    INVITE,
    INVITE_BARE,
    PLAY,
    REFER_REFUSED,
    REFUSES,
    RINGING,
    RINGS,
    RUNG,
    TOLD,
)

Anything = TypeVar("Anything")
SIPP = shutil.which("sipp")
PATIENCE = 90
"""Seconds until a call that does not come to its end has failed."""


class SipPhone:
    """One telephone: the steps it takes when it is told to, and where it listens."""

    def __init__(self, folder: Path, asterisk: int, number: str, port: int | None = None) -> None:
        self.stream = Stream(folder)
        self.number = number
        self._folder = folder
        self._asterisk = asterisk
        self.port = port or ports.port()
        self._process: subprocess.Popen[bytes] | None = None
        self._told = 0
        self._begins = "ACK sip:"
        """What has come or gone before the first step can be done."""

    def next(self) -> None:
        """Tells the telephone to do its next step, once its call has come so far."""
        self.ready()
        self._told += 1
        message = (
            f"INFO sip:{self.number}@127.0.0.1:{self.port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{uuid4().hex}\r\n"
            f"From: <sip:test@127.0.0.1>;tag=test\r\nTo: <sip:{self.number}@127.0.0.1>\r\n"
            f"Call-ID: {self.call_id}\r\nCSeq: {100 + self._told} INFO\r\nContent-Length: 0\r\n\r\n"
        )
        with socket.socket(type=socket.SOCK_DGRAM) as wire:
            wire.sendto(message.encode(), ("127.0.0.1", self.port))

    def ready(self) -> None:
        """Waits until the call is answered, at both ends."""
        until(lambda: self.saw(self._begins), "nobody answered")

    def saw(self, text: str) -> bool:
        """Whether a message with that text has come or gone."""
        return text in self._messages

    def ends(self) -> None:
        """Waits until the call has come to the end of its scenario."""
        assert self._process is not None
        code = self._process.wait(PATIENCE)
        if code:
            errors = "".join(path.read_text() for path in self._folder.glob("*_errors.log"))
            raise AssertionError(f"sipp ended with {code}: {errors or self._messages[-3000:]}")

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    @property
    def call_id(self) -> str:
        found = re.search(r"Call-ID: (\S+)", self._messages)
        assert found, "there has been no call yet"
        return found[1]

    @property
    def _messages(self) -> str:
        return "".join(path.read_text() for path in self._folder.glob("*_messages.log"))

    def _start(self, scenario: str, times: int = 1, **told: str) -> None:
        assert SIPP is not None
        filled = scenario.replace("{caller}", self.number)
        for name, value in told.items():
            filled = filled.replace(f"{{{name}}}", value)
        # sipp refuses a scenario that keeps something and never looks at it.
        used = '<Reference variables="them"/>\n' if "them" in filled else ""
        path = self._folder / "scenario.xml"
        path.write_text(f'<?xml version="1.0"?>\n<scenario name="call">\n{filled}{used}</scenario>\n')
        command = [
            SIPP, f"127.0.0.1:{self._asterisk}", "-sf", str(path), "-m", str(times), "-r", str(times), "-nostdin",
            "-i", "127.0.0.1", "-p", str(self.port), "-mp", str(ports.port()), "-trace_err", "-trace_msg",
            "-timeout", f"{PATIENCE}s", "-timeout_error",
        ]  # fmt: skip
        with (self._folder / "out").open("wb") as out:
            self._process = subprocess.Popen(
                command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        until(lambda: not ports.is_free(self.port) or self._over, "sipp never listened")

    @property
    def _over(self) -> bool:
        return self._process is not None and self._process.poll() is not None


class Caller(SipPhone):
    """A telephone that dials."""

    def dials(self, number: str, *steps: Path | str, at: str | None = None) -> None:
        """Dials; each step is packets to send, `hang up`, or `cancel` while it still rings."""
        if "cancel" in steps:
            self._begins = "180 Ringing"
            scenario = INVITE + '<recv response="180"/>\n' + TOLD + CANCEL
        else:
            scenario = INVITE + RINGING + ANSWERED + ACK + _done(steps, HANG_UP)
        self._dial(scenario, number, at)

    def asks_for_an_offer(self, number: str, *steps: Path | str) -> None:
        """Dials with an INVITE that says nothing of its sound; what it can do is told with the ACK."""
        scenario = INVITE_BARE + RINGING + ANSWERED + ACK_WITH_SOUND + _done(steps, HANG_UP)
        self._dial(scenario, number)

    def dials_often(self, number: str, times: int) -> None:
        """Dials so many times within a second; each of the calls is hung up on."""
        self._start(INVITE + RINGING + ANSWERED + ACK + HUNG_UP_ON, times, service=number, more="")

    def is_refused(self, number: str, status: int) -> None:
        """Dials, and hears that status instead of an answer."""
        self._dial(INVITE + RINGING + f'<recv response="{status}"/>\n' + ACK, number)

    def _dial(self, scenario: str, number: str, at: str | None = None) -> None:
        self._start(scenario, service=number, more=f"X-Ivr-At: {at}\r\n" if at else "")


class Answerer(SipPhone):
    """A telephone that is rung, where the trunk leads."""

    def answers(self, *steps: Path | str) -> None:
        """Answers at once; then the steps."""
        self._start(RUNG + RINGS + ANSWERS + _done(steps, HANG_UP_ANSWERED))

    def may_not_transfer_to(self, number: str) -> None:
        """Answers at once; told to, it presses its transfer key, and is refused; told again, it hangs up."""
        self._start(
            RUNG
            + RINGS
            + ANSWERS
            + TOLD
            + REFER_REFUSED
            + TOLD
            + HANG_UP_ANSWERED.replace("CSeq: 2", "CSeq: 3"),
            to=number,
        )

    @property
    def request_line(self) -> str:
        return next(line for line in self._messages.splitlines() if line.startswith("INVITE "))

    def header(self, name: str) -> str:
        return next(line for line in self._messages.splitlines() if line.startswith(f"{name}: "))

    def refuses(self, status: str) -> None:
        """Says `486 Busy Here`, or another reason."""
        self._start(RUNG + REFUSES, status=status)

    def only_rings(self) -> None:
        """Rings until whoever rings gives up."""
        self._start(RUNG + RINGS + GIVEN_UP)


def _done(steps: Sequence[Path | str], hang_up: str) -> str:
    done = "".join(TOLD + (hang_up if step == "hang up" else PLAY.format(path=step)) for step in steps)
    return done if "hang up" in steps else done + HUNG_UP_ON


def until(what: Callable[[], Anything], otherwise: str) -> Anything:
    """Asks again and again until `what()` is something, and answers it."""
    last, pause = time.monotonic() + PATIENCE, threading.Event()
    while not (found := what()):
        assert time.monotonic() < last, otherwise
        pause.wait(0.01)
    return found
