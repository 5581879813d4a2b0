"""What another program is told: the same as the commands tell, as far as its user may see it, with numbers masked."""

from __future__ import annotations

from collections.abc import Callable

from conftest import Program
from world import MOBILE, SPEECH, World

from ivr.callbacks import acts, claims
from ivr.callbacks import queue as tasks

Made = Callable[..., Program]


def left_a_message(world: World, hotline: str = "83183333", number: str = MOBILE) -> str:
    world.at("2026-10-01T20:00")
    before = {task["ref"] for task in world.tasks()}
    world.caller(number).dials(hotline, "1", SPEECH, "#", "1")
    (ref,) = {task["ref"] for task in world.tasks()} - before
    return ref


def test_when_a_hotline_is_open(program: Made) -> None:
    told = program().reads("/api/v1/hours/83183333?at=2026-10-01T20:00")
    assert told == {
        "hotline": "83183333",
        "at": "2026-10-01T20:00:00+08:00",
        "open": False,
        "reason": {"zh": "国庆节", "en": told["reason"]["en"]},
        "until": "2026-10-08T08:30:00+08:00",
        "certainty": "exchange",
    }
    asking = program(name="other")
    assert asking.reads("/api/v1/hours/0755-83182222")["open"] is True
    assert asking.reads("/api/v1/hours/83183333?at=2026-10-01T20:00+08:00") == told, "a plus left as it is"
    assert "83183333, 83182222" in asking.refused("/api/v1/hours/12345678", 404)
    assert "write it as 2026-10-01T20:00" in asking.refused("/api/v1/hours/83183333?at=tonight", 400)
    assert asking.refused("/api/v1/hours/83183333?at=1900-01-01T00:00", 404)


def test_when_the_exchange_trades(program: Made) -> None:
    asking = program()
    day = asking.reads("/api/v1/calendar/2026-10-01")
    assert (day["trading_day"], day["reason"]["zh"], day["certainty"]) == (False, "国庆节", "exchange")
    assert len(asking.reads("/api/v1/calendar/2026")) == 365
    assert "neither a date nor a year" in asking.refused("/api/v1/calendar/yesterday", 400)
    assert asking.refused("/api/v1/calendar/1900", 404)


def test_who_is_on_duty(program: Made, world: World) -> None:
    world.agent("li.wei", "binhai-duty", "+8613900000001")
    asking = program("agent")
    told = asking.reads("/api/v1/duty")
    assert [each["desk"] for each in told] == ["service-centre", "binhai-duty", "southern-centre"]
    (binhai,) = asking.reads("/api/v1/duty?desk=binhai-duty&at=2026-09-01T03:00")
    assert binhai["by"] == "everybody" and binhai["tiers"][0][0]["name"] == "li.wei"
    assert "13900000001" not in str(told), "names, never a telephone"
    assert "there is no desk nowhere" in asking.refused("/api/v1/duty?desk=nowhere", 404)


def test_tasks_are_those_of_the_command_with_their_numbers_masked(program: Made, world: World) -> None:
    ref = left_a_message(world)
    (told,) = program().reads("/api/v1/tasks")
    shown = world.tasks()[0] | {"severity": None}  # no row of the table is about it
    assert told == shown | {"caller": "138****8000"}
    assert program(name="other").reads("/api/v1/tasks?state=resolved") == []
    one = program(name="third").reads(f"/api/v1/tasks/{ref}")
    assert one["history"][0]["kind"] == "opened" and one["verified"] is True


def test_numbers_in_notes_are_masked_too(program: Made, world: World) -> None:
    ref = left_a_message(world)
    wang = world.agent("wang", "service-centre", "+8613900000009")
    with world.database.writing() as session:
        task = tasks.find(session, ref)
        assert task is not None
        claims.claim(session, task.id, wang, world.clock())
        acts.write(session, task.id, wang, text="请打 13912345678 找李工", now=world.clock())
    told = str(program().reads(f"/api/v1/tasks/{ref}"))
    assert "13912345678" not in told and "139****5678" in told


def test_an_agents_token_sees_his_desks_and_an_administrators_none(program: Made, world: World) -> None:
    ref = left_a_message(world)
    left_a_message(world, "83182222", "+8613911112222")
    mine = program("agent", "service-centre").reads("/api/v1/tasks")
    assert [task["hotline"] for task in mine] == ["83183333"]
    assert len(program("supervisor").reads("/api/v1/tasks")) == 2
    stranger = program("agent", "southern-centre", name="south")
    assert stranger.reads("/api/v1/tasks") == []
    assert "may see" in stranger.refused(f"/api/v1/tasks/{ref}", 404)
    assert "may see" in stranger.refused("/api/v1/tasks/12345678", 404)
    admin = program("admin")
    assert "sees no customer's matter" in admin.refused("/api/v1/tasks", 403)
    assert admin.reads("/api/v1/hours/83182222")["open"] is True


def test_a_long_list_comes_in_pages(program: Made, world: World) -> None:
    for n in range(3):
        left_a_message(world, number=f"+861380013800{n}")
    asking = program()
    first = asking.asks("/api/v1/tasks?limit=2&hotline=83183333")
    assert first.headers["Link"] == '</api/v1/tasks?limit=2&hotline=83183333&offset=2>; rel="next"'
    rest = asking.asks("/api/v1/tasks?limit=2&hotline=83183333&offset=2")
    assert "Link" not in rest.headers
    refs = [task["ref"] for task in (*first.get_json(), *rest.get_json())]
    assert len(set(refs)) == 3
    for wrong in (
        "limit=0",
        "limit=501",
        "limit=x",
        "offset=-1",
        "state=gone",
        "status=waiting",
        "limit=1&limit=2",
    ):
        assert asking.refused(f"/api/v1/tasks?{wrong}", 400)
