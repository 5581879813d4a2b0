"""A real SIP telephone: sipp, which does the next thing of its scenario when it is told to.

sipp knows no prompts; pauses in its scenarios would be guesses. So each step waits for an INFO of the call, which
the test sends when the gateway listens. What sipp sends and hears is real SIP and real RTP.
"""

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

INVITE = """<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{caller}@[local_ip]:[local_port]>
Max-Forwards: 70
{more}Content-Type: application/sdp
Content-Length: [len]

v=0
o=u 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv
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
CANCEL sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-4]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 CANCEL
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
<recv response="487"/>
"""


class Caller:
    """One telephone that dials `number`, and the steps it takes when it is told to."""

    def __init__(self, folder: Path, port: int, number: str, caller: str, at: str | None = None) -> None:
        self.stream = Stream(folder)
        self._folder = folder
        self._asterisk = port
        self._number = number
        self._caller = caller
        self._call_id = f"{uuid4().hex}@test"
        self._more = f"X-Ivr-At: {at}\r\n" if at else ""
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._told = 0

    def dials(self, *steps: Path | str, until: str = "hung up on") -> None:
        """Dials; each step is packets to send, `hang up`, or `cancel` while it still rings."""
        scenario = INVITE + RINGING
        if "cancel" in steps:
            scenario = INVITE + '<recv response="180"/>\n' + TOLD + CANCEL
        else:
            scenario += ANSWERED + ACK
            for step in steps:
                scenario += TOLD + (HANG_UP if step == "hang up" else PLAY.format(path=step))
            if until == "hung up on" and "hang up" not in steps:
                scenario += HUNG_UP_ON
        self._start(scenario)

    def hears(self, status: int) -> None:
        """Dials, and is refused with that status."""
        self._start(INVITE + RINGING + f'<recv response="{status}"/>\n' + ACK)

    def next(self) -> None:
        """Tells the telephone to do its next step."""
        self._told += 1
        message = (
            f"INFO sip:{self._caller}@127.0.0.1:{self._port} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{uuid4().hex}\r\n"
            f"From: <sip:test@127.0.0.1>;tag=test\r\nTo: <sip:{self._caller}@127.0.0.1>\r\n"
            f"Call-ID: {self._call_id}\r\nCSeq: {100 + self._told} INFO\r\nContent-Length: 0\r\n\r\n"
        )
        with socket.socket(type=socket.SOCK_DGRAM) as wire:
            wire.sendto(message.encode(), ("127.0.0.1", self._port))

    def rings(self) -> bool:
        """Whether it has been told that it rings at the other end."""
        heard = next(iter(self._folder.glob("*_messages.log")), None)
        return heard is not None and "180 Ringing" in heard.read_text()

    def ends(self) -> None:
        """Waits until the call has come to the end of its scenario."""
        assert self._process is not None
        code = self._process.wait(PATIENCE)
        if code:
            errors = "".join(path.read_text() for path in self._folder.glob("*_errors.log"))
            raise AssertionError(
                f"sipp ended with {code}: {errors or (self._folder / 'out').read_text()[-3000:]}"
            )

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _start(self, scenario: str) -> None:
        assert SIPP is not None
        path = self._folder / "scenario.xml"
        filled = scenario.replace("{caller}", self._caller).replace("{more}", self._more)
        # sipp refuses a scenario that keeps something and never looks at it.
        used = '<Reference variables="them"/>\n' if "them" in filled else ""
        path.write_text(f'<?xml version="1.0"?>\n<scenario name="call">\n{filled}{used}</scenario>\n')
        command: Sequence[str] = [
            SIPP, f"127.0.0.1:{self._asterisk}", "-sf", str(path), "-s", self._number, "-m", "1", "-nostdin",
            "-i", "127.0.0.1", "-p", str(self._port), "-mp", str(_free_port()), "-cid_str", self._call_id,
            "-trace_err", "-trace_msg", "-timeout", f"{PATIENCE}s", "-timeout_error",
        ]  # fmt: skip
        with (self._folder / "out").open("wb") as out:
            self._process = subprocess.Popen(
                command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )


def _free_port() -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1]) // 2 * 2
