"""The audit as a file to keep. That it was taken is written down before a byte is sent."""

from flask import Response

from ivr import history
from ivr.callbacks import audit
from ivr.clock import shanghai
from ivr.web.console import audit_telling, csv_file, preferences
from ivr.web.console.audit import reading_it, searched
from ivr.web.console.audit_telling import Told
from ivr.web.console.blueprint import console
from ivr.web.console.times import absolute
from ivr.web.console.words import say
from ivr.web.voice import current_system

MOST = 50_000
"""Entries in one file; a shorter span gets the rest."""
_AT_ONCE = 1000

COLUMNS = ("at", "who", "login", "what", "task", "number", "kind", "subject", "seq")


@console.post("/audit/export")
def export_audit() -> Response:
    """What the search finds, the latest first, as CSV."""
    somebody, system = reading_it(), current_system()
    now, language = system.now(), preferences.language()
    listed: list[Told] = []
    with system.database.reading() as reading:
        search = searched(reading)
        asked = search.asked
        while not search.wrong and len(listed) < MOST:
            found = audit.page(reading, asked, somebody.viewer, _AT_ONCE)
            listed += audit_telling.told(reading, found, language)
            if len(found) < _AT_ONCE:
                break
            asked = audit.after(asked, found[-1])
    with system.database.writing() as writing:
        history.append(
            writing,
            "audit",
            "exported",
            at=now,
            actor=f"user:{somebody.user.id}",
            what="audit",
            rows=len(listed),
            kinds=search.group or "all",
            person=search.asked.user.id if search.asked.user else None,
            task=search.asked.task.id if search.asked.task else None,
            since=search.asked.since,
            until=search.asked.until,
        )
    heads = [say(language, f"audit.column.{name}") for name in COLUMNS]
    rows = [
        (absolute(one.at), one.who, one.login, one.what, one.ref, one.number, one.kind, one.subject, one.seq)
        for one in listed
    ]
    return csv_file.response([heads, *rows], f"audit-{shanghai(now):%Y%m%d-%H%M}.csv")
