"""Record: each line of TWILIO.md about it."""

import pytest

from ivr.gateway import audio
from ivr.gateway.faults import Faults

RECORD = (
    '<Record action="/taken" finishOnKey="#" maxLength="180" trim="do-not-trim" '
    'recordingStatusCallback="/told" recordingStatusCallbackEvent="in-progress completed absent"/>'
)


@pytest.fixture
def record(app, exchange):
    def place(todo, verb=RECORD):
        app.pages |= {
            "/voice/incoming": verb + "<Say>next verb</Say>",
            "/taken": "<Say>thanks</Say>",
            "/told": "",
        }
        call = exchange.dial("+8613800138000", "83183333", todo)
        exchange.run()
        return call

    return place


def test_what_was_spoken_is_in_the_recording(app, exchange, record, speech):
    call = record([f"@{speech}", "#"])
    taken, (begun, done) = app.form("/taken"), app.forms("/told")
    sid = done["RecordingSid"]
    assert taken["Digits"] == "#"
    assert taken["RecordingDuration"] == "4"
    assert taken["RecordingUrl"].endswith(
        f"/2010-04-01/Accounts/{exchange.board.account_sid}/Recordings/{sid}"
    )
    assert "RecordingSid" not in taken, "it is no documented parameter of action"
    assert begun["RecordingStatus"] == "in-progress"
    assert done["RecordingStatus"] == "completed"
    assert done["RecordingDuration"] == "4"
    assert done["CallSid"] == call.sid
    assert "From" not in done
    kept = exchange.store.media(sid)
    assert audio.decode(kept) == audio.read(speech)
    assert [recording.sid for recording in call.recordings] == [sid]
    assert call.heard[-1].text == "thanks"


def test_a_caller_who_hangs_up_while_recording_still_triggers_action(app, record, speech):
    call = record([f"@{speech}", "hangup"])
    taken = app.form("/taken")
    assert taken["Digits"] == "hangup"
    assert taken["CallStatus"] == "completed"
    assert taken["RecordingDuration"] == "4"
    assert "thanks" not in call.text, "the answer cannot be heard"
    assert app.form("/voice/status")["CallStatus"] == "completed"
    assert app.paths.index("/taken") < app.paths.index("/voice/status")


def test_the_greatest_length_ends_it(app, record, speech):
    call = record([f"@{speech}"], RECORD.replace('maxLength="180"', 'maxLength="2"'))
    assert call.recordings[0].seconds == 2.0
    assert "Digits" not in app.form("/taken"), "the greatest length ended it, not a key"


@pytest.mark.parametrize(
    ("todo", "code"),
    [
        (["#"], "16101"),  # too short
        (["hangup"], "16101"),
        (["!hangup"], "16101"),  # hung up during the beep
        ([], "16102"),  # five seconds of silence
        (["wait:3", "#"], "16102"),
        (["wait:3", "hangup"], "16102"),
    ],
)
def test_an_empty_recording_triggers_no_action_and_is_told_as_absent(app, record, todo, code):
    call = record(todo)
    assert app.forms("/taken") == []
    absent = app.forms("/told")[-1]
    assert absent["RecordingStatus"] == "absent"
    assert absent["ErrorCode"] == code
    assert call.recordings == []
    hung_up = "hangup" in str(todo)
    assert ("next verb" in call.text) is not hung_up


@pytest.mark.parametrize(("todo", "digits"), [([], None), (["wait:3", "hangup"], "hangup")])
def test_the_newer_way_keeps_silent_recordings(app, make_exchange, todo, digits):
    app.pages |= {"/voice/incoming": RECORD, "/taken": "", "/told": ""}
    exchange = make_exchange(Faults(silence_is_kept=True))
    call = exchange.dial("+8613800138000", "83183333", todo)
    exchange.run()
    assert app.form("/taken").get("Digits") == digits
    assert app.forms("/told")[-1]["RecordingStatus"] == "completed"
    assert len(call.recordings) == 1


def test_five_seconds_of_silence_end_it(app, exchange, record, speech, clock):
    start = clock()
    record([f"@{speech}"])
    assert "Digits" not in app.form("/taken")
    assert app.form("/taken")["RecordingDuration"] == "9"  # four of speech, five of silence
    assert (clock() - start).total_seconds() < 13


