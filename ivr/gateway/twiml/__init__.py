"""TwiML as values: :func:`parse` reads a document, :func:`render` writes it."""

from ivr.gateway.twiml.errors import TwimlError
from ivr.gateway.twiml.parsing import parse, read_answer
from ivr.gateway.twiml.rendering import render
from ivr.gateway.twiml.verbs import (
    Dial,
    Document,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Number,
    Pause,
    Play,
    Prompt,
    Queue,
    Record,
    Redirect,
    Reject,
    Say,
    Sip,
    Target,
    Verb,
)

__all__ = [
    "Dial",
    "Document",
    "Enqueue",
    "Gather",
    "Hangup",
    "Leave",
    "Number",
    "Pause",
    "Play",
    "Prompt",
    "Queue",
    "Record",
    "Redirect",
    "Reject",
    "Say",
    "Sip",
    "Target",
    "TwimlError",
    "Verb",
    "parse",
    "read_answer",
    "render",
]
