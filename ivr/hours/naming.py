"""Names and numbers that a schedule mentions: what to say of those that are not there, or stand twice."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from calendars.hints import nearest_zh, unquoted
from calendars.strict import Page, Place, nearest


def unknown(what: str, zh: str, name: str, known: Collection[str]) -> tuple[str, str]:
    """A name that does not exist, with the nearest one that does."""
    return (
        f'no {what} called "{name}"{nearest(name, known)}',
        f"没有名为“{name}”的{zh}{nearest_zh(name, known)}",
    )


def unknown_hotline(name: str, area: str, known: Collection[str]) -> tuple[str, str]:
    """A hotline that does not exist; one that is written with its area or with spaces is told as it should be."""
    number = local_number(name, area)
    if number in known:
        return (
            f'no hotline called "{name}": write it as "{number}"',
            f'没有名为“{name}”的热线，请写成 "{number}"',
        )
    return unknown("hotline", "热线", name, known)


def local_number(written: str, area: object) -> str | None:
    """The digits of a local number that was written with spaces, full-width digits or in front its country and area."""
    digits = re.sub(r"[\s()./-]", "", unquoted(written))
    country, _, city = str(area).removeprefix("+").partition(" ")
    found = re.fullmatch(
        rf"(?:(?:\+|00){re.escape(country)}|0)?(?:{re.escape(city)})?([0-9]{{3,12}})", digits
    )
    beginning = f"{country}{city}"
    if digits.startswith(beginning) and len(digits) > len(beginning) + 5:
        return digits.removeprefix(beginning)
    return found[1] if found else None


def once(place: Place, tiers: Sequence[Sequence[str]], page: Page) -> None:
    """Notes on `page` who stands in two of the `tiers`."""
    for name, times in Counter(name for tier in tiers for name in tier).items():
        if times > 1:
            page.problem(place, f"{name} stands in two tiers", f"{name} 在两个梯次里都出现了")


def shown(value: object) -> tuple[str, str]:
    """A value as it is shown within a sentence in English and in Chinese."""
    if value is None:
        return "nothing", "空"
    return (f'"{value}"', f"“{value}”") if isinstance(value, str | date) else (str(value), f"{value} ")
