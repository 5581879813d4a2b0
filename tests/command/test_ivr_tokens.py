"""`ivr tokens`: made, listed, revoked; each shown once."""

import re

from terminal import Terminal


def test_a_token_is_shown_once_listed_without_itself_and_revoked(terminal: Terminal) -> None:
    terminal.types("users", "add", "robot", "--role", "auditor")
    assert terminal.types("tokens", "list").stdout == "No token: no other program is let in.\n"
    made = terminal.types("tokens", "add", "wallboard", "--user", "robot")
    assert made.exit_code == 0
    token = made.stdout.splitlines()[0]
    assert re.fullmatch(r"ivr_[\w-]{43}", token)
    assert "wallboard sees what robot sees; the token is shown only now." in made.stdout

    (listed,) = terminal.reads("tokens", "list")
    assert set(listed) == {"name", "user", "made", "last_used", "opens"}
    assert (listed["name"], listed["user"], listed["last_used"], listed["opens"]) == (
        "wallboard",
        "robot",
        None,
        True,
    )
    assert "never used" in terminal.types("tokens", "list").stdout
    assert "already" in terminal.fails("tokens", "add", "wallboard", "--user", "robot")

    assert terminal.types("tokens", "revoke", "wallboard").stdout == "wallboard opens nothing any more.\n"
    assert terminal.reads("tokens", "list") == []
    assert terminal.reads("tokens", "add", "wallboard", "--user", "robot")["token"] != token


def test_what_cannot_be_is_one_line(terminal: Terminal) -> None:
    terminal.types("users", "add", "robot")
    assert "no user is called nobody" in terminal.fails("tokens", "add", "wallboard", "--user", "nobody")
    assert "cannot be a token's name" in terminal.fails("tokens", "add", "wall board", "--user", "robot")
    assert "no token called wallboard" in terminal.fails("tokens", "revoke", "wallboard")
