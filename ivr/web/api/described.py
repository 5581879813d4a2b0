"""`/api/openapi.json`: the interface described for other people's tools (OpenAPI 3.1), open to everybody."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from flask import Response

from ivr.people.tokens import MOST_A_MINUTE
from ivr.web.api import asked
from ivr.web.api.blueprint import api
from ivr.web.api.problems import TYPE
from ivr.web.api.schemas import SCHEMAS
from ivr.web.api.tasks import FURTHEST, LARGEST_PAGE, PAGE, STATES

ABOUT = (
    "What programs of the house may look at: who is on duty, when hotlines are open, when the exchange trades, "
    "and what is owed to customers. It only reads. Telephone numbers are masked, with no way to reveal one. "
    "Times are ISO 8601; those without an offset are Shanghai time. A token sees what its user sees: "
    f"`ivr tokens add NAME --user USER` makes one, and it may ask {MOST_A_MINUTE} times a minute."
)


@api.get("/openapi.json")
def openapi() -> Response:
    """The description; it holds nothing that is secret."""
    return asked.answer(description())


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "ivr", "version": version("ivr"), "description": ABOUT},
        "security": [{"token": []}],
        "paths": {
            "/api/openapi.json": _look(
                "openapi", "This description.", {"type": "object"}, refusals=(), security=[]
            ),
            "/api/v1/duty": _look(
                "duty",
                "Who is on duty at the desks that answer a hotline, in whose place, and until when.",
                _list("Duty"),
                _query("desk", "Only this desk of the schedule.", {"type": "string"}),
                _AT,
                refusals=(400, 404),
            ),
            "/api/v1/hours/{number}": _look(
                "hours",
                "Whether a hotline is open, why not, and until when.",
                _ref("Hours"),
                _path("number", "A number that reaches the hotline, such as 83183333."),
                _AT,
                refusals=(400, 404),
            ),
            "/api/v1/calendar/{when}": _look(
                "calendar",
                "Whether the exchange trades on a day; all days of a year.",
                {"oneOf": [_ref("Day"), _list("Day")]},
                _path("when", "A day, 2026-10-01, or a year, 2026."),
                refusals=(400, 404),
            ),
            "/api/v1/tasks": _look(
                "tasks",
                "What is owed, as far as the token's user may see it: urgent first, then by due time, done ones last.",
                _list("Task"),
                _query("state", "Only tasks in this state.", {"type": "string", "enum": list(STATES)}),
                _query("hotline", "Only tasks of this hotline.", {"type": "string"}),
                _query("limit", "How many at most.", _number(1, LARGEST_PAGE, PAGE)),
                _query("offset", "How many to leave out first.", _number(0, FURTHEST, 0)),
                refusals=(400, 403),
                headers={"Link": {"description": "The next page, if any.", "schema": {"type": "string"}}},
            ),
            "/api/v1/tasks/{ref}": _look(
                "task",
                "One task with its history, and whether that is whole and unaltered.",
                _ref("TaskWithHistory"),
                _path("ref", "The reference, such as 48210375."),
                refusals=(400, 403, 404),
            ),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": SCHEMAS,
        },
    }


def _look(
    name: str,
    summary: str,
    schema: Mapping[str, Any],
    *parameters: Mapping[str, Any],
    refusals: tuple[int, ...],
    **more: Any,
) -> dict[str, Any]:
    headers = more.pop("headers", None)
    found: dict[str, Any] = {
        "description": "It is as asked.",
        "content": {"application/json": {"schema": schema}},
    }
    every = refusals if more.get("security") == [] else (*refusals, 401, 429)
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": {**found, "headers": headers} if headers else found,
                **{str(code): _PROBLEM[code] for code in sorted(every)},
            },
            **more,
        }
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _ref(name)}


def _number(least: int, most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def _query(name: str, said: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": said, "schema": schema}


def _path(name: str, said: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": said, "schema": {"type": "string"}}


_AT = _query("at", "The moment asked about; now, if not given.", {"type": "string"})
_PROBLEM = {
    code: {"description": said, "content": {TYPE: {"schema": _ref("Problem")}}}
    for code, said in {
        400: "A parameter cannot be understood.",
        401: "No token was shown, or it opens nothing.",
        403: "The token's user may not see this.",
        404: "There is no such thing, or the token's user may not see it.",
        429: "Too many requests; `Retry-After` says how long to wait.",
    }.items()
}
