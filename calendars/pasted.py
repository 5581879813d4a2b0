"""Reads a notice in the exchange's own words, as a supervisor pastes it from the exchange's site.

What is in doubt is asked, never guessed: a weekday that does not match, a year nobody named, a festival left out.
"""

import re
from collections.abc import Collection
from datetime import date

from calendars.dating import ONE_DAY, WEEKDAYS, Dating, Doubts, days, years_that_fit
from calendars.notice import FIRST_YEAR, LAST_YEAR, Notice, NoticeError
from calendars.occasions import FESTIVALS, HOLIDAY, festival
from calendars.shapes import shape
from calendars.strict import LIMIT, Page, Problem
from calendars.trading import Certainty, Reason
from calendars.wording import Clause, Mention, Says, clauses

ALWAYS_NAMED = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""The festivals that the notice for a whole year names, every year since 2008."""

_OF_A_FILE = re.compile(r"^\s*(?:-\s*)?(?:[A-Za-z_]+\s*[:：](?!//)|[{#]).*$", re.MULTILINE)
_YEARLY = re.compile(r"(20\d\d)\s*年\s*部分节假日休市安排")
_SIGNED = re.compile(r"^\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*$", re.MULTILINE)


def in_words(text: str) -> bool:
    """Whether `text` is somebody's sentences about days, rather than a file of notices."""
    if len(text) > LIMIT:
        return False
    sentences = _OF_A_FILE.sub("", text)
    return bool(re.search(r"月\s*\d{1,2}\s*日", sentences) and re.search("休市|放假", sentences))


def read_pasted(text: str, name: str) -> Notice:
    """The notice that the exchange's words tell; raises NoticeError naming every line that is in doubt.

    It settles its year when it says that it is the «20XX年部分节假日休市安排»; then it has to name every festival,
    or the days it leaves out would be believed to trade.
    """
    page, doubts = Page(name), Doubts()
    page.problems = doubts
    if "休市" not in text:
        doubts.ask(
            None,
            "is no notice of the exchange: it tells of days off (放假), not of days without trading (休市); "
            "wait for the exchange's own",
            "不是交易所的通知：只写了放假，没有写休市。请等交易所自己的通知",
        )
    page.check(NoticeError)
    # The date it is signed with says nothing about trading; spaces keep every other place what it was.
    said = list(clauses(_SIGNED.sub(lambda found: re.sub(r"\d|[年月日]", " ", found[0]), text)))
    yearly = _YEARLY.search(text)
    year = _year(text, said, doubts)
    page.check(NoticeError)
    reading = _Reading(Dating(year, doubts))
    for clause in said:
        reading.take(clause)
    published = _published(text, reading.dating)
    page.check(NoticeError)
    reading.check()
    if yearly:
        _names_every_festival(year, [closure[2] for closure in reading.closures], doubts)
    page.check(NoticeError)
    title = _title(text)
    url = re.search(r"https?://[!-~]{4,400}", text)
    page.value = {
        "title": title,
        "by": Certainty.EXCHANGE,
        "published": published,
        "source": url[0] if url else f"pasted: {title}",
        "settles": year if yearly else None,
        "closed": [{"from": first, "to": last, "for": why} for first, last, why, _ in reading.closures],
        "weekends": sorted(reading.weekends),
    }
    page.lines = {("closed", str(n)): line for n, (*_, line) in enumerate(reading.closures, 1)}
    page.lines["closed",] = reading.closures[0][-1]
    try:
        return shape(page, Notice, NoticeError)
    except NoticeError as error:  # its places are those of a file of notices, which this is none
        raise NoticeError(
            [Problem(one.line, "", one.sentence, one.zh) for one in error.problems], name
        ) from None


