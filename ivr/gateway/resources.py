"""Calls, recordings and pages of them in Twilio's JSON."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from ivr.gateway.machine.leg import API_VERSION, Leg
from ivr.gateway.machine.recording import whole
from ivr.gateway.recordings import Recording


def call_json(leg: Leg) -> dict[str, object]:
    account = leg.board.account_sid
    base = f"/{API_VERSION}/Accounts/{account}/Calls/{leg.sid}"
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
        "start_time": _moment(leg.answered or leg.created),
        "end_time": _moment(leg.ended),
        "duration": str(leg.seconds) if leg.ended else None,
        "price": None,
        "price_unit": "USD",
        "answered_by": None,
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{base}.json",
        "subresource_uris": {"recordings": f"{base}/Recordings.json"},
    }


def recording_json(recording: Recording) -> dict[str, object]:
    base = f"/{API_VERSION}/Accounts/{recording.account_sid}/Recordings/{recording.sid}"
    return {
        "sid": recording.sid,
        "account_sid": recording.account_sid,
        "call_sid": recording.call_sid,
        "conference_sid": None,
        "api_version": API_VERSION,
        "date_created": _moment(recording.created),
        "date_updated": _moment(recording.created),
        "start_time": _moment(recording.created),
        "duration": str(whole(recording.seconds)),
        "price": None,
        "price_unit": None,
        "status": recording.status,
        "channels": recording.channels,
        "source": recording.source,
        "error_code": None,
        "uri": f"{base}.json",
        "encryption_details": None,
        "subresource_uris": {},
        "media_url": base,
    }


def page_json(
    name: str,
    shown: Sequence[Mapping[str, object]],
    uri: str,
    params: Mapping[str, str],
    page: int,
    size: int,
    *,
    more: bool,
) -> dict[str, object]:
    def at(number: int) -> str:
        return f"{uri}?{urlencode({**params, 'PageSize': str(size), 'Page': str(number)})}"

    return {
        name: list(shown),
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(0, len(shown) - 1),
        "uri": at(page),
        "first_page_uri": at(0),
        "next_page_uri": at(page + 1) if more else None,
        "previous_page_uri": at(page - 1) if page else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return format_datetime(moment.astimezone(UTC)) if moment else None