def test_silence_is_trimmed_unless_told_otherwise(app, record, tmp_path):
    spoken = (b"\x00\x10" * 40 + b"\x00\xf0" * 40) * 200
    path = tmp_path / "quiet ends.wav"
    path.write_bytes(audio.encode(audio.silence(3) + spoken + audio.silence(3)))
    call = record([f"@{path}", "#"], RECORD.replace(' trim="do-not-trim"', ""))
    assert call.recordings[0].seconds == pytest.approx(2 + 0.6)


def test_any_key_ends_it_unless_one_is_named(app, record, speech):
    record([f"@{speech}", "7"], '<Record action="/taken"/>')
    assert app.form("/taken")["Digits"] == "7"


def test_a_key_that_does_not_end_it_does_nothing(app, record, speech):
    record([f"@{speech}", "7", "#"])
    assert app.form("/taken")["Digits"] == "#"


def test_only_completed_is_told_when_no_events_are_asked_for(app, record, speech):
    record([f"@{speech}", "#"], '<Record action="/taken" recordingStatusCallback="/told"/>')
    assert [form["RecordingStatus"] for form in app.forms("/told")] == ["completed"]
    app.requests.clear()
    record(["wait:1", "#"], '<Record action="/taken" recordingStatusCallback="/told"/>')
    assert app.forms("/told") == []


def test_without_action_the_document_is_fetched_again(app, exchange, speech):
    pages = iter(["<Record/>", ""])
    app.pages["/voice/incoming"] = lambda request: next(pages)
    exchange.dial("+8613800138000", "83183333", [f"@{speech}", "#"])
    exchange.run()
    assert "RecordingUrl" in app.forms("/voice/incoming")[1]


def test_the_beep_is_not_recorded_and_can_be_left_out(app, record, speech, clock):
    start = clock()
    record([f"@{speech}", "#"], RECORD.replace("<Record", '<Record playBeep="false"'))
    beepless = clock() - start
    app.requests.clear()
    start = clock()
    record([f"@{speech}", "#"])
    assert (clock() - start - beepless).total_seconds() == 0.5
    assert app.form("/taken")["RecordingDuration"] == "4"


def test_the_file_is_whole_before_any_webhook_names_it(app, exchange, speech):
    found = []

    def taken(request):
        sid = request.form["RecordingUrl"].rsplit("/", 1)[1]
        found.append(audio.seconds(audio.decode(exchange.store.media(sid))))
        return ""

    app.pages |= {"/voice/incoming": RECORD, "/taken": taken, "/told": ""}
    exchange.dial("+8613800138000", "83183333", [f"@{speech}", "hangup"])
    exchange.run()
    assert found == [4.0]


def test_a_call_sent_elsewhere_while_recording_keeps_what_was_said(app, exchange, speech):
    sid = []

    def begin(request):
        sid.append(request.form["CallSid"])
        return RECORD

    app.pages |= {"/voice/incoming": begin, "/told": "", "/other": "<Say>elsewhere</Say>"}
    call = exchange.dial("+8613800138000", "83183333", [f"@{speech}"])
    account = exchange.board.account_sid
    exchange.after(
        3,
        lambda: exchange.rest(
            "POST",
            f"/2010-04-01/Accounts/{account}/Calls/{sid[0]}.json",
            {"Url": "https://desk.example/other"},
            (account, "a token for tests"),
        ),
    )
    exchange.run()
    assert app.forms("/taken") == []
    assert app.forms("/told")[-1]["RecordingStatus"] == "completed"
    assert call.heard[-1].text == "elsewhere"
    assert call.recordings[0].seconds == pytest.approx(2.5)


def test_a_recording_can_be_played_back_by_its_address(app, exchange, speech, clock):
    app.pages |= {
        "/voice/incoming": RECORD,
        "/taken": lambda request: f"<Play>{request.form['RecordingUrl']}</Play>",
        "/told": "",
    }
    start = clock()
    call = exchange.dial("+8613800138000", "83183333", [f"@{speech}", "#"])
    exchange.run()
    assert call.errors == []
    assert (clock() - start).total_seconds() == 0.5 + 4 + 4
