"""Why nobody answers now and until when, and what can be done meanwhile."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from calendars.occasions import HOLIDAY
from ivr.clock import shanghai
from ivr.flows import clips, saying
from ivr.flows.phrases import NOTHING, Bilingual, Language, Phrase, Piece, fixed, mixed
from ivr.flows.words.sentence import sentence


class Why(Protocol):
    """What the hours answer with: night, weekend, holiday or override, and its words."""

    @property
    def kind(self) -> str: ...

    @property
    def text(self) -> Bilingual: ...


_HEADS = {
    "night": fixed("现在是非工作时间，", "Our office is closed now."),
    "weekend": fixed("今天周末休市，", "We are closed for the weekend."),
    "holiday": fixed("今天休市，", "The exchange is closed today."),
}
_TODAY = fixed("今天暂停人工接听，", "Nobody can answer calls today.")
_NOW = fixed("现在暂停人工接听，", "Nobody can answer calls right now.")
"""The same day somebody answers again."""
_AFTER_A_REASON = {
    "today": fixed("今天暂停人工接听，", "nobody can answer calls today."),
    "now": fixed("现在暂停人工接听，", "nobody can answer calls right now."),
    "holiday": fixed("今天休市，", "the exchange is closed today."),
}
_BOTH_FESTIVALS = fixed("国庆节、中秋节休市，", "We are closed for National Day and Mid-Autumn Festival.")
_HOLIDAYS = {
    "国庆节、中秋节": _BOTH_FESTIVALS,
    "中秋节; 国庆节": _BOTH_FESTIVALS,
    "元旦": fixed("元旦休市，", "We are closed for New Year's Day."),
    "春节": fixed("春节休市，", "We are closed for Chinese New Year."),
    "清明": fixed("清明节休市，", "We are closed for Tomb-Sweeping Day."),
    "劳动": fixed("劳动节休市，", "We are closed for Labour Day."),
    "端午": fixed("端午节休市，", "We are closed for the Dragon Boat Festival."),
    "中秋": fixed("中秋节休市，", "We are closed for the Mid-Autumn Festival."),
    "国庆": fixed("国庆节休市，", "We are closed for National Day."),
    "除夕": fixed("春节休市，", "We are closed for Chinese New Year."),
    "抗战": fixed("抗战胜利纪念日休市，", "We are closed for Victory Day."),
}
_SUDDEN = {
    "台风": fixed("受台风影响，今天休市，", "Because of the typhoon, the exchange is closed today."),
    "暴雨": fixed("受暴雨影响，今天休市，", "Because of heavy rain, the exchange is closed today."),
}
_ALL_DAY = {
    "台风": fixed("受台风影响，今天暂停人工接听，", "Because of the typhoon, nobody can answer calls today."),
    "暴雨": fixed("受暴雨影响，今天暂停人工接听，", "Because of heavy rain, nobody can answer calls today."),
    "停电": fixed("因停电，今天暂停人工接听，", "Because of a power failure, nobody can answer calls today."),
    "通信故障": fixed(
        "因通信故障，今天暂停人工接听，",
        "Because of a communications failure, nobody can answer calls today.",
    ),
    "系统演练": fixed(
        "因系统演练，今天暂停人工接听，", "Because of a system drill, nobody can answer calls today."
    ),
    "通关测试": fixed(
        "因通关测试，今天暂停人工接听，", "Because of a market-wide test, nobody can answer calls today."
    ),
}
_FOR_SOME_HOURS = {
    "台风": fixed(
        "受台风影响，现在暂停人工接听，", "Because of the typhoon, nobody can answer calls right now."
    ),
    "暴雨": fixed(
        "受暴雨影响，现在暂停人工接听，", "Because of heavy rain, nobody can answer calls right now."
    ),
    "停电": fixed(
        "因停电，现在暂停人工接听，", "Because of a power failure, nobody can answer calls right now."
    ),
    "通信故障": fixed(
        "因通信故障，现在暂停人工接听，",
        "Because of a communications failure, nobody can answer calls right now.",
    ),
    "系统演练": fixed(
        "因系统演练，现在暂停人工接听，", "Because of a system drill, nobody can answer calls right now."
    ),
    "通关测试": fixed(
        "因通关测试，现在暂停人工接听，", "Because of a market-wide test, nobody can answer calls right now."
    ),
}

_IN_ENGLISH = {
    "台风": "typhoon",
    "暴雨": "rain",
    "停电": "power",
    "通信故障": "communication",
    "系统演练": "drill",
    "通关测试": "test",
}
"""The word by which the English reason is known to be the same."""
_KNOWN = re.compile(
    r"(因|由于|受)?(超强|强|特大|突发)?(?P<reason>台风|暴雨|停电|通信故障|系统演练|通关测试)"
    # A typhoon may have its name: 台风“天兔”.
    r"((?<=台风)[“\"]?(?!演练|测试|预警|应急|检查|培训|过)[\u4e00-\u9fff]{2,3}[”\"]?)?(影响)?"
)

_BACK = fixed("恢复人工服务。", ".")
_OPENS = fixed("", "We reopen")
_EXPECTED = fixed("预计", "We expect to reopen")
_SUBJECT_TO_NOTICE = mixed(("恢复人工服务，以深交所公告为准。",), (".", "Subject to the exchange's notice."))
_UNTIL_FURTHER_NOTICE = fixed("恢复时间另行通知。", "We will announce when we reopen.")

closed_menu = sentence(
    "留言请按1，系统故障请按2，南方中心报障请按3，查询或催办回电请按4。",
    "To leave a message, press one. For system faults, press two. For Southern Centre faults, press three. "
    "To check on a callback, press four.",
)
"""The choices of 83183333 while it is closed: 1 message, 2 support, 3 southern, 4 look up."""

closed_duty_menu = sentence("留言请按1。", "To leave a message, press one.")
"""The only choice of a duty line that is closed; whoever says nothing leaves a message as well."""


def closed(
    why: Why,
    until: datetime | None,
    now: datetime,
    *,
    provisional: bool = False,
    overseas: bool = False,
    can_say: Callable[[Piece], bool] = clips.ships,
) -> Phrase:
    """Why we are closed, and when people answer again.

    A reason that somebody typed is said where `can_say` knows a clip of it; else it is left unnamed rather than read
    by a machine. `until` None means that nobody knows yet; `provisional` that the exchange has not published its
    calendar.
    """
    head = _head(why, until, now, can_say)
    if until is None:
        return head + _UNTIL_FURTHER_NOTICE
    when = saying.moment(until, now, overseas=overseas)
    if provisional:
        return head + _EXPECTED + when + _SUBJECT_TO_NOTICE
    return head + _OPENS + when + _BACK


def reason_piece(language: Language, reason: str) -> Piece:
    """What a typed reason becomes before a sentence of ours: «因空调维修，», "Because of air-conditioning repair,"."""
    reason = reason.strip().rstrip("，。！；,.!; ")
    if language == "zh":
        return Piece("zh", f"{'' if reason.startswith(('因', '由于', '受')) else '因'}{reason}，")
    given = reason.lower().startswith(("because of ", "due to ", "owing to "))
    return Piece("en", f"{reason[:1].upper()}{reason[1:]}," if given else f"Because of {reason},")


def has_words(kind: str, text: Bilingual, language: Language) -> bool:
    """Whether a reason of that kind, «override» or «holiday», is named by words of ours in that language."""
    return bool(_named(kind, text, all_day=True).pieces(language))


def _head(why: Why, until: datetime | None, now: datetime, can_say: Callable[[Piece], bool]) -> Phrase:
    if why.kind not in ("override", "holiday"):
        return _HEADS.get(why.kind, _HEADS["night"])
    all_day = until is None or shanghai(until).date() != shanghai(now).date()
    named = _named(why.kind, why.text, all_day=all_day)
    general = _HEADS["holiday"] if why.kind == "holiday" else _TODAY if all_day else _NOW
    after = _AFTER_A_REASON["holiday" if why.kind == "holiday" else "today" if all_day else "now"]

    def said(language: Language, reason: str) -> tuple[Piece, ...]:
        piece = reason_piece(language, reason)
        typed = (piece, *after.pieces(language)) if can_say(piece) else general.pieces(language)
        return named.pieces(language) or typed

    return Phrase(zh=said("zh", why.text.zh), en=said("en", why.text.en))


def _named(kind: str, text: Bilingual, *, all_day: bool) -> Phrase:
    """The sentence of a reason that has words of its own, in the languages in which it is that reason and nothing
    else: 停电演练 is never told as 停电. A closed day that nobody named has the general ones."""
    known = _KNOWN.fullmatch(text.zh.strip().rstrip("。"))
    if kind == "override":
        named = (_ALL_DAY if all_day else _FOR_SOME_HOURS)[known["reason"]] if known else NOTHING
    elif known:
        named = _SUDDEN.get(known["reason"], NOTHING)
    elif text.zh == HOLIDAY.zh:
        return _HEADS["holiday"]
    else:
        return next((phrase for name, phrase in _HOLIDAYS.items() if name in text.zh), NOTHING)
    # Two languages that tell different reasons: English callers are told the one that was written for them.
    same = known is not None and _IN_ENGLISH[known["reason"]] in (
        text.en.lower() or _IN_ENGLISH[known["reason"]]
    )
    return named if same else Phrase(named.zh)
