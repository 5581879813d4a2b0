"""How a warning is put: where it stands, what it says in both languages, and the day it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ivr.clock import shanghai
from ivr.hours.model import Desk, Hotline

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that can be published but is perhaps not meant."""

    code: str
    place: tuple[str, ...]
    zh: str
    en: str
    day: date | None = None
    """The first day on which it matters; None when it always does."""


def named(hotline: Hotline) -> tuple[str, str]:
    """A hotline in both languages."""
    return f"{hotline.name.zh}（{hotline.number}）", f"{hotline.name.en} ({hotline.number})"


def all_named(hotlines: Sequence[Hotline]) -> tuple[str, str]:
    zh, en = zip(*map(named, hotlines), strict=True)
    return "、".join(zh), ", ".join(en)


def desk_named(desk: Desk) -> tuple[str, str]:
    return f"{desk.name.zh}（{desk.id}）", f"{desk.name.en} ({desk.id})"


def on(day: date) -> tuple[str, str]:
    """A day in both languages: 2026年12月24日（星期四）, Thu 24 Dec 2026."""
    zh = f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"
    return zh, f"{day:%a} {day.day} {day:%b} {day.year}"


def on_all(days: Sequence[date]) -> tuple[str, str]:
    """Several days: the first by name, and how many there are."""
    zh, en = on(days[0])
    if len(days) == 1:
        return zh, en
    return f"{zh}等{len(days)}天", f"{en} and {len(days) - 1} more day{'s' if len(days) > 2 else ''}"


def at(moment: datetime) -> tuple[str, str]:
    """A moment in both languages, in Shanghai time."""
    local = shanghai(moment)
    zh, en = on(local.date())
    return f"{zh}{local:%H:%M}", f"{en} {local:%H:%M}"
