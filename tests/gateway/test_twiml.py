"""TwiML read strictly and written back; the defaults are those of Twilio's reference."""

from dataclasses import fields
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.gateway.twiml import (
    Dial,
    Document,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Number,
    Pause,
    Play,
    Queue,
    Record,
    Redirect,
    Reject,
    Say,
    Sip,
    TwimlError,
    parse,
    read_answer,
    render,
)

words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=40
).filter(lambda text: text == text.strip() and text != "")
urls = st.from_regex(r"(https://[a-z]{1,8})?/[a-z0-9/?&=<>\"'é语]{0,20}", fullmatch=True)
keys = st.text("0123456789#*", min_size=1, max_size=12)
methods = st.sampled_from(["GET", "POST"])
progress = st.lists(
    st.sampled_from(["initiated", "ringing", "answered", "completed"]), min_size=1, max_size=4
).map(tuple)
recording_events = st.lists(
    st.sampled_from(["in-progress", "completed", "absent"]), min_size=1, max_size=3
).map(tuple)
seconds = st.integers(1, 14400)
maybe = st.none()

BY_NAME = {
    "text": words,
    "voice": maybe | words,
    "language": maybe | st.sampled_from(["zh-CN", "en-US", "yue", "cmn-Hans-CN"]),
    "loop": st.integers(0, 1000),
    "length": seconds,
    "digits": maybe | keys,
    "input": st.just("dtmf"),
    "finish_on_key": st.sampled_from([*"0123456789#*", ""]),
    "num_digits": maybe | st.integers(1, 30),
    "max_length": seconds,
    "time_limit": seconds,
    "trim": st.sampled_from(["trim-silence", "do-not-trim"]),
    "record": st.sampled_from(["do-not-record", "record-from-answer-dual", "true"]),
    "recording_status_callback_event": recording_events,
    "status_callback_event": progress,
    "number": words,
    "uri": words,
    "name": words,
    "username": maybe | words,
    "password": maybe | words,
    "caller_id": maybe | words,
    "send_digits": maybe | keys,
    "reason": st.sampled_from(["rejected", "busy"]),
    "wait_url": maybe | urls | st.just(""),
}


def verb(kind, **given_strategies):
    """Any value of `kind`: each field by its name, else by its type."""
    hints = get_type_hints(kind)
    strategies = {}
    for field in fields(kind):
        name = field.name
        if name in given_strategies:
            strategies[name] = given_strategies[name]
        elif name in BY_NAME:
            strategies[name] = BY_NAME[name]
        elif name.endswith("method"):
            strategies[name] = methods
        elif hints[name] is bool:
            strategies[name] = st.booleans()
        elif name == "timeout":
            strategies[name] = st.integers(5, 600)
        else:
            strategies[name] = maybe | urls
    return st.builds(kind, **strategies)


says = verb(Say)
plays = verb(Play, url=urls)
pauses = verb(Pause)
prompts = st.lists(says | plays | pauses, max_size=4).map(tuple)
telephones = st.lists(verb(Number) | verb(Sip), min_size=1, max_size=4).map(tuple)
one_queue = verb(Queue).map(lambda queue: (queue,))
verbs = st.one_of(
    says,
    plays,
    pauses,
    verb(Gather, prompts=prompts),
    verb(Record, finish_on_key=keys | st.just("")),
    verb(Dial, targets=telephones | one_queue),
    verb(Enqueue),
    verb(Redirect, url=urls),
    verb(Reject),
    st.just(Leave()),
    st.just(Hangup()),
)


@given(st.lists(verbs, max_size=6).map(tuple).map(Document))
def test_what_is_rendered_is_read_back_equal(document):
    assert parse(render(document)) == document


