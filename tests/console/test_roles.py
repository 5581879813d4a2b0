"""Who may see and do what."""

from collections.abc import Callable

import pytest
from conftest import Browser
from world import MOBILE, World

from ivr.people import User

Opened = Callable[..., Browser]
ACTS = (
    "claim",
    "release",
    "ring",
    "outcome",
    "note",
    "resolve",
    "reopen",
    "urge",
    "dispatch",
    "close",
    "reveal",
)


def test_an_agent_of_another_desk_learns_nothing(browser: Opened, ref: str, world: World) -> None:
    world.agent("other", "southern-centre")
    other = browser("other")
    assert ref not in other.get("/").text
    for path in (f"/tasks/{ref}", f"/recordings/{world.messages()[0].id}"):
        assert other.get(path).status_code == 404
    # Asked for by a page that was open: the same for a task that exists and for one that does not.
    gone = other.get(f"/tasks/{ref}/now").text
    assert gone == other.get("/tasks/00000000/now").text
    assert "138****8000" not in gone
    assert other.get(f"/tasks/{ref}/messages/1").data == b""
    for act in ACTS:
        assert other.post(f"/tasks/{ref}/{act}").status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_supervisors_and_auditors_see_everything(browser: Opened, ref: str, world: World, role: str) -> None:
    world.agent("boss", "southern-centre", role=role)
    boss = browser("boss")
    assert ref in boss.get("/").text
    assert boss.get(f"/tasks/{ref}").status_code == 200


def test_an_auditor_acts_on_nothing(browser: Opened, ref: str, world: World) -> None:
    world.agent("audit", "service-centre", role="auditor")
    audit = browser("audit")
    page = audit.get(f"/tasks/{ref}").text
    assert "审计角色只能查看" in page
    assert "act-claim" not in page
    before = world.task(ref)["history"]
    for act in ACTS:
        assert audit.post(f"/tasks/{ref}/{act}", note="x").status_code == 403
    assert audit.post("/presence", state="away").status_code == 403
    assert world.task(ref)["history"] == before


def test_an_administrator_sees_people_and_no_customer(browser: Opened, ref: str, world: World) -> None:
    world.agent("root", "service-centre", role="admin")
    root = browser("root")
    page = root.get("/", follow_redirects=True)
    assert page.request.path == "/people"
    assert "wang" in page.text
    assert "139****0001" in page.text
    message = world.messages()[0].id
    for path in ("/done", "/queue", f"/tasks/{ref}", f"/tasks/{ref}/now", f"/recordings/{message}"):
        assert root.get(path).status_code == 403
    for act in ACTS:
        assert root.post(f"/tasks/{ref}/{act}").status_code == 403


def test_agents_do_not_see_the_list_of_people(browser: Opened, wang: User) -> None:
    assert browser("wang").get("/people").status_code == 403


def test_no_page_names_a_number_before_it_is_revealed(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    for path in ("/", f"/tasks/{ref}", "/done", "/queue"):
        text = agent.get(path).text
        assert MOBILE not in text
        assert MOBILE.removeprefix("+86") not in text
    assert "138****8000" in agent.get("/").text


def test_revealing_shows_the_number_once_and_is_written_down(browser: Opened, ref: str, world: World) -> None:
    agent = browser("wang")
    agent.get(f"/tasks/{ref}")
    assert MOBILE in agent.post(f"/tasks/{ref}/reveal").text
    assert MOBILE not in agent.get(f"/tasks/{ref}").text
    entry = world.task(ref)["history"][-1]
    assert (entry["kind"], entry["actor"]) == ("revealed", "wang")
    assert "wang查看了号码" in agent.get(f"/tasks/{ref}").text
