"""What comes after: follow-ups planned and cancelled, ratings in words, callbacks nobody needs, acts taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from conftest import WANG, Browser
from world import MOBILE, World

from ivr import scheduler
from ivr.callbacks import Outcome, acts, attempts, claims, rating, ringing
from ivr.callbacks.aftercare import Score
from ivr.people import User


def rung(
    world: World, user: User, ref: str, *, customer: str = "wait:45 hangup", agent: str = "1 wait:60"
) -> None:
    """The agent claims the task and speaks with the customer."""
    world.telephone(WANG, agent)
    world.telephone(MOBILE, customer)
    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, user, now=world.clock())
    ringing.ring_back(world.system, task.id, user, now=world.clock())
    world.phone.run()


def others(world: World, ref: str) -> list[dict[str, object]]:
    return [task for task in world.tasks() if task["ref"] != ref]


def test_a_follow_up_is_planned_waits_unseen_and_becomes_a_task(
    world: World, browser: Callable[..., Browser], wang: User, ref: str
) -> None:
    rung(world, wang, ref)
    desk = browser("wang")
    page = desk.get(f"/tasks/{ref}").text
    assert 'value="2026-10-09T08:3' in page, "the same time on the next trading day is proposed"

    for refused, why in (
        ("2026-10-10T10:00", "不在服务时间内"),
        ("2026-10-01T10:00", "晚于现在"),
        ("?", "回访时间"),
    ):
        page = desk.post(
            f"/tasks/{ref}/finish", outcome="reached", again="1", follow_up=refused, note="已说明"
        ).text
        assert why in page
        assert f'value="{refused}"' in page, "what was typed is kept"
    assert world.task(ref)["state"] == "claimed", "and nothing was half done"

    page = desk.post(f"/tasks/{ref}/resolve", again="1", follow_up="2026-10-12T10:00", note="已说明").text
    assert world.task(ref)["state"] == "resolved"
    assert "10月12日 10:00 回访" in page
    assert "wang约定 10月12日 10:00 回访" in page
    world.settle()
    assert others(world, ref) == []

    world.at("2026-10-12T10:00")
    assert [scheduler.open_follow_ups(world.system) for _ in range(2)] == [1, 0]
    (second,) = others(world, ref)
    assert (second["state"], second["desk"], second["topic"]) == ("waiting", "service-centre", "enquiry")
    assert str(second["due"]).startswith("2026-10-12T10:30")
    desk = browser("wang")
    spoken = f"{second['ref'][:4]} {second['ref'][4:]}"
    assert spoken in desk.get(f"/tasks/{ref}").text
    page = desk.get(f"/tasks/{second['ref']}").text
    assert "约定回访" in page
    assert f"/tasks/{ref}" in page
    assert "到了约定的回访时间" in page
    assert world.histories_hold()


def test_a_follow_up_is_cancelled_or_falls_with_its_resolution(
    world: World, browser: Callable[..., Browser], wang: User, ref: str
) -> None:
    rung(world, wang, ref)
    desk = browser("wang")
    desk.get(f"/tasks/{ref}")
    plan = {"again": "1", "follow_up": "2026-10-09T10:00", "note": "已说明"}
    assert "撤销" in desk.post(f"/tasks/{ref}/resolve", **plan).text
    assert "10:00 回访" not in desk.post(f"/tasks/{ref}/undo").text.split('id="history"')[0]
    assert world.task(ref)["state"] == "claimed"

    desk.post(f"/tasks/{ref}/resolve", **plan)
    world.later(minutes=1)
    page = desk.post(f"/tasks/{ref}/unplan").text
    assert "取消了回访" in page
    assert "没有待执行的回访计划" in desk.post(f"/tasks/{ref}/unplan").text

    desk.post(f"/tasks/{ref}/reopen")
    desk.post(f"/tasks/{ref}/claim")
    desk.post(f"/tasks/{ref}/resolve", **plan)
    desk.post(f"/tasks/{ref}/reopen")
    world.at("2026-10-09T11:00")
    assert scheduler.open_follow_ups(world.system) == 0, "what is owed again is not followed up"
    assert others(world, ref) == []
    assert world.histories_hold()


def test_a_rating_in_words_and_the_way_to_the_supervisor(
    world: World, browser: Callable[..., Browser], wang: User, ref: str
) -> None:
    world.agent("boss", "service-centre", role="supervisor")
    rung(world, wang, ref, customer="wait:50 3", agent="1 wait:40 hangup")
    (second,) = others(world, ref)

    desk, boss = browser("wang"), browser("boss")
    page = desk.get(f"/tasks/{ref}").text
    assert "客户评价：不满意" in page
    assert "客户不满意，已请主管回访" in page
    assert second["ref"] not in page
    assert desk.get(f"/tasks/{second['ref']}").status_code == 404
    assert second["ref"] not in desk.get("/").text
    assert second["ref"] in boss.get("/").text
    page = boss.get(f"/tasks/{second['ref']}").text
    assert "主管回访" in page
    assert "客户不满意" in page
    assert second["ref"] in boss.get(f"/tasks/{ref}").text


def test_a_supervisor_does_not_settle_what_is_about_himself(
    world: World, browser: Callable[..., Browser], ref: str
) -> None:
    chief = world.agent("chief", "service-centre", WANG, role="supervisor")
    rung(world, chief, ref, customer="wait:50 3", agent="1 wait:40 hangup")
    (second,) = others(world, ref)
    desk = browser("chief")
    page = desk.get(f"/tasks/{second['ref']}").text
    assert 'id="act-claim"' not in page
    assert "涉及你自己的服务" in desk.post(f"/tasks/{second['ref']}/unnecessary").text
    assert others(world, ref)[0]["state"] == "waiting"


def test_a_default_is_told_apart(world: World, browser: Callable[..., Browser], wang: User, ref: str) -> None:
    rung(world, wang, ref)
    browser("wang").post(f"/tasks/{ref}/resolve")
    with world.database.writing() as session:
        task = world.first_task(session)
        acts.resolve(session, task.id, wang, text="已说明", now=world.clock())
        rating.record_defaults(session, world.clock() + timedelta(days=31))
    page = browser("wang").get(f"/tasks/{ref}").text
    assert "客户没有评价，默认记为非常满意" in page
    assert world.task(ref)["rating"] == {"score": Score.VERY_SATISFIED, "given": False}


def test_he_rang_again_and_needs_no_call(
    world: World, browser: Callable[..., Browser], wang: User, ref: str
) -> None:
    desk = browser("wang")
    assert "又来电" not in desk.get(f"/tasks/{ref}").text
    world.at("2026-10-08T08:40").caller().dials("83183333", "hangup")
    page = desk.get(f"/tasks/{ref}").text
    assert "客户今天 8:40 又来电" in page

    page = desk.post(f"/tasks/{ref}/unnecessary").text
    assert "已关闭。" in page
    assert world.task(ref)["state"] == "closed"
    page = desk.post(f"/tasks/{ref}/undo").text
    assert "客户已不需要回拨。" in page
    assert (world.task(ref)["state"], world.task(ref)["owner"]) == ("claimed", "wang")

    desk.post(f"/tasks/{ref}/unnecessary")
    assert "已解决" not in desk.post(f"/tasks/{ref}/unnecessary").text
    assert world.histories_hold()


def test_what_went_to_another_desk_comes_back(
    world: World, browser: Callable[..., Browser], wang: User, ref: str
) -> None:
    li = world.agent("li", "service-centre")
    desk, other = browser("wang"), browser("li")
    desk.get(f"/tasks/{ref}")
    page = desk.post(f"/tasks/{ref}/dispatch", desk="operations-1", note="请看").text
    assert "已派单" in page
    assert f"/tasks/{ref}/undo" in page
    assert desk.get(f"/tasks/{ref}").status_code == 404

    other.get("/")
    for address in (ref, "00000000"):
        assert "来不及撤销了" in other.post(f"/tasks/{address}/undo").text, "the same, whatever there is"
    assert world.task(ref)["desk"] == "operations-1"
    page = desk.post(f"/tasks/{ref}/undo").text
    assert "撤销了刚才的一步" in page
    assert (world.task(ref)["desk"], world.task(ref)["owner"]) == ("service-centre", "wang")
    assert li.active


@pytest.mark.parametrize("spoke", [False, True])
def test_what_was_put_off_is_offered_back(
    world: World, browser: Callable[..., Browser], wang: User, ref: str, spoke: bool
) -> None:
    if spoke:
        rung(world, wang, ref)
    else:
        with world.database.writing() as session:
            assert claims.claim(session, world.first_task(session).id, wang, now=world.clock())
    desk = browser("wang")
    desk.get(f"/tasks/{ref}")
    page = desk.post(f"/tasks/{ref}/outcome", outcome="call-later", at="2026-10-08T15:00").text
    assert f"/tasks/{ref}/undo" in page
    assert world.task(ref)["state"] == "retry"
    desk.post(f"/tasks/{ref}/undo")
    task = world.task(ref)
    assert (task["state"], task["owner"], task["retry_at"]) == ("claimed", "wang", None)
    assert world.outcomes() == (["reached"] if spoke else [])
    assert task["outcome"] == ("reached" if spoke else None)


def test_an_outcome_by_mistake_is_taken_back(world: World, wang: User, ref: str) -> None:
    from ivr.callbacks.undo import take_back

    rung(world, wang, ref)
    with world.database.writing() as session:
        (attempt,) = attempts.of_task(session, world.first_task(session).id)
        hours = world.system.book.current(session).hours
        acts.correct(session, hours, attempt.id, wang, Outcome.WRONG_NUMBER, now=world.clock())
    assert world.task(ref)["state"] == "unreachable"
    with world.database.writing() as session:
        take_back(session, world.first_task(session).id, wang, now=world.clock())
    assert (world.task(ref)["state"], world.outcomes()) == ("claimed", ["reached"])
    assert world.histories_hold()