DEFAULTS = [
    ("<Say>hi</Say>", Say("hi", voice=None, language=None, loop=1)),
    ("<Play>/a.wav</Play>", Play("/a.wav", loop=1, digits=None)),
    ('<Play digits="1w2"/>', Play("", digits="1w2")),
    ("<Pause/>", Pause(length=1)),
    # "timeout 5 … finishOnKey # … numDigits unlimited … actionOnEmptyResult false"
    ("<Gather/>", Gather(None, "POST", "dtmf", 5, "#", None, False, True, None, ())),
    # "timeout 5 … finishOnKey any digit, #, * … maxLength 3600 … playBeep true … trim-silence"
    (
        "<Record/>",
        Record(None, "POST", 5, "1234567890*#", 3600, True, "trim-silence", None, "POST", ("completed",)),
    ),
    # "timeout 30 … hangupOnStar false … timeLimit 14400 (4 hours) … record do-not-record"
    (
        "<Dial>+86139</Dial>",
        Dial((Number("+86139"),), None, "POST", 30, False, 14400, None, False, "do-not-record"),
    ),
    (
        "<Dial><Number>+86139</Number></Dial>",
        Dial((Number("+86139", None, "POST", None, None, "POST", ("completed",)),)),
    ),
    ("<Dial><Sip>sip:a@b</Sip></Dial>", Dial((Sip("sip:a@b"),))),
    ("<Dial><Queue>q</Queue></Dial>", Dial((Queue("q", None, "POST"),))),
    ("<Enqueue>q</Enqueue>", Enqueue("q", None, "POST", None, "POST")),
    ("<Redirect>/x</Redirect>", Redirect("/x", "POST")),
    ("<Reject/>", Reject("rejected")),
    ("<Hangup/>", Hangup()),
    ("<Leave/>", Leave()),
]


@pytest.mark.parametrize(("xml", "expected"), DEFAULTS)
def test_every_verb_has_twilios_defaults(xml, expected):
    assert parse(f"<Response>{xml}</Response>") == Document((expected,))


@pytest.mark.parametrize(
    ("inner", "code", "says"),
    [
        ("<Saay>hi</Saay>", 12200, "there is no verb <Saay> (did you mean <Say>?)"),
        ('<Gather numDigit="1"/>', 12200, "has no attribute numDigit (did you mean numDigits?)"),
        ('<Gather timeout="soon"/>', 12200, "must be a whole number of seconds"),
        ('<Gather timeout="-1"/>', 12200, "must be a whole number of seconds"),
        ('<Gather input="speech"/>', 12200, "must be dtmf"),
        ('<Gather finishOnKey="ab"/>', 12200, "one key"),
        ("<Gather><Record/></Gather>", 12200, "<Record> cannot stand in <Gather>"),
        ("<Gather>text</Gather>", 12200, "holds text"),
        ('<Record maxLength="0"/>', 12200, "1 to 14400 seconds"),
        ('<Record recordingStatusCallbackEvent="done"/>', 12200, "in-progress completed absent"),
        ('<Record playBeep="yes"/>', 12200, "true or false"),
        ("<Say/>", 12200, "<Say> is empty"),
        ("<Say><b>hi</b></Say>", 12200, "<b> cannot stand in <Say>"),
        ("<Dial/>", 12200, "says nobody to dial"),
        ("<Dial><Queue>a</Queue><Number>1</Number></Dial>", 12200, "stands alone"),
        ("<Dial>" + "<Number>1</Number>" * 11 + "</Dial>", 12200, "at most 10"),
        ('<Dial timeout="601">1</Dial>', 12200, "5 to 600 seconds"),
        ('<Redirect method="PUT">/x</Redirect>', 12200, "GET or POST"),
        ("hello", 12200, "<Response> holds text"),
        ("<Say>hi", 12100, "not well-formed"),
    ],
)
def test_what_is_no_twiml_is_an_error_with_a_clear_sentence(inner, code, says):
    with pytest.raises(TwimlError) as caught:
        parse(f"<Response>{inner}</Response>")
    assert caught.value.code == code
    assert says in caught.value.sentence


def test_document_types_and_entities_are_refused_before_anything_expands():
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Response><Say>&b;</Say></Response>'
    file = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><Response><Say>&f;</Say></Response>'
    for attack in (bomb, file, "<Response><Say>&unknown;</Say></Response>"):
        with pytest.raises(TwimlError) as caught:
            parse(attack)
        assert caught.value.code == 12100


def test_an_answer_over_64_kb_a_wrong_type_and_bad_text_have_twilios_numbers():
    with pytest.raises(TwimlError) as large:
        read_answer("text/xml", b"<Response>" + b" " * 65536 + b"</Response>")
    assert large.value.code == 11750
    with pytest.raises(TwimlError) as wrong:
        read_answer("application/json", b"{}")
    assert wrong.value.code == 12300
    with pytest.raises(TwimlError) as bad:
        read_answer("text/xml", b"<Response><Say>\xff</Say></Response>")
    assert bad.value.code == 12100
    with pytest.raises(TwimlError):
        parse("<Other/>")
    assert read_answer("text/html; charset=utf-8", b" ") == Document()


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_at_all_breaks_the_parser(text):
    try:
        parse(text)
    except TwimlError as error:
        assert error.code in (12100, 12200)
