"""What callers hear of something that is broken for many of them at once, and when it is over."""

from datetime import datetime

from ivr.clock import shanghai
from ivr.flows import saying
from ivr.flows.phrases import Phrase, fixed
from ivr.flows.words.sentence import sentence

_INCIDENTS = {
    "lines": fixed("目前部分专线中断，正在抢修，", "Some leased lines are down and being repaired."),
    "satellite": fixed("目前卫星通信中断，正在抢修，", "Satellite links are down and being repaired."),
    "systems": fixed("目前部分系统异常，正在抢修，", "Some systems have a fault and are being repaired."),
    "southern": fixed(
        "目前南方中心部分设备异常，正在抢修，",
        "Some Southern Centre equipment has a fault and is being repaired.",
    ),
}
_NEXT_UPDATE = fixed("", "Next update")
_UPDATED = fixed("更新。", ".")
_NEWS_FOLLOWS = fixed("有消息立即更新。", "We will give news as soon as we have it.")
_INCIDENT_MENU = fixed(
    "登记受影响请按1，其他问题请按0。",
    "To tell us that you are affected, press one. For anything else, press zero.",
)
incident_noted = sentence(
    "已为您登记，恢复后我们会通知您。", "You are on our list. We will tell you when it is repaired."
)
incident_counted = sentence("已记下您受影响。", "We have noted that you are affected.")
"""To whoever gives no number that we could ring."""
_ANYTHING_ELSE = fixed("其他问题请按0，挂机即可。", "For anything else, press zero, or just hang up.")
say_firm = sentence(
    "请在提示音后说出单位和姓名，说完请按井号键。",
    "After the tone, please say your firm and your name, then press the hash key.",
)
"""To whoever rings from a number that nobody knows."""
incident_over = sentence("您登记的故障已经恢复。", "The fault you told us of has been repaired.")
_CALLING = fixed("您好，这里是深证通。", "Hello, this is S S C C.")
_OVER_MENU = fixed(
    "收到请按1，仍有问题请按2，重听请按井号键。",
    "If you have heard this, press one. If you still have a problem, press two. "
    "To hear it again, press the hash key.",
)


def incident(what: str) -> Phrase:
    """What is broken for many callers at once: lines, satellite, systems or southern."""
    return _INCIDENTS[what]


def incident_menu(update: datetime | None, now: datetime) -> Phrase:
    """When there will be news, and 1 affected too, 0 something else."""
    return incident_news(update, now) + _INCIDENT_MENU


def incident_news(update: datetime | None, now: datetime) -> Phrase:
    """When there will be news; a time that has passed is promised no longer."""
    if update is None or update <= now:
        return _NEWS_FOLLOWS
    today = shanghai(update).date() == shanghai(now).date()
    return _NEXT_UPDATE + (saying.time(update) if today else saying.moment(update, now)) + _UPDATED


def incident_noted_menu(*, reachable: bool = True) -> Phrase:
    """He is on the list, or only counted where he cannot be rung; 0 something else."""
    return (incident_noted() if reachable else incident_counted()) + _ANYTHING_ELSE


def calling_about_incident() -> Phrase:
    """To somebody we ring because it is over."""
    return _CALLING + incident_over()


def incident_over_menu() -> Phrase:
    """1 heard, 2 it is not over for me, # again."""
    return _OVER_MENU
