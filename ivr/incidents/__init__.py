"""Incidents: what is broken for many callers at once, what they are told of it, and who is affected."""

from ivr.incidents import registering, standing
from ivr.incidents.acts import (
    NO_WORDS,
    IncidentError,
    Words,
    bulletins,
    close,
    latest,
    may_report,
    open_ones,
    report,
    update,
)
from ivr.incidents.tables import Affected, AffectedState, Bulletin, Incident, Severity, What

__all__ = [
    "NO_WORDS",
    "Affected",
    "AffectedState",
    "Bulletin",
    "Incident",
    "IncidentError",
    "Severity",
    "What",
    "Words",
    "bulletins",
    "close",
    "latest",
    "may_report",
    "open_ones",
    "registering",
    "report",
    "standing",
    "update",
]
