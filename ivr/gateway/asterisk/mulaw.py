"""G.711 µ-law, what telephones speak: files of it are played as they are, without a codec at work."""

import audioop
import math
import struct

from ivr.gateway import audio

SILENCE = b"\xff"


def encoded(pcm: bytes) -> bytes:
    return audioop.lin2ulaw(pcm, audio.WIDTH)


def of_wav(wav: bytes) -> bytes:
    """Of a WAV of any rate; raises AudioError."""
    return encoded(audio.decode(wav))


def tone(hertz: float, seconds: float, loudness: float = 0.25) -> bytes:
    """The samples of an even tone that begins and ends softly."""
    count, soft = round(seconds * audio.RATE), audio.RATE // 100
    peak = loudness * 32767
    return struct.pack(
        f"<{count}h",
        *(
            round(
                peak * min(1, n / soft, (count - n) / soft) * math.sin(2 * math.pi * hertz * n / audio.RATE)
            )
            for n in range(count)
        ),
    )


BEEP = tone(1000, 0.4) + audio.silence(0.1)
RING = tone(450, 1.0, 0.1) + audio.silence(1.0)
RINGING = tone(450, 1.0, 0.1) + audio.silence(4.0)
"""The ring-back tone of the mainland, one second in five."""

CHIME = tone(660, 0.2, 0.15) + tone(520, 0.3, 0.15) + audio.silence(0.2)
"""Stands for words that no voice says."""
