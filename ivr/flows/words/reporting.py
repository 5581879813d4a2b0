"""What somebody on duty hears who tells callers of something that is broken, by telephone."""

from ivr.flows.phrases import Phrase
from ivr.flows.words.sentence import sentence

what_now = sentence(
    "更新通报请按1，故障恢复请按2，另行通报请按3。",
    "To give an update, press one. If it has been repaired, press two. To report something else, press three.",
)
"""While something of that line is reported."""
which_kind = sentence(
    "专线中断请按1，卫星中断请按2，系统异常请按3，南方中心设备异常请按4。",
    "For leased lines, press one. For satellite links, press two. For systems, press three. "
    "For Southern Centre equipment, press four.",
)
how_bad = sentence(
    "一般请按1，严重请按2，特别严重请按3。",
    "If it is minor, press one. If major, press two. If critical, press three.",
)
when_news = sentence(
    "请输入下次更新时间的四位数字，如1830，时间未定请直接按井号键。",
    "Please key in when there will be news as four digits, such as 1830. If nobody knows, press the hash key.",
)
dictate = sentence(
    "请在提示音后说明情况，说完请按井号键。",
    "After the tone, please say what callers should hear, then press the hash key.",
)
_REVIEW = sentence(
    "发布请按1，试听请按2，重录请按3，改用标准语句请按4。",
    "To publish it, press one. To hear it, press two. To say it again, press three. "
    "To use the standard sentence, press four.",
)
published = sentence("通报已经发布，再见。", "It is published. Goodbye.")
over_menu = sentence(
    "直接通知恢复请按1，先录一段说明请按2，取消请按3。",
    "To tell everybody that it is repaired, press one. To say something first, press two. To cancel, press three.",
)
over = sentence(
    "故障已恢复，系统将逐一通知登记的客户，再见。",
    "It is closed. Everybody who registered will be rung. Goodbye.",
)
already = sentence(
    "同类故障已经通报，请更新通报。", "One like it is reported already. Please give an update."
)
none_open = sentence("这类故障没有通报。", "Nothing like that is reported.")
update_due = sentence(
    "故障通报到了更新时间。现在更新请按1，稍后更新请按2。",
    "News of the incident is due. To give it now, press one. To give it later, press two.",
)


def review() -> Phrase:
    """After the words were dictated: 1 publish, 2 hear, 3 again, 4 the standard sentence instead."""
    return _REVIEW()
