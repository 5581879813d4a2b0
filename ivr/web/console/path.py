"""The path of keys a caller pressed, in words: «1 业务咨询 → 排队等候 → 1 留言 → 录音».

Told from the steps of the call. A step that nobody has words for is shown by its own name, so that a new one is never
hidden; what a supervisor keys in by telephone is shown as that alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.calls import Led, Step
from ivr.web.console.times import Language
from ivr.web.console.words import WORDS, say

KEYED = ":keys"
_OFFICE = ("office.", "pocket.", "handing.", "reporting.")
_FAREWELLS = ("message.done",)
"""Where the reference was said, and nothing more need be pressed."""


@dataclass(frozen=True)
class Mark:
    """One thing the caller did, or that became of him."""

    key: str | None
    """What he pressed; None where no key led, and for digits that are not kept."""
    said: str
    astray: bool = False
    """A wrong key, or none."""


def paths(session: Session, call_ids: Iterable[int], language: Language) -> dict[int, list[Mark]]:
    """The path of each call, with one query; without the answers, which are long."""
    steps = session.execute(
        select(Step.call_id, Step.step, Step.keys, Step.led)
        .where(Step.call_id.in_(list(call_ids)))
        .order_by(Step.call_id, Step.visit, Step.id)
    )
    found: dict[int, list[Mark]] = defaultdict(list)
    for row in steps:
        mark, path = _mark(row.step, row.keys, row.led, language), found[row.call_id]
        # A caller who waits is asked again every few seconds: that is told once.
        waits_on = mark is not None and mark.key is None and not mark.astray and path[-1:] == [mark]
        if mark is not None and not waits_on:
            path.append(mark)
    return found


def _mark(step: str, keys: str | None, led: str | None, language: Language) -> Mark | None:
    name = step.removesuffix(KEYED)
    if name.startswith(_OFFICE):
        return Mark(None, say(language, "path.office"))
    if name == step:
        # No key led here: what the line did by itself, as far as it tells of the caller.
        return Mark(None, say(language, f"path.at.{step}")) if f"path.at.{step}" in WORDS else None
    if led is None:
        return Mark(keys, "") if keys else None
    if led == Led.SILENCE and name in _FAREWELLS:
        return None
    if led in set(Led):
        return Mark(keys, say(language, f"path.{led}"), astray=led in (Led.WRONG, Led.SILENCE))
    key = f"path.to.{led}"
    return Mark(keys, say(language, key) if key in WORDS else led)
