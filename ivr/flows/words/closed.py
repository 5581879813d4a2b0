"""Why nobody answers now and until when, and what can be done meanwhile."""

from datetime import datetime
from typing import Protocol

from ivr.flows import saying
from ivr.flows.phrases import Bilingual, Phrase, fixed, mixed
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
    "override": fixed("今天暂停人工接听，", "Nobody can answer calls today."),
}
_HOLIDAYS = {
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
_BOTH_FESTIVALS = fixed("国庆节、中秋节休市，", "We are closed for National Day and Mid-Autumn Festival.")
_OVERRIDES = {
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


def closed(
    why: Why, until: datetime | None, now: datetime, *, provisional: bool = False, overseas: bool = False
) -> Phrase:
    """Why we are closed, and when people answer again.

    A festival or a reason that has no words of its own is left unnamed rather than read by a machine.
    `until` None means that nobody knows yet; `provisional` that the exchange has not published its calendar.
    """
    head = _head(why)
    if until is None:
        return head + _UNTIL_FURTHER_NOTICE
    when = saying.moment(until, now, overseas=overseas)
    if provisional:
        return head + _EXPECTED + when + _SUBJECT_TO_NOTICE
    return head + _OPENS + when + _BACK


def _head(why: Why) -> Phrase:
    reason = why.text.zh
    if why.kind == "holiday":
        if "中秋" in reason and "国庆" in reason:
            return _BOTH_FESTIVALS
        named = _HOLIDAYS
    elif why.kind == "override":
        named = _OVERRIDES
    else:
        named = {}
    found = next((phrase for name, phrase in named.items() if name in reason), None)
    return found or _HEADS.get(why.kind, _HEADS["night"])
