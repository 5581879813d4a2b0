"""Over the end of a year that the exchange has not confirmed: what is promised is said to be expected, and is kept."""

import pytest
from world import MOBILE, SPEECH, World

from ivr.callbacks import publishing

NOTICE = """关于2027年部分节假日休市安排的通知
一、元旦：1月1日（星期五）至1月4日（星期一）休市，1月5日（星期二）起照常开市。
二、春节：2月5日（星期五）至2月12日（星期五）休市，2月15日（星期一）起照常开市。
三、清明节：4月3日（星期六）至4月5日（星期一）休市，4月6日（星期二）起照常开市。
四、劳动节：5月1日（星期六）至5月5日（星期三）休市，5月6日（星期四）起照常开市。
五、端午节：6月9日（星期三）休市，6月10日（星期四）起照常开市。
六、中秋节：9月15日（星期三）休市，9月16日（星期四）起照常开市。
七、国庆节：10月1日（星期五）至10月7日（星期四）休市，10月8日（星期五）起照常开市。
2026年12月31日
"""
PLAN = """notices:
  - title: 国务院办公厅关于2027年部分节假日安排的通知
    by: state-council
    source: 国务院办公厅
    settles: 2027
    closed: [{from: 2027-01-01, to: 2027-01-03, for: {zh: 元旦, en: New Year's Day}}]
"""
UNCONFIRMED = "以深交所公告为准"


def confirm(world: World, text: str) -> publishing.Published:
    return publishing.confirm_notices(world.system, text, author="li", note="")


def test_what_is_promised_over_the_boundary_is_expected_then_certain_and_moved(world: World) -> None:
    evening = world.at("2026-12-31T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    evening.hears("现在是非工作时间，预计", "恢复人工服务，以深交所公告为准。", "我们预计在", UNCONFIRMED)
    task = world.task()
    assert str(task["due"]).startswith("2027-01-04T09:00")
    asked = world.caller().dials("83183333", "4", str(task["ref"]))
    asked.hears("预计", "1月4日", "前回电", UNCONFIRMED)
    world.caller().dials("83183333", "1", "hangup").hears("您有一件事正在处理", "预计", UNCONFIRMED)

    done = confirm(world.at("2026-12-31T21:00"), NOTICE)

    (moved,) = done.moved
    assert (moved.ref, f"{moved.due:%m-%d %H:%M}") == (task["ref"], "01-05 09:00")
    task = world.task()
    assert str(task["due"]).startswith("2027-01-05T09:00")
    assert "due" in str(task["history"][-1])
    with world.database.reading() as session:
        assert [one.ref for one in publishing.to_tell(session)] == [task["ref"]]
    asked = world.caller().dials("83183333", "4", str(task["ref"]))
    asked.hears("1月5日", "前回电").never_hears(UNCONFIRMED)
    later = world.caller("+8613900000099").dials("83183333", "1", SPEECH, "#", "1")
    later.hears("1月5日", "我们将在").never_hears("预计", UNCONFIRMED)
    assert world.histories_hold()


def test_the_state_councils_plan_is_not_yet_the_exchanges_word(world: World) -> None:
    confirm(world.at("2026-12-01T12:00"), PLAN)
    world.at("2026-12-31T20:00").caller().dials("83183333", "1", SPEECH, "#", "1").hears(
        "1月4日", UNCONFIRMED, "我们预计在"
    )


def test_in_english_it_is_expected_as_well(world: World) -> None:
    call = world.at("2026-12-31T20:00").caller().dials("83183333", "9", "1", SPEECH, "#", "1")
    call.hears("We expect to reopen", "Subject to the exchange's notice.", "We expect to call you by")


def test_a_promise_that_crosses_into_tomorrow_while_the_line_is_open_is_expected_too(world: World) -> None:
    world.at("2027-03-01T17:50").caller().dials("83183333", "4", SPEECH, "#", "1").hears(
        "我们预计在", UNCONFIRMED
    )


@pytest.mark.parametrize(
    ("moment", "hotline", "keys"),
    [
        ("2026-12-31T20:00", "83182222", ("1",)),  # round the clock: no trading day decides
        ("2027-03-01T11:00", "83183333", ("4",)),  # open, and due the same morning
        ("2026-12-30T20:00", "83183333", ("1",)),  # due this year
    ],
)
def test_what_no_unconfirmed_day_decides_is_simply_promised(
    world: World, moment: str, hotline: str, keys: tuple[str, ...]
) -> None:
    call = world.at(moment).caller(MOBILE).dials(hotline, *keys, SPEECH, "#", "1")
    call.hears("我们将在").never_hears("预计", UNCONFIRMED)


def test_a_call_rehearsed_in_a_year_gone_by_doubts_nothing(world: World) -> None:
    """Nobody has handed in the notices of those years, and nobody needs them."""
    call = world.caller().dials("83183333", "1", SPEECH, "#", "1", at="2021-10-01T20:00")
    call.hears("国庆节休市，10月8日星期五上午8点半恢复人工服务。", "我们将在").never_hears(
        "预计", UNCONFIRMED
    )
