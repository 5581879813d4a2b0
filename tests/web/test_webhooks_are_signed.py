"""The carrier is verified: nothing unsigned is answered, and nothing it says costs us anything."""

import json

import pytest
from world import MOBILE, World

FORM = {"CallSid": "CA" + "0" * 32, "From": MOBILE, "To": "+8675583183333", "CallStatus": "ringing"}


@pytest.mark.parametrize(
    "path",
    [
        "/voice/incoming",
        "/voice/status",
        "/voice/messages/1",
        "/voice/fallback",
        "/voice/calls/1/1/business.closed/keys",
    ],
)
def test_unsigned_is_refused_everywhere(world: World, path: str) -> None:
    assert world.post(path, FORM, signed=False).status_code == 403


def test_a_parameter_changed_on_the_way_is_refused(world: World) -> None:
    from twilio.request_validator import RequestValidator

    keys = world.system.settings.secrets
    form = {"AccountSid": keys.gateway_sid, **FORM}
    url = world.system.settings.public_url + "/voice/incoming"
    signature = RequestValidator(keys.gateway_token).compute_signature(url, form)
    answer = world.phone.app.test_client().post(
        "/voice/incoming", data={**form, "To": "+8675536383666"}, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


def test_the_refusal_is_logged_without_secrets_or_numbers(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    from ivr import logs

    logs.configure()
    world.post("/voice/incoming", FORM, signed=False)

    line = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert line["event"] == "unsigned webhook refused"
    assert "13800138000" not in str(line)
    assert world.system.settings.secrets.gateway_token not in str(line)


def test_a_repeat_gets_the_first_answer_word_for_word(world: World) -> None:
    first = world.post("/voice/incoming", FORM)
    again = world.post("/voice/incoming", FORM)

    assert first.status_code == 200
    assert first.data == again.data


def test_pretended_time_is_for_our_own_gateway_on_loopback_alone(world: World, settings) -> None:
    answer = world.post("/voice/incoming", {**FORM, "IvrAt": "2026-10-01T20:00:00+08:00"})
    assert answer.status_code == 200
    assert world.post("/voice/incoming", {**FORM, "CallSid": "CA2", "IvrAt": "tomorrow"}).status_code == 400


ABSURD = [
    ({}, 200),  # no call at all: refused politely, in words
    ({**FORM, "From": "x" * 300}, 200),
    ({**FORM, "From": ""}, 200),
    ({**FORM, "CallStatus": "dancing"}, 200),
    ({**FORM, "Digits": "9" * 500}, 200),
    ({**FORM, "To": "not a number"}, 200),
]


@pytest.mark.parametrize(("form", "status"), ABSURD)
def test_absurd_parameters_get_a_clear_answer(world: World, form: dict[str, str], status: int) -> None:
    answer = world.post("/voice/incoming", form)
    assert answer.status_code == status
    assert answer.data.startswith(b"<?xml")


def test_a_body_that_is_no_form_is_said_to_be_none(world: World) -> None:
    answer = world.phone.app.test_client().post(
        "/voice/incoming", data=b"{}", content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.text == "a carrier's webhook is a form"


def test_a_step_of_another_call_is_not_answered(world: World) -> None:
    world.post("/voice/incoming", FORM)
    world.post("/voice/incoming", {**FORM, "CallSid": "CA" + "1" * 32})

    assert (
        world.post("/voice/calls/1/1/business.opened/keys", {**FORM, "CallSid": "CA" + "1" * 32}).status_code
        == 404
    )


def test_keys_where_none_are_expected_change_nothing(world: World) -> None:
    world.post("/voice/incoming", FORM)
    answer = world.post("/voice/status", {**FORM, "Digits": "1", "CallStatus": "in-progress"})

    assert answer.status_code == 200
    assert world.tasks() == []


def test_an_error_in_a_step_ends_in_an_apology_and_a_message_box(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ivr.flows import dispatch

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(dispatch, "_menu", broken)
    call = world.caller().dials(
        "83183333", "1", f"@{(__import__('world')).SAMPLES / 'zh-short-callback.wav'}", "#"
    )

    call.hears("很抱歉，系统暂时有问题，请在提示音后留言。", "感谢来电，再见。")
    assert [message["state"] for message in world.task()["messages"]] == ["stored"]


@pytest.mark.parametrize("sid", ["C" * 300, "CA1; DROP", "CA\x001"])
def test_a_call_without_a_usable_name_is_told_so(world: World, sid: str) -> None:
    for path in ("/voice/incoming", "/voice/status", "/voice/rescue"):
        answer = world.post(path, {**FORM, "CallSid": sid, "CallStatus": "completed"})
        assert (answer.status_code, answer.text) == (400, "CallSid is no name of a call")
