"""Alembic's migrations. The modules named here map every table, so that none is forgotten."""

MAPPED = (
    "ivr.history",
    "ivr.people.tables",
    "ivr.contacts.tables",
    "ivr.notifiers.tables",
    "ivr.hours.versions",
    "ivr.duty.tables",
    "ivr.calls.tables",
    "ivr.voicemail.tables",
    "ivr.voicemail.transcripts.tables",
    "ivr.callbacks.tables",
    "ivr.callbacks.digest_tables",
    "ivr.callbacks.pace_tables",
    "ivr.callbacks.aftercare",
    "ivr.incidents.tables",
    "ivr.probes.tables",
    "ivr.waiting.tables",
    "ivr.privacy.tables",
)
