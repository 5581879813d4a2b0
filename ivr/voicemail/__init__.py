"""A message's life: being taken, arrived, fetched, stored. No message is ever lost, and no conversation."""

from ivr.voicemail import conversations, told
from ivr.voicemail.fetch import CONVERSATIONS, MESSAGES, carrier_audio, fetch_due
from ivr.voicemail.life import (
    arrived,
    begin,
    empty,
    failed,
    fetch_again,
    of_call,
    of_recording,
    open_take,
    supersede,
)
from ivr.voicemail.store import Missing, Store, StoreError
from ivr.voicemail.sweep import sweep
from ivr.voicemail.tables import NO_SPEECH, Conversation, MessageState, Voicemail

__all__ = [
    "CONVERSATIONS",
    "MESSAGES",
    "NO_SPEECH",
    "Conversation",
    "MessageState",
    "Missing",
    "Store",
    "StoreError",
    "Voicemail",
    "arrived",
    "begin",
    "carrier_audio",
    "conversations",
    "empty",
    "failed",
    "fetch_again",
    "fetch_due",
    "of_call",
    "of_recording",
    "open_take",
    "supersede",
    "sweep",
    "told",
]
