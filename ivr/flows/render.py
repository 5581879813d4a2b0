"""Answers as TwiML. The only module of the scripts that knows the carrier's verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from ivr.flows.answers import (
    Ask,
    End,
    Hold,
    JoinCaller,
    Leave,
    Menu,
    Reject,
    Step,
    Take,
    Wait,
)
from ivr.flows.clips import SHIPPED
from ivr.flows.dispatch import Spoken
from ivr.flows.phrases import Language, Phrase, Piece
from ivr.flows.tongue import Tongue, play, speak


@dataclass(frozen=True)
class Addresses:
    """Where the carrier finds the steps of one call: each address names call, visit and step."""

    public_url: str
    call_id: int
    visit: int

    @property
    def here(self) -> str:
        return f"{self.call_id}/{self.visit}"

    def step(self, step: Step) -> str:
        return f"{self.public_url}/voice/calls/{self.here}/{step.name}"

    def recording(self, message: int) -> str:
        return f"{self.public_url}/voice/messages/{message}"

    def conversation(self, conversation: int) -> str:
        return f"{self.public_url}/voice/conversations/{conversation}"

    @property
    def ringing(self) -> str:
        """Five seconds of what a caller hears while a telephone rings."""
        return f"{self.public_url}/sounds/ringing.wav"


def twiml(spoken: Spoken, language: Language, at: Addresses, voices: Mapping[str, str] = SHIPPED) -> str:
    """The document that performs `spoken` in `language`, in the `voices` of the caller's edition."""
    tongue = Tongue(language, voices)
    match spoken.answer:
        case Menu(words=words, seconds=seconds):
            # A menu has no finishing key, so that # and * reach it as keys.
            return _asked(spoken, (words,), tongue, at, seconds=seconds, digits=1, finish="")
        case Hold(words=words, seconds=seconds, tone=tone):
            said = (words, at.ringing) if tone else (words,)
            return _asked(spoken, said, tongue, at, seconds=seconds, digits=1, finish="")
        case Ask() as ask:
            digits = ask.most if ask.exactly else None
            return _asked(spoken, (ask.words,), tongue, at, seconds=ask.seconds, digits=digits, finish="#")
    document = VoiceResponse()
    speak(document, spoken.before, tongue, at.public_url)
    _perform(document, spoken.answer, tongue, at)
    return str(document)


_HERE = "@here@"
_RECORDING_EVENTS = "in-progress completed absent"


@dataclass(frozen=True)
class _Gathered:
    """What is played while keys are listened for, and how they end."""

    heard: tuple[str | Piece, ...]
    seconds: int
    digits: int | None
    finish: str


def _asked(
    spoken: Spoken,
    said: tuple[Phrase | str, ...],
    tongue: Tongue,
    at: Addresses,
    *,
    seconds: int,
    digits: int | None,
    finish: str,
) -> str:
    gathered = _Gathered(tuple(tongue.heard((*spoken.before, *said))), seconds, digits, finish)
    return _gather(gathered, at.public_url, spoken.step.name).replace(_HERE, at.here)


@lru_cache(maxsize=512)
def _gather(asked: _Gathered, public_url: str, step: str) -> str:
    """The document of a menu, but for the call and the visit: most callers hear the same few, so each is made once.

    Everything is said inside the Gather: a key works from the first word. Which clips are heard is settled before, so
    that a voice replaced meanwhile makes another document.
    """
    document = VoiceResponse()
    gather = Gather(
        action=f"{public_url}/voice/calls/{_HERE}/{step}/keys",
        timeout=asked.seconds,
        num_digits=asked.digits,
        finish_on_key=asked.finish,
        action_on_empty_result=True,
    )
    play(gather, asked.heard, public_url)
    document.append(gather)
    return str(document)


def _perform(document: VoiceResponse, answer: object, tongue: Tongue, at: Addresses) -> None:
    match answer:
        case Take():
            _take(document, answer, tongue, at)
        case Wait():
            speak(document, (answer.words,), tongue, at.public_url)
            document.enqueue(answer.queue, action=at.step(answer.then), wait_url=at.step(answer.during))
        case Leave():
            document.leave()
        case JoinCaller():
            document.append(_join(answer, at))
        case Reject():
            document.reject()
        case End():
            speak(document, (answer.words,), tongue, at.public_url)
            document.hangup()
        case _:
            raise TypeError(f"{answer!r} cannot be performed")


def _join(join: JoinCaller, at: Addresses) -> Dial:
    # He is in his queue already. If he is not, nobody should listen to an empty one for half a minute.
    dial = Dial(action=at.step(join.then), timeout=5, **_recorded(join, at))
    dial.queue(join.queue)
    return dial


def _recorded(join: JoinCaller, at: Addresses) -> dict[str, str]:
    # On the leg that dials, never on the one that waits: so each conversation is recorded once.
    if join.conversation is None:
        return {}
    return {
        "record": "record-from-answer-dual",
        "recording_status_callback": at.conversation(join.conversation),
        "recording_status_callback_event": _RECORDING_EVENTS,
    }


def _take(document: VoiceResponse, take: Take, tongue: Tongue, at: Addresses) -> None:
    speak(document, (take.words,), tongue, at.public_url)
    document.record(
        action=at.step(take.then),
        max_length=take.most,
        finish_on_key="#",
        timeout=10,
        play_beep=True,
        trim="do-not-trim",
        recording_status_callback=at.recording(take.message),
        recording_status_callback_event=_RECORDING_EVENTS,
    )
    # Older carriers skip the action of an empty recording and fall through to here.
    document.redirect(at.step(take.nothing))
