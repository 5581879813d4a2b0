"""What a message says, in words a machine heard: a help beside the player, never a replacement for listening."""

from ivr.voicemail.transcripts.engine import Engine, EngineError, Hearing
from ivr.voicemail.transcripts.life import Claim, claim, failed, made, of_messages, prolong
from ivr.voicemail.transcripts.tables import Transcript, TranscriptState
from ivr.voicemail.transcripts.wording import Word, joined, words_of

__all__ = [
    "Claim",
    "Engine",
    "EngineError",
    "Hearing",
    "Transcript",
    "TranscriptState",
    "Word",
    "claim",
    "failed",
    "joined",
    "made",
    "of_messages",
    "prolong",
    "words_of",
]