class _Reading:
    """What has been understood so far."""

    def __init__(self, dating: Dating) -> None:
        self.dating = dating
        self.doubts = dating.doubts
        self.closures: list[tuple[date, date, Reason, int]] = []
        """First and last day, why, and the line."""
        self.weekends: set[date] = set()
        self.openings: list[tuple[Mention, date, date]] = []
        """When trading begins again: as it is written, the day, and the last day of the closure before it."""

    @property
    def _latest(self) -> date | None:
        return self.closures[-1][1] if self.closures else None

    def take(self, clause: Clause) -> None:
        """Takes in one clause of the text, in its order."""
        match clause.says:
            case Says.CLOSED:
                occasion = self._occasion(clause)
                for first, last in clause.spans:
                    self._closed(first, last, occasion)
            case Says.WEEKEND:
                for first, last in clause.spans:
                    self._weekend(first, last)
            case Says.OPENS:
                self._opens(clause.spans[0][0])
            case Says.NOTHING:
                written = clause.spans[0][0].written
                self.doubts.ask(
                    clause.line,
                    f"{written} is said neither to be closed (休市) nor to open (开市): say which, or delete the "
                    "sentence if it is not about closures",
                    f"{written}没有写明是休市还是开市，请写明；与休市无关的句子请删去",
                )

    def _occasion(self, clause: Clause) -> Reason:
        name = clause.name
        if not name or re.search("如下|通知|公告|安排", name):
            return HOLIDAY
        known = festival(name)
        if not known:
            self.doubts.ask(
                clause.line,
                f'"{name}" is none of the festivals that have a name in both languages '
                f"({'、'.join(ALWAYS_NAMED)}): correct it, or enter a closure at short notice instead",
                f"“{name}”不是已有中英文说法的节日（{'、'.join(ALWAYS_NAMED)}），请改正，或改填“临时休市”",
            )
        return known or HOLIDAY

    def _closed(self, first: Mention, last: Mention, occasion: Reason) -> None:
        span = self.dating.span(first, last)
        if span and span not in (closure[:2] for closure in self.closures):  # a title may name the day too
            self.closures.append((*span, occasion, first.line))

    def _weekend(self, first: Mention, last: Mention) -> None:
        begins = self.dating.beside(first, self._latest)
        ends = self.dating.beside(last, self._latest)
        for day in days(begins, ends) if begins and ends else ():
            if day.weekday() < 5:
                self.doubts.ask(
                    first.line,
                    f"{first.written} is called a weekend (周末休市), and {day} is a {day:%A}",
                    f"{first.written}写作周末休市，而 {day} 是星期{WEEKDAYS[day.weekday()]}",
                )
                return
            self.weekends.add(day)

    def _opens(self, mention: Mention) -> None:
        if not self._latest:
            self.doubts.ask(
                mention.line,
                f"trading begins again on {mention.written}, and no closure stands before it",
                f"{mention.written}起开市，前面却没有写休市的日子",
            )
        elif day := self.dating.beside(mention, self._latest):
            self.openings.append((mention, day, self._latest))

    def check(self) -> None:
        """Asks whether anything was understood at all, and about openings that closures contradict."""
        closed = {day for first, last, *_ in self.closures for day in days(first, last)}
        if not closed:
            self.doubts.ask(
                None,
                "names no days without trading, as in 元旦：1月1日至1月3日休市",
                "没有读到休市的日子，写法如：元旦：1月1日至1月3日休市",
            )
        for mention, day, ended in self.openings:
            expected = ended + ONE_DAY
            while expected.weekday() >= 5 or expected in closed:
                expected += ONE_DAY
            if day != expected:
                self.doubts.ask(
                    mention.line,
                    f"trading begins again on {mention.written}, but the first weekday after the closure is "
                    f"{expected} ({expected:%A})",
                    f"{mention.written}起开市，而休市之后的第一个工作日是"
                    f"{expected.month}月{expected.day}日（星期{WEEKDAYS[expected.weekday()]}）",
                )


def _year(text: str, said: Collection[Clause], doubts: Doubts) -> int:
    """The year of the days that name none: 0, and a doubt, when nobody can tell."""
    about = (line for line in text.splitlines() if "休市" in line)
    found = _YEARLY.search(text) or next(
        filter(None, (re.search(r"(\d{4})\s*年", one) for one in about)), None
    )
    if not found:
        fit = years_that_fit(said)
        doubts.ask(
            None,
            "does not say which year it is about"
            + (f" (by its weekdays: {', '.join(map(str, fit))})" if fit else "")
            + ": paste it with its title, or write the year before the first day, as in 2026年1月1日",
            "没有写是哪一年"
            + (f"（按星期看可能是 {'、'.join(map(str, fit))} 年）" if fit else "")
            + "，请连标题一起粘贴，或在第一个日期前写上年份，如 2026年1月1日",
        )
        return 0
    year = int(found[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        doubts.ask(
            text.count("\n", 0, text.index(found[0])) + 1,
            f"{year} is outside the calendar, which holds {FIRST_YEAR} to {LAST_YEAR}",
            f"{year} 年超出了日历的范围（{FIRST_YEAR} 至 {LAST_YEAR} 年）",
        )
    return year


def _names_every_festival(year: int, named: Collection[Reason], doubts: Doubts) -> None:
    words = "、".join(reason.zh for reason in named)
    missing = [one for one in ALWAYS_NAMED if FESTIVALS[one].zh not in words]
    if missing:
        doubts.ask(
            None,
            f"is the arrangement of all {year} and does not name {', '.join(missing)}: paste the whole notice, or "
            "these days would be taken for trading days",
            f"是 {year} 年全年的安排，却没有写{'、'.join(missing)}，请粘贴完整的通知，否则这些日子会被当作交易日",
        )


def _published(text: str, dating: Dating) -> date | None:
    """The date that stands alone on a line, the last if there are several: notices are signed with it."""
    found = list(_SIGNED.finditer(text))
    if not found:
        return None
    year, month, day = map(int, found[-1].groups())
    line = text.count("\n", 0, found[-1].start(1)) + 1
    return dating.day(Mention(year, month, day, None, found[-1][0].strip(), line), year)


def _title(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if re.search("休市.*(通知|公告)", line)), lines[0])[:200]
