"""Leaving a message: before the beep, hearing it again, and what can go wrong."""

from datetime import datetime

from ivr.flows import saying
from ivr.flows.phrases import NOTHING, Phrase, fixed
from ivr.flows.words.promise import subject_to_notice
from ivr.flows.words.sentence import sentence

NOTICE_VERSION = "2026-11"
"""Which wording of the recording notices a caller heard: changed with the words, kept with the call."""

_BEFORE_BEEP = {
    "general": fixed(
        "请在提示音后说明单位、姓名、事由、回电号码和分机，",
        "After the tone, please say your company, your name, the matter, your number and extension.",
    ),
    "line": fixed(
        "请在提示音后说明单位、姓名、线路编号、故障情况和回电号码，",
        "After the tone, please say your company, your name, the line number, the fault and your number.",
    ),
    "southern": fixed(
        "请在提示音后说明单位、姓名、机柜编号、事由和回电号码，",
        "After the tone, please say your company, your name, the cabinet number, the matter and your number.",
    ),
}
_LIMITS = fixed(
    "最长三分钟，说完请按井号键。留言将录音保存，仅用于处理您的问题。",
    "You have three minutes; press the hash key to finish. "
    "The message is kept as a recording, only to deal with your matter.",
)
before_beep_again = sentence(
    "请在提示音后留言，说完请按井号键。", "Please speak after the tone, then press the hash key."
)
"""The short form, for another take in the same call."""
review = sentence(
    "发送请按1，试听请按2，重录请按3，挂机也会发送。",
    "To send it, press one. To hear it, press two. To record it again, press three. "
    "It is also sent if you hang up.",
)
playback = sentence("您的留言是：", "Your message:")
nothing_heard = sentence("没有录到声音，请再说一次。", "I did not hear anything. Please say it again.")
broken = sentence(
    "很抱歉，系统暂时有问题，请在提示音后留言。",
    "We are sorry, something went wrong. Please leave a message after the tone.",
)
added = sentence("已补充到原来的事项。", "Your message has been added.")
_IN_HAND = fixed("您有一件事正在处理，", "One matter of yours is in hand.")
_EXPECTED = fixed("预计", "We expect to call you by")
_CALLED = fixed("前回电。", ".")
_CALLED_SOON = fixed("我们会尽快回电。", "We will call you as soon as we can.")
_IN_HAND_MENU = fixed(
    "这次留言属于这件事请按1，是另外的事请按2。",
    "If your message is about that, press one. If it is another matter, press two.",
)


def before_beep(topic: str | None = None, flow: str | None = None) -> Phrase:
    """What to say, how long, how to end, and what the recording is for; lines ask for the line's number, the
    Southern Centre for the cabinet's."""
    kind = "line" if topic == "line" else "southern" if flow == "southern" else "general"
    return _BEFORE_BEEP[kind] + _LIMITS


def matter_in_hand(
    due: datetime | None, now: datetime, *, provisional: bool = False, overseas: bool = False
) -> Phrase:
    """The caller has an open task, due then, as far as the exchange has confirmed its days or else is `provisional`.
    1: this message belongs to it; 2: another matter."""
    if due is None or due <= now:
        return _IN_HAND + _CALLED_SOON + _IN_HAND_MENU
    said = _IN_HAND + _EXPECTED + saying.moment(due, now, overseas=overseas) + _CALLED
    return said + (subject_to_notice() if provisional else NOTHING) + _IN_HAND_MENU
