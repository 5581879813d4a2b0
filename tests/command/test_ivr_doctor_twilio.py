"""`ivr doctor` about a Twilio account: what is wrong with the setting, and, where it may ask, with what Twilio has."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import fake_twilio
import pytest
from fake_twilio import SID, FakeTwilio
from terminal import SHIPPED, Terminal

TOKEN = "0123456789abcdef" * 2
NUMBER = "+14155550100"
REACHED = SHIPPED.replace("flow: business\n", f'flow: business\n    reached_by: ["{NUMBER}"]\n', 1)
SHOWN = REACHED.replace("flow: business\n", f'flow: business\n    show_as: "{NUMBER}"\n', 1)
PUBLIC = "https://hotline.example.com"


@pytest.fixture
def at_twilio(terminal: Terminal) -> Terminal:
    """An installation with everything as it should be."""
    terminal.publishes(SHOWN)
    terminal.environment |= {
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "IVR_PUBLIC_URL": PUBLIC,
    }
    return terminal


def told(terminal: Terminal, *more: str) -> dict[str, dict[str, str]]:
    """What doctor finds, by the words it begins with."""
    printed = terminal.types("doctor", "--json", *more)
    assert TOKEN not in printed.output
    return {found["what"]: found for found in json.loads(printed.stdout)}


def about(found: dict[str, dict[str, str]], words: str) -> dict[str, str]:
    return next(finding for what, finding in found.items() if words in what)


@pytest.mark.parametrize(
    ("given", "missing"),
    [("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"), ("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID")],
)
def test_half_an_account_is_told_beside_all_the_rest(terminal: Terminal, given: str, missing: str) -> None:
    terminal.environment[given] = SID if given.endswith("SID") else TOKEN
    found = told(terminal)
    assert found[f"{given} is set without {missing}"]["state"] == "wrong"
    assert about(found, "schedule: version")["state"] == "ok", "the rest is looked at all the same"
    assert terminal.types("doctor").exit_code == 1
    assert missing in terminal.fails("serve"), "nothing else starts with it"


def test_a_setting_that_is_right_is_told_so_with_what_to_enter_at_twilio(at_twilio: Terminal) -> None:
    found = told(at_twilio)
    right = about(found, "Twilio's number is to POST to")
    assert right["state"] == "ok"
    for path in ("/voice/incoming", "/voice/fallback", "/voice/status"):
        assert f"{PUBLIC}{path}" in right["what"]
    words = ("TWILIO_", "IVR_PUBLIC_URL", "reached by", "shown to", "mainland")
    assert not [what for what in found if any(word in what for word in words)]


def test_the_page_says_what_doctor_says(at_twilio: Terminal) -> None:
    page = (Path(__file__).parents[2] / "docs" / "twilio.md").read_text(encoding="utf-8")
    entered = re.findall(r"`POST (https://hotline\.example\.com/voice/\w+)`", page)
    assert len(entered) == 3
    right = about(told(at_twilio), "Twilio's number is to POST to")["what"]
    assert re.findall(r"https://[\w./]+", right) == entered


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://127.0.0.1:8000", "which Twilio cannot reach"),
        ("https://localhost", "which Twilio cannot reach"),
        ("https://10.1.2.3", "which Twilio cannot reach"),
        ("https://frontdesk", "which Twilio cannot reach"),
        ("https://frontdesk.local", "which Twilio cannot reach"),
        ("http://hotline.example.com", "would travel in clear"),
    ],
)
def test_an_address_that_will_not_do(at_twilio: Terminal, url: str, what: str) -> None:
    at_twilio.environment["IVR_PUBLIC_URL"] = url
    finding = about(told(at_twilio), f"IVR_PUBLIC_URL is {url}")
    assert what in finding["what"]
    assert (finding["state"], "https://" in finding["do"]) == ("wrong", True)


def test_credentials_that_cannot_be(at_twilio: Terminal) -> None:
    at_twilio.environment |= {
        "TWILIO_ACCOUNT_SID": "SK" + "a" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN[1:],
        "TWILIO_REGION": "ie1",
    }
    found = told(at_twilio)
    assert about(found, "is no account's SID")["state"] == "wrong"
    assert about(found, "does not look like an auth token")["state"] == "note"
    assert about(found, "TWILIO_REGION has no say")["state"] == "note"


def test_numbers_that_lead_nowhere(at_twilio: Terminal) -> None:
    at_twilio.publishes(SHIPPED)
    assert about(told(at_twilio), "no hotline is reached")["state"] == "wrong"
    at_twilio.publishes(REACHED)
    assert about(told(at_twilio), "shown to whom we ring: +8675583183333")["state"] == "note"


def test_telephones_that_twilio_does_not_ring(at_twilio: Terminal) -> None:
    at_twilio.types("users", "add", "li", "--desk", "service-centre", "--phone", "+8613900000001")
    assert about(told(at_twilio), "1 telephone of ours in mainland China")["state"] == "note"


# Asking Twilio


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch, at_twilio: Terminal) -> Iterator[FakeTwilio]:
    with fake_twilio.running() as fake:
        monkeypatch.setattr("ivr.telephony.accounts.TWILIO", fake.url)
        at_twilio.environment["TWILIO_AUTH_TOKEN"] = fake_twilio.TOKEN
        yield fake


def test_twilio_is_asked_only_where_it_may_be(at_twilio: Terminal, twilio: FakeTwilio) -> None:
    told(at_twilio)
    assert twilio.seen == []
    twilio.bought(
        NUMBER,
        **{"voice_method": "POST", "voice_url": f"{PUBLIC}/voice/incoming"},
        **{"voice_fallback_method": "POST", "voice_fallback_url": f"{PUBLIC}/voice/fallback"},
        **{"status_callback_method": "POST", "status_callback": f"{PUBLIC}/voice/status"},
    )
    found = told(at_twilio, "--online")
    assert found["Twilio knows the account"]["state"] == "ok"
    assert found[f"{NUMBER} rings 83183333"]["state"] == "ok"


def test_what_is_entered_at_twilio_wrongly_is_told(at_twilio: Terminal, twilio: FakeTwilio) -> None:
    assert about(told(at_twilio, "--online"), f"{NUMBER} is no number of the account")["state"] == "note"
    twilio.bought(NUMBER, voice_method="GET", voice_url=f"{PUBLIC}/voice/incoming")
    finding = told(at_twilio, "--online")[f"{NUMBER} does not post to us as it should"]
    assert finding["state"] == "wrong"
    for name, path in (("voice", "incoming"), ("fallback", "fallback"), ("status", "status")):
        assert f"{name} POST {PUBLIC}/voice/{path}" in finding["do"]


def test_a_twilio_that_does_not_know_us_and_one_that_is_not_there(
    at_twilio: Terminal, twilio: FakeTwilio
) -> None:
    at_twilio.environment["TWILIO_AUTH_TOKEN"] = TOKEN
    assert about(told(at_twilio, "--online"), "Twilio does not let us in")["state"] == "wrong"
    twilio.answer_with = (503, b"", {})
    assert about(told(at_twilio, "--online"), "Twilio could not be asked")["state"] == "note"
