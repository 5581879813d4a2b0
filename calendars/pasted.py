"""Reads a notice in the exchange's own words, as a supervisor pastes it from the exchange's site.

What is in doubt is asked, never guessed: a weekday that does not match, a year nobody named, a festival left out.
"""

import html
import re
from datetime import date

from calendars import yearly
from calendars.dating import ONE_DAY, WEEKDAYS, Dating, Doubts, days
from calendars.hints import half_width
from calendars.notice import Notice, NoticeError
from calendars.occasions import HOLIDAY, cause, festival
from calendars.shapes import shape
from calendars.strict import LIMIT, Page, Problem
from calendars.trading import Certainty, Reason
from calendars.wording import Clause, Mention, Says, clauses

_OF_A_FILE = re.compile(r"^\s*(?:-\s*)?(?:[A-Za-z_]+\s*[:：](?!//)|[{#]).*$", re.MULTILINE)
_SPACE = r"[ \t\u3000\xa0]*"
_SIGNED = re.compile(
    rf"(?:^{_SPACE}[(（]?(?:(?:发布|印发)?(?:时间|日期)[:：])?|深圳证券交易所){_SPACE}"
    rf"(\d{{4}}){_SPACE}年{_SPACE}(\d{{1,2}}){_SPACE}月{_SPACE}(\d{{1,2}}){_SPACE}日{_SPACE}(?:印发|发布)?[)）]?{_SPACE}"
    rf"(?:深圳证券交易所)?{_SPACE}\r?$",
    re.MULTILINE,
)
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_DENIED = re.compile("取消|撤销|作废|谣言|不实|更正")
_ADDRESSED = re.compile("单位|参与人|会员|投资者|公司|机构|如下|通知|公告|安排")
"""In a heading that names no occasion: 各会员单位."""


def in_words(text: str) -> bool:
    """Whether `text` is somebody's sentences about days, rather than a file of notices."""
    if len(text) > LIMIT:
        return False
    sentences = half_width(_OF_A_FILE.sub("", _bare(text)))
    return bool(re.search(r"月\s*\d{1,2}\s*日", sentences) and re.search("休市|放假", sentences))


def _bare(text: str) -> str:
    """Without what a browser copies along; every line keeps its number. Nobody means more than a few spaces, and
    patterns that look for them would take for ever over a page of them."""
    return re.sub(r"[ \t\u3000\xa0]{4,}", "   ", html.unescape(_MARKUP.sub("", text)))


def read_pasted(text: str, name: str) -> Notice:
    """The notice that the exchange's words tell; raises NoticeError naming every line that is in doubt.

    It settles its year when it says that it is the «20XX年部分节假日休市安排»; then it has to name every festival,
    or the days it leaves out would be believed to trade.
    """
    text = _bare(text)
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
    _denied(text, doubts)
    page.check(NoticeError)
    # The date it is signed with says nothing about trading; spaces keep every other place what it was.
    said = list(clauses(_SIGNED.sub(lambda found: re.sub(r"\d|[年月日]", " ", found[0]), text)))
    year, whole = yearly.year(text, said, doubts)
    page.check(NoticeError)
    reading = _Reading(Dating(year, doubts))
    for clause in said:
        reading.take(clause)
    yearly.ask_of_another(year, said, doubts)
    published = _published(text, reading.dating)
    page.check(NoticeError)
    reading.check()
    yearly.ask_what_is_missing(year, [closure[2] for closure in reading.closures], doubts, whole=whole)
    page.check(NoticeError)
    title = _title(text)
    url = re.search(r"https?://[!-~]{4,400}", text)
    page.value = {
        "title": title,
        "by": Certainty.EXCHANGE,
        "published": published,
        "source": url[0] if url else f"pasted: {title}",
        "settles": year if whole else None,
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
            case Says.PART:
                self._ask_of(
                    clause,
                    "is closed for some hours only, and the calendar knows whole days: enter those hours as an "
                    "exception under Hours, Edit, and delete the sentence here",
                    "只休市半天或几个小时，日历只记整天；请到“编辑”里加一条临时调整，这里删去这一句",
                )
            case Says.ELSEWHERE:
                self._ask_of(
                    clause,
                    "is said of another market: delete the sentence",
                    "说的是别的市场，请删去这一句",
                )
            case Says.NOTHING:
                self._ask_of(
                    clause,
                    "is said neither to be closed (休市) nor to open (开市): say which, or delete the "
                    "sentence if it is not about closures",
                    "没有写明是休市还是开市，请写明；与休市无关的句子请删去",
                )

    def _ask_of(self, clause: Clause, en: str, zh: str) -> None:
        written = clause.spans[0][0].written
        self.doubts.ask(clause.line, f"{written} {en}", f"{written}{zh}")

    def _occasion(self, clause: Clause) -> Reason:
        name = clause.name
        sudden = cause(clause.lead) or cause(name)
        if sudden or not name or _ADDRESSED.search(name):
            return sudden or festival(clause.lead) or HOLIDAY
        known = festival(name)
        if not known:
            self.doubts.ask(
                clause.line,
                f'"{name}" is none of the festivals that have a name in both languages '
                f"({'、'.join(yearly.FESTIVALS_OF_A_YEAR)}): correct it, or enter a closure at short notice instead",
                f"“{name}”不是已有中英文说法的节日（{'、'.join(yearly.FESTIVALS_OF_A_YEAR)}），请改正，或改填“临时休市”",
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


def _denied(text: str, doubts: Doubts) -> None:
    """What is taken back somewhere in a text may be anything in it."""
    for found in _DENIED.finditer(text):
        doubts.ask(
            text.count("\n", 0, found.start()) + 1,
            f"{found[0]} is said here, and nobody can tell of what: enter by hand what holds now",
            f"这里写了“{found[0]}”，看不出指的是哪几天，请手工填写现在有效的安排",
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
