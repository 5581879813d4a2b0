"""A greeting is found again whatever a telephone line does to it, and nothing else is taken for it."""

import audioop
from array import array
from pathlib import Path
from random import Random

import pytest

from ivr.flows import clips, words
from ivr.flows.phrases import Piece
from ivr.gateway import audio
from ivr.probes.likeness import is_heard, is_silent

SAMPLES = Path(__file__).parent.parent / "samples" / "voicemail"
FLOWS = ("business", "support", "southern")
SECONDS = audio.RATE * audio.WIDTH


def clip(piece: Piece) -> bytes:
    path = clips.path(clips.clip_name(piece) or "")
    assert path is not None
    return path.read_bytes()


def first(flow: str) -> bytes:
    return clip(words.greeting(flow).zh[0])


def call(flow: str, late: float = 0.3) -> bytes:
    """Six seconds of what a caller hears, from so many seconds on."""
    said = words.greeting(flow) + words.recorded() + words.open_menu(flow)
    pcm = b"".join(audio.decode(clip(piece)) for piece in said.zh)
    start = round(late * audio.RATE) * audio.WIDTH
    return pcm[start : start + 6 * SECONDS]


def hiss(pcm: bytes, loud: int) -> bytes:
    random = Random(1)
    noise = array("h", [round(random.gauss(0, loud)) for _ in range(len(pcm) // 2)])
    return audioop.add(pcm, noise.tobytes(), 2)


def holes(pcm: bytes) -> bytes:
    """One packet of twenty milliseconds in twenty is lost."""
    whole, random = bytearray(pcm), Random(3)
    for begin in range(0, len(whole) - 320, 320):
        if random.random() < 0.05:
            whole[begin : begin + 320] = bytes(320)
    return bytes(whole)


LINES = {
    "clear": lambda pcm: pcm,
    "mu-law": lambda pcm: audioop.ulaw2lin(audioop.lin2ulaw(pcm, 2), 2),
    "a-law": lambda pcm: audioop.alaw2lin(audioop.lin2alaw(pcm, 2), 2),
    "quiet": lambda pcm: hiss(audioop.mul(pcm, 2, 0.15), 15),
    "noisy": lambda pcm: hiss(audioop.mul(pcm, 2, 0.5), 400),
    "lossy": holes,
    "upside down": lambda pcm: audioop.mul(pcm, 2, -1),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_greeting_is_found_on_every_line(flow: str, line: str) -> None:
    heard = audio.encode(LINES[line](call(flow)))
    assert [each for each in FLOWS if is_heard(heard, first(each))] == [flow]


@pytest.mark.parametrize("flow", FLOWS)
def test_its_first_second_may_be_missing(flow: str) -> None:
    assert is_heard(audio.encode(call(flow, late=1.2)), first(flow))


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.wav")))
def test_other_speech_is_no_greeting(sample: str) -> None:
    heard = audio.encode(audio.read(SAMPLES / sample)[: 6 * SECONDS])
    assert not any(is_heard(heard, first(flow)) for flow in FLOWS)


def test_neither_silence_nor_noise_nor_nonsense_is_one() -> None:
    for heard in (
        audio.encode(bytes(6 * SECONDS)),
        audio.encode(hiss(bytes(6 * SECONDS), 2000)),
        b"",
        b"RIFF",
    ):
        assert not is_heard(heard, first("support"))
    assert is_silent(audio.encode(hiss(bytes(6 * SECONDS), 10)))
    assert not is_silent(audio.encode(call("support")))
