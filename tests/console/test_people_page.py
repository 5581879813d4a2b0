"""The people who work here, as those who keep them see it: what is allowed, and what comes of it."""

import re
from collections.abc import Callable

import pyotp
import pytest
from conftest import PASSWORD, WANG, Browser
from world import World

from ivr import history, people
from ivr.people import User

Opened = Callable[..., Browser]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def staffed(world: World, wang: User) -> World:
    """Two desks with a supervisor and an agent each, an auditor, an administrator."""
    world.agent("zhao", "service-centre", role="supervisor")
    world.agent("li", "binhai-duty", role="supervisor")
    world.agent("chen", "binhai-duty", "+8675582345678")
    world.agent("audit", "service-centre", role="auditor")
    world.agent("root", "service-centre", role="admin")
    return world


def user(world: World, name: str) -> User:
    with world.database.reading() as session:
        found = people.find(session, name)
        assert found is not None
        return found


def kinds(world: World, name: str) -> list[str]:
    with world.database.reading() as session:
        return [entry.kind for entry in history.entries(session, f"user:{user(world, name).id}")]


def test_a_supervisor_keeps_the_agents_of_their_desks_and_nobody_else(
    browser: Opened, staffed: World
) -> None:
    zhao = browser("zhao")
    assert "添加人员" in zhao.get("/people").text
    page = zhao.get("/people/user/wang").text
    assert 'value="service-centre" checked' in page and 'value="binhai-duty"' not in page
    assert '<option value="admin"' not in page and '<option value="supervisor"' not in page
    assert "139****0001" in page and WANG not in page and WANG.removeprefix("+86") not in page

    saved = zhao.post(
        "/people/user/wang", display="王工 🙂<b>", desks="service-centre", mobile="138 0013 8009"
    )
    assert "已保存" in saved.text and "王工 🙂&lt;b&gt;" in saved.text
    assert (user(staffed, "wang").phone, user(staffed, "wang").mobile) == (WANG, "+8613800138009"), (
        "empty keeps"
    )
    assert zhao.post("/people/user/wang", display="王工", desks="service-centre", **{"no-mobile": "on"})
    assert user(staffed, "wang").mobile is None


def test_reminders_go_to_an_address_that_the_supervisor_or_the_person_enters(
    browser: Opened, staffed: World
) -> None:
    zhao, wang = browser("zhao"), browser("wang")
    zhao.post("/people/user/wang", display="王工", desks="service-centre", email=" wang@example.com ")
    assert user(staffed, "wang").email == "wang@example.com"
    refused = zhao.post("/people/user/wang", display="王工", desks="service-centre", email="王@例子")
    assert refused.status_code == 422 and "邮箱写得不对" in refused.text and 'value="王@例子"' in refused.text
    zhao.post("/people/user/wang", display="王工", desks="service-centre")
    assert user(staffed, "wang").email == "wang@example.com", "a form without the field leaves it"

    assert 'value="wang@example.com"' in wang.get("/me").text
    assert "邮箱已保存" in wang.post("/me/email", email="w.g@example.com").text
    assert user(staffed, "wang").email == "w.g@example.com"
    assert wang.post("/me/email", email="nothing").status_code == 422
    assert "邮箱已保存" in wang.post("/me/email", email="").text
    assert user(staffed, "wang").email is None
    assert kinds(staffed, "wang").count("email-set") == 3

    refused = {
        "/people/user/chen": "由管理员管理",
        "/people/user/li": "由管理员管理",
        "/people/user/root/leave": "由管理员管理",
        "/people/user/zhao/link": "由管理员管理",
    }
    for path, said in refused.items():
        page = zhao.post(path, display="x", desks="service-centre")
        assert page.status_code == 422 and said in page.text, path
    page = zhao.post("/people/user/wang", display="x", role="admin", desks="service-centre")
    assert page.status_code == 422 and "只有管理员能把人设为管理员" in page.text
    page = zhao.post("/people/user/wang", display="typed", desks="binhai-duty")
    assert page.status_code == 422 and "不归你管理" in page.text and 'value="typed"' in page.text
    page = zhao.post("/people/new", name="new.one", role="agent", display="新人")
    assert page.status_code == 422 and "请选一个你负责的值班席" in page.text
    assert kinds(staffed, "chen") == ["added"]


def test_an_auditor_sees_everybody_and_changes_nobody(browser: Opened, staffed: World) -> None:
    audit = browser("audit")
    page = audit.get("/people").text
    assert "chen" in page and "添加人员" not in page
    page = audit.get("/people/user/chen").text
    assert "你只能查看" in page and "0755-****5678" in page and "person-save" not in page
    posts = ["/people/new", "/people/user/chen"]
    posts += [f"/people/user/chen/{act}" for act in ("leave", "back", "out", "link", "unlock")]
    for path in posts:
        assert audit.post(path, display="x").status_code == 403
    agent = browser("wang")
    for path in ("/people", "/people/new", "/people/user/chen", "/audit"):
        assert agent.get(path).status_code == 403
    for path in [*posts, "/audit/export"]:
        assert agent.post(path).status_code == 403


