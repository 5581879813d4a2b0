"""Many callers at once by sipp: each dials, presses 1 into the menu, speaks five seconds, presses # and hangs up."""

import csv
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ivr.gateway import audio

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "asterisk"))
from rtp_stream import Stream  # the packets of a telephone, as the tests send them

SPEECH = Path(__file__).parent.parent / "tests/samples/voicemail/zh-settlement-file-late.wav"
SPOKEN = 5.0
"""Seconds of it."""
FIRST_MEDIA_PORT = 30000

SCENARIO = """<?xml version="1.0"?>
<scenario name="load">
<send retrans="500"><![CDATA[
INVITE sip:{number}@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]s[call_number]
To: <sip:{number}@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:[field0]@[local_ip]:[local_port]>
Max-Forwards: 70
X-Ivr-At: {at}
Content-Type: application/sdp
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
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true" timeout="30000"/>
<send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]s[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
<pause milliseconds="{menu}"/>
<nop><action><exec play_pcap_audio="{one}"/></action></nop>
<pause milliseconds="{prompt}"/>
<nop><action><exec play_pcap_audio="{speech}"/></action></nop>
<pause milliseconds="{rest}"/>
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]s[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
"""


@dataclass(frozen=True)
class Load:
    """What became of the calls of one run."""

    calls: int
    failed: int
    at_once: int


def ring(
    folder: Path,
    sip: int,
    number: str,
    *,
    at: str,
    rate: int,
    calls: int,
    menu: float,
    prompt: float,
    first: int = 0,
) -> Load:
    """So many calls to `number`, so many a second. 1 is pressed `menu` seconds after the answer, and `prompt` seconds
    later the speech begins. Every caller has a number of his own, counted from `first`. Raises SystemExit where sipp is
    missing."""
    program = shutil.which("sipp")
    if program is None:
        raise SystemExit("bench/calls wants sipp (Debian: apt-get install sip-tester)")
    folder.mkdir()
    stream = Stream(folder)
    spoken = audio.read(SPEECH)[: int(SPOKEN * audio.RATE) * audio.WIDTH]
    told = {
        "number": number,
        "at": at,
        "menu": str(round(menu * 1000)),
        "one": str(stream.keys("1")),
        "prompt": str(round(prompt * 1000)),
        "speech": str(stream.speech(spoken, then="#")),
        "rest": str(round((SPOKEN + 1.5) * 1000)),
    }
    scenario = SCENARIO
    for name, value in told.items():
        scenario = scenario.replace(f"{{{name}}}", value)
    (folder / "scenario.xml").write_text(scenario)
    numbers = "\n".join(f"+86138{n:08}" for n in range(first, first + calls))
    (folder / "callers.csv").write_text(f"SEQUENTIAL\n{numbers}\n")
    command = [
        program, f"127.0.0.1:{sip}", "-sf", str(folder / "scenario.xml"), "-inf", str(folder / "callers.csv"),
        "-i", "127.0.0.1", "-mp", str(FIRST_MEDIA_PORT), "-r", str(rate), "-m", str(calls), "-l", "3000",
        "-nostdin", "-trace_stat", "-stf", str(folder / "stat.csv"), "-fd", "1", "-timeout", "300s",
    ]  # fmt: skip
    with (folder / "out").open("wb") as out:
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
    with (folder / "stat.csv").open() as table:
        rows = list(csv.DictReader(table, delimiter=";"))
    last = rows[-1]
    return Load(
        int(last["TotalCallCreated"]),
        int(last["FailedCall(C)"]),
        max(int(row["CurrentCall"]) for row in rows),
    )
