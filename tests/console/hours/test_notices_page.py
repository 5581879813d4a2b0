"""The exchange's notices in the console: pasted, corrected, accepted, withdrawn; and closures at short notice."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from conftest import Browser
from world import SPEECH, World

from ivr import history
from ivr.callbacks import publishing
from ivr.hours import versions
from ivr.people import User

Opened = Callable[..., Browser]

YEAR = """关于2027年部分节假日休市安排的通知

各市场参与人：
现将2027年部分节假日休市安排通知如下：
一、元旦：1月1日（星期五）至1月3日（星期日）休市，1月4日（星期一）起照常开市。
二、春节：2月5日（星期五）至2月12日（星期五）休市，2月15日（星期一）起照常开市。另外，2月13日（星期六）、2月14日（星期日）为周末休市。
三、清明节：4月3日（星期六）至4月5日（星期一）休市，4月6日（星期二）起照常开市。
四、劳动节：5月1日（星期六）至5月5日（星期三）休市，5月6日（星期四）起照常开市。
五、端午节：6月9日（星期三）休市，6月10日（星期四）起照常开市。
六、中秋节：9月15日（星期三）至9月17日（星期五）休市，9月20日（星期一）起照常开市。
七、国庆节：10月1日（星期五）至10月7日（星期四）休市，10月8日（星期五）起照常开市。
深圳证券交易所
2026年12月22日
"""
WRONG = YEAR.replace("2月12日（星期五）", "2月12日（星期四）")

FILE = """notices:
  - title: 关于2027年部分节假日休市安排的通知
    by: exchange
    source: https://www.szse.cn/disclosure/notice/2027.html
    settles: 2027
    closed:
      - {from: 2027-01-01, to: 2027-01-03, for: {zh: 元旦, en: New Year's Day}}
      - {from: 2027-02-05, to: 2027-02-12, for: {zh: 春节, en: Spring Festival}}
"""


@pytest.fixture
def li(world: World) -> User:
    return world.agent("li", "service-centre", role="supervisor")


@pytest.fixture
def supervisor(browser: Opened, li: User, world: World) -> Browser:
    """A supervisor on the afternoon before the exchange's closures of next year are known."""
    world.at("2026-12-22T14:00")
    opened = browser("li")
    opened.get("/notices")
    return opened


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def base(page: str) -> str:
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found, "nothing to accept on this page"
    return found[1]


def closure(**typed: str) -> dict[str, str]:
    usual = {
        "first": "2026-12-23",
        "last": "",
        "occasion": "台风",
        "zh": "",
        "en": "",
        "source": "深交所来电",
    }
    return {**usual, **typed}


def test_an_agent_may_look_and_not_publish(browser: Opened, wang: User, li: User, world: World) -> None:
    agent = browser("wang")
    page = agent.get("/notices")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    for path in ("/notices/check", "/notices/closure", "/notices/confirm", "/notices/1/withdraw"):
        assert agent.post(path, text=YEAR).status_code == 403
    assert agent.get("/notices/1/withdraw").status_code == 403


def test_a_wrong_weekday_is_named_at_its_line_and_the_text_is_still_there(supervisor: Browser) -> None:
    page = supervisor.post("/notices/check", text=WRONG)
    assert page.status_code == 422
    text = words(page.text)
    assert "这份公告还不能用，什么都没有改动" in text
    assert "第 6 行：" in text
    assert "星期四" in text.split("第 6 行：")[1][:120]
    assert WRONG in unescape(page.text)


def test_the_right_one_is_understood_accepted_and_makes_the_year_certain(
    supervisor: Browser, world: World
) -> None:
    # It was copied by a browser that ends lines in its own way.
    page = supervisor.post("/notices/check", text=YEAR.replace("\n", "\r\n"))
    assert page.status_code == 200
    text = words(page.text)
    assert "春节 2月5日 周五至 2月12日 周五，8 天" in text
    assert "暂定，还没有官方安排 → 深交所公告已确认" in text
    assert "2027年2月11日 周四至 2月12日 周五，2 天 原为交易日，改为休市（春节）" in text
    assert "没有应回时间受影响" in text
    assert "暂定" in supervisor.get("/calendar/2027").text  # nothing has changed yet

    done = supervisor.post("/notices/confirm", text=YEAR, base=base(page.text))
    assert done.status_code == 200
    assert "已生效，编号 2。" in words(done.text)
    year = supervisor.get("/calendar/2027").text
    assert "深交所公告已确认" in year
    assert "2月12日 周五：休市（春节）" in year
    assert "还没有确认" not in supervisor.get("/hours").text
    with world.database.reading() as reading:
        entry = history.entries(reading, "schedule")[-1]
        assert (entry.kind, entry.actor, entry.facts["what"]) == ("published", "li", "notice")
        kept = versions.publication(reading, 2).text
    said = [line.removeprefix("# ") for line in kept.splitlines() if line.startswith("#")]
    assert said == [line or "" for line in YEAR.splitlines()], (
        "the exchange's words, above what was understood"
    )
    assert "settles: 2027" in kept


def test_what_was_understood_can_be_taken_back_to_the_box(supervisor: Browser) -> None:
    assert YEAR in unescape(supervisor.post("/notices/edit", text=YEAR).text)


def test_an_empty_box_is_said_to_be_empty(supervisor: Browser) -> None:
    page = supervisor.post("/notices/check", text=" \n")
    assert page.status_code == 422
    assert "还没有粘贴内容" in page.text


def test_a_notice_that_says_nothing_new_has_nothing_to_accept(supervisor: Browser) -> None:
    first = supervisor.post("/notices/check", text=FILE)
    supervisor.post("/notices/confirm", text=FILE, base=base(first.text))
    again = supervisor.post("/notices/check", text=FILE)
    assert "日历已经是这样" in again.text
    assert "接受，立即生效" not in again.text
    assert supervisor.post("/notices/confirm", text=FILE, base="2").status_code == 409  # pressed twice


def test_whoever_accepts_second_looks_again_first(supervisor: Browser, world: World) -> None:
    seen = supervisor.post("/notices/check", text=FILE)
    days = "{from: 2027-02-11, to: 2027-02-11, for: {zh: 台风, en: Typhoon}}"
    typhoon = f"notices:\n  - {{title: 台风, by: exchange, source: 来电, closed: [{days}]}}"
    publishing.confirm_notices(world.system, typhoon, author="zhao", note="台风")
    page = supervisor.post("/notices/confirm", text=FILE, base=base(seen.text))
    assert page.status_code == 409
    assert "日历已经变了" in page.text
    assert "暂定" in supervisor.get("/calendar/2027").text
    done = supervisor.post("/notices/confirm", text=FILE, base=base(page.text))
    assert "已生效，编号 3。" in words(done.text)


def test_what_was_tampered_with_between_check_and_accept_is_checked_again(supervisor: Browser) -> None:
    seen = supervisor.post("/notices/check", text=YEAR)
    page = supervisor.post("/notices/confirm", text=WRONG, base=base(seen.text))
    assert page.status_code == 422
    assert "第 6 行：" in words(page.text)


def test_a_closure_minutes_ahead_shuts_the_line_and_moves_promises(supervisor: Browser, world: World) -> None:
    world.at("2026-12-22T17:50").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-12-23T08:20")
    supervisor.sign_in("li")
    page = supervisor.post("/notices/closure", **closure())
    assert page.status_code == 200
    text = words(page.text)
    assert "2026年12月23日 周三 原为交易日，改为休市（台风）" in text
    assert "1 个未完成任务的应回时间会变" in text
    assert str(world.task()["ref"]) in text
    done = supervisor.post(
        "/notices/confirm",
        text=unescape(page.text.split("hidden>\n")[1].split("</textarea>")[0]),
        base=base(page.text),
    )
    assert "1 位客户的回电时间变了" in words(done.text)
    assert str(world.task()["due"]).startswith("2026-12-24")
    world.at("2026-12-23T08:31").caller().dials("83183333").hears("受台风影响，今天休市")


def test_an_occasion_of_ones_own_is_named_in_both_languages(supervisor: Browser) -> None:
    own = closure(occasion="other", zh="全国哀悼日", en='Day of "national" mourning', last="2026-12-24")
    text = words(supervisor.post("/notices/closure", **own).text)
    assert "改为休市（全国哀悼日）" in text
    assert "2026年12月23日 周三至 12月24日 周四，2 天" in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first": "2026-02-30"}, "请填一个真实的日期"),
        ({"first": ""}, "请填一个真实的日期"),
        ({"last": "2026-12-01"}, "最后一天不能早于第一天"),
        ({"first": "2026-12-01"}, "这几天已经过去了"),
        ({"last": "2027-12-23"}, "最多 31 天"),
        ({"occasion": "other", "zh": "哀悼日"}, "请把原因用中文和英文都写上"),
        ({"occasion": "地震了"}, "请选一个原因"),
        ({"source": ""}, "请写明依据"),
    ],
)
def test_a_form_with_a_mistake_comes_back_as_it_was_typed(
    supervisor: Browser, typed: dict[str, str], sentence: str
) -> None:
    page = supervisor.post("/notices/closure", **closure(**typed))
    assert page.status_code == 422
    assert sentence in page.text
    for value in closure(**typed).values():
        assert not value or value == "地震了" or f'value="{value}"' in page.text


