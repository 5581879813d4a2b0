"""The contact book: whose number it is that rings, and for which organisation."""

from ivr.contacts.book import add, change, forget, remove
from ivr.contacts.details import Details
from ivr.contacts.errors import ContactError, Unreadable
from ivr.contacts.exporting import Listed, exported, exported_by, listed
from ivr.contacts.finding import find, organisations, search
from ivr.contacts.importing import Outcome, apply, foreseen
from ivr.contacts.kinds import Kind
from ivr.contacts.known import Known, Who, known
from ivr.contacts.reading import Line, Problem, Reading, phones, read
from ivr.contacts.tables import Contact, ContactNumber, Organisation

__all__ = [
    "Contact",
    "ContactError",
    "ContactNumber",
    "Details",
    "Kind",
    "Known",
    "Line",
    "Listed",
    "Organisation",
    "Outcome",
    "Problem",
    "Reading",
    "Unreadable",
    "Who",
    "add",
    "apply",
    "change",
    "exported",
    "exported_by",
    "find",
    "foreseen",
    "forget",
    "known",
    "listed",
    "organisations",
    "phones",
    "read",
    "remove",
    "search",
]
