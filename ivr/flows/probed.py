"""What a test call of our own meets: the very script of its hotline, up to its key. Then it is thanked."""

from dataclasses import dataclass

from ivr.calls import Led
from ivr.flows import words
from ivr.flows.answers import End
from ivr.flows.caller import Caller
from ivr.flows.clips import clip_name, kept, path
from ivr.probes import KEY
from ivr.system import System
from ivr.voicemail import StoreError


@dataclass(frozen=True)
class Tested:
    """The end of a test call, and what its key meant."""

    answer: End
    led: Led


def answer(caller: Caller) -> Tested | None:
    """What follows the key of a test call, or its absence; None when it is no test call after all.

    Somebody in the house may show the same number. Whoever presses any other key is a caller from then on.
    """
    if caller.keys == KEY:
        caller.call.language = "en"
        return Tested(End(words.goodbye()), Led.LANGUAGE)
    if not caller.keys:
        return Tested(End(words.goodbye()), Led.SILENCE)
    caller.call.probe = False
    return None


def greeting(system: System, number: str) -> bytes | None:
    """The WAV of the first words that a caller of the hotline hears; None where there is no clip of them, and for a
    hotline that is no longer in the schedule."""
    edition = system.book.current()
    hotline = edition.schedule.hotlines.get(number)
    if hotline is None:
        return None
    name = clip_name(words.greeting(hotline.flow).zh[0], edition.voices)
    if name is None:
        return None
    shipped = path(name)
    try:
        return shipped.read_bytes() if shipped else kept.sound(system.store, name)
    except (OSError, StoreError):
        return None
