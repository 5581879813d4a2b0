"""Two supervisors' changes to one text brought together, line by line, where they do not touch each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Hunk:
    """Lines `start` to `end` of the text both began with, counted from 0, become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def touches(self, other: "Hunk") -> bool:
        """Whether both change the same lines, or lines next to each other, whose order nobody could tell."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Merged:
    """The newer text with what could be carried over."""

    text: str
    carried: int
    """How many of the own changes are in it."""
    left_out: tuple[Hunk, ...]
    """The own changes that touch the other's; the text has the other's words there."""


def merge(base: str, mine: str, theirs: str) -> Merged:
    """`theirs` with every change of `mine` against `base` that touches none of theirs."""
    lines = base.splitlines(keepends=True)
    own, others = list(_hunks(lines, mine)), list(_hunks(lines, theirs))
    fresh = [hunk for hunk in own if hunk not in others]
    carried = [hunk for hunk in fresh if not any(hunk.touches(other) for other in others)]
    left_out = tuple(hunk for hunk in fresh if hunk not in carried)
    return Merged(_with(lines, [*others, *carried]), len(carried), left_out)


def _hunks(base: Sequence[str], text: str) -> Iterator[Hunk]:
    lines = text.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, base, lines, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(a, b, tuple(lines[c:d]))


def _with(base: Sequence[str], hunks: Sequence[Hunk]) -> str:
    made: list[str] = []
    reached = 0
    for hunk in sorted(hunks, key=lambda hunk: (hunk.start, hunk.end)):
        made += [*base[reached : hunk.start], *hunk.lines]
        reached = hunk.end
    return "".join([*made, *base[reached:]])