def test_whoever_leaves_is_out_at_once_and_their_task_is_free(
    browser: Opened, staffed: World, ref: str
) -> None:
    agent, root = browser("wang"), browser("root")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    assert staffed.task(ref)["owner"] == "wang"
    assert "已停用" in root.post("/people/user/wang/leave").text
    assert agent.get("/").status_code == 303
    task = staffed.task(ref)
    assert (task["state"], task["owner"], task["history"][-1]["kind"]) == ("waiting", None, "returned")
    assert "停用了wang或改了角色" in browser("zhao").get(f"/tasks/{ref}").text
    assert browser().sign_in("wang").status_code == 401
    assert "请先恢复" in root.post("/people/user/wang/link").text, "no link for somebody who left"
    root.post("/people/user/wang/back")
    assert browser().sign_in("wang").status_code == 200
    assert agent.get("/").status_code == 303, "the old session stays ended"
    assert staffed.histories_hold()


def test_a_role_that_may_not_act_holds_nothing(browser: Opened, staffed: World, ref: str) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    agent.post(f"/tasks/{ref}/claim")
    browser("root").post("/people/user/wang", display="wang", role="auditor", desks="service-centre")
    assert staffed.task(ref)["owner"] is None
    assert agent.post(f"/tasks/{ref}/claim").status_code == 403


def test_whoever_the_schedule_names_is_not_taken_away_silently(browser: Opened, staffed: World) -> None:
    text = staffed.system.settings.schedules.read_text(encoding="utf-8")
    staffed.publish(
        text
        + "rosters:\n  binhai-duty:\n"
        + '    - {on: 2026-08-01, from: "08:00", to: "20:00", on_duty: [[chen]]}\n'  # long over
        + '    - {days: all, from: "08:00", to: "20:00", on_duty: [[chen]]}\n'
    )
    root = browser("root")
    said = "滨海运行组技术值班团队值班表第 2 行"
    for path, form in {
        "/people/user/chen/leave": {},
        "/people/user/chen": {"display": "chen", "desks": "service-centre"},
        "/people/user/chen ": {"display": "chen", "desks": "binhai-duty", "no-phone": "on"},
    }.items():
        page = root.post(path.strip(), **form)
        assert page.status_code == 422 and said in page.text and "第 1 行" not in page.text, path
        assert "person-anyway" in page.text
    assert kinds(staffed, "chen") == ["added"]
    saved = root.post("/people/user/chen", display="陈", desks="binhai-duty")
    assert "已保存" in saved.text, "what the schedule does not need may change"
    assert "已停用" in root.post("/people/user/chen/leave", anyway="1").text
    assert not user(staffed, "chen").active


def test_nobody_shuts_out_himself_or_the_last_administrator(browser: Opened, staffed: World) -> None:
    root = browser("root")
    for path, form in {
        "/people/user/root": {"display": "root", "role": "agent", "desks": "service-centre"},
        "/people/user/root/leave": {},
        "/people/user/root/unlock": {},
    }.items():
        page = root.post(path, **form)
        assert page.status_code == 422 and "不能对自己这样做" in page.text, path
    root.post("/people/user/zhao", display="zhao", role="admin")
    zhao = browser("zhao")
    assert "已保存" in zhao.post("/people/user/root", display="root", role="auditor").text
    assert root.post("/people/user/zhao", display="x", role="agent").status_code == 403
    with staffed.database.reading() as session:
        assert [u.name for u in people.everybody(session) if u.role == "admin"] == ["zhao"]


def test_signing_out_is_for_good_wherever_the_cookie_went(browser: Opened, staffed: World) -> None:
    here, there = browser("wang"), browser("wang")
    cookie = here.client.get_cookie("ivr")
    assert cookie is not None
    here.get("/me")
    here.post("/sign-out")
    here.client.set_cookie("ivr", cookie.value)
    assert here.get("/").status_code == 303, "a copy of the cookie opens nothing"
    assert there.get("/").status_code == 200

    here.sign_in("wang")
    assert "已退出" in here.get("/me").text
    here.post("/me/sessions")
    assert (there.get("/").status_code, here.get("/").status_code) == (303, 200)
    browser("root").post("/people/user/wang/out")
    assert here.get("/").status_code == 303
    assert kinds(staffed, "wang").count("signed-out") == 2


def test_changing_ones_own_password(browser: Opened, staffed: World) -> None:
    here, there = browser("wang"), browser("wang")
    here.get("/me")
    new = "quite another one"
    for fields, said in (
        ({"password": "x", "new": new, "again": "other"}, "不一样"),
        ({"password": "x", "new": "short", "again": "short"}, "10 到 256"),
        ({"password": "wrong", "new": new, "again": new}, "现在的密码不对"),
    ):
        page = here.post("/me/password", **fields)
        assert page.status_code == 422 and said in page.text
    page = here.post("/me/password", password=PASSWORD, new=new, again=new)
    assert page.status_code == 200 and "密码已改" in page.text
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)
    assert browser().sign_in("wang", new).status_code == 200


