"""What Twilio publishes of its `2010-04-01` API, for the few resources we use; and a check against it.

Written down by hand from Twilio's OpenAPI document (github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json):
the names and types of properties, the names of parameters, the statuses of answers.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Fits = Callable[[Any], bool]

_RFC2822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000"
)


def text(pattern: str = ".*") -> Fits:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None


def sid(prefix: str) -> Fits:
    return text(f"{prefix}[0-9a-fA-F]{{32}}")


def one_of(*values: object) -> Fits:
    return lambda value: value in values


def integer(value: Any) -> bool:
    return type(value) is int


def number(value: Any) -> bool:
    return type(value) in (int, float)


def moment(value: Any) -> bool:
    return isinstance(value, str) and _RFC2822.fullmatch(value) is not None


def uris(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def maybe(fits: Fits) -> Fits:
    """Nullable."""
    return lambda value: value is None or fits(value)


DIGITS, WORDS, URI = text(r"\d+"), text(), text(r"/2010-04-01/\S+\.json")
CURRENCY = text("[A-Z]{3}")

CALL: Mapping[str, Fits] = {
    "sid": sid("CA"),
    "date_created": maybe(moment),
    "date_updated": maybe(moment),
    "parent_call_sid": maybe(sid("CA")),
    "account_sid": sid("AC"),
    "to": WORDS,
    "to_formatted": WORDS,
    "from": WORDS,
    "from_formatted": WORDS,
    "phone_number_sid": maybe(sid("PN")),
    "status": one_of(
        "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
    ),
    "start_time": maybe(moment),
    "end_time": maybe(moment),
    "duration": maybe(DIGITS),
    "price": maybe(WORDS),
    "price_unit": maybe(CURRENCY),
    "direction": one_of("inbound", "outbound-api", "outbound-dial"),
    "answered_by": maybe(WORDS),
    "api_version": one_of("2010-04-01"),
    "forwarded_from": maybe(WORDS),
    "group_sid": maybe(sid("GP")),
    "caller_name": maybe(WORDS),
    "queue_time": maybe(DIGITS),
    "stir_verstat": maybe(WORDS),
    "trunk_sid": maybe(sid("TK")),
    "uri": URI,
    "subresource_uris": uris,
}

_RECORDED: Mapping[str, Fits] = {
    "account_sid": sid("AC"),
    "api_version": one_of("2010-04-01"),
    "call_sid": sid("CA"),
    "conference_sid": maybe(sid("CF")),
    "date_created": maybe(moment),
    "date_updated": maybe(moment),
    "start_time": maybe(moment),
    "duration": maybe(text(r"-1|\d+")),
    "sid": sid("RE"),
    "price_unit": maybe(CURRENCY),
    "status": one_of("in-progress", "paused", "stopped", "processing", "completed", "absent", "deleted"),
    "channels": integer,
    "source": one_of(
        "DialVerb",
        "Conference",
        "OutboundAPI",
        "Trunking",
        "RecordVerb",
        "StartCallRecordingAPI",
        "StartConferenceRecordingAPI",
    ),
    "error_code": maybe(integer),
    "uri": URI,
    "encryption_details": lambda _value: True,
}
RECORDING = {
    **_RECORDED,
    "price": maybe(WORDS),
    "subresource_uris": uris,
    "media_url": maybe(text(r"https?://\S+")),
}
CALL_RECORDING = {
    **_RECORDED,
    "price": maybe(number),
    "track": maybe(one_of("inbound", "outbound", "both")),
}
QUEUE: Mapping[str, Fits] = {
    "date_updated": maybe(moment),
    "current_size": integer,
    "friendly_name": WORDS,
    "uri": URI,
    "account_sid": sid("AC"),
    "average_wait_time": integer,
    "sid": sid("QU"),
    "date_created": maybe(moment),
    "max_size": integer,
}
MEMBER: Mapping[str, Fits] = {
    "call_sid": sid("CA"),
    "date_enqueued": moment,
    "position": integer,
    "uri": URI,
    "wait_time": integer,
    "queue_sid": sid("QU"),
}
METHOD = maybe(one_of("GET", "POST"))
NUMBER: Mapping[str, Fits] = {
    "account_sid": sid("AC"),
    "address_sid": maybe(sid("AD")),
    "address_requirements": one_of("none", "any", "local", "foreign"),
    "api_version": maybe(WORDS),
    "beta": maybe(one_of(True, False)),
    "bundle_sid": maybe(sid("BU")),
    "capabilities": lambda value: isinstance(value, dict),
    "date_created": maybe(moment),
    "date_updated": maybe(moment),
    "emergency_address_sid": maybe(sid("AD")),
    "emergency_address_status": maybe(WORDS),
    "emergency_status": maybe(WORDS),
    "friendly_name": maybe(WORDS),
    "identity_sid": maybe(sid("RI")),
    "origin": maybe(WORDS),
    "phone_number": text(r"\+\d+"),
    "sid": sid("PN"),
    "sms_application_sid": maybe(WORDS),
    "sms_fallback_method": METHOD,
    "sms_fallback_url": maybe(WORDS),
    "sms_method": METHOD,
    "sms_url": maybe(WORDS),
    "status": maybe(WORDS),
    "status_callback": maybe(WORDS),
    "status_callback_method": METHOD,
    "trunk_sid": maybe(sid("TK")),
    "type": maybe(WORDS),
    "uri": URI,
    "voice_application_sid": maybe(WORDS),
    "voice_caller_id_lookup": maybe(one_of(True, False)),
    "voice_fallback_method": METHOD,
    "voice_fallback_url": maybe(WORDS),
    "voice_method": METHOD,
    "voice_receive_mode": maybe(one_of("voice", "fax")),
    "voice_url": maybe(WORDS),
}
PAGE: Mapping[str, Fits] = {
    "end": integer,
    "first_page_uri": text(r"/2010-04-01/\S+"),
    "next_page_uri": maybe(text(r"/2010-04-01/\S+")),
    "page": integer,
    "page_size": integer,
    "previous_page_uri": maybe(text(r"/2010-04-01/\S+")),
    "start": integer,
    "uri": text(r"/2010-04-01/\S+"),
}
ERROR: Mapping[str, Fits] = {
    "code": integer,
    "message": WORDS,
    "more_info": text(r"https://www\.twilio\.com/docs/errors/\d+"),
    "status": integer,
}

PAGING = ("PageSize", "Page", "PageToken")
CREATE_CALL = (
    *("To", "From", "Method", "FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackEvent"),
    *("StatusCallbackMethod", "SendDigits", "Timeout", "Record", "RecordingChannels"),
    *("RecordingStatusCallback", "RecordingStatusCallbackMethod", "SipAuthUsername", "SipAuthPassword"),
    *("MachineDetection", "MachineDetectionTimeout", "RecordingStatusCallbackEvent", "Trim", "CallerId"),
    *("MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold"),
    *("MachineDetectionSilenceTimeout", "AsyncAmd", "AsyncAmdStatusCallback"),
    *("AsyncAmdStatusCallbackMethod", "Byoc", "CallReason", "CallToken", "RecordingTrack", "TimeLimit"),
    *("Url", "Twiml", "ApplicationSid"),
)
UPDATE_CALL = (
    *("Url", "Method", "Status", "FallbackUrl", "FallbackMethod", "StatusCallback"),
    *("StatusCallbackMethod", "Twiml", "TimeLimit"),
)
LIST_CALLS = (
    *("To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>"),
    *("EndTime", "EndTime<", "EndTime>", *PAGING),
)
LIST_RECORDINGS = (
    *("DateCreated", "DateCreated<", "DateCreated>", "CallSid", "ConferenceSid", "IncludeSoftDeleted"),
    *PAGING,
)


@dataclass(frozen=True)
class Operation:
    """One request that Twilio takes: whose path it is, what may come along, and what it answers."""

    method: str
    path: str
    parameters: Iterable[str] = ()
    status: int = 200
    shape: Mapping[str, Fits] | None = None
    listed: str = ""
    """What the list is called whose page is answered."""


OPERATIONS = (
    Operation("GET", r"\.json", shape={"sid": sid("AC")}),
    Operation("POST", r"/Calls\.json", CREATE_CALL, 201, CALL),
    Operation("GET", r"/Calls\.json", LIST_CALLS, shape=CALL, listed="calls"),
    Operation("GET", r"/Calls/\w+\.json", shape=CALL),
    Operation("POST", r"/Calls/\w+\.json", UPDATE_CALL, shape=CALL),
    Operation("DELETE", r"/Calls/\w+\.json", status=204),
    Operation(
        "GET",
        r"/Calls/\w+/Recordings\.json",
        ("DateCreated", "DateCreated<", "DateCreated>", *PAGING),
        shape=CALL_RECORDING,
        listed="recordings",
    ),
    Operation("GET", r"/Calls/\w+/Recordings/\w+\.json", shape=CALL_RECORDING),
    Operation("DELETE", r"/Calls/\w+/Recordings/\w+\.json", status=204),
    Operation("GET", r"/Recordings\.json", LIST_RECORDINGS, shape=RECORDING, listed="recordings"),
    Operation("GET", r"/Recordings/\w+\.json", ("IncludeSoftDeleted",), shape=RECORDING),
    Operation("DELETE", r"/Recordings/\w+\.json", status=204),
    # Not in the document, but in the manual: the audio.
    Operation("GET", r"/Recordings/\w+(?:\.wav|\.mp3)?", ("RequestedChannels",)),
    Operation(
        "GET",
        r"/IncomingPhoneNumbers\.json",
        ("Beta", "FriendlyName", "PhoneNumber", "Origin", *PAGING),
        shape=NUMBER,
        listed="incoming_phone_numbers",
    ),
    Operation("GET", r"/Queues\.json", PAGING, shape=QUEUE, listed="queues"),
    Operation("GET", r"/Queues/\w+\.json", shape=QUEUE),
    Operation("GET", r"/Queues/\w+/Members\.json", PAGING, shape=MEMBER, listed="queue_members"),
    Operation("GET", r"/Queues/\w+/Members/\w+\.json", shape=MEMBER),
    Operation("POST", r"/Queues/\w+/Members/\w+\.json", ("Url", "Method"), shape=MEMBER),
)


def asked(method: str, target: str, fields: Iterable[str]) -> Operation:
    """The operation that a request is; fails for one that Twilio does not publish, or with what it does not take."""
    parts = urlsplit(target)
    path = re.sub(r"^/2010-04-01/Accounts/AC[0-9a-f]{32}", "", parts.path)
    operation = next(
        (each for each in OPERATIONS if each.method == method and re.fullmatch(each.path, path)), None
    )
    assert operation is not None, f"Twilio publishes no {method} {parts.path}"
    sent = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    strange = {*sent, *fields} - set(operation.parameters)
    assert not strange, f"{method} {parts.path} takes no {strange}"
    # A list is asked in the address, everything else in the body.
    assert not (method == "POST" and sent), f"{method} {parts.path} was asked in its address"
    return operation


def answered(operation: Operation, status: int, body: bytes) -> None:
    """Fails unless that is what Twilio answers: its shape, or one of its errors. A broken server answers anything."""
    if status >= 500:
        return
    if status >= 400:
        error = shaped(json.loads(body), ERROR)
        assert error["status"] == status
        assert error["more_info"].endswith(f"/{error['code']}")
        return
    assert status == operation.status
    if operation.shape is None:
        assert status != 204 or body == b""
        return
    content = json.loads(body)
    if operation.listed:
        shaped(content, {**PAGE, operation.listed: lambda value: isinstance(value, list)})
        for each in content[operation.listed]:
            shaped(each, operation.shape)
    elif operation.path == r"\.json":
        assert operation.shape["sid"](content["sid"])
    else:
        shaped(content, operation.shape)


def shaped(content: dict[str, Any], shape: Mapping[str, Fits]) -> dict[str, Any]:
    assert content.keys() == shape.keys()
    for name, fits in shape.items():
        assert fits(content[name]), f"{name}: {content[name]!r}"
    return content
