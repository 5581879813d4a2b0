"""The day everyone rings at once: five hundred callers in one minute, and not one of them is lost."""

from datetime import timedelta

import pytest
from on_duty import LI, passes, rung, team
from sqlalchemy import func, select
from world import SPEECH, World

from ivr import incidents
from ivr.calls import Call
from ivr.incidents import Affected, AffectedState
from ivr.people import User

__all__ = ["team"]

SUPPORT = "83182222"
CALLERS = 500
MINUTE = 60.0


def number(place: int) -> str:
    return f"+86138{place:08}"


def behaviour(place: int) -> list[str]:
    """Most register; one in ten has another matter, and leaves a message or hangs up while he waits."""
    match place % 20:
        case 7:
            return ["0", "2", "wait:60", SPEECH, "#", "1", "hangup"]
        case 13:
            return ["0", "1", "wait:3", "!hangup"]
    return ["1", "hangup"]


@pytest.fixture
def broken(team: World) -> World:
    """Leased lines are down since a moment ago."""
    team.at("2026-09-02T09:31")
    for telephone in (LI, "+8613900000012"):
        team.telephone(telephone, "no-answer")
    with team.database.writing() as session:
        incidents.report(
            session,
            team.system.book.current(session).schedule,
            what="lines",
            severity="critical",
            hotlines=[SUPPORT],
            by=session.scalars(select(User).where(User.name == "li.wei")).one(),
            next_update=team.clock() + timedelta(hours=2),
            now=team.clock(),
        )
    return team


# Once is long enough: what the two databases do differently is told by smaller stories.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_five_hundred_in_one_minute(broken: World) -> None:
    calls = []
    for place in range(CALLERS):
        calls.append(broken.phone.exchange.dial(number(place), SUPPORT, behaviour(place)))
        broken.later(seconds=MINUTE / CALLERS)
    broken.runs()
    assert [call.errors for call in calls if call.errors] == []
    unheard = [call.number for call in calls if "登记受影响请按1" not in call.text]
    assert unheard == [], "everybody heard it before the menu"

    registered = {number(place) for place in range(CALLERS) if place % 20 not in (7, 13)}
    with broken.database.reading() as session:
        assert set(session.scalars(select(Affected.number))) == registered
        recorded = {task["caller"] for task in broken.tasks()}
        assert recorded == {number(place) for place in range(CALLERS)} - registered
        assert session.scalar(select(func.count(Call.id)).where(Call.direction == "inbound")) == CALLERS
    assert sum(len(task["messages"]) for task in broken.tasks()) == CALLERS // 20

    for place, who in enumerate(sorted(registered)):
        # One in fifty is not there at first, one in a hundred never.
        broken.telephone(
            who, *(["no-answer"] if place % 100 == 3 else ["busy", "1"] if place % 50 == 9 else ["1"])
        )
    with broken.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        schedule = broken.system.book.current(session).schedule
        incidents.close(session, schedule, 1, by=li, now=broken.clock())
    passes(broken, minutes=25)

    with broken.database.reading() as session:
        states = dict(session.execute(select(Affected.state, func.count()).group_by(Affected.state)).all())
        unreached = set(
            session.scalars(select(Affected.number).where(Affected.state == AffectedState.UNREACHED))
        )
    assert set(states) == {AffectedState.TOLD, AffectedState.UNREACHED}
    assert states[AffectedState.TOLD] + states[AffectedState.UNREACHED] == len(registered)
    owed = {task["caller"] for task in broken.tasks()}
    assert unreached and unreached <= owed, "who could not be told is a task"
    twice = [who for who in registered - unreached if rung(broken).count(who) > 2]
    assert twice == []
    assert broken.histories_hold()
