"""Callers who hang up where it is least convenient, and those who should never have come."""

from behind_asterisk import Desk, Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from small_app import SmallApp

from ivr.gateway.machine.effects import Kind

pytestmark = needs_asterisk


def test_a_hang_up_in_the_beep_is_told_as_a_recording_that_is_not_there(
    small_app: SmallApp, phones: Phones, switch: Switch, watch: Watch
) -> None:
    small_app.pages |= {
        "/voice/incoming": '<Record action="/taken" recordingStatusCallback="/told" '
        'recordingStatusCallbackEvent="completed absent"/>',
        "/told": "",
    }
    phone = phones.caller()
    phone.dials("83183333", "hang up")
    watch.until(Kind.BEEP)
    phone.ready()
    phone.next()
    phone.ends()

    assert small_app.form("/voice/status")["CallStatus"] == "completed"
    assert small_app.form("/told")["RecordingStatus"] == "absent"
    assert small_app.forms("/taken") == []
    assert switch.is_empty()


def test_a_hang_up_in_a_prompt_stops_it_and_asks_for_nothing_more(
    small_app: SmallApp, phones: Phones, switch: Switch, watch: Watch
) -> None:
    small_app.pages |= {
        "/voice/incoming": '<Gather action="/keys"><Play>/clips/long.wav</Play></Gather><Redirect>/more</Redirect>'
    }
    phone = phones.caller()
    phone.dials("83183333", "hang up")
    watch.until(Kind.CLIP)
    phone.next()
    phone.ends()

    assert small_app.form("/voice/status")["CallStatus"] == "completed"
    assert [path for path, _ in small_app.told] == ["/voice/incoming", "/voice/status"]
    assert switch.is_empty()


def test_a_hang_up_before_the_answer_is_a_call_that_never_began(
    switch: Switch, desk: Desk, phones: Phones
) -> None:
    desk.door.clear()
    phone = phones.caller()
    phone.dials("83183333", "cancel")
    eventually(lambda: [each["state"] for each in switch.channels] == ["Ring"])
    eventually(lambda: phone.saw("180 Ringing"))
    phone.next()
    phone.ends()
    desk.watch.until("drop")
    desk.door.set()

    assert switch.is_empty()
    assert [call["status"] for call in desk.gateway.calls()] == ["canceled"]
    assert desk.task() is None


def test_a_number_that_is_no_hotline_hears_so_and_is_hung_up_on(
    switch: Switch, desk: Desk, phones: Phones
) -> None:
    phone = phones.caller()
    phone.dials("83189999")

    desk.watch.until(Kind.CLIP)
    desk.watch.until("sound_ended")
    phone.ends()

    assert desk.task() is None
    assert switch.is_empty()
