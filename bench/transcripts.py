"""How many characters the engine that writes messages down gets wrong, and how long it takes.

Each sample in tests/samples/voicemail goes the way a message goes: examined, its playable copy handed to the engine in
a process of its own. Errors are counted against the sample's text, punctuation and spaces aside, as edits a character;
time is the process's own CPU time, the loading of the model included, and the wall clock's.
"""

import resource
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from ivr.settings import load
from ivr.voicemail import audio
from ivr.voicemail.transcripts import Engine, joined, words_of

SAMPLES = Path("tests/samples/voicemail")


def main() -> None:
    """Prints a line a sample: character errors, seconds, and the ratio of time to the message's length."""
    engine = next((each for each in (Engine(load().data), Engine(Path(".venv/engine"))) if each.ready), None)
    if engine is None:
        print("no engine here: `ivr transcripts setup`")
        return
    print("| sample | seconds | characters wrong | CPU s | CPU / length | wall s |")
    print("|---|---|---|---|---|---|")
    totals: dict[str, list[float]] = {}
    for sound in sorted(SAMPLES.glob("*.wav")):
        language = sound.name[:2]
        wrong, of, length, cpu, wall = _measure(engine, sound, language)
        print(
            f"| {sound.stem} | {length:.1f} | {wrong} of {of} (**{wrong / of:.0%}**) | {cpu:.1f} | {cpu / length:.2f} "
            f"| {wall:.1f} |"
        )
        sums = totals.setdefault(language, [0.0] * 5)
        for place, value in enumerate((wrong, of, length, cpu, wall)):
            sums[place] += value
    for language, (wrong, of, length, cpu, wall) in totals.items():
        print(
            f"| all in {language} | {length:.1f} | {wrong:.0f} of {of:.0f} (**{wrong / of:.0%}**) | {cpu:.1f} "
            f"| {cpu / length:.2f} | {wall:.1f} |"
        )


def _measure(engine: Engine, sound: Path, language: str) -> tuple[int, int, float, float, float]:
    examined = audio.examine(sound.read_bytes())
    spent, began = _children(), time.perf_counter()
    hearing = engine.hear(examined.playable, language, examined.seconds)
    hearing.wait()
    wall, cpu = time.perf_counter() - began, _children() - spent
    heard = joined(words_of(hearing.words()))
    hearing.close()
    said = _letters(sound.with_suffix(".txt").read_text(encoding="utf-8"))
    return _edits(said, _letters(heard)), len(said), examined.seconds, cpu, wall


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for place, left in enumerate(one, 1):
        following = [place]
        for column, right in enumerate(other, 1):
            following.append(min(row[column] + 1, following[-1] + 1, row[column - 1] + (left != right)))
        row = following
    return row[-1]
