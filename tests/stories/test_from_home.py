"""Who is rung, and on which telephone: those on duty, tier by tier, and at home while the office is empty."""

from on_duty import CHEN, LI, WANG, rung, schedule, team
from sqlalchemy import event
from world import MOBILE, SHORT, SPEECH, World

from ivr import calls, people
from ivr.callbacks import claims, ringing
from ivr.people import User
from ivr.waiting import agents, line, offers
from ivr.waiting.tables import Presence

AT_HOME = "+8613700000001"
__all__ = ["team"]

FROM_HOME = """overrides:
  - {on: 2026-09-01, hotlines: all, from: "09:00", to: "15:00", from_home: {zh: 台风, en: Typhoon}}
"""


def with_mobile(world: World, user: User, mobile: str = AT_HOME) -> User:
    with world.database.writing() as session:
        people.set_mobile(session, session.get_one(User, user.id), mobile, now=world.clock(), actor="test")
    return user


def test_only_those_on_duty_are_rung_and_the_first_before_the_second(team: World) -> None:
    call = team.at("2026-09-02T10:00").caller().dials("83182222", "1", "wait:70", "hangup")
    call.went_well().hears("正在呼叫下一位值班工程师", "已列为紧急")
    assert rung(team) == [LI, CHEN, LI, CHEN]


def test_the_shift_hands_over_at_the_minute(team: World) -> None:
    team.at("2026-09-02T19:59").caller().dials("83182222", "1", "wait:10", "hangup")
    assert set(rung(team)) == {LI}
    team.at("2026-09-02T20:00").caller().dials("83182222", "1", "wait:10", "hangup")
    assert rung(team)[-1] == WANG


def test_in_a_gap_of_the_roster_everybody_is_rung_so_that_no_caller_is_stuck(team: World) -> None:
    for phone in (LI, CHEN, WANG):
        team.telephone(phone, "busy")
    team.at("2026-09-03T03:00").caller().dials("83182222", "1", "wait:70", "hangup")
    assert set(rung(team)) == {LI, CHEN, WANG}


def test_a_caller_who_pretends_an_hour_meets_those_on_duty_at_that_hour(team: World) -> None:
    team.caller().dials("83182222", "1", "wait:10", "hangup", at="2026-09-02T21:00")
    assert set(rung(team)) == {WANG}


def test_when_those_on_duty_are_away_nobody_else_is_woken_and_the_caller_leaves_a_message(
    team: World,
) -> None:
    with team.database.writing() as session:
        for name in ("li.wei", "chen.jie"):
            user = people.find(session, name)
            assert user is not None
            agents.set_presence(session, user.id, Presence.AWAY, team.clock())
    call = team.at("2026-09-02T10:00").caller().dials("83182222", "1", SHORT, "#", "1")
    call.went_well().hears("已列为紧急", "请在提示音后", "受理编号")
    assert rung(team) == []
    assert team.task()["priority"] == "urgent"


def test_an_urgent_matter_rings_those_on_duty_and_after_the_hand_over_the_next_ones(team: World) -> None:
    team.at("2026-09-02T19:50").caller().dials("83182222", "1", "wait:70", SPEECH, "#", "1", "hangup")
    before = len(rung(team))
    for _ in range(4):
        team.later(minutes=1).settle()
    assert set(rung(team)[before:]) == {LI, CHEN}
    before = len(rung(team.at("2026-09-02T20:01")))
    for _ in range(4):
        team.later(minutes=1).settle()
    assert set(rung(team)[before:]) == {WANG}


def test_on_a_typhoon_morning_the_caller_reaches_the_agent_at_home(world: World) -> None:
    with_mobile(world, world.agent("wang", "service-centre", WANG))
    world.telephone(WANG, "no-answer")
    world.telephone(AT_HOME, "1 wait:30 hangup")
    world.publish(schedule(world, overrides=FROM_HOME))

    world.at("2026-09-01T11:00").caller().dials("83183333", "1").went_well().hears("正在为您转接")

    (leg,) = world.rung(AT_HOME)
    leg.hears("业务咨询热线", "接听请按1")
    assert world.rung(WANG) == []

    world.at("2026-09-01T15:00").caller().dials("83183333", "1", "wait:20", "hangup")
    assert len(world.rung(AT_HOME)) == 1 and len(world.rung(WANG)) == 1, "it ended by itself"


def test_at_home_whoever_has_no_mobile_is_rung_where_he_has_a_telephone(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    only_mobile = world.agent("chen", "service-centre", None)
    with_mobile(world, only_mobile)
    world.telephone(WANG, "no-answer")
    world.telephone(AT_HOME, "1 wait:10 hangup")
    world.publish(schedule(world, overrides=FROM_HOME))

    world.at("2026-09-01T11:00").caller().dials("83183333", "1", "wait:40").went_well()

    assert len(world.rung(WANG)) == 1 and len(world.rung(AT_HOME)) == 1


def test_a_mobiles_voicemail_takes_no_caller(world: World) -> None:
    with_mobile(world, world.agent("wang", "service-centre", WANG))
    world.telephone(AT_HOME, "wait:60")  # something picks up and presses nothing
    world.publish(schedule(world, overrides=FROM_HOME))
    call = world.at("2026-09-01T11:00").caller().dials("83183333", "1", "wait:30", "1", SHORT, "#", "1")
    call.hears("客服专员正忙", "请在提示音后", "受理编号")


def test_an_agent_at_home_rings_back_from_his_mobile(world: World) -> None:
    wang = with_mobile(world, world.agent("wang", "service-centre", WANG))
    world.telephone(WANG, "no-answer")
    # First for the caller himself, then to ring back.
    world.telephone(AT_HOME, "no-answer", "1 wait:30 hangup")
    world.telephone(MOBILE, "wait:20 hangup")
    world.publish(schedule(world, overrides=FROM_HOME))
    world.at("2026-09-01T11:00").caller().dials("83183333", "1", "1", SPEECH, "#", "1")

    with world.database.writing() as session:
        task = world.first_task(session).id
        claims.claim(session, task, session.merge(wang), world.clock())
    with world.database.reading() as session:
        known = session.get_one(User, wang.id)
    attempt = ringing.ring_back(world.system, task, known, now=world.clock())
    world.phone.run()

    assert attempt.phone == AT_HOME
    assert world.rung(WANG) == []
    assert world.outcomes() == ["reached"]
    assert world.histories_hold()


def test_a_long_line_of_callers_costs_one_question_about_who_is_on_duty(team: World) -> None:
    """Everybody who holds has the next telephone looked for every few seconds: on the day all ring, that is a lot."""
    edition = team.system.book.current()
    desk, hotline = edition.schedule.desks["binhai-duty"], edition.schedule.hotlines["83182222"]
    for number in range(40):
        with team.database.writing() as session:
            arrival = calls.Arrival(
                f"CA{number}", team.system.carrier.outward.sid, "83182222", edition.number, None, ""
            )
            call = calls.begin(session, arrival, team.clock())
            line.join(
                session, call, hotline, desk, urgent=True, exchange=team.system.exchange, now=team.clock()
            )
            line.queued(session, call.id, desk, team.clock())
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(team.database.engine, "before_cursor_execute", note)
    offers.match(team.system)
    event.remove(team.database.engine, "before_cursor_execute", note)
    looking = asked[: next(n for n, told in enumerate(asked) if "INSERT INTO offers" in told)]
    assert len([told for told in looking if "FROM stand_ins" in told]) <= 3
