"""What is heard next: known before it is time, so that a line can play it on without a gap."""

from collections.abc import Iterable

from ivr.gateway.machine.effects import Kind, Piece
from ivr.gateway.machine.posting import resolve
from ivr.gateway.twiml import Gather, Pause, Play, Prompt, Record, Say, Verb


def ahead(verbs: Iterable[Verb], base: str) -> tuple[Piece, ...]:
    """The pieces that `verbs` let be heard one right after the other, up to whatever takes time or a decision."""
    pieces: list[Piece] = []
    for verb in verbs:
        match verb:
            case Say() | Play() if verb.loop == 1:
                pieces.append(piece(verb, base))
            case Gather():
                return (*pieces, *ahead(verb.prompts, base))
            case Record() if verb.play_beep:
                return (*pieces, (Kind.BEEP, "", ""))
            case _:
                break
    return tuple(pieces)


def piece(verb: Prompt, base: str) -> Piece:
    """What one Say or Play lets be heard."""
    match verb:
        case Say():
            return Kind.WORDS, verb.text, verb.language or ""
        case Play(digits=str(digits)) if digits:
            return Kind.TONES, digits, ""
        case Play():
            return Kind.CLIP, resolve(base, verb.url), ""
        case Pause():
            raise TypeError("a pause is heard by nobody")
