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
from ivr.people import User, resets
from ivr.settings import Settings


class Operator:
    def __init__(self, folder: Path) -> None:
        schedules = Path(__file__).parents[2] / "schedules.yaml"
        copy = folder / "schedules.yaml"
        copy.write_text(schedules.read_text(encoding="utf-8"), encoding="utf-8")
        self.settings = Settings(data=folder / "var", schedules=copy)
        self.environment = {"IVR_DATA": str(folder / "var"), "IVR_SCHEDULES": str(copy)}

    def types(self, *words: str, piped: str | None = None) -> Result:
        return CliRunner().invoke(main, ["users", *words], env=self.environment, input=piped)

    def reads(self, *words: str, piped: str | None = None) -> Any:
        result = self.types(*words, "--json", piped=piped)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def fails(self, *words: str, piped: str | None = None) -> str:
        result = self.types(*words, piped=piped)
        assert result.exit_code == 1, result.output
        return result.stderr.removeprefix("ivr: ").strip()

    def signs_in(self, name: str, password: str) -> bool:
        system = open_system(self.settings)
        return isinstance(people.authenticate(system.database, name, password, system.now()), User)

    def proves(self, name: str, pin: str) -> bool:
        system = open_system(self.settings)
        with system.database.writing() as session:
            user = people.find(session, name)
            assert user is not None
            return people.authenticate_pin(session, user, pin, system.now())


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
        "mobile": None,
        "email": None,
        "pin": False,
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


def test_a_mobile_and_a_pin_are_set_and_taken_away(operator: Operator) -> None:
    made = operator.reads(
        "add", "li", "--role", "supervisor", "--mobile", "138 0013 8001", "--pin", piped="280613\n"
    )
    assert (made["mobile"], made["pin"], made["phone"]) == ("+8613800138001", True, None)
    listed = operator.types("list").output
    assert "PIN" in listed and "280613" not in listed + json.dumps(made)
    assert operator.proves("li", "280613") and not operator.proves("li", "280614")

    operator.reads("set", "li", "--pin", piped="771204\n")
    assert operator.proves("li", "771204") and not operator.proves("li", "280613")
    changed = operator.reads("set", "li", "--mobile", "", "--no-pin")
    assert (changed["mobile"], changed["pin"]) == (None, False)


@pytest.mark.parametrize(
    "pin", ["28061", "280613280", "000000", "123456", "876543", "28a613", "２８０６１３"]
)
def test_a_pin_that_is_none_or_is_guessed_at_once_is_refused_and_never_repeated(
    operator: Operator, pin: str
) -> None:
    operator.reads("add", "li", "--role", "supervisor")
    said = operator.fails("set", "li", "--pin", piped=pin + "\n")
    assert "PIN" in said and pin not in said and "\n" not in said
    assert operator.reads("list")[0]["pin"] is False


def test_who_takes_no_calls_is_given_no_pin(operator: Operator) -> None:
    operator.reads("add", "wang", "--role", "auditor")
    assert "wang takes no calls" in operator.fails("set", "wang", "--pin", piped="280613\n")
    assert operator.reads("list")[0]["pin"] is False


def test_a_pin_is_no_argument(operator: Operator) -> None:
    operator.reads("add", "li")
    assert operator.types("set", "li", "--pin", "280613").exit_code == 2


def test_a_new_installation_has_a_first_user_once(operator: Operator) -> None:
    system = open_system(operator.settings)
    made = first_user(system)
    assert made is not None
    assert operator.signs_in(made.name, made.password)
    assert first_user(system) is None


def test_a_link_to_a_new_password_is_printed_once(operator: Operator) -> None:
    operator.reads("add", "wang", "--desk", "service-centre")
    made = operator.reads("reset", "WANG")
    assert made["name"] == "wang"
    start = f"{operator.settings.public_url}/reset/"
    assert made["link"].startswith(start)
    system = open_system(operator.settings)
    assert resets.use(system.database, made["link"].removeprefix(start), "a new password", system.now())
    assert operator.signs_in("wang", "a new password")
    assert "no user is called wan " in operator.fails("reset", "wan")
    operator.types("set", "wang", "--left")
    assert "wang has left" in operator.fails("reset", "wang")
    assert operator.types("second-factor", "wang").exit_code == 2, "only with --remove"
    assert "no second factor any more" in operator.types("second-factor", "wang", "--remove").output


def test_the_last_administrator_stays_and_shifts_are_named(operator: Operator) -> None:
    operator.reads("add", "root", "--role", "admin")
    for words in (["--left"], ["--role", "agent"]):
        assert "root is the last administrator" in operator.fails("set", "root", *words)
    operator.reads("add", "chen", "--desk", "binhai-duty")
    schedules = Path(operator.environment["IVR_SCHEDULES"])
    roster = 'rosters:\n  binhai-duty:\n    - {days: all, from: "08:00", to: "20:00", on_duty: [[chen]]}\n'
    draft = schedules.with_name("draft.yaml")
    draft.write_text(schedules.read_text(encoding="utf-8") + roster, encoding="utf-8")
    words = ["schedule", "publish", str(draft), "--note", "roster", "--by", "li"]
    assert CliRunner().invoke(main, words, env=operator.environment).exit_code == 0
    left = operator.types("set", "chen", "--left")
    assert "still names chen: rosters.binhai-duty.1.on_duty" in left.stderr
