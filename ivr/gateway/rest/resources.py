"""Calls, recordings, queues and who waits in them, in Twilio's JSON."""

from datetime import UTC, datetime
from email.utils import format_datetime

from ivr.gateway.machine.leg import API_VERSION, Leg
from ivr.gateway.machine.queueing import MOST_WAITING, Line, Waiting
from ivr.gateway.machine.recording import whole
from ivr.gateway.recordings import Recording


def start(leg: Leg) -> datetime | None:
    """When the conversation began, or else somebody was rung; None before that."""
    return None if leg.status == "queued" else leg.answered or leg.created


def end(leg: Leg) -> datetime | None:
    """When the conversation was over; None for a call that nobody answered, as the manual has it."""
    return leg.ended if leg.status == "completed" else None


def call(leg: Leg) -> dict[str, object]:
    account = leg.board.account_sid
    base = f"{_home(account)}/Calls/{leg.sid}"
    return {
        "sid": leg.sid,
        "account_sid": account,
        "parent_call_sid": leg.parent,
        "to": leg.to,
        "to_formatted": leg.to,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "phone_number_sid": None,
        "status": leg.status,
        "direction": leg.direction,
        "date_created": _moment(leg.created),
        "date_updated": _moment(leg.ended or leg.answered or leg.created),
        "start_time": _moment(start(leg)),
        "end_time": _moment(end(leg)),
        "duration": str(leg.seconds) if end(leg) else None,
        "price": None,
        "price_unit": "USD",
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "stir_verstat": None,
        "trunk_sid": None,
        "uri": f"{base}.json",
        "subresource_uris": {"recordings": f"{base}/Recordings.json"},
    }


def recording(of: Recording, media_url: str) -> dict[str, object]:
    uri = f"{_home(of.account_sid)}/Recordings/{of.sid}.json"
    return {**_recorded(of), "uri": uri, "subresource_uris": {}, "media_url": media_url}


def call_recording(of: Recording) -> dict[str, object]:
    """The same as a call's own list shows it."""
    uri = f"{_home(of.account_sid)}/Calls/{of.call_sid}/Recordings/{of.sid}.json"
    return {**_recorded(of), "uri": uri, "track": "both" if of.channels > 1 else "inbound"}


def queue(line: Line, account: str, now: datetime) -> dict[str, object]:
    return {
        "sid": line.sid,
        "account_sid": account,
        "friendly_name": line.name,
        "current_size": len(line.waiting),
        "max_size": MOST_WAITING,
        "average_wait_time": line.average_wait(now),
        "date_created": _moment(line.made),
        "date_updated": _moment(line.used),
        "uri": f"{_home(account)}/Queues/{line.sid}.json",
    }


def member(line: Line, place: Waiting, account: str, now: datetime) -> dict[str, object]:
    return {
        "call_sid": place.leg,
        "queue_sid": line.sid,
        "date_enqueued": _moment(place.since),
        "position": line.waiting.index(place) + 1,
        "wait_time": round((now - place.since).total_seconds()),
        "uri": f"{_home(account)}/Queues/{line.sid}/Members/{place.leg}.json",
    }


def _recorded(of: Recording) -> dict[str, object]:
    return {
        "sid": of.sid,
        "account_sid": of.account_sid,
        "call_sid": of.call_sid,
        "conference_sid": None,
        "api_version": API_VERSION,
        "date_created": _moment(of.created),
        "date_updated": _moment(of.created),
        "start_time": _moment(of.created),
        "duration": str(whole(of.seconds)),
        "price": None,
        "price_unit": None,
        "status": of.status,
        "channels": of.channels,
        "source": of.source,
        "error_code": None,
        "encryption_details": None,
    }


def _home(account: str) -> str:
    return f"/{API_VERSION}/Accounts/{account}"


def _moment(moment: datetime | None) -> str | None:
    return format_datetime(moment.astimezone(UTC)) if moment else None