def test_a_form_left_open_while_signing_in_elsewhere_still_works(browser: Opened, ref: str) -> None:
    """Two windows of one browser: signing in again in one does not spoil the other's forms."""
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    before = agent.token
    agent.client.get("/sign-in")
    agent.sign_in("wang")
    page = agent.post(f"/tasks/{ref}/note", csrf_token=before, note="noch da")
    assert page.status_code == 200 and "noch da" in page.text


def test_a_form_left_open_while_signing_out_elsewhere_is_not_lost(
    browser: Opened, ref: str, world: World
) -> None:
    """Two windows of one browser: signing out in one leads the other to the sign-in page, with what was typed."""
    world.agent("zhao", "service-centre")
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    before = agent.token
    assert agent.post("/sign-out").request.path == "/sign-in"
    assert agent.post("/next", follow=False, csrf_token=before).location.startswith("/sign-in")
    page = agent.post(f"/tasks/{ref}/note", csrf_token=before, note="noch da")
    assert page.status_code == 401 and "你刚才写的内容还在" in page.text
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert kept

    assert "noch da" not in agent.post("/sign-in", name="zhao", password=PASSWORD, kept=kept[1]).text
    assert agent.post(f"/tasks/{ref}/note", csrf_token=before, note="noch da").status_code == 400
    agent.get("/")
    agent.post("/sign-out")
    assert "noch da" in agent.post("/sign-in", name="wang", password=PASSWORD, kept=kept[1]).text


def test_an_interrupted_form_is_for_its_own_person_and_not_too_large(
    browser: Opened, ref: str, world: World
) -> None:
    def pressed(note: str, **more: str) -> str:
        agent = browser("wang")
        agent.get(f"/tasks/{ref}")
        world.later(minutes=31)
        headers = {"Referer": f"http://localhost/tasks/{ref}"}
        form = {"csrf_token": agent.token, "note": note, **more}
        page = agent.client.post(f"/tasks/{ref}/note", data=form, headers=headers)
        if page.status_code == 303:
            assert page.location == f"/sign-in?next=/tasks/{ref}", "nothing was typed: just back to the page"
        return page.text

    text = pressed("<script>写到一半</script>", password="a secret of another form")
    assert "你刚才写的内容还在" in text and "写到一半" not in text and "a secret" not in text, (
        "sealed on the way"
    )
    assert 'name="kept"' not in pressed("")

    world.agent("zhao", "service-centre", role="supervisor")
    zhao = browser("zhao")
    zhao.get("/hours/draft")
    world.later(minutes=31)
    page = zhao.post("/hours/draft/publish", base="1", text="字" * 200_000)
    assert page.status_code == 401 and "没有保留" in page.text and 'name="kept"' not in page.text


def test_a_code_is_asked_for_and_an_administrator_helps_when_the_telephone_is_lost(
    browser: Opened, staffed: World, ref: str
) -> None:
    zhao = browser("zhao")
    page = zhao.get("/me/second-factor").text
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', page)
    assert found and "<svg" in page and "style=" not in page
    telephone = pyotp.TOTP(found[1].replace(" ", ""))
    assert zhao.post("/me/second-factor", code="000000").status_code == 422
    page = zhao.post("/me/second-factor", code=telephone.at(staffed.clock())).text
    assert page.count("<li><code>") == 10
    assert page.count("<form") == page.count("<a ") - 1 == 0, (
        "nothing but going on takes away what is shown this once"
    )
    assert zhao.get("/me/second-factor", follow_redirects=True).request.path == "/me"

    # What was typed before the session ran out goes along through the code's page as well.
    zhao.get(f"/tasks/{ref}")
    staffed.later(minutes=31)
    page = zhao.post(f"/tasks/{ref}/note", note="快写完了").text
    for path, more in (
        ("/sign-in", {"name": "zhao", "password": PASSWORD}),
        ("/sign-in/code", {"code": "1"}),
    ):
        kept = re.search(r'name="kept" value="([^"]+)"', page)
        assert kept
        page = zhao.post(path, kept=kept[1], **more).text
        assert "快写完了" not in page and zhao.get("/", follow_redirects=False).status_code == 303
    page = zhao.post("/sign-in/code", kept=kept[1], code=telephone.at(staffed.clock())).text
    assert "接着写" in page and "快写完了" in page

    lost = browser()
    lost.sign_in("zhao")
    for _ in range(5):
        page = lost.post("/sign-in/code", code="000000")
    assert page.status_code == 429 and "9:17 以后再试" in page.text
    staffed.later(minutes=11)
    lost.post("/sign-in/code", code="000000")
    assert "请重新登录" in lost.post("/sign-in/code", code="000000").text, "the password was too long ago"

    root = browser("root")
    assert "person-unlock" in root.get("/people/user/zhao").text
    assert "两步验证已重设" in root.post("/people/user/zhao/unlock").text
    assert browser().sign_in("zhao").request.path == "/"
    assert "root停用了zhao的两步验证" in root.get("/audit?person=zhao&kind=people").text
    assert staffed.histories_hold()


def test_a_supervisor_resets_no_second_factor(browser: Opened, staffed: World) -> None:
    assert browser("zhao").post("/people/user/wang/unlock").status_code == 403
    assert kinds(staffed, "wang") == ["added"]
