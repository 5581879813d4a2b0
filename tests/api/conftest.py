"""Another program with a token of its own, at an installation with something to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse
from world import World

from ivr import people
from ivr.people import tokens


@dataclass
class Program:
    """Asks with a token, or with whatever it is told to show."""

    world: World
    token: str

    def asks(self, path: str, *, method: str = "GET", **headers: str) -> TestResponse:
        shown = {"Authorization": f"Bearer {self.token}"} | headers
        return self.world.phone.app.test_client().open(path, method=method, headers=shown)

    def reads(self, path: str) -> Any:
        """The JSON of an answer that succeeds."""
        answer = self.asks(path)
        assert answer.status_code == 200, answer.text
        assert answer.content_type == "application/json"
        return answer.get_json()

    def refused(self, path: str, status: int) -> str:
        """The sentence of a refusal with this status."""
        answer = self.asks(path)
        assert answer.status_code == status, answer.text
        assert answer.content_type == "application/problem+json"
        told = answer.get_json(force=True)
        assert (told["status"], set(told)) == (status, {"type", "title", "status", "detail"})
        return told["detail"]


@pytest.fixture
def program(world: World) -> Callable[..., Program]:
    """A program that shows the token of a user with that role and desk."""

    def made(role: str = "auditor", desk: str = "service-centre", name: str = "robot") -> Program:
        user = world.agent(f"{name}.{role}", desk, role=role)
        with world.database.writing() as session:
            known = people.find(session, user.name)
            assert known is not None
            token = tokens.make(session, known, f"{name}-{role}", now=world.clock(), actor="test")
        return Program(world, token)

    return made
