"""The description is true: valid OpenAPI, every route in it and no other, every answer of the shape it promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Program
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from world import SPEECH, World

from ivr.callbacks import claims
from ivr.web.api.blueprint import OTHER, api

Made = Callable[..., Program]


@pytest.fixture
def described(world: World) -> dict[str, Any]:
    return world.phone.app.test_client().get("/api/openapi.json").get_json()


def test_it_is_openapi_and_open_to_everybody(described: dict[str, Any]) -> None:
    validate(described)
    assert described["openapi"] == "3.1.0"


def test_every_route_is_described_and_nothing_else(world: World, described: dict[str, Any]) -> None:
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in world.phone.app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{api.name}.") and rule.endpoint != OTHER
    }
    assert routes == set(described["paths"])
    for path, methods in described["paths"].items():
        assert set(methods) == {"get"}
        named = {each["name"] for each in methods["get"]["parameters"] if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_every_answer_has_the_shape_that_is_promised(
    world: World, program: Made, described: dict[str, Any]
) -> None:
    world.at("2026-10-01T20:00").caller().dials("83183333", "1", SPEECH, "#", "1")
    wang = world.agent("wang", "service-centre")
    with world.database.writing() as session:
        claims.claim(session, world.first_task(session).id, wang, world.clock())
    asking = program("auditor")
    ref = asking.reads("/api/v1/tasks")[0]["ref"]
    asked = {
        "/api/openapi.json": ["/api/openapi.json"],
        "/api/v1/duty": [
            "/api/v1/duty",
            "/api/v1/duty?desk=binhai-duty&at=2026-09-02T03:00",
            "/api/v1/duty?desk=no",
        ],
        "/api/v1/hours/{number}": [
            "/api/v1/hours/83183333?at=2026-10-01T20:00",
            "/api/v1/hours/83182222",
            "/api/v1/hours/1",
            "/api/v1/hours/83183333?at=soon",
        ],
        "/api/v1/calendar/{when}": [
            "/api/v1/calendar/2026",
            "/api/v1/calendar/2026-10-01",
            "/api/v1/calendar/1900",
            "/api/v1/calendar/x",
        ],
        "/api/v1/tasks": ["/api/v1/tasks", "/api/v1/tasks?limit=1", "/api/v1/tasks?state=gone"],
        "/api/v1/tasks/{ref}": [f"/api/v1/tasks/{ref}", "/api/v1/tasks/00000000"],
    }
    assert set(asked) == set(described["paths"])
    for path, examples in asked.items():
        promised = described["paths"][path]["get"]["responses"]
        for example in examples:
            answer = asking.asks(example)
            (content,) = promised[str(answer.status_code)]["content"].items()
            assert answer.content_type == content[0], example
            shape = {**described, **content[1]["schema"]}
            problems = list(Draft202012Validator(shape).iter_errors(answer.get_json(force=True)))
            assert problems == [], f"{example}: {problems[0].message if problems else ''}"


def test_the_contract_of_the_commands_is_kept(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    assert list(schemas["Hours"]["properties"]) == ["hotline", "at", "open", "reason", "until", "certainty"]
    assert list(schemas["Day"]["properties"]) == ["date", "trading_day", "reason", "certainty"]
    assert {
        "ref",
        "hotline",
        "caller",
        "state",
        "desk",
        "topic",
        "priority",
        "created",
        "due",
        "owner",
    } <= set(schemas["Task"]["properties"])
