"""Callers who hang up where it is least convenient, and those who should never have come."""

from conftest import Desk, Phones, Switch, eventually

from ivr import calls
from ivr.calls import Call
from ivr.gateway.machine.effects import Attention, Kind
from ivr.voicemail import Voicemail

NATIONAL_DAY = "2026-10-01T20:00"


def only_call(desk: Desk) -> Call | None:
    """The only call that there was, once it is known to be over."""
    with desk.system.database.reading() as session:
        rows = session.query(calls.Call).all()
        return rows[0] if len(rows) == 1 and rows[0].ended else None


def states(desk: Desk) -> list[str]:
    """How each message stands."""
    with desk.system.database.reading() as session:
        return [message.state for message in session.query(Voicemail)]


def test_a_hang_up_in_the_beep_leaves_a_task_and_no_message(
    switch: Switch, desk: Desk, phones: Phones
) -> None:
    phone = phones.caller()
    phone.dials("83183333", phone.stream.keys("1"), "hang up", at=NATIONAL_DAY)

    desk.watch.until(Attention.PROMPT)
    desk.watch.until("sound_ended")
    phone.next()
    desk.watch.until(Kind.BEEP)
    phone.next()
    phone.ends()

    call = eventually(lambda: only_call(desk))
    assert call.status == "completed"
    eventually(lambda: states(desk) == ["empty"])
    assert eventually(desk.task)["hotline"] == "83183333"
    eventually(lambda: switch.channels == [])


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

    eventually(lambda: switch.channels == [])
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
    eventually(lambda: switch.channels == [])
