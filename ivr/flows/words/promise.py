"""The reference, when we ring back, from which number and to which."""

from datetime import datetime

from ivr.flows import saying
from ivr.flows.phrases import NOTHING, Phrase, fixed
from ivr.flows.words.sentence import sentence

_REFERENCE = fixed("受理编号", "Your reference is")
_WE_WILL = fixed("我们将在", "We will call you by")
_WE_EXPECT = fixed("我们预计在", "We expect to call you by")
_BEFORE = fixed("前给您回电", "")
_BEFORE_FROM = fixed("前，用", "from")
_TO_YOU = fixed("给您回电", "")
_SOON = fixed("我们会尽快给您回电。", "We will call you as soon as we can.")
_GOOD = fixed("好的，", "Thank you.")
_DONE_MENU = fixed(
    "更改回电号码请按2，重听请按井号键。",
    "To change the number we call, press two. To hear this again, press the hash key.",
)
_URGENT_LINE = fixed("紧急故障请拨83182222。", "For urgent faults, dial 83182222.")
subject_to_notice = sentence("以深交所公告为准。", "Subject to the exchange's notice.")
"""After a moment that hangs on days which the exchange has not confirmed."""
ask_number = sentence(
    "请输入回电号码，座机加区号，境外加00和国家代码，按井号键结束。",
    "Please key in the number to call: landlines with area code, from overseas 00 and the country code, "
    "then the hash key.",
)
number_not_understood = sentence(
    "号码无法识别，请重新输入。", "That number is not complete. Please key it in again."
)
_NUMBER_IS = fixed("号码是", "The number is")
_NUMBER_MENU = fixed(
    "正确请按1，重新输入请按2。", "If that is right, press one. To key it in again, press two."
)
number_changed = sentence("回电号码已更改。", "We will call that number.")


def done(
    reference: str,
    due: datetime | None,
    now: datetime,
    shown: str | None = None,
    *,
    provisional: bool = False,
    overseas: bool = False,
    urgent_line: bool = True,
) -> Phrase:
    """The reference, when we ring back and which number will show; 2 changes the number, # says it again.

    `due` None: as soon as we can. `shown` is E.164, and a caller `overseas` hears it with the country code.
    `provisional`: the exchange has not published that year's calendar. `urgent_line` False leaves out the
    number for urgent faults, as on that number itself.
    """
    promise = _promise(due, now, shown, provisional=provisional, overseas=overseas)
    said = _REFERENCE + saying.digits(reference) + saying.STOP + promise + _DONE_MENU
    return said + (_URGENT_LINE if urgent_line else NOTHING)


def promised(
    due: datetime | None,
    now: datetime,
    shown: str | None = None,
    *,
    provisional: bool = False,
    overseas: bool = False,
) -> Phrase:
    """The same promise to a caller who chose to be rung back instead of waiting."""
    return _GOOD + _promise(due, now, shown, provisional=provisional, overseas=overseas)


def number_is(number: str, extension: str | None = None) -> Phrase:
    """The number that was keyed in, read back: 1 right, 2 again."""
    return _NUMBER_IS + saying.phone(number, extension) + saying.STOP + _NUMBER_MENU


def _promise(
    due: datetime | None, now: datetime, shown: str | None, *, provisional: bool, overseas: bool
) -> Phrase:
    if due is None or due <= now:
        return _SOON
    said = (_WE_EXPECT if provisional else _WE_WILL) + saying.moment(due, now, overseas=overseas)
    number = _BEFORE_FROM + saying.phone(shown, overseas=overseas) + _TO_YOU if shown else _BEFORE
    return said + number + saying.STOP + (subject_to_notice() if provisional else NOTHING)
