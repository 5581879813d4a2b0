"""Who is told of a line that cannot be rung: once when it is sure, once when it is over, and who looks meanwhile."""

from collections.abc import Callable

import pytest
from line import E164, SUPPORT, passes, results
from pydantic import SecretStr
from sqlalchemy import select
from world import World

from ivr import people
from ivr.cli.doctor import examine
from ivr.notifiers import Outgoing, channels
from ivr.people import Role
from ivr.settings import Settings

Make = Callable[..., World]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    mails = {"smtp_url": SecretStr("smtp://127.0.0.1:9"), "mail_from": "desk@example.com"}
    return settings.model_copy(update=mails)


@pytest.fixture
def watched(world: World) -> World:
    """An installation with an administrator and a robot that hears of it, and a supervisor who need not."""
    with world.database.writing() as session:
        for name, role in (("root", Role.ADMIN), ("lead", Role.SUPERVISOR)):
            user = people.add(
                session, name, role=role, password="correct horse battery staple", desks=[], now=world.clock(),
                actor="test",
            )  # fmt: skip
            user.email = f"{name}@example.com"
        channels.add(session, "wecombot://abcdefgh", level="system", now=world.clock(), actor="test")
        channels.add(session, "wecombot://hgfedcba", level="supervisor", now=world.clock(), actor="test")
    return world


def told(world: World) -> list[str]:
    """The subject of every notice, in order, and whether it is mail."""
    with world.database.reading() as session:
        rows = session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        return [f"{'mail' if row.user_id else 'robot'}: {row.subject}" for row in rows]


def body(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(Outgoing).order_by(Outgoing.id)).all()[-1].body


def figures(world: World) -> str:
    return world.phone.app.test_client().get("/metrics").get_data(as_text=True)


def test_one_failure_is_tried_again_within_a_minute_and_the_second_is_told_once(watched: World) -> None:
    watched.telephone(E164[SUPPORT], "no-answer")
    passes(watched, minutes=1)
    assert results(watched) == ["no-answer"] and told(watched) == []

    passes(watched, minutes=2)
    down = "热线 83182222 技术支持热线：连续两次测试呼叫失败，客户可能打不进来。"
    assert told(watched) == [f"robot: {down}", f"mail: {down}"]
    assert "无人应答" in body(watched) and "nothing answered" in body(watched)
    assert "/board" in body(watched)

    passes(watched, minutes=40)
    assert set(results(watched)) == {"no-answer"} and len(results(watched)) >= 4
    assert len(told(watched)) == 2, "once for each outage"


def test_that_it_is_over_is_told_as_well_and_the_next_outage_anew(watched: World) -> None:
    watched.telephone(E164[SUPPORT], "no-answer", "failed", "busy")
    passes(watched, minutes=3)
    del watched.phone.exchange._phones[E164[SUPPORT]]
    passes(watched, minutes=16)
    assert results(watched) == ["no-answer", "failed", "ok"]
    assert told(watched)[2:] == [
        "robot: 热线 83182222 技术支持热线：测试呼叫恢复正常。",
        "mail: 热线 83182222 技术支持热线：测试呼叫恢复正常。",
    ]
    watched.telephone(E164[SUPPORT], "busy")
    passes(watched, minutes=18)
    assert len(told(watched)) == 6


def test_one_failure_between_two_good_calls_is_nobodys_business(watched: World) -> None:
    watched.telephone(E164[SUPPORT], "busy")
    passes(watched, minutes=1)
    del watched.phone.exchange._phones[E164[SUPPORT]]
    passes(watched, minutes=2)
    assert results(watched) == ["busy", "ok"]
    assert told(watched) == []


def test_it_stands_in_the_figures_and_with_the_doctor(watched: World) -> None:
    watched.telephone(E164[SUPPORT], "busy")
    passes(watched, minutes=3)
    assert 'ivr_probe_failures{hotline="83182222"} 2.0' in figures(watched)
    assert 'ivr_probe_failures{hotline="83183333"} 0.0' in figures(watched)
    said = {finding.what.split(" at ")[0]: finding for finding in examine(watched.system)}
    assert said["test call of 83182222"].state == "wrong"
    assert "the line was busy" in said["test call of 83182222"].what
    assert said["test call of 83183333"].state == "ok"
    assert said["IVR_PROBE_EVERY is set, but there is neither Twilio nor an Asterisk"].state == "wrong"
