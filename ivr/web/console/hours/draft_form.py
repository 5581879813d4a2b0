"""A schedule's text as a form shows it. The text need not be sound, only readable: a form is also for mending it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from calendars.strict import Page
from ivr.clock import SHANGHAI
from ivr.hours.fields import WEEKDAYS
from ivr.hours.model import OverrideKind

TIERS = 3
"""First, then, then: so many fields for those who are rung are always there."""


@dataclass(frozen=True)
class Opening:
    """One row of named hours, or the days and times of a shift."""

    days: str
    """`trading`, `all`, `week`, or empty."""
    week: frozenset[str]
    start: str
    end: str


@dataclass(frozen=True)
class Entry:
    """A part of the file: its name there, and what it says."""

    key: str
    says: Mapping[str, Any]

    def text(self, key: str, otherwise: str = "") -> str:
        """A single value as it is typed."""
        value = self.says.get(key)
        return otherwise if value is None or isinstance(value, dict | list) else _typed(value)

    def words(self, key: str, language: str) -> str:
        """One language of a text in both."""
        return Entry(key, _mapping(self.says.get(key))).text(language)

    @property
    def opening(self) -> Opening:
        return _opening(self.says)

    @property
    def tiers(self) -> list[str]:
        """Who is rung first, then, then: names with commas, one text a tier."""
        found = self.says.get("tiers", self.says.get("on_duty"))
        tiers = [", ".join(map(_typed, _listed(tier))) for tier in _listed(found)]
        return tiers + [""] * (TIERS - len(tiers))


@dataclass(frozen=True)
class OverrideEntry(Entry):
    """An exception, and when it ends by itself."""

    @property
    def kind(self) -> str:
        return next((kind.value for kind in OverrideKind if kind.value in self.says), "")

    @property
    def everybody(self) -> bool:
        return self.says.get("hotlines") == "all"

    @property
    def hotlines(self) -> list[str]:
        return [] if self.everybody else [_typed(number) for number in _listed(self.says.get("hotlines"))]

    @property
    def ends(self) -> datetime | None:
        """The moment from which it no longer holds; None where the text does not say it well."""
        try:
            last = date.fromisoformat(self.text("through") or self.text("on"))
            hour, minute = map(int, (self.text("to") or "24:00").split(":"))
            return datetime.combine(last, time(), SHANGHAI) + timedelta(hours=hour, minutes=minute)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Form:
    """Everything the form can change."""

    page: Page

    @cached_property
    def hotlines(self) -> list[Entry]:
        return list(self._entries("hotlines"))

    @cached_property
    def desks(self) -> list[Entry]:
        return list(self._entries("desks"))

    @property
    def hours(self) -> list[tuple[str, list[Opening]]]:
        """Named hours, each with its openings in the order of the file."""
        named = _mapping(self.page.value.get("hours"))
        return [(name, [_opening(_mapping(one)) for one in _several(value)]) for name, value in named.items()]

    @property
    def overrides(self) -> list[OverrideEntry]:
        found = _listed(self.page.value.get("overrides"))
        return [OverrideEntry(str(number), _mapping(one)) for number, one in enumerate(found, 1)]

    @property
    def lift(self) -> Entry:
        """Where a matter that cannot wait is handed; says nothing where nothing is handed on."""
        return Entry("lift", _mapping(self.page.value.get("lift")))

    @property
    def lifting(self) -> list[str]:
        """The words that hand a matter on."""
        return [_typed(word) for word in _listed(self.lift.says.get("words"))]

    @property
    def keep(self) -> Entry:
        """How long the house keeps things, in days; what is not said is as usual."""
        return Entry("keep", _mapping(self.page.value.get("keep")))

    def shifts(self, desk: str) -> list[Entry]:
        """The shifts of a desk's roster; none where it has no roster."""
        found = _listed(_mapping(self.page.value.get("rosters")).get(desk))
        return [Entry(str(number), _mapping(one)) for number, one in enumerate(found, 1)]

    def used(self, hours: str) -> bool:
        """Whether a hotline keeps these hours."""
        return any(line.text("hours") == hours for line in self.hotlines)

    def _entries(self, section: str) -> Iterator[Entry]:
        for name, entry in _mapping(self.page.value.get(section)).items():
            yield Entry(name, _mapping(entry))


def _opening(says: Mapping[str, Any]) -> Opening:
    entry, days = Entry("", says), says.get("days")
    if isinstance(days, list) or days in WEEKDAYS:
        kind, week = "week", frozenset(map(_typed, _several(days)))
    else:
        kind, week = _typed(days) if isinstance(days, str) else "", frozenset()
    return Opening(kind, week, entry.text("from"), entry.text("to"))


def _typed(value: object) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _several(value: object) -> list[Any]:
    """A list, or one entry that may be written without."""
    return value if isinstance(value, list) else [] if value is None else [value]
