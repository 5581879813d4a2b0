"""Answers as TwiML. The only module of the scripts that knows the carrier's verbs."""

from dataclasses import dataclass
from functools import lru_cache

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from ivr.flows.answers import (
    Ask,
    End,
    Hold,
    JoinCaller,
    JoinCustomer,
    Leave,
    Menu,
    Reject,
    Step,
    Take,
    Wait,
)
from ivr.flows.clips import clip_name
from ivr.flows.dispatch import Spoken
from ivr.flows.phrases import Language, Phrase

SAY = {"zh": "zh-CN", "en": "en-GB"}


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

    @property
    def ringing(self) -> str:
        """Five seconds of what a caller hears while a telephone rings."""
        return f"{self.public_url}/sounds/ringing.wav"

    def clip(self, name: str) -> str:
        return f"{self.public_url}/clips/{name}.wav"


def twiml(spoken: Spoken, language: Language, at: Addresses) -> str:
    """The document that performs `spoken` in `language`."""
    match spoken.answer:
        case Menu(words=words, seconds=seconds):
            # A menu has no finishing key, so that # and * reach it as keys.
            asked = _Gathered((*spoken.before, words), seconds, digits=1, finish="")
            return _gather(asked, language, at.public_url, spoken.step.name).replace(_HERE, at.here)
        case Hold(words=words, seconds=seconds, tone=tone):
            said = (*spoken.before, words, at.ringing) if tone else (*spoken.before, words)
            asked = _Gathered(said, seconds, digits=1, finish="")
            return _gather(asked, language, at.public_url, spoken.step.name).replace(_HERE, at.here)
        case Ask() as ask:
            asked = _Gathered(
                (*spoken.before, ask.words), ask.seconds, digits=ask.most if ask.exactly else None, finish="#"
            )
            return _gather(asked, language, at.public_url, spoken.step.name).replace(_HERE, at.here)
    document = VoiceResponse()
    _speak(document, spoken.before, language, at)
    _perform(document, spoken.answer, language, at)
    return str(document)


_HERE = "@here@"


@dataclass(frozen=True)
class _Gathered:
    """What is said while keys are listened for, and how they end."""

    said: tuple[Phrase | str, ...]
    seconds: int
    digits: int | None
    finish: str


@lru_cache(maxsize=512)
def _gather(asked: _Gathered, language: Language, public_url: str, step: str) -> str:
    """The document of a menu, but for the call and the visit: most callers hear the same few, so each is made once.

    Everything is said inside the Gather: a key works from the first word.
    """
    document = VoiceResponse()
    gather = Gather(
        action=f"{public_url}/voice/calls/{_HERE}/{step}/keys",
        timeout=asked.seconds,
        num_digits=asked.digits,
        finish_on_key=asked.finish,
        action_on_empty_result=True,
    )
    _speak(gather, asked.said, language, Addresses(public_url, 0, 0))
    document.append(gather)
    return str(document)


def _perform(document: VoiceResponse, answer: object, language: Language, at: Addresses) -> None:
    match answer:
        case Take():
            _take(document, answer, language, at)
        case Wait():
            _speak(document, (answer.words,), language, at)
            document.enqueue(answer.queue, action=at.step(answer.then), wait_url=at.step(answer.during))
        case Leave():
            document.leave()
        case JoinCaller():
            # He is in his queue already. If he is not, nobody should listen to an empty one for half a minute.
            dial = Dial(action=at.step(answer.then), timeout=5)
            dial.queue(answer.queue)
            document.append(dial)
        case JoinCustomer():
            _speak(document, (answer.words,), language, at)
            _customer(document, answer, at)
        case Reject():
            document.reject()
        case End():
            _speak(document, (answer.words,), language, at)
            document.hangup()
        case _:
            raise TypeError(f"{answer!r} cannot be performed")


def _take(document: VoiceResponse, take: Take, language: Language, at: Addresses) -> None:
    _speak(document, (take.words,), language, at)
    document.record(
        action=at.step(take.then),
        max_length=take.most,
        finish_on_key="#",
        timeout=10,
        play_beep=True,
        trim="do-not-trim",
        recording_status_callback=at.recording(take.message),
        recording_status_callback_event="in-progress completed absent",
    )
    # Older carriers skip the action of an empty recording and fall through to here.
    document.redirect(at.step(take.nothing))


def _customer(document: VoiceResponse, join: JoinCustomer, at: Addresses) -> None:
    dial = Dial(
        action=at.step(join.then), caller_id=join.shown, timeout=join.ring_for, record="do-not-record"
    )
    dial.number(
        join.number,
        url=join.notice_url,
        status_callback=join.status_url,
        status_callback_event="initiated ringing answered completed",
    )
    document.append(dial)


def _speak(
    verb: VoiceResponse | Gather, said: tuple[Phrase | str, ...], language: Language, at: Addresses
) -> None:
    for part in said:
        if isinstance(part, str):
            verb.play(part)
            continue
        for piece in part.pieces(language):
            name = clip_name(piece)
            if name:
                verb.play(at.clip(name))
            elif not piece.is_pause:
                verb.say(piece.text, language=SAY[piece.language])
