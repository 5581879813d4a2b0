"""A caller on a real SIP telephone, through a real Asterisk, to a message that is stored and a task that is owed."""

from pathlib import Path

from behind_asterisk import Desk, Phones, Switch, eventually, needs_asterisk
from sound import likeness
from world import SHORT

from ivr.gateway import audio
from ivr.gateway.machine.effects import Attention
from ivr.voicemail import Voicemail

pytestmark = needs_asterisk

NATIONAL_DAY = "2026-10-01T20:00"


def test_a_message_by_telephone_is_kept_as_it_was_spoken(switch: Switch, desk: Desk, phones: Phones) -> None:
    spoken = audio.read(Path(SHORT[1:]))
    phone = phones.caller()
    phone.dials(
        "83183333", phone.stream.keys("1"), phone.stream.speech(spoken, then="#"), "hang up", at=NATIONAL_DAY
    )

    desk.watch.until(Attention.PROMPT)
    desk.watch.until("sound_ended")
    phone.next()
    desk.watch.until(Attention.SPEECH)
    phone.next()
    desk.watch.until(Attention.PROMPT)
    phone.next()
    phone.ends()

    task = eventually(desk.stored)
    assert task["hotline"] == "83183333"
    assert task["due"].startswith("2026-10-08T09:00")
    with desk.system.database.reading() as session:
        message = session.query(Voicemail).one()
        kept = audio.decode(desk.system.store.get(message.original))
    assert likeness(kept, spoken) > 0.9
    assert switch.is_empty()
