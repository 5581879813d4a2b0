"""Who is let in: by a token alone, for as long as it and its user are there, and not too often."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Program
from sqlalchemy import select
from world import World

from ivr import history, people
from ivr.people import tokens
from ivr.people.tables import ApiToken

Made = Callable[..., Program]
HOURS = "/api/v1/hours/83182222"


def test_without_a_token_nobody_is_told_anything(program: Made, world: World) -> None:
    nobody = world.phone.app.test_client()
    for path in ("/api/v1/duty", HOURS, "/api/v1/calendar/2026", "/api/v1/tasks", "/api/v1/tasks/12345678"):
        answer = nobody.get(path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="ivr"'
        assert answer.content_type == "application/problem+json"
        assert "Set-Cookie" not in answer.headers
    assert "`ivr tokens add" in nobody.get(HOURS).get_json(force=True)["detail"]


@pytest.mark.parametrize(
    "shown", ["Basic abc", "Bearer", "Bearer a b", "Bearer " + "x" * 300, "bearer ivr_wrong"]
)
def test_what_is_no_token_opens_nothing(program: Made, shown: str) -> None:
    assert program().asks(HOURS, Authorization=shown).status_code == 401


def test_a_session_of_the_console_is_no_token(program: Made, world: World) -> None:
    world.agent("wang", "service-centre")
    browser = world.phone.app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = "1"
    assert browser.get("/api/v1/tasks").status_code == 401


def test_one_that_is_revoked_and_that_of_somebody_who_left_open_nothing(program: Made, world: World) -> None:
    asking, leaving = program("auditor"), program("agent")
    assert asking.reads(HOURS)
    with world.database.writing() as session:
        tokens.revoke(session, "robot-auditor", now=world.clock(), actor="test")
        user = people.find(session, "robot.agent")
        assert user is not None
        user.active = False
    assert "revoked" in asking.refused(HOURS, 401)
    assert asking.asks(HOURS).headers["WWW-Authenticate"].endswith('error="invalid_token"')
    assert leaving.refused(HOURS, 401)
    with world.database.reading() as session:
        entries = history.entries(session, f"user:{people.find(session, 'robot.auditor').id}")
    assert [entry.kind for entry in entries][-2:] == ["token-made", "token-revoked"]


def test_only_its_hash_is_kept_and_when_it_was_used(program: Made, world: World) -> None:
    asking = program()
    with world.database.reading() as session:
        row = session.scalars(select(ApiToken)).one()
        assert asking.token not in (row.hash, row.name) and row.last_used is None
    asking.reads(HOURS)
    with world.database.reading() as session:
        assert session.scalars(select(ApiToken)).one().last_used == world.clock()


def test_it_may_not_ask_too_often(program: Made, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_A_MINUTE", 3)
    asking = program()
    for _ in range(3):
        asking.reads(HOURS)
    answer = asking.asks(HOURS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "3 times a minute" in answer.get_json(force=True)["detail"]
    world.later(minutes=1)
    asking.reads(HOURS)


def test_whoever_guesses_is_answered_no_more_and_who_has_a_token_is(
    program: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "MOST_WRONG", 3)
    asking = program()
    wrong = [asking.asks(HOURS, Authorization=f"Bearer ivr_{n}").status_code for n in range(5)]
    assert wrong == [401, 401, 401, 429, 429]
    asking.reads(HOURS)


def test_it_only_reads_and_what_is_not_there_is_said_in_json(program: Made) -> None:
    asking = program()
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = asking.asks("/api/v1/tasks", method=method)
        assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "/api/openapi.json" in asking.refused("/api/v2/tasks", 404)
    assert asking.refused("/api/", 404)
    assert asking.refused("/api/v1/nothing/at/all", 404)


def test_an_error_of_ours_is_one_sentence_too(program: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    asking = program()
    monkeypatch.setattr("ivr.web.api.hours.hours_json", broken)
    assert "log of the web part" in asking.refused(HOURS, 500)
