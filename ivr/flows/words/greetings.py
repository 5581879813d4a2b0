"""The first words of a call, the menus of the open hours, and the last words."""

from ivr.flows.phrases import Phrase, fixed
from ivr.flows.words.sentence import sentence

_OTHER_LANGUAGE = Phrase(zh=fixed("", "For English, press nine.").en, en=fixed("中文请按9。", "").zh)

_HELLO = {
    "business": fixed("您好，深证通客户服务中心。", "Hello, S S C C customer service."),
    "support": fixed("您好，深证通技术支持热线。", "Hello, S S C C technical support."),
    "southern": fixed("您好，南方中心运维热线。", "Hello, Southern Centre operations."),
}

_OPEN_MENUS = {
    "business": fixed(
        "业务咨询请按1，技术咨询请按2，查询或催办回电请按3，投诉和建议请按4，人工服务请按0。",
        "For business, press one. For technical questions, press two. To check on a callback, press three. "
        "For complaints and suggestions, press four. For a person, press zero.",
    ),
    "support": fixed(
        "故障申告请按1，网络专线请按2，卫星通信请按3，专项测试请按4，技术咨询请按5，或稍候由值班工程师接听。",
        "For faults, press one. For leased lines, press two. For satellite, press three. "
        "For system tests, press four. For technical questions, press five. "
        "Or hold for the engineer on duty.",
    ),
    "southern": fixed(
        "设备故障请按1，线路故障请按2，服务请求请按3，值班人员请按0。",
        "For equipment faults, press one. For line faults, press two. For service requests, press three. "
        "For the staff on duty, press zero.",
    ),
}

recorded = sentence("通话将被录音。", "This call will be recorded.")
"""The notice; said before the menu unless the hotline's `record` is off."""

unknown_hotline = sentence(
    "您拨打的号码不是服务热线，请核对后再拨。",
    "This number is not one of our hotlines. Please check it and dial again.",
)
goodbye = sentence("感谢来电，再见。", "Thank you for calling. Goodbye.")


def greeting(flow: str) -> Phrase:
    """Who answers, and how to change to the other language."""
    return _HELLO[flow] + _OTHER_LANGUAGE


def open_menu(flow: str) -> Phrase:
    """The choices while the hotline is open.

    business: 1 business, 2 technical, 3 look up, 4 complaints, 0 a person; support: 1 fault, 2 line,
    3 satellite, 4 test, 5 technical; southern: 1 equipment, 2 line, 3 service, 0 a person.
    """
    return _OPEN_MENUS[flow]
