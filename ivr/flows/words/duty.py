"""What people on duty hear when their phone rings, and customers when we ring them back."""

from ivr.flows import saying
from ivr.flows.phrases import NOTHING, Bilingual, Phrase, fixed, of
from ivr.flows.words.sentence import sentence

_HOTLINES = {
    "83183333": fixed("业务咨询热线", "Business enquiries"),
    "83182222": fixed("技术支持热线", "Technical support"),
    "36383666": fixed("南方中心运维热线", "Southern Centre operations"),
}
"""The names in the schedule that ships; a hotline named otherwise has no clip and is read by the carrier."""
_TOPICS = {
    "business": fixed("业务咨询", "business enquiry"),
    "technical": fixed("技术咨询", "technical question"),
    "enquiry": fixed("查询", "enquiry"),
    "fault": fixed("故障申告", "fault report"),
    "line": fixed("网络专线", "leased line"),
    "satellite": fixed("卫星通信", "satellite"),
    "test": fixed("专项测试", "system test"),
    "service": fixed("服务请求", "service request"),
    "equipment": fixed("设备故障", "equipment fault"),
    "complaint": fixed("投诉和建议", "complaint or suggestion"),
}
_URGENT = fixed("紧急", "urgent")
_PAGE_MENU = fixed("接听请按1，转下一位请按2。", "To take the call, press one. To pass it on, press two.")
caller_gone = sentence("来电者已经挂机。", "The caller has hung up.")
taken_by_another = sentence("已由其他同事处理。", "A colleague has taken it.")

_MATTER_MENU = fixed(
    "接通客户请按1，自行跟进请按2，重听请按3。",
    "To call the customer, press one. To follow it up yourself, press two. To hear it again, press three.",
)
test_page = sentence(
    "值班测试呼叫，收到请按1。", "This is a test call to whoever is on duty. To confirm, press one."
)
test_done = sentence("测试完成，谢谢。", "The test is done. Thank you.")
matter_kept = sentence("任务已由您跟进，请在系统中办结。", "It is yours. Please close it in the console.")
matter_unconfirmed = sentence("没有确认，将呼叫下一位。", "Not confirmed. The next person will be called.")

_RING_BACK = fixed("回拨任务", "Callback")
_RING_BACK_MENU = fixed("接通客户请按1。", "To call the customer, press one.")
connecting = sentence("正在接通客户，请稍候。", "Calling the customer, please hold.")
_NOTICE_RECORDED = fixed(
    "您好，深证通给您回电，通话将被录音，请稍候。",
    "Hello, S S C C is calling you back. This call will be recorded. Please hold.",
)
_NOTICE = fixed("您好，深证通给您回电，请稍候。", "Hello, S S C C is calling you back. Please hold.")
customer_no_answer = sentence("客户没有接听。", "The customer did not answer.")
customer_busy = sentence("客户电话正忙。", "The customer's line is busy.")
customer_off = sentence("客户电话已关机。", "The customer's phone is switched off.")
customer_not_reached = sentence("客户电话无法接通。", "The customer could not be reached.")
agent_gone = sentence(
    "很抱歉，接线的同事刚刚离开，我们会再给您回电。",
    "We are sorry, our colleague has just left the line. We will call you again.",
)
rate = sentence(
    "请评价本次服务，满意请按1，一般请按2，不满意请按3。",
    "Please rate our service. If satisfied, press one. If it was fair, press two. "
    "If not satisfied, press three.",
)
rated = sentence("感谢您的评价，再见。", "Thank you for your rating. Goodbye.")
farewell = sentence("谢谢，再见。", "Thank you. Goodbye.")


def page(hotline_name: Bilingual, topic: str | None = None, *, urgent: bool = False) -> Phrase:
    """Which hotline rings, whether it is urgent, and what about; 1 takes the call, 2 passes it on.

    «技术支持热线，紧急，网络专线。接听请按1，转下一位请按2。»
    """
    return about(hotline_name, topic, urgent=urgent) + saying.STOP + _PAGE_MENU


def about(hotline_name: Bilingual, topic: str | None, *, urgent: bool) -> Phrase:
    """«技术支持热线，紧急，网络专线», without an end."""
    said = of(hotline_name)
    for part in (_URGENT if urgent else NOTHING, _TOPICS.get(topic or "", NOTHING)):
        if part != NOTHING:
            said = said + saying.COMMA + part
    return said


def pages(hotline_name: Bilingual, matters: int) -> Phrase:
    """The same for several matters at once: «技术支持热线，十个紧急任务。接听请按1，转下一位请按2。»"""
    return of(hotline_name) + saying.COMMA + saying.matters(matters) + saying.STOP + _PAGE_MENU


def matter(reference: str) -> Phrase:
    """To whoever took a page, before he hears the message: which task it is."""
    return _RING_BACK + saying.digits(reference) + saying.STOP


def matter_menu() -> Phrase:
    """After the message: 1 rings the customer, 2 keeps it, 3 is the message again."""
    return _MATTER_MENU


def ring_back(reference: str) -> Phrase:
    """To the agent who rings back: which task; 1 rings the customer."""
    return _RING_BACK + saying.digits(reference) + saying.STOP + _RING_BACK_MENU


def notice(*, recorded: bool = True) -> Phrase:
    """To the customer we ring back, before the agent joins."""
    return _NOTICE_RECORDED if recorded else _NOTICE
