"""Dialling a schedule that nobody has published: what its callers would meet, and that nothing else notices."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from world import World

from ivr.calls import Call
from ivr.clock import parse_moment
from ivr.hours import ScheduleError, versions
from ivr.testphone import try_draft
from ivr.web.rehearsing import Rehearsed

SHIPPED = (Path(__file__).parent.parent / "schedules.yaml").read_text(encoding="utf-8")
DRILL = SHIPPED.replace(
    "overrides: []",
    'overrides:\n  - {on: 2026-09-03, hotlines: ["83183333"], closed: {zh: 系统演练, en: System drill}}',
)
CALLER = "+8613800138000"


def tried(world: World, text: str, at: str, *actions: str, hotline: str = "83183333") -> Rehearsed:
    return try_draft(world.system, text, hotline, parse_moment(at), actions, CALLER)


def said(call: Rehearsed) -> str:
    return "\n".join(heard.text for heard in call.heard)


def test_a_draft_is_heard_before_it_is_published(world: World) -> None:
    call = tried(world, DRILL, "2026-09-03T10:00", "hangup")
    assert "系统演练" in said(call)
    assert call.errors == ()
    assert call.status == "completed"
    assert "系统演练" not in said(tried(world, SHIPPED, "2026-09-03T10:00", "hangup"))


def test_keys_lead_on_and_every_clip_can_be_played(world: World) -> None:
    call = tried(world, SHIPPED, "2026-10-01T20:00", "1", "hangup")
    assert "国庆节休市" in said(call)
    assert call.pressed == ["1"]
    kinds = [turn.kind for turn in call.turns]
    assert kinds[0] == "heard" and "pressed" in kinds and kinds[-1] == "event"
    urls = [url for heard in call.heard for url in heard.urls]
    assert urls
    client = world.phone.app.test_client()
    for url in urls:
        answer = client.get(url)
        assert (answer.status_code, answer.mimetype) == (200, "audio/wav"), url


def test_nothing_of_it_is_kept(world: World) -> None:
    with world.database.reading() as session:
        before = versions.latest(session), session.scalar(select(func.count()).select_from(Call))
    tried(world, DRILL, "2026-09-03T10:00", "1", "hangup")
    with world.database.reading() as session:
        assert (versions.latest(session), session.scalar(select(func.count()).select_from(Call))) == before
    assert world.tasks() == []


def test_it_waits_for_nobody_who_is_writing(world: World) -> None:
    with world.database.writing():
        assert "系统演练" in said(tried(world, DRILL, "2026-09-03T10:00", "hangup"))


def test_colleagues_are_known_and_their_telephones_never_ring(world: World) -> None:
    world.agent("li.wei", "service-centre", "+8613900000009")
    named = SHIPPED.replace("ring_for: 25s, then: message}", "ring_for: 25s, tiers: [[li.wei]]}")
    call = tried(world, named, "2026-09-03T10:00", "0", "hangup")
    assert call.errors == ()
    assert world.rung("+8613900000009") == []
    with pytest.raises(ScheduleError, match=r"nobody\.here"):
        tried(world, named.replace("li.wei", "nobody.here"), "2026-09-03T10:00")


def test_a_notice_handed_in_holds_for_the_draft_too(world: World) -> None:
    notice = """
notices:
  - title: 临时休市
    by: exchange
    published: 2026-09-01
    source: test
    closed:
      - {from: 2026-09-04, to: 2026-09-04, for: {zh: 台风, en: Typhoon}}
"""
    with world.database.writing() as session:
        versions.publish_notices(session, notice, author="zhao", at=world.clock(), note="台风")
    assert "休市" in said(tried(world, SHIPPED, "2026-09-04T10:00", "hangup"))


def test_what_cannot_be_tried_is_said(world: World) -> None:
    with pytest.raises(ScheduleError):
        tried(world, "timezone: Asia/Shanghai", "2026-09-03T10:00")
    with pytest.raises(LookupError, match="83180000"):
        tried(world, SHIPPED, "2026-09-03T10:00", hotline="83180000")
