"""Every text has its clip, every clip its text, and all sound alike."""

from __future__ import annotations

import wave
from array import array
from math import log10, sqrt

import pytest

from ivr.flows import clips, words
from ivr.flows.phrases import PAUSES, Piece
from ivr.flows.rendering.reading import read_out

EVERY_PIECE = words.every_piece()
SPOKEN = [piece for piece in EVERY_PIECE if not piece.is_pause]
RATE = 8_000


def samples(name: str) -> array[int]:
    path = clips.path(name)
    assert path is not None
    with wave.open(str(path)) as file:
        return array("h", file.readframes(file.getnframes()))


def test_every_text_has_a_clip() -> None:
    without = [piece for piece in EVERY_PIECE if clips.clip_name(piece) is None]
    assert without == [], "run `make clips`"


def test_every_clip_has_a_text_that_is_still_spoken() -> None:
    spoken = {clips.hashed(piece) for piece in EVERY_PIECE}
    assert set(clips.index()) - spoken == set(), "run `make clips`"


def test_the_folder_holds_what_the_index_names_and_nothing_else() -> None:
    assert {path.name for path in clips.FOLDER.iterdir()} == {f"{name}.wav" for name in clips.index()}


def test_a_name_is_the_hash_of_its_text() -> None:
    for name, clip in clips.index().items():
        assert clip["voice"] == clips.VOICES[clip["language"]]
        assert clips.hashed(Piece(clip["language"], clip["text"])) == name


def test_all_clips_are_8_khz_mono_and_as_long_as_the_index_says() -> None:
    for name, clip in clips.index().items():
        with wave.open(str(clips.FOLDER / f"{name}.wav")) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2), clip
            assert file.getnframes() / RATE == pytest.approx(clip["seconds"], abs=0.001), clip


def test_speech_is_equally_loud_and_never_clipped() -> None:
    for piece in SPOKEN:
        heard = samples(clips.hashed(piece))
        assert max(map(abs, heard)) < 0.9 * 32768, piece
        assert -23 < loudness(heard) < -17, (piece, loudness(heard))


def test_a_clip_is_as_long_as_its_words_take() -> None:
    for piece in SPOKEN:
        # Seconds a syllable of Chinese, and a letter of English; the shortest words take the longest.
        least, most = (0.1, 0.45) if piece.language == "zh" else (0.04, 0.2)
        assert least < clips.seconds(piece) / (len(read_out(piece)) + 1) < most, (piece, clips.seconds(piece))


def test_speech_begins_and_ends_with_little_silence() -> None:
    for piece in SPOKEN:
        heard = [abs(sample) > 300 for sample in samples(clips.hashed(piece))]
        # A soft 三 takes a quarter of a second to be as loud as this.
        assert heard.index(True) < 0.3 * RATE, piece
        assert heard[::-1].index(True) < 0.5 * RATE, piece


def test_marks_are_silences() -> None:
    for mark, seconds in PAUSES.items():
        piece = Piece("en" if mark in ",. " else "zh", mark)
        assert set(samples(clips.hashed(piece))) == {0}
        assert clips.seconds(piece) == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("name", ["", "../index", "index", "0" * 20, "%2e%2e"])
def test_only_clips_are_handed_out(name: str) -> None:
    assert clips.path(name) is None


def test_words_without_a_clip_have_none() -> None:
    assert clips.clip_name(Piece("zh", "没有人说过这句话")) is None


def loudness(heard: array[int]) -> float:
    """dBFS of what is speech: the frames within 20 dB of the loudest."""
    frames = [heard[start : start + 80] for start in range(0, len(heard) - 79, 80)]
    powers = [sum(sample * sample for sample in frame) / 80 for frame in frames]
    speech = [power for power in powers if power > max(powers) / 100]
    return 20 * log10(sqrt(sum(speech) / len(speech)) / 32768)
