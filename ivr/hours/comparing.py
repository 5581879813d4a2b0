"""What differs between two moments of the history of publications."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import Literal

from sqlalchemy.orm import Session

from ivr.hours import versions
from ivr.hours.on_disk import AUTHOR
from ivr.hours.versions import Publication


@dataclass(frozen=True, slots=True)
class Comparison:
    """From what was in force at one number to what was at another."""

    one: int
    other: int
    before: Publication
    """The schedule in force at `one`."""
    after: Publication
    came: tuple[Publication, ...]
    """Notices that hold at `other` and not at `one`."""
    went: tuple[Publication, ...]
    voices: tuple[str, ...]
    """Names of the clips that are not the same."""

    @property
    def same(self) -> bool:
        return self.before.digest == self.after.digest and not (self.came or self.went or self.voices)


def compare(session: Session, one: int, other: int) -> Comparison:
    """Raises UnknownNumber for a number under which nothing was published."""
    before, after = (versions.in_force(session, number) for number in (one, other))
    held, holds = (versions.notices_up_to(session, number) for number in (one, other))
    heard, hears = (versions.voices_up_to(session, number) for number in (one, other))
    return Comparison(
        one,
        other,
        before,
        after,
        came=_without(holds, held),
        went=_without(held, holds),
        voices=tuple(name for name in sorted({*heard, *hears}) if heard.get(name) != hears.get(name)),
    )


def takes_back(session: Session, text: str, author: str) -> tuple[Publication, Publication] | None:
    """The schedule in force and the one before it, when `text` undoes every line that somebody else changed between
    them: whoever wrote it has perhaps never seen that change. None otherwise, and for what the file itself brought in.
    """
    current = versions.last_schedule(session)
    before = versions.last_schedule(session, current.number - 1) if current else None
    if current is None or before is None or current.author in (author, AUTHOR):
        return None
    was, now, wanted = (set(each.splitlines()) for each in (before.text, current.text, text))
    came, went = now - was, was - now
    return (before, current) if (came or went) and not came & wanted and went <= wanted else None


def unified(before: str, after: str, names: tuple[str, str]) -> list[str]:
    """The difference of two texts as `diff -u` prints it; empty when there is none."""
    return list(unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""))


Piece = tuple[str, bool]
"""Some words of a line, and whether they are other ones on the other side."""

_WORDS = re.compile(r"[\w:]+|\s+|.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two texts side by side; on the side where there is none the number is None."""

    kind: Literal["same", "changed", "added", "removed", "folded"]
    left: int | None
    before: str
    right: int | None
    after: str
    folded: int = 0
    """How many lines alike were left out here."""

    @property
    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        """A changed line taken apart, each side for itself."""
        old, new = (_WORDS.findall(text) for text in (self.before, self.after))
        left: list[Piece] = []
        right: list[Piece] = []
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            left.append(("".join(old[a:b]), tag != "equal"))
            right.append(("".join(new[c:d]), tag != "equal"))
        return [piece for piece in left if piece[0]], [piece for piece in right if piece[0]]


def side_by_side(before: str, after: str, context: int = 3) -> list[Row]:
    """Every line that differs, with `context` lines around it; longer stretches alike are folded."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    codes = matcher.get_opcodes()
    rows: list[Row] = []
    for place, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal":
            rows += _alike(
                old, a, b, c, 0 if place == 0 else context, 0 if place == len(codes) - 1 else context
            )
        else:
            rows += _unlike(old, new, range(a, b), range(c, d))
    return rows


def _alike(old: Sequence[str], start: int, end: int, other: int, head: int, tail: int) -> Iterator[Row]:
    hidden = end - start - head - tail
    for number in range(start, end):
        row = Row("same", number + 1, old[number], other + number - start + 1, old[number])
        if hidden < 2 or number < start + head or number >= end - tail:
            yield row
        elif number == start + head:
            yield Row("folded", None, "", None, "", hidden)


def _unlike(old: Sequence[str], new: Sequence[str], gone: range, come: range) -> Iterator[Row]:
    both = min(len(gone), len(come))
    for a, c in zip(gone[:both], come[:both], strict=True):
        yield Row("changed", a + 1, old[a], c + 1, new[c])
    for a in gone[both:]:
        yield Row("removed", a + 1, old[a], None, "")
    for c in come[both:]:
        yield Row("added", None, "", c + 1, new[c])


def _without(some: Sequence[Publication], others: Sequence[Publication]) -> tuple[Publication, ...]:
    known = {row.number for row in others}
    return tuple(row for row in some if row.number not in known)
