"""Moments and lengths as people read them, in both languages, always in Shanghai time."""

from datetime import date, datetime, timedelta
from typing import Literal

from ivr.clock import shanghai

Language = Literal["zh", "en"]

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {
    -1: ("昨天", "yesterday"),
    0: ("今天", "today"),
    1: ("明天", "tomorrow"),
}
_MINUTE = timedelta(minutes=1)


def clock(moment: datetime) -> str:
    """The time of day: 9:00, 20:05."""
    local = shanghai(moment)
    return f"{local.hour}:{local.minute:02}"


def exact_clock(moment: datetime) -> str:
    """The same to the second: 09:00:07, for the history."""
    return f"{shanghai(moment):%H:%M:%S}"


def day(moment: datetime, now: datetime, language: Language, *, weekday: bool = False) -> str:
    """Today, tomorrow, 10月8日, 8 Oct; with the year only where it is another one."""
    on, today = shanghai(moment).date(), shanghai(now).date()
    near = _NEAR.get((on - today).days)
    if near:
        return near[0] if language == "zh" else near[1]
    return calendar_day(on, today, language, weekday=weekday)


def calendar_day(on: date, today: date, language: Language, *, weekday: bool = False) -> str:
    """A date without «today» and «tomorrow»: 10月8日 周四, Thu 8 Oct."""
    name = WEEKDAYS[language][on.weekday()] if weekday else ""
    if language == "zh":
        year = f"{on.year}年" if on.year != today.year else ""
        return f"{year}{on.month}月{on.day}日" + (f" {name}" if name else "")
    year = f" {on.year}" if on.year != today.year else ""
    return (f"{name} " if name else "") + f"{on.day} {_MONTHS[on.month - 1]}{year}"


def when(moment: datetime, now: datetime, language: Language) -> str:
    """Day and time: 今天 9:00, 10月8日 9:00, tomorrow 9:00. Today's day goes without saying in a list, not here."""
    return f"{day(moment, now, language)} {clock(moment)}"


def inline(text: str, language: Language) -> str:
    """A time as it stands within a sentence: Chinese puts a space between its own signs and others, and no more."""
    if language == "en":
        return text
    return (" " if text[:1].isascii() else "") + text + (" " if text[-1:].isascii() else "")


def absolute(moment: datetime) -> str:
    """Shown on hover: 2026-10-08 09:00:00 +08:00, whatever the language."""
    return f"{shanghai(moment):%Y-%m-%d %H:%M:%S} +08:00"


def length(span: timedelta, language: Language, *, short: bool = False) -> str:
    """8分钟, 1小时20分, 72小时; parts of a minute are left out, and less than one is said so. Short: whole hours.

    Never days: a day of opening time is not a day.
    """
    minutes = max(span, timedelta()) // _MINUTE
    hours, rest = divmod(minutes, 60)
    if short and hours:
        rest = 0
    if language == "zh":
        if minutes < 1:
            return "不到1分钟"
        if hours < 1:
            return f"{minutes}分钟"
        return f"{hours}小时" + (f"{rest}分" if rest else "")
    if minutes < 1:
        return "<1 min"
    if hours < 1:
        return f"{minutes} min"
    return f"{hours} h" + (f" {rest} min" if rest else "")


def seconds(amount: float | None) -> str:
    """The length of a recording: 0:42, 2:05; a dash when it is not known yet."""
    if amount is None:
        return "–:––"
    whole = round(amount)
    return f"{whole // 60}:{whole % 60:02}"
