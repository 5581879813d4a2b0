"""`ivr notifiers`: channels are added, listed without their secrets, tried, and removed."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from readers import Post, Web
from terminal import Terminal

from ivr.cli import main
from ivr.notifiers import addresses

KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"


def pipes(terminal: Terminal, url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["notifiers", *words], input=f"{url}\n", env=terminal.environment)


def test_a_channel_from_its_first_day_to_its_last(terminal: Terminal, web: Web) -> None:
    assert terminal.types("notifiers", "list").stdout == "No channel: notices stay in the console.\n"
    robot = pipes(
        terminal,
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
        "add",
        "--desk",
        "service-centre",
    )
    assert robot.exit_code == 0, robot.output
    hook = pipes(terminal, f"json://me:secret@{web.address}/token", "add", "--level", "head", "--json")
    assert json.loads(hook.stdout)["address"] == f"json://{web.address}/…"

    listed: Any = terminal.reads("notifiers", "list")
    assert [(row["id"], row["kind"], row["desk"], row["level"]) for row in listed] == [
        (1, "wecom", "service-centre", None),
        (2, "webhook", None, "head"),
    ]
    shown = terminal.types("notifiers", "list").output + robot.output + hook.output
    assert not any(secret in shown for secret in (KEY, "secret", "token"))

    assert "Sent" in terminal.types("notifiers", "test", "1").stdout
    assert "测试通知" in web.posts[0][1]["text"]["content"]
    web.answer = {"errcode": 45009}
    assert "errcode 45009" in terminal.fails("notifiers", "test", "1")
    web.status, web.leads = 302, "http://127.0.0.1:9/elsewhere"
    assert "did not take it" in terminal.fails("notifiers", "test", "2"), "no redirect is followed"

    assert terminal.types("notifiers", "remove", "1").exit_code == 0
    assert "there is no channel 1" in terminal.fails("notifiers", "remove", "1")
    assert "there is no channel 1" in terminal.fails("notifiers", "test", "1")
    assert [row["id"] for row in terminal.reads("notifiers", "list")] == [2]


@pytest.mark.parametrize(
    "url",
    [
        "discord://a/b",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://example.com/x",
        "",
        "mailto:x",
        "wecombot://",
        "json://",
        "mailto:a@b.cn?cc=x@y.cn",
        "syslog://",
        "mailtos://u:p@h",
    ],
)
def test_no_other_kind_of_address_is_taken(terminal: Terminal, url: str) -> None:
    refused = pipes(terminal, url, "add", "--level", "head")
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1), refused.output
    assert terminal.reads("notifiers", "list") == []


def test_whose_it_is_has_to_be_said(terminal: Terminal) -> None:
    assert pipes(terminal, "mailto:a@szse.cn", "add").exit_code == 2
    assert (
        'no desk called "service-center"'
        in pipes(terminal, "mailto:a@szse.cn", "add", "--desk", "service-center").stderr
    )
    assert pipes(terminal, "mailto:a@szse.cn", "add", "--desk", "service-centre").exit_code == 0
    twice = pipes(terminal, "mailto:a@szse.cn", "add", "--desk", "service-centre")
    assert "entered already" in twice.stderr


def test_mail_is_tried_and_doctor_says_what_leaves_the_house(terminal: Terminal, post: Post) -> None:
    terminal.types("users", "add", "lead", "--role", "supervisor")

    def doctor() -> dict[str, str]:
        return {
            found["what"]: found["state"] for found in json.loads(terminal.types("doctor", "--json").stdout)
        }

    assert doctor()["notices: in the console alone"] == "ok"
    assert any(
        what.startswith("when a promise took twice its time, nobody is told at service-centre")
        for what in doctor()
    )
    terminal.types("users", "add", "root", "--role", "admin")
    assert not any(what.startswith("when a promise took twice its time") for what in doctor())
    assert "no e-mail" in terminal.fails("notifiers", "test", "--user", "lead")
    assert "is no e-mail address" in terminal.fails("users", "set", "lead", "--email", "lead at szse")
    assert terminal.reads("users", "set", "lead", "--email", "lead@szse.cn")["email"] == "lead@szse.cn"
    assert "no mail server is set" in terminal.fails("notifiers", "test", "--user", "lead")

    terminal.environment["IVR_SMTP_URL"] = f"smtp://front:wrong@127.0.0.1:{post.port}"
    assert "IVR_SMTP_URL is set without IVR_MAIL_FROM" in doctor()
    terminal.environment["IVR_MAIL_FROM"] = "frontdesk@szse.cn"
    failed = terminal.fails("notifiers", "test", "--user", "lead")
    assert "did not accept the user and password" in failed and "wrong" not in failed
    terminal.environment["IVR_SMTP_URL"] = f"smtp://front:open%2Fsesame@127.0.0.1:{post.port}"
    assert terminal.types("notifiers", "test", "--user", "lead").exit_code == 0
    assert [letter["To"] for letter in post.letters] == ["lead@szse.cn"]
    assert doctor()["notices: mail from frontdesk@szse.cn; no channels"] == "note"
    terminal.environment["IVR_SMTP_URL"] = "http://mail"
    assert "IVR_SMTP_URL" in terminal.types("doctor").output


def test_addresses_are_shown_without_what_opens_them() -> None:
    assert addresses.masked(f"wecombot://{KEY}") == "wecombot://…5aaa"
    assert addresses.masked("jsons://u:p@hooks.szse.cn:8443/a/b?x=y") == "jsons://hooks.szse.cn:8443/…"
    assert addresses.masked("mailto:desk@szse.cn") == "mailto:desk@szse.cn"
