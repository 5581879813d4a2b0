"""A message's life: being taken, arrived, fetched, stored. No message is ever lost."""

from ivr.voicemail.fetch import carrier_audio, fetch_due
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
from ivr.voicemail.tables import NO_SPEECH, MessageState, Voicemail

__all__ = [
    "NO_SPEECH",
    "MessageState",
    "Missing",
    "Store",
    "StoreError",
    "Voicemail",
    "arrived",
    "begin",
    "carrier_audio",
    "empty",
    "failed",
    "fetch_again",
    "fetch_due",
    "of_call",
    "of_recording",
    "open_take",
    "supersede",
    "sweep",
]
