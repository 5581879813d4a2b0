"""How long after a key the next prompt begins, read from the packets on the wire.

The key counts from the first packet that says it is over (RFC 2833's end bit), for only then a telephone system acts.
The prompt is known by its own samples: the files are in the codec of the line, so that each packet is a slice of one.
"""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

SLICE = 160
"""Bytes of µ-law in a packet: a fiftieth of a second."""
PERIOD = 0.02
PCMU, KEYS, ONE = 0, 101, 1
AGAIN = 1.0
"""Seconds: the end of a key is told three times, and a port serves another call later."""


@contextmanager
def captured(path: Path) -> Iterator[None]:
    """Writes what goes over the loopback device in packets of sound and keys. Raises SystemExit without tcpdump."""
    program = shutil.which("tcpdump")
    if program is None:
        raise SystemExit("bench/calls wants tcpdump (Debian: apt-get install tcpdump)")
    # Sound is 172 bytes with its head, a key 16; signalling and webhooks stay out.
    what = "udp and (udp[4:2] = 180 or udp[4:2] = 24)"
    command = [program, "-i", "lo", "-w", str(path), "-B", "65536", "-s", "256", "-n", what]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as dump:
        assert dump.stderr is not None
        for line in dump.stderr:
            if "listening on" in line:
                break
        yield
        Event().wait(1.0)  # what the kernel holds is written down before it ends
        dump.terminate()
        told = dump.stderr.read()
    if " 0 packets dropped by kernel" not in told and "\n0 packets dropped by kernel" not in told:
        print(f"the capture is not whole: {told.strip().splitlines()[-1]}")


def after_the_key(path: Path, prompt: bytes, before: list[bytes]) -> list[float]:
    """Seconds from key 1 to the beginning of `prompt`, one for each call. `before` are the sounds the key interrupts;
    all are µ-law."""
    heard = {one[at : at + SLICE] for one in before for at in range(0, len(one), SLICE)}
    slices = [prompt[at : at + SLICE] for at in range(0, len(prompt) - SLICE, SLICE)][:100]
    place = {each: n for n, each in enumerate(slices) if slices.count(each) == 1 and each not in heard}
    pressed: dict[int, float] = {}
    latest: dict[int, float] = {}
    gone = []
    for at, source, target, kind, body in _packets(path):
        if kind == KEYS and body[0] == ONE and body[1] & 0x80:
            if at - latest.get(target, 0.0) > AGAIN:
                pressed[target] = at
            latest[target] = at
        elif kind == PCMU and source in pressed and body in place:
            gone.append(at - place[body] * PERIOD - pressed.pop(source))
    return gone


def _packets(path: Path) -> Iterator[tuple[float, int, int, int, bytes]]:
    """Time, ports, payload type and payload of each RTP packet of a capture."""
    content = path.read_bytes()
    at, end = 24, len(content)
    while at + 16 <= end:
        seconds, fraction, size, _ = struct.unpack_from("<IIII", content, at)
        packet = content[at + 16 : at + 16 + size]
        at += 16 + size
        udp = 14 + (packet[14] & 15) * 4
        source, target = struct.unpack_from("!HH", packet, udp)
        rtp = packet[udp + 8 :]
        yield seconds + fraction / 1e6, source, target, rtp[1] & 127, rtp[12:]
