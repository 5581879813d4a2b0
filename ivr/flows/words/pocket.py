"""What an engineer hears who works the desk by telephone."""

from datetime import datetime

from ivr.flows import saying
from ivr.flows.phrases import Bilingual, Phrase, fixed
from ivr.flows.words import duty
from ivr.flows.words.sentence import sentence

_MENU = fixed(
    "值班任务请按1，值班交接请按2，故障通报请按3，",
    "For tasks, press one. For duty, press two. For incidents, press three.",
)
_HOURS = fixed("开放时间请按4。", "For opening hours, press four.")
_FROM_HOME = fixed("居家接听请按4。", "To answer from home, press four.")

no_task = sentence("没有待办任务。", "There is nothing to do.")
no_more_tasks = sentence("后面没有了。", "There is nothing after this one.")
_TASKS = fixed("待办任务", "Tasks:")
_DUE = fixed("应回时间", "Due")
_TASK_MENU = fixed(
    "回拨请按1，办结请按2，认领请按3，下一个请按4，重听请按井号键。",
    "To call the customer, press one. To close it, press two. To keep it, press three. For the next one, press four. "
    "To hear it again, press the hash key.",
)
task_kept = sentence("任务由您跟进。", "It is yours.")
tried_again = sentence("稍后会再次回拨。", "It will be tried again later.")
task_taken = sentence("这个任务已由其他同事处理。", "A colleague has taken that one.")
how_closed = sentence(
    "已经解决请按1，稍后再回请按2，无需回电请按3。",
    "If it is settled, press one. To ring again later, press two. If no call is needed, press three.",
)
how_it_went = sentence(
    "已经解决请按1，稍后再回请按2，无需回电请按3，没有接通请按4。",
    "If it is settled, press one. To ring again later, press two. If no call is needed, press three. "
    "If you did not reach the customer, press four.",
)
task_closed = sentence("任务已经办结。", "It is closed.")

no_roster = sentence("本热线没有排班。", "This hotline has no roster.")
_ON_DUTY_UNTIL = fixed("您正在值班，到", "You are on duty until")
_ON_DUTY = fixed("您正在值班。", "You are on duty.")
_OFF_DUTY = fixed("您现在没有值班。", "You are not on duty now.")
_TAKE_OVER = fixed("接班请按1。", "To take over, press one.")
_HAND_OVER = fixed("交班请按2。", "To hand over, press two.")
who_takes_over = sentence(
    "请输入接班同事电话号码的后四位。",
    "Please key in the last four digits of your colleague's telephone number.",
)
no_colleague = sentence("没有找到这位同事。", "No colleague was found.")
_COLLEAGUE = fixed("由尾号", "The colleague whose number ends in")
_TAKES_OVER = fixed("的同事接班，到", "takes over until")
_YOU_TAKE_OVER = fixed("由您接班，到", "You take over until")
_CONFIRM = fixed("确认请按1，取消请按2。", "To confirm, press one. To cancel, press two.")
handed_over = sentence("交接完成。", "Done.")


def pocket_menu(*, hours: bool) -> Phrase:
    """1 tasks, 2 duty, 3 incidents, 4 the hours for whoever may change them, else answering from home."""
    return _MENU + (_HOURS if hours else _FROM_HOME)


def tasks_waiting(count: int) -> Phrase:
    """How many there are to do."""
    return _TASKS + saying.number(count) + saying.STOP


def pocket_task(
    reference: str, hotline_name: Bilingual, topic: str, *, urgent: bool, due: datetime, now: datetime
) -> Phrase:
    """Which task, what it is about, and when it is due."""
    about = duty.about(hotline_name, topic, urgent=urgent)
    return duty.matter(reference) + about + saying.STOP + _DUE + saying.moment(due, now) + saying.STOP


def pocket_task_menu() -> Phrase:
    """1 rings the customer, 2 closes it, 3 keeps it, 4 the next one, # the message again."""
    return _TASK_MENU


def duty_menu(until: datetime | None, now: datetime, *, on_duty: bool) -> Phrase:
    """Whether he is on duty, and until when; 1 takes over, 2 hands over."""
    if not on_duty:
        return _OFF_DUTY + _TAKE_OVER
    if until is None:
        return _ON_DUTY + _HAND_OVER
    return _ON_DUTY_UNTIL + saying.moment(until, now) + saying.STOP + _HAND_OVER


def confirm_hand_over(last_four: str | None, until: datetime, now: datetime) -> Phrase:
    """Who takes over until when: the colleague whose number ends so, or he himself; 1 confirms, 2 cancels."""
    who = _COLLEAGUE + saying.digits(last_four) + _TAKES_OVER if last_four else _YOU_TAKE_OVER
    return who + saying.moment(until, now) + saying.STOP + _CONFIRM
