"""What happened at one telephone, in the order it happened, to be asserted on and to be printed."""

from dataclasses import dataclass, field
from datetime import datetime

from ivr.clock import shanghai


@dataclass
class Heard:
    """One utterance: its words, and the addresses of its clips."""

    text: str = ""
    clips: list[str] = field(default_factory=list)

    def add(self, words: str, clip: str | None) -> None:
        words = " ".join(words.split())
        spaced = self.text[-1:].isascii() and words[:1].isascii() and self.text and words
        self.text += f" {words}" if spaced else words
        if clip:
            self.clips.append(clip)


@dataclass(frozen=True)
class Line:
    at: datetime
    kind: str
    """heard, hears (the other party), pressed, spoke, waited, hung up, rang, answered, joined, ended"""
    heard: Heard | None = None
    words: str = ""

    def __str__(self) -> str:
        return f"{shanghai(self.at):%H:%M:%S}  {_MARKS.get(self.kind, self.kind):<9} {self.text}".rstrip()

    @property
    def text(self) -> str:
        return self.heard.text if self.heard else self.words


_MARKS = {
    "heard": "◂ hears",
    "hears": "◂ hears",
    "pressed": "▸ keys",
    "spoke": "▸ speaks",
    "waited": "▸ waits",
}


class Transcript:
    """The lines of one telephone's call."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._utterance: Heard | None = None

    @property
    def heard(self) -> list[Heard]:
        return [line.heard for line in self.lines if line.heard]

    @property
    def pressed(self) -> list[str]:
        return [line.words for line in self.lines if line.kind == "pressed"]

    def hears(self, at: datetime, words: str, clip: str | None) -> None:
        """Adds to the utterance that is going on, or begins one."""
        if self._utterance is None:
            self._utterance = Heard()
            self.lines.append(Line(at, "heard", heard=self._utterance))
        self._utterance.add(words, clip)

    def pause(self) -> None:
        """The utterance is over."""
        self._utterance = None

    def note(self, at: datetime, kind: str, words: str = "") -> None:
        self.pause()
        self.lines.append(Line(at, kind, words=words))

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))
