"""Who keeps whom, and that somebody always can: whatever is tried, an administrator is left."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import history, people
from ivr.callbacks import staffing
from ivr.database import Database
from ivr.people import Keeper, PeopleError, Role, User, Wanted, keeping, passwords

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
DESKS = ("service-centre", "binhai-duty")


@pytest.fixture(autouse=True)
def _no_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda _: "$argon2id$not-looked-at")


def add(session: Session, name: str, role: Role, *desks: str) -> User:
    return people.add(session, name, role=role, password="a long enough one", desks=desks, now=NOW)


def wanted(session: Session, user: User, **other: object) -> Wanted:
    desks = people.desks_of(session, user)
    as_it_is = {"display": user.display, "role": Role(user.role), "desks": desks, "phone": user.phone}
    return Wanted(**({"mobile": user.mobile} | as_it_is | other))


@pytest.mark.parametrize(
    ("keeper", "user", "change", "refused"),
    [
        ("admin", "wang", {"role": Role.SUPERVISOR}, None),
        ("admin", "li", {"role": Role.ADMIN, "desks": frozenset()}, None),
        ("admin", "admin", {"role": Role.AGENT}, "yourself"),
        ("admin", "admin", {"phone": "+8613800138000"}, None),
        ("li", "wang", {"display": "王工", "phone": "+8613800138000"}, None),
        ("li", "wang", {"role": Role.ADMIN}, "role"),
        ("li", "wang", {"role": Role.SUPERVISOR}, "role"),
        ("li", "wang", {"desks": frozenset(DESKS)}, "desk"),  # not a desk of his
        ("li", "both", {"desks": frozenset({"binhai-duty"})}, None),  # off his own desk
        ("li", "both", {"desks": frozenset({"service-centre"})}, "desk"),  # off another's
        ("li", "zhao", {"display": "x"}, "not-yours"),  # an agent of another desk
        ("li", "li", {"display": "x"}, "not-yours"),
        ("li", "admin", {"display": "x"}, "not-yours"),
        ("audit", "wang", {"display": "x"}, "not-yours"),
        ("wang", "wang", {"display": "x"}, "not-yours"),
    ],
)
def test_who_may_change_what(
    database: Database, keeper: str, user: str, change: dict[str, object], refused: str | None
) -> None:
    with database.writing() as session:
        add(session, "admin", Role.ADMIN)
        add(session, "audit", Role.AUDITOR)
        add(session, "li", Role.SUPERVISOR, "service-centre")
        add(session, "wang", Role.AGENT, "service-centre")
        add(session, "zhao", Role.AGENT, "binhai-duty")
        add(session, "both", Role.AGENT, *DESKS)

    def act() -> None:
        with database.writing() as session:
            whom = people.find(session, user)
            who = Keeper.of(session, people.find(session, keeper))
            keeping.change(session, who, whom, wanted(session, whom, **change), now=NOW)

    with database.reading() as session:
        before = wanted(session, people.find(session, user))
    if refused is None:
        act()
    else:
        with pytest.raises(PeopleError) as told:
            act()
        assert told.value.code == refused
    with database.reading() as session:
        whom = people.find(session, user)
        assert (wanted(session, whom) == before) == (refused is not None)
        last = history.entries(session, f"user:{whom.id}")[-1]
        assert (last.kind == "added") == (refused is not None)
        if refused is None:
            assert last.actor == f"user:{people.find(session, keeper).id}"


ACTS: dict[str, Callable[[Session, User, Role], object]] = {
    "role": lambda session, user, role: people.set_role(session, user, role, now=NOW, actor="test"),
    "leave": lambda session, user, _: staffing.leave(session, user, now=NOW, actor="test"),
    "back": lambda session, user, _: people.set_active(session, user, True, now=NOW, actor="test"),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.sampled_from(sorted(ACTS)), st.sampled_from(list(Role))
        ),
        max_size=25,
    )
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_sequence_of_changes_leaves_nobody_to_give_rights(
    database: Database, told: list[tuple[str, str, Role]]
) -> None:
    with database.rehearsing() as rehearsed:
        with rehearsed.writing() as session:
            for name in ("a", "b", "c"):
                add(session, f"{name}{name}", Role.ADMIN if name == "a" else Role.AGENT)
        for name, act, role in told:
            try:
                with rehearsed.writing() as session:
                    ACTS[act](session, people.find(session, f"{name}{name}"), role)
            except PeopleError as error:
                assert error.code == "last-admin"
            with rehearsed.reading() as session:
                assert session.scalar(select(User).where(User.role == Role.ADMIN, User.active).limit(1))