def test_a_closure_of_the_office_is_sent_to_the_emergency_switch(supervisor: Browser) -> None:
    page = supervisor.get("/notices").text
    assert "公司自己停工（台风、停电、演练），交易所照常开市，不要写在这里，请用应急开关" in page
    assert page.count('href="/switch"') == 2


def test_a_notice_is_withdrawn_after_one_question(supervisor: Browser, world: World) -> None:
    seen = supervisor.post("/notices/closure", **closure())
    text = unescape(seen.text.split("hidden>\n")[1].split("</textarea>")[0])
    supervisor.post("/notices/confirm", text=text, base=base(seen.text))
    question = words(supervisor.get("/notices/2/withdraw").text)
    assert "撤回第 2 号公告？" in question
    assert "2026年12月23日 周三 原为休市（台风），改为交易日" in question
    done = supervisor.post("/notices/2/withdraw", note="交易所取消了")
    assert "第 2 号公告已撤回" in words(done.text)
    assert "已由第 3 号撤回" in words(done.text)
    assert "12月23日 周三：交易日" in supervisor.get("/calendar/2026").text
    again = supervisor.post("/notices/2/withdraw")
    assert again.status_code == 409
    assert "已由第 3 号撤回" in words(again.text)
    assert supervisor.get("/notices/2/withdraw").status_code == 404
    assert supervisor.post("/notices/99/withdraw").status_code == 404


def test_the_same_in_english(supervisor: Browser) -> None:
    supervisor.post("/language", language="en", next="/notices")
    page = words(supervisor.post("/notices/check", text=WRONG).text)
    assert "This cannot be used yet, and nothing has changed." in page
    assert "Line 6:" in page
    text = words(supervisor.post("/notices/closure", **closure()).text)
    assert "Wed 23 Dec 2026 was trading day, becomes closed (Typhoon)" in text
