"""The TwiML verbs as frozen values with Twilio's defaults. Performing them is another module's matter.

Attributes are written in TwiML like the fields here, in camelCase. Defaults and limits are those of Twilio's
reference pages; what differs from them is said beside the field.
"""

from dataclasses import dataclass, field

from ivr.gateway.twiml.values import (
    COUNT,
    KEYS_OR_NONE,
    LANGUAGE,
    METHOD,
    ONE_KEY_OR_NONE,
    POSITIVE,
    RECORD_SECONDS,
    RING_SECONDS,
    SECONDS,
    TEXT,
    TONES,
    TRUTH,
    URL,
    URL_OR_NOTHING,
    attribute,
    one_of,
    some_of,
)

_PROGRESS = some_of("initiated", "ringing", "answered", "completed")
_RECORDING_EVENTS = some_of("in-progress", "completed", "absent")
_TRIM = one_of("trim-silence", "do-not-trim")


@dataclass(frozen=True)
class Say:
    text: str
    voice: str | None = attribute(TEXT, None)
    language: str | None = attribute(LANGUAGE, None)
    loop: int = attribute(COUNT, 1)
    """0 means: until the call ends."""


@dataclass(frozen=True)
class Play:
    url: str = ""
    loop: int = attribute(COUNT, 1)
    digits: str | None = attribute(TONES, None)
    """Tones instead of an address; `w` waits half a second."""


@dataclass(frozen=True)
class Pause:
    length: int = attribute(SECONDS, 1)


@dataclass(frozen=True)
class Gather:
    action: str | None = attribute(URL, None)
    """None means the address of the document it stands in: an endless loop, if one is not careful."""
    method: str = attribute(METHOD, "POST")
    input: str = attribute(one_of("dtmf"), "dtmf")
    """Keys alone: this gateway recognises no speech."""
    timeout: int = attribute(SECONDS, 5)
    finish_on_key: str = attribute(ONE_KEY_OR_NONE, "#")
    num_digits: int | None = attribute(POSITIVE, None)
    action_on_empty_result: bool = attribute(TRUTH, False)
    barge_in: bool = attribute(TRUTH, True)
    language: str | None = attribute(LANGUAGE, None)
    prompts: tuple["Say | Play | Pause", ...] = ()


@dataclass(frozen=True)
class Record:
    action: str | None = attribute(URL, None)
    method: str = attribute(METHOD, "POST")
    timeout: int = attribute(SECONDS, 5)
    """Seconds of silence that end the recording."""
    finish_on_key: str = attribute(KEYS_OR_NONE, "1234567890*#")
    max_length: int = attribute(RECORD_SECONDS, 3600)
    play_beep: bool = attribute(TRUTH, True)
    trim: str = attribute(_TRIM, "trim-silence")
    recording_status_callback: str | None = attribute(URL, None)
    recording_status_callback_method: str = attribute(METHOD, "POST")
    recording_status_callback_event: tuple[str, ...] = attribute(_RECORDING_EVENTS, ("completed",))


@dataclass(frozen=True)
class Number:
    number: str
    url: str | None = attribute(URL, None)
    """A document for the called party alone, after answering and before the two are joined."""
    method: str = attribute(METHOD, "POST")
    send_digits: str | None = attribute(TONES, None)
    status_callback: str | None = attribute(URL, None)
    status_callback_method: str = attribute(METHOD, "POST")
    status_callback_event: tuple[str, ...] = attribute(_PROGRESS, ("completed",))


@dataclass(frozen=True)
class Sip:
    uri: str
    username: str | None = attribute(TEXT, None)
    password: str | None = attribute(TEXT, None)
    url: str | None = attribute(URL, None)
    method: str = attribute(METHOD, "POST")
    status_callback: str | None = attribute(URL, None)
    status_callback_method: str = attribute(METHOD, "POST")
    status_callback_event: tuple[str, ...] = attribute(_PROGRESS, ("completed",))


@dataclass(frozen=True)
class Queue:
    name: str
    url: str | None = attribute(URL, None)
    """A document for the waiting caller alone, before he is joined."""
    method: str = attribute(METHOD, "POST")


@dataclass(frozen=True)
class Dial:
    """Up to ten numbers and addresses, rung at once, or one queue."""

    targets: tuple[Number | Sip | Queue, ...]
    action: str | None = attribute(URL, None)
    method: str = attribute(METHOD, "POST")
    timeout: int = attribute(RING_SECONDS, 30)
    hangup_on_star: bool = attribute(TRUTH, False)
    time_limit: int = attribute(SECONDS, 14400)
    caller_id: str | None = attribute(TEXT, None)
    answer_on_bridge: bool = attribute(TRUTH, False)
    record: str = attribute(
        one_of(
            "do-not-record",
            "record-from-answer",
            "record-from-ringing",
            "record-from-answer-dual",
            "record-from-ringing-dual",
            "true",
            "false",
        ),
        "do-not-record",
    )
    """A conversation is recorded from the moment the two are joined, always in two channels."""
    trim: str = attribute(_TRIM, "do-not-trim")
    recording_status_callback: str | None = attribute(URL, None)
    recording_status_callback_method: str = attribute(METHOD, "POST")
    recording_status_callback_event: tuple[str, ...] = attribute(_RECORDING_EVENTS, ("completed",))

    @property
    def records(self) -> bool:
        """Whether the conversation is recorded."""
        return self.record not in ("do-not-record", "false")


@dataclass(frozen=True)
class Enqueue:
    name: str
    action: str | None = attribute(URL, None)
    method: str = attribute(METHOD, "POST")
    wait_url: str | None = attribute(URL_OR_NOTHING, None)
    """None plays hold music; empty is silence."""
    wait_url_method: str = attribute(METHOD, "POST")


@dataclass(frozen=True)
class Leave:
    pass


@dataclass(frozen=True)
class Redirect:
    url: str
    method: str = attribute(METHOD, "POST")


@dataclass(frozen=True)
class Hangup:
    pass


@dataclass(frozen=True)
class Reject:
    reason: str = attribute(one_of("rejected", "busy"), "rejected")


Prompt = Say | Play | Pause
Target = Number | Sip | Queue
Verb = Say | Play | Pause | Gather | Record | Dial | Enqueue | Leave | Redirect | Hangup | Reject


@dataclass(frozen=True)
class Document:
    """One answer: the verbs in the order they are performed."""

    verbs: tuple[Verb, ...] = field(default=())
