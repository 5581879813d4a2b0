"""A caller in line and an urgent matter want the same telephone in the same second: it rings for one of them."""

from threading import Event, Thread

import pytest
from on_duty import LI, ROSTERS, schedule, team
from sqlalchemy import func, select
from world import MOBILE, OTHER, World

from ivr.calls import Call
from ivr.people import User
from ivr.waiting import agents, pages
from ivr.waiting.agents import Rota
from ivr.waiting.tables import Offer, OfferState, Page

__all__ = ["team"]

ALONE = ROSTERS.replace("[[li.wei], [chen.jie]]", "[[li.wei]]")


def test_an_offer_and_a_page_in_the_same_second(team: World, monkeypatch: pytest.MonkeyPatch) -> None:
    team.publish(schedule(team, ALONE))
    team.caller(MOBILE).dials("83182222", "2", "!hangup")
    team.caller(OTHER).dials("83182222", "2", "!hangup")
    rung, asking = len(team.rung(LI)), Event()
    really = agents.reserve

    def reserve(session: object, user: User, rota: Rota) -> bool:
        asking.set()
        return really(session, user, rota)  # type: ignore[arg-type]

    with team.database.writing() as session:
        li = session.scalars(select(User).where(User.name == "li.wei")).one()
        last = session.scalars(select(Call).where(Call.caller == OTHER)).one()
        hours = team.system.book.current(session).hours
        rota = agents.rota(session, hours, "binhai-duty", "83182222", team.clock())
        assert agents.reserve(session, li, rota)
        monkeypatch.setattr(agents, "reserve", reserve)
        paging = Thread(target=pages.page_due, args=[team.system])
        paging.start()
        # SQLite lets nobody else write at all; PostgreSQL has him wait for the same person.
        if team.database.dialect == "postgresql":
            assert asking.wait(20)
        session.add(
            Offer(
                call_id=last.id,
                user_id=li.id,
                account=last.account,
                round=1,
                state=OfferState.PLACING,
                placed=team.clock(),
                lease_until=team.clock(),
            )
        )
    paging.join(20)
    with team.database.reading() as session:
        assert session.scalar(select(func.count(Page.id))) == 0
    assert len(team.rung(LI)) == rung
