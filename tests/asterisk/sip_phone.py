"""A real SIP telephone: sipp, which does the next thing of its scenario when it is told to.

sipp knows no prompts; pauses in its scenarios would be guesses. So each step waits for an INFO of the call, which
the test sends when the gateway listens. What sipp sends and hears is real SIP and real RTP.
"""

import re
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from rtp_stream import Stream

SIPP = shutil.which("sipp")
PATIENCE = 40
"""Seconds until a call that does not come to its end has failed."""

_SOUND = """v=0
o=u 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv"""
INVITE = f"""<send retrans="500"><![CDATA[
INVITE sip:{{service}}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{{caller}}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:{{service}}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{{caller}}@[local_ip]:[local_port]>
Max-Forwards: 70
{{more}}Content-Type: application/sdp
Content-Length: [len]

{_SOUND}
]]></send>
<recv response="100" optional="true"/>
"""
RINGING = '<recv response="180" optional="true"/>\n<recv response="183" optional="true"/>\n'
ANSWERED = """<recv response="200" rrs="true" timeout="20000"><action>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="them"/></action></recv>
"""
ACK = """<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""
TOLD = '<recv request="INFO" timeout="30000"/>\n'
PLAY = '<nop><action><exec play_pcap_audio="{path}"/></action></nop>\n'
HANG_UP = """<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To:[$them]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
"""
HUNG_UP_ON = """<recv request="BYE" timeout="30000"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
"""
CANCEL = """<send retrans="500"><![CDATA[
CANCEL sip:{service}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-4]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:{service}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 CANCEL
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
<recv response="487"/>
"""

_ANSWER = """[last_Via:]
[last_From:]
[last_To:];tag=[pid]s[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:{caller}@[local_ip]:[local_port]>
"""
RUNG = """<recv request="INVITE" timeout="30000" rrs="true"><action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="them"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="us"/></action></recv>
<Reference variables="us"/>
"""
RINGS = f"<send><![CDATA[\nSIP/2.0 180 Ringing\n{_ANSWER}Content-Length: 0\n\n]]></send>\n"
ANSWERS = f"""<send retrans="500"><![CDATA[
SIP/2.0 200 OK
{_ANSWER}Content-Type: application/sdp
Content-Length: [len]

{_SOUND}
]]></send>
<recv request="ACK"/>
"""
REFUSES = f"""<send retrans="500"><![CDATA[
SIP/2.0 {{status}}
{_ANSWER}Content-Length: 0

]]></send>
<recv request="ACK"/>
"""
GIVEN_UP = f"""<recv request="CANCEL" timeout="30000"/>
<send><![CDATA[
SIP/2.0 200 OK
{_ANSWER}Content-Length: 0

]]></send>
<send retrans="500"><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]s[call_number]
[last_Call-ID:]
CSeq: [last_cseq_number] INVITE
Content-Length: 0

]]></send>
<recv request="ACK"/>
"""
HANG_UP_ANSWERED = """<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$us];tag=[pid]s[call_number]
To:[$them]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
"""


class SipPhone:
    """One telephone: the steps it takes when it is told to, and where it listens."""

    def __init__(self, folder: Path, asterisk: int, number: str, port: int | None = None) -> None:
        self.stream = Stream(folder)
        self.number = number
        self._folder = folder
        self._asterisk = asterisk
        self._port = port or _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._told = 0

    def next(self) -> None:
        """Tells the telephone to do its next step."""
        self._told += 1
        message = (
            f"INFO sip:{self.number}@127.0.0.1:{self._port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{uuid4().hex}\r\n"
            f"From: <sip:test@127.0.0.1>;tag=test\r\nTo: <sip:{self.number}@127.0.0.1>\r\n"
            f"Call-ID: {self.call_id}\r\nCSeq: {100 + self._told} INFO\r\nContent-Length: 0\r\n\r\n"
        )
        with socket.socket(type=socket.SOCK_DGRAM) as wire:
            wire.sendto(message.encode(), ("127.0.0.1", self._port))

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

    def _start(self, scenario: str, **told: str) -> None:
        assert SIPP is not None
        filled = scenario.replace("{caller}", self.number)
        for name, value in told.items():
            filled = filled.replace(f"{{{name}}}", value)
        # sipp refuses a scenario that keeps something and never looks at it.
        used = '<Reference variables="them"/>\n' if "them" in filled else ""
        path = self._folder / "scenario.xml"
        path.write_text(f'<?xml version="1.0"?>\n<scenario name="call">\n{filled}{used}</scenario>\n')
        command = [
            SIPP, f"127.0.0.1:{self._asterisk}", "-sf", str(path), "-m", "1", "-nostdin", "-i", "127.0.0.1",
            "-p", str(self._port), "-mp", str(_free_port()), "-trace_err", "-trace_msg",
            "-timeout", f"{PATIENCE}s", "-timeout_error",
        ]  # fmt: skip
        with (self._folder / "out").open("wb") as out:
            self._process = subprocess.Popen(
                command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )


class Caller(SipPhone):
    """A telephone that dials."""

    def dials(self, number: str, *steps: Path | str, at: str | None = None) -> None:
        """Dials; each step is packets to send, `hang up`, or `cancel` while it still rings."""
        if "cancel" in steps:
            scenario = INVITE + '<recv response="180"/>\n' + TOLD + CANCEL
        else:
            scenario = INVITE + RINGING + ANSWERED + ACK + _done(steps, HANG_UP)
        self._dial(scenario, number, at)

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

    def refuses(self, status: str) -> None:
        """Says `486 Busy Here`, or another reason."""
        self._start(RUNG + REFUSES, status=status)

    def only_rings(self) -> None:
        """Rings until whoever rings gives up."""
        self._start(RUNG + RINGS + GIVEN_UP)


def _done(steps: Sequence[Path | str], hang_up: str) -> str:
    done = "".join(TOLD + (hang_up if step == "hang up" else PLAY.format(path=step)) for step in steps)
    return done if "hang up" in steps else done + HUNG_UP_ON


def _free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1]) // 2 * 2
