"""Looking up a matter by its reference. Nothing personal is ever spoken here."""

from datetime import datetime

from ivr.flows import saying
from ivr.flows.phrases import NOTHING, Phrase, fixed
from ivr.flows.words.promise import subject_to_notice
from ivr.flows.words.sentence import sentence

enter_reference = sentence("请输入八位受理编号。", "Please key in the eight digits of your reference.")
reference_not_found = sentence(
    "没有找到这个受理编号，请重新输入。", "There is no such reference. Please key it in again."
)
enter_last_four = sentence(
    "请输入联系电话的后四位。", "Please key in the last four digits of your contact number."
)
last_four_wrong = sentence("与登记的号码不符，请重新输入。", "That does not match. Please key it in again.")
too_many_wrong = sentence("输入错误次数过多。", "Too many wrong entries.")
_EXPECTED = fixed("预计", "We expect to call you by")
_CALLED = fixed("前回电。", ".")
_OVERDUE = fixed("已超过承诺时间，我们会尽快回电。", "We are late, and will call you as soon as we can.")
being_handled = sentence("您的事项正在处理。", "Your matter is being handled.")
unreachable = sentence(
    "我们多次回电没有接通，会再与您联系。", "We called you several times, and will contact you again."
)
already_resolved = sentence(
    "您的事项已经解决。补充留言请按2。", "Your matter has been resolved. To add a message, press two."
)
status_menu = sentence(
    "催办请按1，补充留言请按2，已经解决请按3。",
    "To press for it, press one. To add a message, press two. If it is already solved, press three.",
)
urged = sentence("已为您催办。", "We have passed on that it is pressing.")
already_urged = sentence(
    "已经为您催办，请等候回电。", "We have already passed that on. Please wait for our call."
)
closed_by_caller = sentence("好的，这件事已为您办结。", "Good, the matter is closed.")


def status(
    due: datetime | None, now: datetime, *, provisional: bool = False, overseas: bool = False
) -> Phrase:
    """When we ring back; after that moment, that we are late. Without a moment, that it is being handled.

    `provisional`: the exchange has not confirmed the days it hangs on.
    """
    if due is None:
        return being_handled()
    if due <= now:
        return _OVERDUE
    said = _EXPECTED + saying.moment(due, now, overseas=overseas) + _CALLED
    return said + (subject_to_notice() if provisional else NOTHING)
