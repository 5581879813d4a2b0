"""While a caller is on the line: put through, waiting, nobody there."""

from ivr.flows import saying
from ivr.flows.phrases import Phrase, fixed
from ivr.flows.words.sentence import sentence

transferring = sentence("正在为您转接，请稍候。", "Putting you through, please hold.")
to_support = sentence("正在为您转技术支持热线。", "Putting you through to technical support.")
to_southern = sentence("正在为您转南方中心。", "Putting you through to the Southern Centre.")

busy = sentence(
    "客服专员正忙。留言请按1，由我们回拨请按2，继续等候请不要挂机。",
    "All our staff are busy. To leave a message, press one. To be called back, press two. "
    "To keep waiting, stay on the line.",
)
"""Nobody took the call in time: 1 a message, 2 a callback, no key keeps waiting."""
keep_waiting = sentence("请继续等候。", "Please keep waiting.")
_WAITING_MENU = fixed(
    "留言请按1，保留排位、由我们回拨请按2。",
    "To leave a message, press one. To keep your place and be called back, press two.",
)
_AHEAD = fixed("您前面还有", "Ahead of you:")
_NEXT = fixed("您是下一位", "You are next")
_EXPECTED_WAIT = fixed("预计等候", "Expected wait:")

second_round = sentence(
    "正在呼叫下一位值班工程师，留言请按1。",
    "Calling the next engineer on duty. To leave a message, press one.",
)
_URGENT_NOW = fixed(
    "已列为紧急，系统会继续呼叫值班人员，",
    "Your matter is now urgent. We keep calling the staff on duty, and will ring you within",
)
_RING_WITHIN = fixed("内回电。", ".")


def waiting(ahead: int, minutes: float | None) -> Phrase:
    """How many callers stand before this one, how long that takes, and 1 a message, 2 a callback that keeps
    the place. `minutes` None says no time."""
    place = _AHEAD + saying.count(ahead) if ahead > 0 else _NEXT
    if minutes is None:
        return place + saying.STOP + _WAITING_MENU
    wait = _EXPECTED_WAIT + saying.duration(minutes) + saying.STOP
    return Phrase(place.zh + saying.COMMA.zh, place.en + saying.STOP.en) + wait + _WAITING_MENU


def nobody(minutes: float) -> Phrase:
    """Nobody on duty took the call: it is urgent now, and we ring back within so many minutes."""
    return _URGENT_NOW + saying.duration(minutes) + _RING_WITHIN
