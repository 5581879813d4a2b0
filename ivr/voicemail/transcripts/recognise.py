"""`python recognise.py MODEL < message.wav`: a message in words, by vosk. Runs in the engine's own environment, alone.

In: a WAV, mono, 16 bits. Out: one line of JSON, `{"words": [[word, start, end], …]}` with seconds from the beginning.
"""

import json
import os
import sys
import wave

PIECE = 4000
"""Frames handed over at a time, as live speech would come."""


def heard(recogniser: "object", sound: wave.Wave_read) -> list[list[object]]:
    """Every word with where it stands."""
    words: list[list[object]] = []

    def take(told: str) -> None:
        for each in json.loads(told).get("result", ()):
            words.append([each["word"], round(each["start"], 2), round(each["end"], 2)])

    parent = os.getppid()
    while frames := sound.readframes(PIECE):
        if os.getppid() != parent:
            sys.exit("nobody waits for it any more")
        if recogniser.AcceptWaveform(frames):  # type: ignore[attr-defined]
            take(recogniser.Result())  # type: ignore[attr-defined]
    take(recogniser.FinalResult())  # type: ignore[attr-defined]
    return words


def main(model: str) -> None:
    os.nice(19)  # callers come first
    from vosk import KaldiRecognizer, Model, SetLogLevel

    SetLogLevel(-1)
    with wave.open(sys.stdin.buffer, "rb") as sound:
        recogniser = KaldiRecognizer(Model(model), sound.getframerate())
        recogniser.SetWords(True)
        words = heard(recogniser, sound)
    sys.stdout.write(json.dumps({"words": words}, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
