"""What a figure is: a function over sums whose docstring is its definition."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self, TypeVar


class Unit(StrEnum):
    """How a figure is read."""

    COUNT = "count"
    SHARE = "share"  # 0 to 1
    SECONDS = "seconds"
    MINUTES = "minutes"


class Group(StrEnum):
    """Figures that are read together."""

    CALLS = "calls"
    CALLBACKS = "callbacks"
    QUALITY = "quality"
    FAULTS = "faults"
    WORK = "work"


@dataclass(frozen=True)
class Sums:
    """Numbers that add up, so that the parts of a division make the whole. Lists of values are put together."""

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


Value = float | None
S = TypeVar("S", bound=Sums)


@dataclass(frozen=True)
class Figure:
    """One figure: where it stands, how it is read, and which tasks are behind it."""

    key: str
    group: Group
    unit: Unit
    of: type[Sums]
    compute: Callable[[Any], Value]
    behind: str | None
    """The name of the tasks it counts, see :mod:`ivr.reports.behind`; None where it counts no tasks."""
    better: int
    """1 when more is better, -1 when less is, 0 when neither."""

    @property
    def meaning(self) -> str:
        """Its definition in English, which the console shows word for word."""
        return " ".join((self.compute.__doc__ or "").split())


FIGURES: dict[str, Figure] = {}
"""All figures by their keys."""

ORDER = (
    *(
        "calls",
        "asked",
        "answered",
        "within-15",
        "within-20",
        "wait",
        "abandoned",
        "talk",
        "repeats",
        "english",
    ),
    *(
        "messages",
        "tasks",
        "kept",
        "missed",
        "first-reached",
        "reached",
        "p50",
        "p90",
        "callback-talk",
        "after-call",
    ),
    *(
        "resolved-at-once",
        "rated",
        "satisfied",
        "dissatisfied",
        "defaulted",
        "urged",
        "dispatched",
        "dispatched-on-time",
        "sent-back",
        "complaints",
        "complaints-done",
    ),
    *("mtta", "mttr", "utilisation", "recordings"),
)
"""Keys as the page, the files and the command show them."""


def in_order() -> list[Figure]:
    """Every figure as it is shown; one that ORDER does not name comes last."""
    place = {key: rank for rank, key in enumerate(ORDER)}
    return sorted(FIGURES.values(), key=lambda each: place.get(each.key, len(place)))


def figure(
    key: str, group: Group, unit: Unit, of: type[S], *, behind: str | None = None, better: int = 0
) -> Callable[[Callable[[S], Value]], Callable[[S], Value]]:
    """Makes a figure of a function over one kind of sums."""

    def made(compute: Callable[[S], Value]) -> Callable[[S], Value]:
        FIGURES[key] = Figure(key, group, unit, of, compute, behind, better)
        return compute

    return made


def ratio(part: float, whole: float) -> Value:
    """`part / whole`; None where there is no whole."""
    return part / whole if whole else None
