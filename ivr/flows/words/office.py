"""What a supervisor hears who changes the hours by telephone."""

from datetime import datetime

from ivr.flows import saying
from ivr.flows.phrases import NOTHING, Phrase, fixed
from ivr.flows.words.sentence import sentence

enter_pin = sentence("请输入密码，按井号键结束。", "Please key in your PIN, then press the hash key.")
not_verified = sentence("验证没有通过，请重新输入。", "That could not be verified. Please try again.")
refused = sentence("验证没有通过。", "That could not be verified.")
"""The same for a wrong PIN, a locked one, and a number that is nobody's any more."""
menu = sentence(
    "居家接听请按1，立即关闭请按2，开放到几点请按3，结束临时安排请按4，交易所临时休市请按5。",
    "To answer from home, press one. To close now, press two. To open until a time, press three. "
    "To end what holds now, press four. If the exchange is shut, press five.",
)
lines = sentence("本热线请按1，全部热线请按2。", "For this hotline, press one. For all hotlines, press two.")
until = sentence(
    "请输入结束时间的四位数字，如1830，直接按井号键表示到今天结束。",
    "Please key in when it ends as four digits, such as 1830. For the end of today, press the hash key.",
)
not_a_time = sentence(
    "这个时间不行，请输入今天稍后的时间。", "That will not do. Please key in a time later today."
)
why = sentence(
    "台风请按1，暴雨请按2，停电请按3，通信故障请按4，系统演练请按5，通关测试请按6。",
    "For a typhoon, press one. For heavy rain, press two. For a power failure, press three. "
    "For a communications failure, press four. For a system drill, press five. "
    "For a market-wide test, press six.",
)
which_day = sentence(
    "今天休市请按1，明天休市请按2。", "If it is shut today, press one. If tomorrow, press two."
)

_ACTS = {
    "from_home": fixed("居家接听，", "Answer from home,"),
    "close": fixed("立即关闭，", "Close now,"),
    "open": fixed("临时开放，", "Open,"),
    "end": fixed("结束临时安排，", "End what holds now,"),
}
_LINES = {
    "this": fixed("本热线，", "this hotline,"),
    "all": fixed("全部热线，", "all hotlines,"),
}
_TODAY_UNTIL = fixed("到今天", "ending today")
_END_OF_DAY = fixed("到今天结束，", "until the end of today,")
_EXCHANGE = {
    "today": fixed("交易所今天临时休市，", "The exchange is shut today,"),
    "tomorrow": fixed("交易所明天临时休市，", "The exchange is shut tomorrow,"),
}
_REASONS = {
    "typhoon": fixed("原因是台风。", "because of a typhoon."),
    "rain": fixed("原因是暴雨。", "because of heavy rain."),
    "power": fixed("原因是停电。", "because of a power failure."),
    "communications": fixed("原因是通信故障。", "because of a communications failure."),
    "drill": fixed("原因是系统演练。", "because of a system drill."),
    "test": fixed("原因是通关测试。", "because of a market-wide test."),
}
_CONFIRM = fixed("确认请按1，取消请按2。", "To confirm, press one. To cancel, press two.")
in_force = sentence("已经生效，再见。", "It is in force now. Goodbye.")
cancelled = sentence("已取消，没有任何更改。", "Cancelled. Nothing was changed.")
nothing_to_end = sentence("现在没有临时安排。", "There is nothing temporary to end.")
pretended = sentence(
    "这是模拟来电，不能更改开放时间。", "This is a pretended call. It cannot change the hours."
)
not_possible = sentence(
    "没能生效，请到网页上处理。", "It could not be put in force. Please use the web page."
)


def read_back(act: str, which: str, until: datetime | None, midnight: bool, reason: str | None) -> Phrase:
    """What is about to be put in force, for `this` hotline or `all`; 1 confirms, 2 cancels.

    `midnight`: until the end of today rather than the time of `until`. Without either, and without a reason, it ends
    what holds now.
    """
    ends = NOTHING
    if midnight:
        ends = _END_OF_DAY
    elif until is not None:
        ends = _TODAY_UNTIL + saying.time(until) + saying.COMMA
    because = _REASONS[reason] if reason else NOTHING
    return _ACTS[act] + _LINES[which] + ends + because + _CONFIRM


def exchange_shut(day: str, reason: str) -> Phrase:
    """That the exchange is shut `today` or `tomorrow`, and why; 1 confirms, 2 cancels."""
    return _EXCHANGE[day] + _REASONS[reason] + _CONFIRM
