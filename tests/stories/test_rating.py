"""How a customer judges what was done: asked on the line, once, and apart from what nobody said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from world import MOBILE, SPEECH, Told, World

from ivr import scheduler
from ivr.callbacks import Outcome, Task, Viewer, acts, attempts, claims, queue, rating, ringing
from ivr.callbacks.aftercare import Rating
from ivr.gateway.faults import Fault, Faults
from ivr.people import User

WANG = "+8613900000001"


@pytest.fixture
def wang(world: World) -> User:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:40")
    return world.agent("wang", "service-centre", WANG)


def ring(world: World, agent: User) -> Told:
    """The agent rings the customer back; answers what the customer heard."""
    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, agent, now=world.clock())
    ringing.ring_back(world.system, task.id, agent, now=world.clock())
    world.phone.run()
    return world.rung(MOBILE)[-1]


def resolve(world: World, agent: User) -> None:
    with world.database.writing() as session:
        acts.resolve(session, world.first_task(session).id, agent, text="问题已说明", now=world.clock())


def ratings(world: World) -> list[Rating]:
    with world.database.reading() as session:
        return list(session.scalars(select(Rating).order_by(Rating.id)))


def told(world: World, kind: str, ref: str | None = None) -> list[dict[str, Any]]:
    task = world.task(ref or world.tasks()[0]["ref"])
    return [entry for entry in task["history"] if entry["kind"] == kind]


def summary(world: World, **about: Any) -> rating.RatingSummary:
    with world.database.reading() as session:
        now = world.clock()
        return rating.summary(session, now - timedelta(days=60), now + timedelta(days=1), **about)


def test_the_agent_hangs_up_and_the_customer_is_asked(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:45 1")

    customer = ring(world, wang)
    resolve(world, wang)

    customer.went_well().hears(
        "深证通给您回电", "请评价本次服务，满意请按1，一般请按2，不满意请按3。", "感谢您的评价，再见。"
    )
    assert world.outcomes() == ["reached"]
    (row,) = ratings(world)
    assert (row.score, row.given, row.via, row.user_id) == ("satisfied", True, "telephone", wang.id)
    assert [entry["facts"]["score"] for entry in told(world, "rated")] == ["satisfied"]
    assert world.task()["rating"] == {"score": "satisfied", "given": True}
    counted = summary(world, hotline="83183333", desk="service-centre", agent=wang.id, topic="enquiry")
    assert (counted.resolved, counted.asked, counted.defaulted) == (1, 1, 0)
    assert counted.given == {"satisfied": 1, "fair": 0, "dissatisfied": 0}
    assert summary(world, desk="trading-settlement").asked == 0
    assert world.histories_hold()


def test_whoever_hangs_up_first_is_not_asked_and_the_agent_hears_that_it_is_over(
    world: World, wang: User
) -> None:
    world.telephone(WANG, "1 wait:90")
    world.telephone(MOBILE, "wait:20 hangup")

    ring(world, wang).never_hears("满意请按1")

    assert world.outcomes() == ["reached"]
    assert world.rung(WANG)[0].status == "completed"
    assert ratings(world) == []


@pytest.mark.parametrize(
    ("keys", "last"),
    [("wait:60", "没有收到按键。"), ("wait:28 7 8", "没有这个选项"), ("wait:28 7 2", "感谢您的评价")],
)
def test_a_slip_is_asked_about_once_more(world: World, wang: User, keys: str, last: str) -> None:
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, keys)

    customer = ring(world, wang)

    assert customer.text.count("不满意请按3") == 2
    customer.hears("满意请按1", last)
    assert customer.text.endswith("再见。")
    (row,) = ratings(world)
    assert (row.score, row.given) == (("fair", True) if keys.endswith("2") else (None, False))


def test_he_is_asked_once_for_one_task_but_a_voicemail_does_not_count(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:60", "wait:60", "wait:60")
    ring(world, wang).hears("满意请按1")
    with world.database.writing() as session:
        (attempt,) = attempts.of_task(session, world.first_task(session).id)
        hours = world.system.book.current(session).hours
        acts.correct(session, hours, attempt.id, wang, Outcome.NO_ANSWER, now=world.clock())

    ring(world, wang).hears("满意请按1")
    ring(world, wang).never_hears("满意请按1")

    assert len(ratings(world)) == 1
    assert world.outcomes() == ["no-answer", "reached", "reached"]


def test_an_agent_who_leaves_while_it_rings_leaves_no_telephone_ringing(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:8 hangup")
    world.telephone(MOBILE, "no-answer")

    ring(world, wang)

    assert world.rung(MOBILE)[0].status == "canceled"
    assert world.outcomes() == ["no-answer"]


def test_an_agent_who_leaves_in_that_second_is_excused(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:2 !hangup")
    world.telephone(MOBILE, "wait:60")

    ring(world, wang).hears("深证通给您回电", "很抱歉，接线的同事刚刚离开").never_hears("满意请按1")

    assert world.outcomes() == ["no-answer"]
    assert world.task()["state"] == "retry"


def test_not_satisfied_is_for_a_supervisor_and_not_for_the_agent(world: World, wang: User) -> None:
    boss = world.agent("chen", "service-centre", role="supervisor")
    li = world.agent("li", "service-centre")
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:40 3")
    ring(world, wang).hears("感谢您的评价")
    resolve(world, wang)

    first, second = world.tasks()
    assert (second["desk"], second["topic"], second["state"]) == (first["desk"], first["topic"], "waiting")
    assert second["due"].startswith("2026-10-08T10:4"), "two hours of opening time"
    assert [entry["facts"]["why"] for entry in told(world, "followed-up")] == ["dissatisfied"]
    opened = told(world, "opened", second["ref"])[0]["facts"]
    assert (opened["origin"], opened["why"]) == ("follow-up", "dissatisfied")

    def seen(user: User) -> list[str]:
        with world.database.reading() as session:
            return [task.ref for task in queue.work(session, Viewer.of(session, user))]

    assert (seen(wang), seen(li), seen(boss)) == ([], [], [second["ref"]])
    with world.database.reading() as session:
        # A customer who rings again is not told of it.
        assert queue.open_promise(session, MOBILE) is None

    with world.database.writing() as session:
        task = queue.find(session, second["ref"])
        known = world.system.book.current(session).schedule.desks
        acts.dispatch(session, task.id, boss, "trading-settlement", known=known, now=world.clock())
        acts.dispatch(session, task.id, boss, "service-centre", known=known, now=world.clock())
    assert (seen(wang), seen(li)) == ([], [second["ref"]])
    assert world.histories_hold()


def test_what_nobody_said_for_thirty_days_is_told_apart(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:90")
    world.telephone(MOBILE, "wait:20 hangup")
    ring(world, wang)
    resolve(world, wang)

    world.at("2026-11-07T08:00")
    assert scheduler.rate_by_default(world.system) == 0
    world.at("2026-11-07T10:00")
    assert (scheduler.rate_by_default(world.system), scheduler.rate_by_default(world.system)) == (1, 0)

    assert world.task()["rating"] == {"score": "very-satisfied", "given": False}
    counted = summary(world)
    assert (counted.resolved, counted.asked, sum(counted.given.values()), counted.defaulted) == (1, 0, 0, 1)


def test_what_was_opened_again_is_not_taken_for_satisfied(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:90")
    world.telephone(MOBILE, "wait:20 hangup")
    ring(world, wang)
    resolve(world, wang)
    world.at("2026-11-01T10:00")
    with world.database.writing() as session:
        hours = world.system.book.current(session).hours
        acts.reopen(session, hours, world.first_task(session).id, wang, now=world.clock())

    world.at("2026-11-10T10:00")
    assert scheduler.rate_by_default(world.system) == 0
    assert ratings(world) == []


def test_complaints_are_never_rated(world: World, wang: User) -> None:
    with world.database.writing() as session:
        world.first_task(session).topic = "complaint"
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:40 1")
    ring(world, wang).never_hears("满意请按1")
    resolve(world, wang)

    world.at("2026-11-20T10:00")
    assert scheduler.rate_by_default(world.system) == 0
    with world.database.reading() as session:
        assert session.scalars(select(Task)).one().state == "resolved"


def test_whatever_is_broken_the_customer_is_told_and_joined(
    world: World, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(attempts, "customer_answered", broken)
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:60")

    ring(world, wang).hears("深证通给您回电").never_hears("满意请按1")

    assert "joined" in str(world.rung(MOBILE)[0].call.transcript)
    assert world.outcomes() == ["reached"]


def test_a_carrier_that_will_not_ring_the_customer_is_no_try_in_vain(make_world) -> None:
    world = make_world(Faults(rest=(Fault("unreachable", on="Calls.json", skip=1),)))
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:40")
    wang = world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:60")
    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, wang, now=world.clock())
    ringing.ring_back(world.system, task.id, wang, now=world.clock())
    world.phone.run()

    world.rung(WANG)[0].hears("客户电话无法接通。")
    assert (world.task()["state"], world.task()["attempts"]) == ("claimed", 0)
    assert [entry["facts"]["why"] for entry in told(world, "not-rung")] == ["refused"]


def test_in_english_he_is_asked_in_english(world: World, wang: User) -> None:
    with world.database.writing() as session:
        world.first_task(session).language = "en"
    world.telephone(WANG, "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:45 2")

    ring(world, wang).hears("is calling you back", "Please rate our service.", "Thank you for your rating.")

    assert [row.score for row in ratings(world)] == ["fair"]


def test_two_schedulers_record_one_default(world: World, wang: User) -> None:
    world.telephone(WANG, "1 wait:90")
    world.telephone(MOBILE, "wait:20 hangup")
    ring(world, wang)
    resolve(world, wang)
    world.at("2026-11-08T10:00")

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: scheduler.rate_by_default(world.system), range(4)))

    assert sum(done) == 1
    assert len(ratings(world)) == len(told(world, "rated")) == 1
    assert world.histories_hold()
