"""A closure of the exchange at short notice, as a short form describes it, and as the notice it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from calendars.notice import LONGEST, read_date
from calendars.notices import ad_hoc
from calendars.occasions import REASONS
from calendars.trading import Reason

OTHER = "other"
USUAL = {reason.zh: reason for reason in (Reason("台风", "Typhoon"), Reason("暴雨", "Heavy rain"), *REASONS)}
"""Occasions that callers hear by a clip of their own."""
LONGEST_OCCASION, LONGEST_SOURCE = 60, 300


class NotAClosure(Exception):
    """What was typed makes no closure; `wrong` says by field which sentence tells why."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(wrong.values()))
        self.wrong = wrong


@dataclass(frozen=True)
class Typed:
    """The form as it was typed."""

    first: str = ""
    last: str = ""
    occasion: str = ""
    zh: str = ""
    en: str = ""
    source: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Typed":
        return cls(**{name: " ".join(form.get(name, "").split()) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Closing:
    """A closure that can be written down."""

    first: date
    last: date
    occasion: Reason
    source: str
    entered: date

    @classmethod
    def of(cls, typed: Typed, today: date) -> "Closing":
        """The closure that the form describes; raises NotAClosure naming everything that is wrong or missing."""
        wrong: dict[str, str] = {}
        first = _day(typed.first)
        last = _day(typed.last) if typed.last else first
        if first is None:
            wrong["first"] = "notices.bad.day"
        if last is None and typed.last:
            wrong["last"] = "notices.bad.day"
        if first and last:
            if last < first:
                wrong["last"] = "notices.bad.order"
            elif last < today:
                wrong["first"] = "notices.bad.past"
            elif last - first >= timedelta(days=LONGEST):
                wrong["last"] = "notices.bad.long"
        occasion = USUAL.get(typed.occasion) or Reason(typed.zh, typed.en)
        if typed.occasion not in USUAL and typed.occasion != OTHER:
            wrong["occasion"] = "notices.bad.occasion"
        elif not (occasion.zh and occasion.en):
            wrong["occasion"] = "notices.bad.both"
        elif max(len(occasion.zh), len(occasion.en)) > LONGEST_OCCASION:
            wrong["occasion"] = "notices.bad.words"
        if not 0 < len(typed.source) <= LONGEST_SOURCE:
            wrong["source"] = "notices.bad.source"
        if wrong or first is None or last is None:
            raise NotAClosure(wrong)
        return cls(first, last, occasion, typed.source, today)

    def written(self) -> str:
        """The notice as it is published."""
        return ad_hoc(self.first, self.last, self.occasion, source=self.source, published=self.entered)


def _day(text: str) -> date | None:
    try:
        return read_date(text)
    except ValueError:
        return None
