"""From a :class:`Document` to TwiML, with the elements of Twilio's own library."""

from dataclasses import fields
from typing import Any

from twilio.twiml import TwiML, voice_response

from ivr.gateway.twiml.verbs import Dial, Document, Gather


def render(document: Document) -> str:
    """TwiML that :func:`~ivr.gateway.twiml.parsing.parse` reads back as an equal document."""
    response = voice_response.VoiceResponse()
    for verb in document.verbs:
        response.append(_element(verb))
    return str(response)


def _element(verb: Any) -> TwiML:
    element: TwiML = getattr(voice_response, type(verb).__name__)(**_words(verb), **_attributes(verb))
    inner = verb.prompts if isinstance(verb, Gather) else verb.targets if isinstance(verb, Dial) else ()
    for part in inner:
        element.append(_element(part))
    return element


_WORDS = {
    "Say": ("message", "text"),
    "Play": ("url", "url"),
    "Number": ("phone_number", "number"),
    "Sip": ("sip_url", "uri"),
    "Queue": ("name", "name"),
    "Enqueue": ("name", "name"),
    "Redirect": ("url", "url"),
}


def _words(verb: Any) -> dict[str, str]:
    """What stands between the tags, under the name Twilio's library has for it."""
    theirs, ours = _WORDS.get(type(verb).__name__, ("", ""))
    return {theirs: getattr(verb, ours)} if theirs else {}


def _attributes(verb: Any) -> dict[str, str]:
    """Only what differs from the default is written."""
    return {
        field.name: field.metadata["kind"].write(value)
        for field in fields(verb)
        if "kind" in field.metadata and (value := getattr(verb, field.name)) != field.default
    }
