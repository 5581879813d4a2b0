"""403 or not: what a signature must cover."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ivr.telephony import Account, Carrier, signed_address

SID, TOKEN = "AC" + "b" * 32, "another token"
URL = "https://ivr.example/voice/calls/7/1/business.closed"
FORM = {"CallSid": "CA1", "AccountSid": SID, "From": "+8613800138000", "Digits": ""}
CARRIER = Carrier([Account(SID, TOKEN, "gateway", "http://127.0.0.1:1")])


def signature(url: str, params: dict[str, str]) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, params))


def test_what_the_account_signed_is_accepted() -> None:
    assert CARRIER.verify(SID, URL, FORM, signature(URL, FORM))
    assert CARRIER.verify(SID, URL, MultiDict(FORM), signature(URL, FORM))


@pytest.mark.parametrize(
    "url",
    [
        "https://ivr.example:443/voice/calls/7/1/business.closed",  # Twilio writes the port or leaves it out
        URL,
    ],
)
def test_the_default_port_may_be_written_or_not(url: str) -> None:
    assert CARRIER.verify(SID, URL, FORM, signature(url, FORM))


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (URL, {**FORM, "From": "+8613800138001"}),  # a value changed
        (URL, {**FORM, "Extra": "1"}),  # a parameter more
        (URL, {k: v for k, v in FORM.items() if k != "From"}),  # a parameter less
        (URL + "?at=2026-10-01", FORM),  # a query more
        ("http://ivr.example/voice/calls/7/1/business.closed", FORM),  # another scheme
        ("https://evil.example/voice/calls/7/1/business.closed", FORM),  # another host
    ],
)
def test_any_change_is_refused(url: str, form: dict[str, str]) -> None:
    assert not CARRIER.verify(SID, url, form, signature(URL, FORM))


def test_a_second_value_of_a_parameter_counts() -> None:
    doubled = MultiDict([*FORM.items(), ("Digits", "1")])
    assert not CARRIER.verify(SID, URL, doubled, signature(URL, FORM))


@pytest.mark.parametrize("account", ["", None, "AC" + "c" * 32])
def test_an_account_we_do_not_have_is_false(account: str | None) -> None:
    assert not CARRIER.verify(account, URL, FORM, signature(URL, FORM))


@pytest.mark.parametrize("said", [None, "", "签名", "x" * 100_000])
def test_no_signature_is_false(said: str | None) -> None:
    assert not CARRIER.verify(SID, URL, FORM, said)


def test_a_json_body_is_covered_by_its_hash() -> None:
    body = '{"a": "留言"}'
    url = f"{URL}?bodySHA256={sha256(body.encode()).hexdigest()}"
    assert CARRIER.verify(SID, url, body, signature(url, {}))
    assert CARRIER.verify(SID, url, body.encode(), signature(url, {}))
    assert not CARRIER.verify(SID, url, body + " ", signature(url, {}))
    assert not CARRIER.verify(SID, URL, body, signature(URL, {})), "a body without a hash is not covered"
    assert not CARRIER.verify(SID, url, b"\xff\xfe", signature(url, {}))


@given(st.text(max_size=200), st.text(max_size=50), st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_strangers_never_raise(url: str, said: str, params: dict[str, str]) -> None:
    try:
        (url + said).encode()
        "".join([*params, *params.values()]).encode()
    except UnicodeEncodeError:
        return  # cannot arrive over HTTP
    assert not CARRIER.verify(SID, "https://ivr.example/" + url, params, said)


@pytest.mark.parametrize(
    ("target", "signed"),
    [
        ("/voice/incoming", "https://ivr.example/voice/incoming"),
        ("/voice/incoming?", "https://ivr.example/voice/incoming"),
        ("/voice/a%20b?x=%E4%BD%A0&y", "https://ivr.example/voice/a%20b?x=%E4%BD%A0&y"),
        # a proxy may send the whole address; only path and query are believed
        ("http://internal:8000/voice/incoming?a=1", "https://ivr.example/voice/incoming?a=1"),
    ],
)
def test_the_signed_address_is_the_configured_one(target: str, signed: str) -> None:
    assert signed_address("https://ivr.example/", target) == signed
