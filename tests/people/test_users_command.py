"""`ivr users`, as an operator types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr import people
from ivr.cli import main
from ivr.cli.users import first_user
from ivr.installation import open_system
from ivr.people import User
from ivr.settings import Settings


class Operator:
    def __init__(self, folder: Path) -> None:
        schedules = Path(__file__).parents[2] / "schedules.yaml"
        copy = folder / "schedules.yaml"
        copy.write_text(schedules.read_text(encoding="utf-8"), encoding="utf-8")
        self.settings = Settings(data=folder / "var", schedules=copy)
        self.environment = {"IVR_DATA": str(folder / "var"), "IVR_SCHEDULES": str(copy)}

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["users", *words], env=self.environment)

    def reads(self, *words: str) -> Any:
        result = self.types(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def fails(self, *words: str) -> str:
        result = self.types(*words)
        assert result.exit_code == 1, result.output
        return result.stderr.removeprefix("ivr: ").strip()

    def signs_in(self, name: str, password: str) -> bool:
        system = open_system(self.settings)
        return isinstance(people.authenticate(system.database, name, password, system.now()), User)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


def test_adds_somebody_with_a_password_shown_once(operator: Operator) -> None:
    made = operator.reads(
        "add",
        "Wang",
        "--role",
        "agent",
        "--desk",
        "service-centre",
        "--desk",
        "binhai-duty",
        "--phone",
        "13800138000",
    )
    password = made.pop("password")
    assert made == {
        "name": "wang",
        "display": "wang",
        "role": "agent",
        "desks": ["binhai-duty", "service-centre"],
        "phone": "+8613800138000",
        "active": True,
    }
    assert operator.signs_in("wang", password)
    assert operator.reads("list") == [made]
    assert password not in operator.types("list").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wang"], "there is already a user called wang"),
        (
            ["li", "--desk", "service-center"],
            'no desk called "service-center" (did you mean "service-centre"?)',
        ),
        (["li", "--phone", "12"], "12 is no telephone number"),
        (["王"], "cannot be a name"),
    ],
)
def test_says_in_one_line_what_is_wrong(operator: Operator, words: list[str], said: str) -> None:
    operator.reads("add", "wang")
    answer = operator.fails("add", *words)
    assert said in answer
    assert "\n" not in answer
    assert [user["name"] for user in operator.reads("list")] == ["wang"]


def test_a_role_that_does_not_exist_is_wrong_use(operator: Operator) -> None:
    assert operator.types("add", "li", "--role", "boss").exit_code == 2


def test_changes_what_is_given_and_leaves_the_rest(operator: Operator) -> None:
    password = operator.reads("add", "wang", "--desk", "service-centre")["password"]
    changed = operator.reads("change", "wang", "--phone", "0755-83183333", "--role", "supervisor")
    assert (changed["phone"], changed["role"], changed["desks"]) == (
        "+8675583183333",
        "supervisor",
        ["service-centre"],
    )
    assert operator.signs_in("wang", password)
    fresh = operator.reads("change", "wang", "--password")["password"]
    assert operator.signs_in("wang", fresh) and not operator.signs_in("wang", password)
    operator.reads("change", "wang", "--left")
    assert not operator.signs_in("wang", fresh)
    assert "no user is called wan " in operator.fails("change", "wan")


def test_a_new_installation_has_a_first_user_once(operator: Operator) -> None:
    system = open_system(operator.settings)
    made = first_user(system)
    assert made is not None
    assert operator.signs_in(made.name, made.password)
    assert first_user(system) is None
