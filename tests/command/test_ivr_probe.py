"""`ivr probe`: one sentence for each hotline, and an exit status for cron."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr
from terminal import Terminal
from world import World

from ivr.cli import main
from ivr.settings import Settings

HELLO = "您好，深证通技术支持热线。 For English, press nine.通话将被录音。"
URL = ("--url", "http://127.0.0.1:18010")


@pytest.fixture
def database(open_database):
    return open_database("sqlite")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"asterisk_url": SecretStr("http://ivr:secret@127.0.0.1:8088")})


@pytest.fixture
def trunk(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The command on an installation in virtual time: while it waits for the verdict a second passes there."""
    monkeypatch.setattr("ivr.installation.open_system", lambda *_: replace(world.system))
    monkeypatch.setattr("ivr.cli.probe.pause", lambda seconds: world.later(seconds=seconds))
    return world


def ivr(*words: str) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert "Traceback" not in result.output
    return result


def test_all_hotlines_through_the_carrier(trunk: World) -> None:
    result = ivr("probe")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"{number}: the greeting was heard, and the key arrived"
        for number in ("83183333", "83182222", "36383666")
    ]
    assert trunk.tasks() == []


def test_one_that_is_not_answered_is_a_failure_in_one_line(trunk: World) -> None:
    trunk.telephone("+8675583182222", "no-answer")
    result = ivr("probe", "83182222", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert set(told) == {"hotline", "number", "at", "result", "said"}
    assert (told["number"], told["result"], told["said"]) == (
        "+8675583182222",
        "no-answer",
        "nothing answered",
    )


def test_another_number_that_reaches_it_is_dialled_as_it_is(trunk: World) -> None:
    text = trunk.system.settings.schedules.read_text()
    trunk.publish(text.replace("flow: support\n", 'flow: support\n    reached_by: ["+14155550100"]\n', 1))
    told = json.loads(ivr("probe", "+1 415 555 0100", "--json").stdout)
    assert (told["hotline"], told["number"], told["result"]) == ("83182222", "+14155550100", "ok")


def test_a_number_that_is_no_hotline(trunk: World) -> None:
    result = ivr("probe", "12345678")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "no hotline is reached by 12345678" in result.stderr


def test_without_a_trunk_there_is_nothing_to_dial_through(terminal: Terminal) -> None:
    assert "there is no trunk" in terminal.fails("probe", "83182222")


class TestOverTheGateway:
    """From another machine: what a telephone there hears."""

    @pytest.fixture
    def heard(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        said: list[str] = []

        async def dial(_url: str, number: str, todo: list[str], **more: Any) -> dict[str, Any]:
            assert more["probe"] is True
            assert "!9" in todo
            return {"at": "2026-09-01T10:00:00+08:00", "heard": [{"text": text} for text in said]}

        monkeypatch.setattr("ivr.gateway.phone.dial", dial)
        return said

    def test_the_greeting_and_the_answer_to_the_key(self, terminal: Terminal, heard: list[str]) -> None:
        heard += [HELLO, "Thank you for calling. Goodbye."]
        result = terminal.types("probe", "83182222", *URL)
        assert result.exit_code == 0
        assert result.stdout == "83182222: the greeting was heard, and the key arrived\n"

    @pytest.mark.parametrize(
        ("says", "verdict"),
        [
            ((), "unheard"),
            (("We are sorry, an application error has occurred. Goodbye.",), "elsewhere"),
            (("您好，南方中心运维热线。",), "elsewhere"),  # another hotline's greeting
            ((HELLO,), "key-lost"),
            ((HELLO, "故障申告请按1"), "key-lost"),
        ],
    )
    def test_what_else_is_heard_fails(
        self, terminal: Terminal, heard: list[str], says: tuple[str, ...], verdict: str
    ) -> None:
        heard += says
        result = terminal.types("probe", "83182222", *URL, "--json")
        assert (result.exit_code, json.loads(result.stdout)["result"]) == (1, verdict)

    def test_a_machine_without_the_schedule_knows_the_greetings_all_the_same(
        self, terminal: Terminal, heard: list[str]
    ) -> None:
        heard += [HELLO, "Thank you for calling. Goodbye."]
        terminal.schedules.unlink()
        assert terminal.types("probe", "83182222", *URL).exit_code == 0
        assert "name the hotline" in terminal.fails("probe", *URL)

    def test_a_gateway_that_is_down_is_one_line(self, terminal: Terminal) -> None:
        assert "cannot be reached" in terminal.fails("probe", "83182222", "--url", "http://127.0.0.1:9")


def test_a_setting_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["probe"], env={"IVR_DATA": str(tmp_path), "IVR_PROBE_EVERY": "now and then"}
    )
    assert result.exit_code == 1
    assert result.stderr == (
        "ivr: IVR_PROBE_EVERY: must be minutes or hours, such as 15m or 1h; leave it out to dial never\n"
    )
