"""What is said when nothing else can be: fixed documents that need no database."""

from urllib.parse import urlencode

from twilio.twiml.voice_response import VoiceResponse

from ivr.flows import words
from ivr.flows.clips import clip_name
from ivr.flows.phrases import Language, Phrase
from ivr.flows.render import SAY


def message_box(public_url: str, dialled: str, pretended: str = "") -> str:
    """An apology, then a recording that is adopted as a message of this call.

    The addresses carry the number that was `dialled`, and the moment a call pretends: perhaps nobody could write down
    yet that it began.
    """
    told = {name: value[:64] for name, value in (("to", dialled), ("at", pretended)) if value}
    to = f"?{urlencode(told)}" if told else ""
    document = VoiceResponse()
    _say(document, public_url, words.broken())
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
    _say(document, public_url, words.goodbye())
    document.hangup()
    return str(document)


def unknown_hotline(public_url: str) -> str:
    """A polite refusal to whoever reached a number that is no hotline."""
    document = VoiceResponse()
    _say(document, public_url, words.unknown_hotline())
    document.hangup()
    return str(document)


def notice(public_url: str, language: Language, *, recorded: bool) -> str:
    """What a customer hears before the agent is joined: who rings, and that it is recorded."""
    document = VoiceResponse()
    _say(document, public_url, words.notice(recorded=recorded), language)
    return str(document)


def thanks(public_url: str) -> str:
    """The end of a message box."""
    document = VoiceResponse()
    _say(document, public_url, words.goodbye())
    document.hangup()
    return str(document)


def nothing() -> str:
    """An empty document: the carrier reported, and nobody listens."""
    return str(VoiceResponse())


def _say(document: VoiceResponse, public_url: str, phrase: Phrase, language: Language = "zh") -> None:
    for piece in phrase.pieces(language):
        name = clip_name(piece)
        if name:
            document.play(f"{public_url}/clips/{name}.wav")
        elif not piece.is_pause:
            document.say(piece.text, language=SAY[piece.language])
