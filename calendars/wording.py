"""Finds what the exchange's sentences say of days: 1月1日（星期四）至1月3日（星期六）休市, and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from calendars.hints import half_width


class Says(Enum):
    """What a clause says of its days."""

    CLOSED = "休市"
    WEEKEND = "周末休市"
    OPENS = "开市"
    PART = "上午"
    """Some hours of the days."""
    ELSEWHERE = "港股通"
    """The days of another market."""
    NOTHING = ""
    """The days are named, and what becomes of them is not said, or not for sure: 是否休市, 休市取消."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A day as it is written: the year may be left to the title, the weekday (from 0, Monday) unsaid."""

    year: int | None
    month: int
    day: int
    weekday: int | None
    written: str
    line: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Days and what becomes of them; each span holds its first and last day, which may be the same."""

    says: Says
    spans: tuple[tuple[Mention, Mention], ...]
    heading: str
    """What stands before the nearest colon: 元旦."""
    lead: str = ""
    """What stands before the days in their own sentence: 受台风影响."""

    @property
    def line(self) -> int:
        return self.spans[0][0].line

    @property
    def name(self) -> str:
        """The heading without its number."""
        return re.sub(r"^[\s,)]*(?:\(?[一二三四五六七八九十]+[),]|\))?\s*", "", self.heading).strip()


_GAP = r"[ \t\u3000\xa0]*"
_WEEKDAY = rf"(?:{_GAP}\({_GAP}(?:星期|周|礼拜)[一二三四五六日天]{_GAP}\))?"
_DAY = rf"(?:(?:\d{{4}}{_GAP}年{_GAP})?\d{{1,2}}{_GAP}月{_GAP})?\d{{1,2}}{_GAP}日{_WEEKDAY}"
_FULL_DAY = rf"(?:\d{{4}}{_GAP}年{_GAP})?\d{{1,2}}{_GAP}月{_GAP}\d{{1,2}}{_GAP}日{_WEEKDAY}"
_UNTIL = rf"{_GAP}起?{_GAP}(?:至|到|[-–—―~]{{1,2}}){_GAP}"
_AND = rf"{_GAP}(?:,|和|及|以及){_GAP}"
_SPANS = rf"{_FULL_DAY}(?:{_UNTIL}{_DAY})?(?:{_AND}{_DAY}(?:{_UNTIL}{_DAY})?)*"
_US = "深圳证券交易所|深交所|本所|我所|交易所|两所|沪深|证券市场|股票市场|市场"
_FESTIVAL = "元旦|春节|清明节?|劳动节|端午节|中秋节|国庆节"
# Only these words may stand between the days and the verb: whatever else does may turn its meaning round. Each
# alternative takes a character at least, or a line of spaces would take for ever.
_BETWEEN = rf"(?:全天|整天|均|都|将|也|照常|继续|临时|全部|共|{_US}|{_FESTIVAL}|[, \t\u3000\xa0]){{0,12}}?"
_SINCE = r"(?P<since>起[ \t]*)?"
_VERB = (
    r"(?P<weekend>为周末休市)|(?P<closed>为?休市日?)(?=[ \t\u3000\xa0]*(?:$|[,)]|\d{1,2}天))"
    r"|(?P<opens>(?:照常|恢复|正常|重新|继续){0,3}(?:开市|开盘|交易))"
)
_TOKEN = re.compile(
    rf"(?P<heading>[^:\d]{{1,40}}):(?!//)|(?P<spans>{_SPANS})"
    rf"(?:{_SINCE}{_BETWEEN}(?:{_VERB})|(?P<part>[ \t\u3000\xa0]*(?:上午|下午|中午|半天|半日|\d+[:点时])))?"
)
_UNSURE = re.compile("原定|原计划|如[遇果若有]?|若|假如|除|拟|是否|可能")
"""Before the days: what is said then may not be so."""
TITLE = re.compile(r"^[ \t\u3000]*关于[^.;:\n]*(?:通知|公告|提示|说明会?)[ \t\u3000\r]*$", re.MULTILINE)
"""Says what the text is about; the text itself says what becomes of the days."""
_OTHER_MARKETS = re.compile(
    "港股通|沪股通|深股通|深港通|沪港通|港交所|香港|上交所|上海|北交所|北京|期货|中金所|债券通"
)
_OURS = re.compile("深交所|深圳|本所|沪深|两所")
_UNTIL_A_DAY = re.compile(rf"{_UNTIL}{_DAY}")
_SPAN = re.compile(rf"(?P<first>{_DAY})(?:{_UNTIL}(?P<last>{_DAY}))?")
_PARTS = re.compile(
    r"(?:(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*)?(?P<day>\d{1,2})\s*日(?:.*(?P<weekday>[一二三四五六日天])\s*\))?"
)
_WEEKDAYS = "一二三四五六日"


def clauses(text: str) -> Iterator[Clause]:
    """Every mention of days in `text`, in its order."""
    plain = half_width(text)  # character for character, so that places stay what they are
    heading = ""
    elsewhere = _of_other_markets(plain)
    for sentence in re.finditer(r"[^.;\r\n]+", TITLE.sub(lambda title: " " * len(title[0]), plain)):
        behind = 0
        for token in _TOKEN.finditer(sentence[0]):
            if token["heading"]:
                heading = token["heading"]
                behind = token.end()
                continue
            begins = sentence.start() + token.start("spans")
            lead = sentence[0][behind : token.start()]
            spans = tuple(_spans(token["spans"], text, begins))
            says = Says.ELSEWHERE if elsewhere[spans[0][0].line - 1] else _says(token, lead, heading)
            yield Clause(says, spans, heading, lead + token[0])
            behind = token.end()


def _of_other_markets(plain: str) -> list[bool]:
    """For each line, whether the nearest one above it that names no day, a title or the head of a section, is about
    another market."""
    told, elsewhere = [], False
    for line in plain.split("\n"):
        told.append(elsewhere)
        if line.strip() and not re.search(r"\d{1,2}\s*日", line):
            elsewhere = bool(_OTHER_MARKETS.search(line)) and not _OURS.search(line)
    return told


def _says(token: re.Match[str], lead: str, heading: str) -> Says:
    around = heading + lead + token[0].replace(token["spans"], "")
    if _OTHER_MARKETS.search(around) and not _OURS.search(around):
        return Says.ELSEWHERE
    if token["part"]:
        return Says.PART
    if token["weekend"]:
        return Says.WEEKEND
    if token["opens"]:
        return Says.OPENS
    open_ended = token["since"] and not re.search(_UNTIL_A_DAY, token["spans"])
    if not token["closed"] or open_ended or _UNSURE.search(lead):
        return Says.NOTHING
    return Says.CLOSED


def _spans(plain: str, text: str, begins: int) -> Iterator[tuple[Mention, Mention]]:
    year: int | None = None
    month = 0
    for span in _SPAN.finditer(plain):
        ends: list[Mention] = []
        for part in ("first", "last"):
            place = begins + span.start(part)
            for found in _PARTS.finditer(span[part] or ""):
                if found["month"]:
                    year, month = int(found["year"]) if found["year"] else None, int(found["month"])
                weekday = _WEEKDAYS.index(found["weekday"].replace("天", "日")) if found["weekday"] else None
                written = re.split("[(（]", text[place : place + len(span[part])])[0].strip()
                line = text.count("\n", 0, place) + 1
                ends.append(Mention(year, month, int(found["day"]), weekday, written, line))
        yield ends[0], ends[-1]
