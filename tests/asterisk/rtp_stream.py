"""Sound and keys as a telephone sends them, written down as packets for sipp to replay.

One telephone numbers its packets throughout: its speech, its RFC 2833 keys and its silences are one stream.
"""

import struct
from pathlib import Path

from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw

FRAME = 160
"""Samples in a packet: a fiftieth of a second."""

PCMU, KEYS = 0, 101
KEY_FRAMES = 6


class Stream:
    """The packets of one telephone, in the order they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._frame = 0
        self._files = 0

    def speech(self, pcm: bytes, then: str = "") -> Path:
        """Somebody speaks, then presses these keys."""
        coded = mulaw.encoded(pcm)
        packets = [
            self._packet(frame, PCMU, coded[frame * FRAME : (frame + 1) * FRAME].ljust(FRAME, mulaw.SILENCE))
            for frame in range(-(-len(coded) // FRAME))
        ]
        return self._file(packets, then)

    def keys(self, keys: str) -> Path:
        return self._file([], keys)

    def _file(self, packets: list[tuple[int, bytes]], keys: str) -> Path:
        frame = len(packets)
        for key in keys:
            packets += self._key(frame, "0123456789*#".index(key))
            frame += KEY_FRAMES + 5
        self._frame += frame
        self._files += 1
        path = self._folder / f"{self._files}.pcap"
        path.write_bytes(_HEAD + b"".join(_captured(at, rtp) for at, rtp in packets))
        return path

    def _key(self, frame: int, event: int) -> list[tuple[int, bytes]]:
        """A key held for a tenth of a second; its end is told three times."""
        begun = self._frame + frame
        told = []
        for step in range(KEY_FRAMES + 2):
            over = step >= KEY_FRAMES - 1
            length = min(step + 1, KEY_FRAMES) * FRAME
            body = struct.pack("!BBH", event, (0x80 if over else 0) | 10, length)
            at = frame + min(step, KEY_FRAMES - 1)
            told.append(self._packet(at, KEYS, body, begun=begun, marked=step == 0))
        return told

    def _packet(
        self, frame: int, kind: int, body: bytes, *, begun: int | None = None, marked: bool = False
    ) -> tuple[int, bytes]:
        self._number += 1
        stamp = (self._frame + frame if begun is None else begun) * FRAME
        head = struct.pack(
            "!BBHII", 0x80, kind | (0x80 if marked else 0), self._number & 0xFFFF, stamp, 0x1F1F
        )
        return frame, head + body


def silence(seconds: float) -> bytes:
    return audio.silence(seconds)


_HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


def _captured(frame: int, rtp: bytes) -> bytes:
    loopback = bytes([127, 0, 0, 1])
    udp = struct.pack("!HHHH", 6000, 6002, 8 + len(rtp), 0) + rtp
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, loopback, loopback) + udp
    packet = bytes(12) + b"\x08\x00" + ip
    return struct.pack("<IIII", *divmod(frame * 20_000, 1_000_000), len(packet), len(packet)) + packet
