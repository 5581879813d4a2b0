"""Answers as TwiML. The only module of the scripts that knows the carrier's verbs."""

from dataclasses import dataclass

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

    def step(self, step: Step) -> str:
        return f"{self.public_url}/voice/calls/{self.call_id}/{self.visit}/{step.name}"

    def keys(self, step: Step) -> str:
        return f"{self.step(step)}/keys"

    def recording(self, message: int) -> str:
        return f"{self.public_url}/voice/messages/{message}"

    def clip(self, name: str) -> str:
        return f"{self.public_url}/clips/{name}.wav"


def twiml(spoken: Spoken, language: Language, at: Addresses) -> str:
    """The document that performs `spoken` in `language`."""
    document = VoiceResponse()
    match spoken.answer:
        case Menu() as menu:
            _listen(document, spoken, menu.words, language, at, seconds=menu.seconds)
        case Hold() as hold:
            _listen(document, spoken, hold.words, language, at, seconds=hold.seconds)
        case Ask() as ask:
            _listen(document, spoken, ask.words, language, at, seconds=ask.seconds, ask=ask)
        case Reject():
            document.reject()
        case other:
            _speak(document, spoken.before, language, at)
            _perform(document, other, language, at)
    return str(document)


def _listen(
    document: VoiceResponse,
    spoken: Spoken,
    words: Phrase,
    language: Language,
    at: Addresses,
    *,
    seconds: int,
    ask: Ask | None = None,
) -> None:
    """Everything is said inside the Gather: a key works from the first word."""
    # A menu has no finishing key, so that # and * reach it as keys.
    number = ask.most if ask and ask.exactly else None if ask else 1
    gather = Gather(
        action=at.keys(spoken.step),
        timeout=seconds,
        num_digits=number,
        finish_on_key="#" if ask else "",
        action_on_empty_result=True,
    )
    _speak(gather, (*spoken.before, words), language, at)
    document.append(gather)


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
