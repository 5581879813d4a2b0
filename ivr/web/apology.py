"""What is said when nothing else can be: fixed documents that need no database."""

from collections.abc import Mapping
from urllib.parse import urlencode

from twilio.twiml.voice_response import VoiceResponse

from ivr.flows import words
from ivr.flows.clips import SHIPPED
from ivr.flows.tongue import Tongue, speak

Voices = Mapping[str, str]


def message_box(public_url: str, dialled: str, pretended: str = "", voices: Voices = SHIPPED) -> str:
    """An apology, then a recording that is adopted as a message of this call.

    The addresses carry the number that was `dialled`, and the moment a call pretends: perhaps nobody could write down
    yet that it began.
    """
    told = {name: value[:64] for name, value in (("to", dialled), ("at", pretended)) if value}
    to = f"?{urlencode(told)}" if told else ""
    document = VoiceResponse()
    speak(document, (words.broken(),), Tongue("zh", voices), public_url)
    document.record(
        action=f"{public_url}/voice/rescue{to}",
        max_length=180,
        finish_on_key="#",
        timeout=10,
        play_beep=True,
        trim="do-not-trim",
        recording_status_callback=f"{public_url}/voice/rescue/report{to}",
        recording_status_callback_event="completed absent",
    )
    speak(document, (words.goodbye(),), Tongue("zh", voices), public_url)
    document.hangup()
    return str(document)


def unknown_hotline(public_url: str, voices: Voices = SHIPPED) -> str:
    """A polite refusal to whoever reached a number that is no hotline."""
    document = VoiceResponse()
    speak(document, (words.unknown_hotline(),), Tongue("zh", voices), public_url)
    document.hangup()
    return str(document)


def notice(public_url: str, queue: str, voices: Voices = SHIPPED) -> str:
    """To a customer we ring back: who rings, and that it is recorded; then the agent who waits in `queue`.

    They are not recorded: nobody can say now whether that hotline is.
    """
    document = VoiceResponse()
    speak(document, (words.notice(recorded=True),), Tongue("zh", voices), public_url)
    document.dial(timeout=5).queue(queue)
    return str(document)


def thanks(public_url: str, voices: Voices = SHIPPED) -> str:
    """The end of a message box."""
    document = VoiceResponse()
    speak(document, (words.goodbye(),), Tongue("zh", voices), public_url)
    document.hangup()
    return str(document)


def leave() -> str:
    """Out of the queue that cannot be waited in."""
    document = VoiceResponse()
    document.leave()
    return str(document)


def nothing() -> str:
    """An empty document: the carrier reported, and nobody listens."""
    return str(VoiceResponse())
