"""Gather, proved attribute by attribute against Twilio's manual."""

import pytest


def hears(app, exchange, gather: str, todo, after: str = "<Say>after</Say>"):
    app.pages |= {"/voice/incoming": gather + after, "/keys": "<Say>keys</Say>"}
    call = exchange.dial("+8613800138000", "83183333", todo)
    exchange.run()
    return call


@pytest.mark.parametrize(
    ("gather", "todo", "digits"),
    [
        # "When the caller is done entering data, Twilio submits that data to the provided 'action' URL"
        ('<Gather action="/keys"/>', ["12", "#"], "12"),
        # "If the caller enters the finishOnKey, Digits leaves it out"
        ('<Gather action="/keys"/>', ["34#"], "34"),
        # "finishOnKey: one value that submits the received data"
        ('<Gather action="/keys" finishOnKey="*"/>', ["5#*"], "5#"),
        # "the empty string: only numDigits or the timeout ends it"
        ('<Gather action="/keys" finishOnKey=""/>', ["1#*"], "1#*"),
        # "numDigits: submits as soon as that many digits are entered"
        ('<Gather action="/keys" numDigits="1"/>', ["789"], "7"),
        ('<Gather action="/keys" numDigits="2"/>', ["7", "8"], "78"),
        # a finishing key counts before numDigits is reached
        ('<Gather action="/keys" numDigits="4"/>', ["12#"], "12"),
        # "timeout: waits for another digit, then submits the digits entered"
        ('<Gather action="/keys" timeout="3"/>', ["12", "wait:4", "3"], "12"),
        # "After the first digit is received the audio will stop playing"
        ('<Gather action="/keys" numDigits="1"><Say>long words</Say></Gather>', ["!4"], "4"),
        # "bargeIn false: the prompt is heard to its end", keys count all the same
        ('<Gather action="/keys" numDigits="1" bargeIn="false"><Say>long</Say></Gather>', ["!4"], "4"),
        # "actionOnEmptyResult true: a request is made with empty Digits"
        ('<Gather action="/keys" actionOnEmptyResult="true"/>', [], ""),
        ('<Gather action="/keys" actionOnEmptyResult="true"/>', ["#"], ""),
    ],
)
def test_keys_that_reach_the_action(app, exchange, gather, todo, digits):
    call = hears(app, exchange, gather, todo)
    form = app.form("/keys")
    assert form["Digits"] == digits
    assert form["CallSid"] == call.sid
    assert form["CallStatus"] == "in-progress"
    assert call.heard[-1].text == "keys"


@pytest.mark.parametrize(
    ("gather", "todo"),
    [
        # "If no input is received before timeout, <Gather> falls through to the next verb"
        ('<Gather action="/keys"/>', []),
        # "or if the caller enters the finishOnKey value before entering any other digits"
        ('<Gather action="/keys"/>', ["#"]),
        # keys before the Gather are heard by nobody
        ('<Say>wait</Say><Gather action="/keys" timeout="1"/>', ["!wait:0.1", "!wait:9", "5"]),
    ],
)
def test_no_keys_fall_through_to_the_next_verb(app, exchange, gather, todo):
    call = hears(app, exchange, gather, todo)
    assert app.forms("/keys") == []
    assert call.heard[-1].text == "after"


def test_the_timeout_begins_when_the_prompt_is_over(app, exchange, clock):
    start = clock()
    hears(app, exchange, '<Gather action="/keys" timeout="7"><Play>/clips/hello.wav</Play></Gather>', [], "")
    assert (clock() - start).total_seconds() == 9  # two seconds of clip, seven of patience


def test_each_key_begins_the_timeout_anew(app, exchange):
    todo = ["1", "wait:4", "2", "wait:4", "3"]
    hears(app, exchange, '<Gather action="/keys" timeout="5"/>', todo)
    assert app.form("/keys")["Digits"] == "123"


def test_an_interrupted_prompt_is_not_heard_further(app, exchange):
    call = hears(
        app,
        exchange,
        '<Gather action="/keys" numDigits="1"><Play>/clips/hello.wav</Play><Play>/clips/menu.wav</Play></Gather>',
        ["!1"],
    )
    assert call.heard[0].text == "您好"
    assert call.heard[0].clips == ["https://desk.example/clips/hello.wav"]
    assert call.pressed == ["1"]


def test_clips_heard_in_a_row_are_one_utterance(app, exchange):
    gather = '<Gather action="/keys"><Play>/clips/hello.wav</Play><Play>/clips/menu.wav</Play></Gather>'
    call = hears(app, exchange, gather, ["1#"])
    assert [heard.text for heard in call.heard] == ["您好请按一", "keys"]
    assert len(call.heard[0].clips) == 2


def test_without_action_the_document_is_fetched_again(app, exchange):
    pages = iter(["<Gather/>", "<Say>again</Say>"])
    app.pages["/voice/incoming"] = lambda request: next(pages)
    call = exchange.dial("+8613800138000", "83183333", ["1#"])
    exchange.run()
    assert [form.get("Digits") for form in app.forms("/voice/incoming")] == [None, "1"]
    assert call.heard[-1].text == "again"


def test_a_loop_that_takes_no_time_ends_with_an_apology(app, exchange):
    app.pages["/voice/incoming"] = "<Redirect>/voice/incoming</Redirect>"
    call = exchange.dial("+8613800138000", "83183333")
    exchange.run()
    assert "11100" in call.errors[-1]
    assert "application error" in call.text
    assert len(app.forms("/voice/incoming")) == 100


def test_get_carries_the_parameters_in_the_query(app, exchange):
    hears(app, exchange, '<Gather action="/keys?step=2" method="GET" numDigits="1"/>', ["6"])
    request = next(each for each in app.requests if "/keys" in each.url)
    assert request.method == "GET"
    assert "step=2&CallSid=" in request.url
    assert "Digits=6" in request.url
    assert not request.form
