"""The carrier as the application sees it: accounts, calls, recordings, signatures, and telephone numbers."""

from ivr.telephony.accounts import Account, Carrier, carrier_of
from ivr.telephony.errors import CarrierError, NotYet, Refused, TooLarge, Uncertain, UnknownAccount
from ivr.telephony.numbers import CallerId, Contact, contact, e164, masked, outside_mainland
from ivr.telephony.reports import CallState, Number, Recorded
from ivr.telephony.signatures import signed_address
from ivr.telephony.wire import Request, Response, Transport

__all__ = [
    "Account",
    "CallState",
    "CallerId",
    "Carrier",
    "CarrierError",
    "Contact",
    "NotYet",
    "Number",
    "Recorded",
    "Refused",
    "Request",
    "Response",
    "TooLarge",
    "Transport",
    "Uncertain",
    "UnknownAccount",
    "carrier_of",
    "contact",
    "e164",
    "masked",
    "outside_mainland",
    "signed_address",
]
