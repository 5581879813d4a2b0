"""The pages of what was published: looked at by everybody, acted on by supervisors."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Browser
from world import MOBILE, SPEECH, World

from ivr.callbacks import publishing
from ivr.hours import versions
from ivr.hours.versions import VoiceClip

Opened = Callable[..., Browser]

SHIPPED = (Path(__file__).parents[3] / "schedules.yaml").read_text(encoding="utf-8")
MORNING = SHIPPED.replace(
    "overrides: []",
    "overrides:\n"
    '  - {on: 2026-10-08, hotlines: ["83183333"], from: "08:30", to: "14:00", closed: {zh: 台风, en: Typhoon}}',
)
EARLIER = SHIPPED.replace('to: "18:00"', 'to: "17:00"')
NOTICE = """
notices:
  - title: 关于2027年部分节假日休市安排的通知
    by: exchange
    published: 2026-12-22
    source: test
    settles: 2027
    closed:
      - {from: 2027-01-01, to: 2027-01-04, for: {zh: 元旦, en: New Year's Day}}
"""


@pytest.fixture
def zhao(world: World, browser: Opened) -> Browser:
    """A supervisor's browser on 7 October; a message of National Day waits for 9:00 on the 8th."""
    world.agent("zhao", "service-centre", role="supervisor")
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.settle().at("2026-10-07T15:00")
    return browser("zhao")


def publish(world: World, text: str, note: str = "台风") -> int:
    return publishing.put_in_force(world.system, text, author="zhao", note=note).number


class TestTheList:
    def test_says_who_published_what_and_why(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        page = zhao.get("/hours/versions")
        assert page.status_code == 200
        for words in ("台风", "zhao", "首次启动", "直接修改文件", "现在生效", "1 个回电时间变了"):
            assert words in page.text
        assert "1 位客户还不知道回电时间变了" in page.text
        zhao.post("/language", language="en")
        page = zhao.get("/hours/versions")
        for words in ("In force", "First start", "File edited by hand", "Call-back times moved: 1"):
            assert words in page.text

    def test_two_chosen_are_compared_the_older_first(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        page = zhao.get("/hours/versions/compare?a=2&b=1")
        assert (page.status_code, page.location) == (303, "/hours/versions/1/2")
        assert zhao.get("/hours/versions/compare?a=x").location == "/hours/versions"

    def test_a_file_that_is_not_in_force_is_told_with_its_reason(self, world: World, zhao: Browser) -> None:
        path = world.system.settings.schedules
        assert "schedules.yaml" not in zhao.get("/hours/versions").text
        path.write_text(EARLIER, encoding="utf-8")
        assert "几秒内会作为新的一号发布" in zhao.get("/hours/versions").text
        path.write_text(SHIPPED.replace("hours: trading-day", "hours: tradng-day"), encoding="utf-8")
        page = zhao.get("/hours/versions").text
        assert "没有发布，文件原样保留" in page
        assert "hotlines.83183333.hours" in page
        path.write_text(EARLIER, encoding="utf-8")
        publish(world, MORNING)
        assert "是在第 2 号生效之前改的" in zhao.get("/hours/versions").text


class TestOneVersion:
    def test_shows_the_whole_text(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        page = zhao.get("/hours/versions/2")
        assert "Typhoon" in page.text
        assert "# The hotlines, when they are open, and who answers them." in page.text
        assert "1 个回电时间变了" in page.text
        assert zhao.get("/hours/versions/9").status_code == 404

    def test_every_kind_has_a_page(self, world: World, zhao: Browser) -> None:
        publishing.confirm_notices(world.system, NOTICE, author="zhao", note="2027年")
        publishing.withdraw_notice(world.system, 2, author="zhao", note="有误")
        voice = VoiceClip("abc", "zh", "台风", "upload", 1.2)
        with world.database.writing() as session:
            changes = {"deadbeef": voice, "cafe": None}
            versions.publish_voices(session, changes, author="zhao", at=world.clock(), note="台风")
        assert "关于2027年部分节假日休市安排的通知" in zhao.get("/hours/versions/2").text
        assert "已由第 3 号撤回" in zhao.get("/hours/versions/2").text
        assert "撤回了第 2 号公告" in zhao.get("/hours/versions/3").text
        page = zhao.get("/hours/versions/4").text
        assert "上传" in page
        assert "恢复出厂语音" in page
        assert "新增公告" in zhao.get("/hours/versions/1/2").text
        assert "撤回公告" in zhao.get("/hours/versions/2/3").text
        assert "1 条语音不同" in zhao.get("/hours/versions/1/4").text
        assert zhao.get("/hours/versions").status_code == 200


class TestComparing:
    def test_changed_lines_say_so_in_a_word_and_the_days_in_words(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        page = zhao.get("/hours/versions/1/2").text
        assert "改" in page
        assert "增" in page
        assert "台风" in page
        assert "10月8日 周四" in page
        assert "8:30–18:00" in page
        assert "14:00–18:00" in page
        assert "行相同" in page, "what is alike is folded"

    def test_nothing_differs(self, world: World, zhao: Browser) -> None:
        assert "两者完全一样" in zhao.get("/hours/versions/1/1").text
        assert zhao.get("/hours/versions/1/9").status_code == 404


class TestGoingBack:
    def test_is_one_confirmation_that_shows_what_would_change(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        page = zhao.get("/hours/versions/1/rollback").text
        assert "1 个回电时间会变" in page
        assert world.task()["ref"] in page
        assert "14:00–18:00" in page
        assert world.system.book.current().number == 2, "looking changes nothing"

        done = zhao.post("/hours/versions/1/rollback", base="2", note="台风停了")
        assert done.request.path == "/hours/versions/3"
        assert "台风停了" in done.text
        assert world.system.book.current().number == 3
        assert "没有需要告知的客户" in zhao.get("/hours/told").text

    def test_what_somebody_published_meanwhile_is_shown_first(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        zhao.get("/hours/versions/1/rollback")
        publish(world, EARLIER, "早点下班")
        page = zhao.post("/hours/versions/1/rollback", base="2", note="台风停了")
        assert page.status_code == 409
        assert "zhao发布了第 3 号，所以还没有退回" in page.text
        assert 'value="台风停了"' in page.text, "nothing typed is lost"
        assert world.system.book.current().number == 3
        assert zhao.post("/hours/versions/1/rollback", base="3").request.path == "/hours/versions/4"

    def test_what_is_in_force_already_needs_no_going_back(self, world: World, zhao: Browser) -> None:
        assert "不用退回" in zhao.get("/hours/versions/1/rollback").text
        assert zhao.get("/hours/versions/9/rollback").status_code == 404
        assert zhao.post("/hours/versions/9/rollback", base="1").status_code == 404
        assert zhao.post("/hours/versions/1/rollback").status_code == 400


class TestTelling:
    def test_each_customer_is_told_once(self, world: World, zhao: Browser) -> None:
        publish(world, MORNING)
        page = zhao.get("/hours/told").text
        assert world.task()["ref"] in page
        assert "推迟" in page
        assert MOBILE.removeprefix("+86") not in page, "numbers are masked"
        move = page.partition('name="move" value="')[2].partition('"')[0]
        done = zhao.post("/hours/told", move=move)
        assert "没有需要告知的客户" in done.text
        assert world.task()["history"][-1]["kind"] == "told"
        again = zhao.post("/hours/told", move=move)
        assert again.status_code == 200
        assert [entry["kind"] for entry in world.task()["history"]].count("told") == 1
        assert "已告知客户" in zhao.get(f"/tasks/{world.task()['ref']}").text


class TestWhoMay:
    @pytest.mark.parametrize("role", ["agent", "auditor", "admin"])
    def test_everybody_looks_and_only_supervisors_act(
        self, world: World, zhao: Browser, browser: Opened, role: str
    ) -> None:
        publish(world, MORNING)
        world.agent("sun", "service-centre", role=role)
        sun = browser("sun")
        for path in ("/hours/versions", "/hours/versions/2", "/hours/versions/1/2"):
            page = sun.get(path)
            assert page.status_code == 200
            assert "退回到这一版" not in page.text
        assert sun.get("/hours/versions/1/rollback").status_code == 403
        assert sun.post("/hours/versions/1/rollback", base="2").status_code == 403
        assert sun.post("/hours/told", move="1").status_code == 403
        assert sun.get("/hours/told").status_code == (403 if role == "admin" else 200)
        assert world.system.book.current().number == 2

    def test_nobody_else_sees_anything(self, world: World, browser: Opened) -> None:
        for path in ("/hours/versions", "/hours/versions/1", "/hours/versions/1/1", "/hours/told"):
            assert browser().get(path).status_code == 303
