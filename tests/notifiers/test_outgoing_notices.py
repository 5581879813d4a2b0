"""What leaves the house when a promise runs out: to whom, what it says, and what becomes of it when nobody takes it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from readers import Post, Web
from sqlalchemy import select
from world import MOBILE, SPEECH, World

from ivr import notifiers, people
from ivr.callbacks import Matter, escalation
from ivr.callbacks.opening import take_on
from ivr.cli.doctor import examine
from ivr.notifiers import Outgoing, channels
from ivr.people import User
from ivr.system import System

KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"
ROBOT = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def system(world: World, post: Post, web: Web) -> System:
    """A mail server; a supervisor, a head and an administrator who have mail; three channels."""
    settings = world.system.settings.model_copy(
        update={
            "smtp_url": SecretStr(f"smtp://front:open%2Fsesame@127.0.0.1:{post.port}"),
            "mail_from": "frontdesk@szse.cn",
            "public_url": "https://hotline.example.com",
        }
    )
    for name, role in (("lead", "supervisor"), ("boss", "agent"), ("root", "admin"), ("left", "supervisor")):
        user = world.agent(name, "service-centre", role=role)
        with world.database.writing() as session:
            user = session.get_one(User, user.id)
            people.set_email(session, user, f"{name}@szse.cn", now=world.clock(), actor="test")
            people.set_active(session, user, name != "left", now=world.clock(), actor="test")
    with world.database.writing() as session:
        for url, whose in (
            (ROBOT, {"desk": "service-centre"}),
            (f"json://{web.address}/hook/secret", {"level": "supervisor"}),
            ("mailto:heads@szse.cn", {"level": "head"}),
        ):
            channels.add(session, url, **whose, now=world.clock(), actor="test")
    return replace(world.system, settings=settings)


def sent(post: Post) -> list[str]:
    return sorted(letter["To"] for letter in post.letters)


def deliver(world: World, system: System) -> int:
    return notifiers.deliver(world.database, system.settings, world.clock())


def test_from_the_message_to_the_head_of_the_desk(world: World, system: System, post: Post, web: Web) -> None:
    """Two messages of the holiday nobody hears: robot at half, mail and webhook at the end, the head at twice."""
    text = system.settings.schedules.read_text(encoding="utf-8")
    world.publish(text.replace("ring_for: 25s, then: message", "ring_for: 25s, then: message, head: boss"))
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.later(minutes=5).caller("+8613911112222").dials("83183333", "1", SPEECH, "#", "1")
    refs = [f"{task['ref'][:4]} {task['ref'][4:]}" for task in world.tasks()]

    world.at("2026-10-08T08:45")
    escalation.gather(system)
    assert (deliver(world, system), deliver(world, system)) == (1, 0)
    (path, said), *none = web.posts
    assert (path, none, post.letters) == (f"/cgi-bin/webhook/send?key={KEY}", [], [])
    content = said["text"]["content"]
    assert content.startswith(
        "客户服务中心：2 条回拨任务的承诺时间已过半，还没有办结。\n"
        "Customer service centre: half of the promised time has passed for 2 open callbacks."
    )
    for ref in refs:
        assert (
            f"{ref}  应回 due 2026-10-08 09:00  https://hotline.example.com/tasks/{ref.replace(' ', '')}"
            in content
        )

    world.at("2026-10-08T09:00")
    escalation.gather(system)
    assert deliver(world, system) == 2
    assert sent(post) == ["lead@szse.cn"], "who left, and who is no supervisor, gets none"
    assert web.posts[1][0] == "/hook/secret"
    assert "2 open callbacks reached the promised time" in web.posts[1][1]["message"]

    world.at("2026-10-08T09:30")
    escalation.gather(system)
    assert deliver(world, system) == 2
    assert sent(post) == ["boss@szse.cn", "heads@szse.cn", "lead@szse.cn"]

    letter = next(letter for letter in post.letters if letter["To"] == "boss@szse.cn")
    assert letter["From"] == "frontdesk@szse.cn"
    assert letter["Subject"] == "客户服务中心：2 条回拨任务用了两倍的承诺时间，还没有办结。"
    assert letter["Auto-Submitted"] == "auto-generated"
    everything = " ".join([str(web.posts), *(letter.get_content() for letter in post.letters)])
    assert refs[0] in letter.get_content()
    assert not re.search(r"1[38]\d{9}|13800138000|91111", everything.replace(" ", "")), (
        "no number leaves the house"
    )
    assert MOBILE not in everything
    world.at("2026-10-08T12:00")
    escalation.gather(system)
    assert deliver(world, system) == 0


def test_forty_messages_are_one_notice_that_the_robot_takes_whole(
    world: World, system: System, web: Web
) -> None:
    world.at("2026-10-01T20:00")
    for n in range(40):
        matter = Matter(
            hotline="83183333",
            desk="service-centre",
            topic="business",
            within=timedelta(minutes=30),
            caller=f"+86138001380{n:02}",
            origin="form",
        )
        with world.database.writing() as session:
            take_on(session, system.book.current(session).hours, matter, world.clock())
    world.at("2026-10-08T08:45")
    assert escalation.gather(system) == 1
    assert deliver(world, system) == 1
    ((_, said),) = web.posts
    content = said["text"]["content"]
    assert len(content.encode()) <= 2048
    named = content.count("应回")
    assert 10 < named < 40
    assert f"… 另有 {40 - named} 条 / {40 - named} more" in content
    assert content.endswith("全部 / All: https://hotline.example.com/digests")


def test_administrators_stand_in_where_no_head_is_named(world: World, system: System, post: Post) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T09:30")
    escalation.gather(system)
    deliver(world, system)
    assert sent(post) == ["heads@szse.cn", "lead@szse.cn", "root@szse.cn"]


def test_a_robot_that_refuses_is_tried_for_a_day_and_then_said_to_be_lost(
    world: World, system: System, web: Web
) -> None:
    """WeCom answers 200 to a wrong key: only what it says in it counts."""
    web.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:45")
    escalation.gather(system)
    for _ in range(3):
        assert deliver(world, system) == 0
    assert len(web.posts) == 1, "between two tries it is left alone"
    for _ in range(100):
        world.later(minutes=20)
        deliver(world, system)
    tries = len(web.posts)
    assert 20 < tries < 60

    with world.database.reading() as session:
        (notice,) = notifiers.failed(session, world.clock() - timedelta(days=7))
        assert notice.trouble == "the group robot refused it: 200, errcode 93000"
        assert timedelta(hours=23) < notice.settled - notice.created <= timedelta(hours=25)
    told = {finding.what: finding.state for finding in examine(system)}
    assert (
        told[
            "notices of the last week that never arrived: 1 (the group robot refused it: 200, errcode 93000)"
        ]
        == "wrong"
    )
    assert KEY not in str(told)


def test_mail_that_is_refused_for_a_while_arrives_once(world: World, system: System, post: Post) -> None:
    post.refuses = "451 4.3.0 come back later"
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T09:00")
    escalation.gather(system)
    deliver(world, system)
    with world.database.reading() as session:
        troubles = session.scalars(select(Outgoing.trouble).where(Outgoing.trouble.is_not(None))).all()
    assert troubles == ["the mail server answered 451"]
    post.refuses = ""
    world.later(seconds=20)
    assert deliver(world, system) == 1
    world.later(hours=3)
    assert (deliver(world, system), sent(post)) == (0, ["lead@szse.cn"])


def test_a_channel_that_goes_while_notices_wait(world: World, system: System, web: Web) -> None:
    web.status = 503
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:45")
    escalation.gather(system)
    deliver(world, system)
    with world.database.writing() as session:
        (channel,) = channels.of_desk(session, "service-centre")
        channels.remove(session, channel.id, now=world.clock(), actor="test")
        assert channel.url == ""
    web.status = 200
    world.later(minutes=30)
    assert deliver(world, system) == 0
    with world.database.reading() as session:
        assert notifiers.failed(session, world.clock() - timedelta(days=7)) == []


def test_two_schedulers_send_each_notice_once(
    world: World, system: System, post: Post, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one is sending, another that looks finds nothing to do; whoever died is followed after his lease."""
    from ivr.notifiers import sending

    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:45")
    escalation.gather(system)
    really: Callable[..., None] = sending.to_channel
    meanwhile: list[int] = []

    def slowly(*told: object) -> None:
        meanwhile.append(deliver(world, system))
        really(*told)

    monkeypatch.setattr(sending, "to_channel", slowly)
    assert deliver(world, system) == 1
    assert (meanwhile, len(web.posts)) == ([0], 1)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    world.at("2026-10-08T09:00")
    escalation.gather(system)
    monkeypatch.setattr(sending, "to_channel", dies)
    monkeypatch.setattr(sending, "to_mailbox", dies)
    with pytest.raises(KeyboardInterrupt):
        deliver(world, system)
    monkeypatch.undo()
    deliver(world, system)
    world.later(minutes=3)
    deliver(world, system)
    assert len(post.letters) == 1
    assert len({letter["Message-ID"] for letter in post.letters}) == 1
