"""From phrases to what is played: clips in the voices of an edition, or the carrier's own voice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse

from ivr.flows.clips import clip_name
from ivr.flows.phrases import Language, Phrase, Piece

_SAY = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class Tongue:
    """In which language somebody is spoken to, and in which voices."""

    language: Language
    voices: Mapping[str, str]

    def heard(self, said: tuple[Phrase | str, ...]) -> Iterator[str | Piece]:
        """What is played: names of clips, whole addresses, and the pieces that only the carrier can read."""
        for part in said:
            if isinstance(part, str):
                yield part
                continue
            for piece in part.pieces(self.language):
                name = clip_name(piece, self.voices)
                if name or not piece.is_pause:
                    yield name or piece


def speak(
    verb: VoiceResponse | Gather, said: tuple[Phrase | str, ...], tongue: Tongue, public_url: str
) -> None:
    """Has phrases, and recordings by their addresses, played one after the other."""
    play(verb, tuple(tongue.heard(said)), public_url)


def play(verb: VoiceResponse | Gather, heard: tuple[str | Piece, ...], public_url: str) -> None:
    """Has what a tongue `heard` played: clips, recordings, and what the carrier's own voice must read."""
    for each in heard:
        if isinstance(each, Piece):
            verb.say(each.text, language=_SAY[each.language])
        else:
            verb.play(each if "/" in each else f"{public_url}/clips/{each}.wav")
