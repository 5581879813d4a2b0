"""Who is calling, where to ring back, and what others may see of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.telephony import CallerId, Contact, contact, e164, masked, outside_mainland

PLACEHOLDERS = ["anonymous", "restricted", "unavailable", "unknown", "blocked"]
KEYPAD = ["+266696687", "+7378742833", "+86282452253", "+8656696", "+2562533"]


@pytest.mark.parametrize(
    "raw",
    [
        *PLACEHOLDERS,
        *[word.upper() for word in PLACEHOLDERS],
        *KEYPAD,
        *[digits[1:] for digits in KEYPAD],
        "",
        "  ",
        None,
        "sip:anonymous@anonymous.invalid",
        '"Anonymous" <sip:anonymous@anonymous.invalid>',
        "sip:+266696687@carrier.example",
    ],
)
def test_a_hidden_caller_has_no_number(raw: str | None) -> None:
    caller = CallerId.parse(raw)
    assert caller.hidden
    assert caller.e164 is None


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+8613800138000", "+8613800138000"),
        ("13800138000", "+8613800138000"),
        ("013800138000", "+8613800138000"),  # the old way of ringing a mobile elsewhere
        ("8613800138000", "+8613800138000"),  # a carrier that leaves out the plus
        ("+86 138-0013-8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),  # full-width digits
        ("83182222", "+8675583182222"),
        ("0755-83182222", "+8675583182222"),
        ("(0755) 8318 2222", "+8675583182222"),
        ("075536383666", "+8675536383666"),
        ("076988888888", "+8676988888888"),  # Dongguan keeps its own area
        ("4008888888", "+864008888888"),
        ("0085223456789", "+85223456789"),
        ("+85223456789", "+85223456789"),
        ("+12025550123", "+12025550123"),
        ("sip:+8613800138000@pbx.example;user=phone", "+8613800138000"),
        ('"Li Wei" <sip:13800138000@10.0.0.1:5060>', "+8613800138000"),
        ("sip:%2B8613800138000@pbx.example", "+8613800138000"),
        ("tel:+8613800138000", "+8613800138000"),
        ("+86138\x0000138000", "+8613800138000"),
    ],
)
def test_one_person_however_the_number_is_written(raw: str, number: str) -> None:
    assert CallerId.parse(raw).e164 == number


@pytest.mark.parametrize(
    "raw",
    [
        "95588",
        "10086",
        "110",
        "1001",
        "sip:1001@pbx",
        "sip:alice@pbx.example",
        "client:agent-7",
        "+8612",
        "+0",
        "++",
    ],
)
def test_what_cannot_be_rung_back_has_no_number_but_is_not_hidden(raw: str) -> None:
    caller = CallerId.parse(raw)
    assert caller.e164 is None
    assert not caller.hidden
    assert caller.raw == raw


def test_a_caller_id_of_300_characters_is_kept_short_and_has_no_number() -> None:
    for raw in ("7" * 300, "x" * 300, "+86" + "1" * 297, "留" * 300):
        caller = CallerId.parse(raw)
        assert caller.e164 is None
        assert len(caller.raw) == 64


@given(st.text(max_size=400))
def test_anything_at_all_can_be_said_and_stored(raw: str) -> None:
    caller = CallerId.parse(raw)
    assert len(caller.raw) <= 64
    caller.raw.encode()
    assert caller.raw.isprintable()
    assert caller.e164 is None or e164(caller.e164) == caller.e164


@given(st.from_regex(r"1(3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}", fullmatch=True), st.data())
def test_separators_and_prefixes_never_make_another_person(mobile: str, data: st.DataObject) -> None:
    prefix = data.draw(st.sampled_from(["", "+86", "0086", "+86 ", "86"]))
    spread = "".join(digit + data.draw(st.sampled_from(["", " ", "-"])) for digit in mobile)
    assert CallerId.parse(prefix + spread).e164 == f"+86{mobile}"


@given(st.from_regex(r"[2-8][0-9]{7}", fullmatch=True))
def test_eight_digits_belong_to_our_area(local: str) -> None:
    expected = f"+86755{local}"
    assert contact(local) in (Contact(expected), None)
    assert contact(local) == contact("0755" + local)


@pytest.mark.parametrize(
    ("keyed", "found"),
    [
        ("075582345678", Contact("+8675582345678")),
        ("075582345678#", Contact("+8675582345678")),
        ("13800138000", Contact("+8613800138000")),
        ("0085223456789", Contact("+85223456789")),
        ("008613800138000", Contact("+8613800138000")),
        ("82345678", Contact("+8675582345678")),
        ("075582345678*6021", Contact("+8675582345678", "6021")),
        ("0755-82345678 转 6021", Contact("+8675582345678", "6021")),
        ("0755-82345678 ext. 12", Contact("+8675582345678", "12")),
        ("02088888888", Contact("+862088888888")),
    ],
)
def test_a_number_keyed_in(keyed: str, found: Contact) -> None:
    assert contact(keyed) == found


@pytest.mark.parametrize(
    "keyed",
    [
        "",
        "#",
        "*",
        "0",
        "00",
        "110",
        "12345",
        "1380013800",
        "138001380000",
        "0755",
        "00852",
        "1" * 300,
        "*123",
        "abc",
        *KEYPAD,
    ],
)
def test_nobody_could_be_rung_there(keyed: str) -> None:
    assert contact(keyed) is None


@given(st.text("0123456789*#", max_size=40))
def test_any_keys_give_a_number_or_none(keyed: str) -> None:
    found = contact(keyed)
    assert found is None or (found.e164.startswith("+") and found.e164[1:].isdecimal())


def test_another_area() -> None:
    assert contact("88888888", area="+86 769") == Contact("+8676988888888")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613812345678", "138****5678"),
        ("+8675583183333", "0755-****3333"),
        ("+862088888888", "020-****8888"),
        ("+85223456789", "+852 ****6789"),
        ("+12025550123", "+1 ****0123"),
        ("+864008888888", "****8888"),
        ("anonymous", "****"),
        ("", "****"),
        (None, "****"),
    ],
)
def test_what_may_be_shown(number: str | None, shown: str) -> None:
    assert masked(number) == shown


@given(st.from_regex(r"\+(86|852|1|44|65)[2-9][0-9]{6,10}", fullmatch=True))
def test_a_mask_never_shows_more_than_seven_digits_of_the_subscriber(number: str) -> None:
    assert number[-8:] not in masked(number).replace("-", "")
    assert "****" in masked(number)


@pytest.mark.parametrize(
    ("number", "outside"),
    [
        ("+8613800138000", False),
        ("+85223456789", True),
        ("+85366123456", True),
        ("+886912345678", True),
        ("x", False),
    ],
)
def test_outside_the_mainland(number: str, outside: bool) -> None:
    assert outside_mainland(number) is outside
