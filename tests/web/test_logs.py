"""Logs are for machines to read and for anybody to see: no number in clear, no secret, whoever wrote the line."""

import json
import logging
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ivr import logs
from ivr.app import create_app
from ivr.database import Database
from ivr.settings import Settings

NUMBER = "13800138000"


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    return line


@pytest.mark.parametrize(
    "said",
    [
        NUMBER,
        f"+86{NUMBER}",
        f"rang {NUMBER}.",  # a number at the end of a sentence
        f"From=%2B86{NUMBER}&To=83183333",  # as a form carries it
        f"sip:+86{NUMBER}@example.com",
        f"('CA1', '+86{NUMBER}')",
        {"caller": [f"+86{NUMBER}"]},
    ],
)
def test_numbers_are_concealed_wherever_they_stand(said: object) -> None:
    line = logs.conceal(None, "", {"event": said})
    assert NUMBER not in str(line)
    assert "8000" not in str(line)


@pytest.mark.parametrize("said", ["CA0123456789abcdef0123456789abcdef", "127.0.0.1:8000", "0.0031234567"])
def test_what_is_no_number_stays_readable(said: str) -> None:
    assert logs.conceal(None, "", {"event": said})["event"] == said


def test_the_web_part_logs_like_this_by_itself(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """gunicorn imports the application into processes in which no command has run."""
    structlog.reset_defaults()
    create_app(settings)

    structlog.get_logger("voice").warning("somebody rang", number=NUMBER, token="sesame")
    line = last_line(capsys)
    assert (line["event"], line["number"], line["token"]) == ("somebody rang", "…00", "…")


def test_libraries_lines_are_concealed_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        raise RuntimeError(f"cannot ring +86{NUMBER}")
    except RuntimeError:
        logging.getLogger("some.library").exception("a library failed for %s", NUMBER)

    line = last_line(capsys)
    assert line["event"] == "a library failed for …00"
    assert NUMBER not in str(line)


def test_an_error_of_the_database_does_not_show_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as failed, database.writing() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "a customer's words"})
    assert "customer" not in str(failed.value)
