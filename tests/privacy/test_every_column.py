"""No table comes to hold something personal without the purge knowing of it."""

from importlib import import_module

from sqlalchemy import JSON, String, Text

from ivr.database import Base
from ivr.migrations import MAPPED
from ivr.privacy import erasing

HARMLESS = {
    # ids, codes, states and moments of ours; names of hotlines, desks and users; what the carrier calls things
    "api_tokens": "name hash",
    "attempts": "key account state agent_sid customer_sid outcome reported notice",
    "calls": "sid account direction dialled hotline status language topic trail facts notice desk",
    "conversations": "hotline account recording_sid state reason digest",
    "due_moves": "",
    "erasures": "subject thing account name",
    "history": "subject kind actor body mac",
    "history_heads": "subject mac proof",
    "keepsakes": "digest subject kind salt text",  # the place for what is personal: erased by subject
    "legal_holds": "fingerprint hotline reason placed_by lifted_by",
    "memberships": "desk",
    "offers": "account state result leg_sid",
    "presence": "state",
    "privacy_requests": "kind fingerprint actor reason outcome",
    "publications": "kind author note text digest",
    "sign_in_failures": "of",  # colleagues alone
    "steps": "step keys led",  # keys of menus; numbers keyed in are not kept
    "paged_tasks": "",
    "pages": "desk hotline account state result leg_sid",
    "probes": "hotline number shown account leg_sid status recording_sid result",  # numbers of our own alone
    "stand_ins": "desk",
    "task_messages": "",
    "tasks": "ref origin hotline desk about topic state why language outcome lifted_by",
    "users": "name display role password_hash phone mobile pin_hash language email",  # colleagues, who are not purged
    "voicemails": "hotline account recording_sid state reason ended_by digest",
    "desk_paces": "desk",
    "notice_channels": "desk level url",
    "organisations": "name name_en key kind",
    "digests": "desk level",
    "outgoing_notices": "key subject body state trouble",
    "presence_periods": "state",
    "recovery_codes": "hash",
    "reset_links": "hash",
    "second_factors": "secret",
    "sign_ins": "browser",
    "crossings": "level",
    "transcripts": "engine language",
    "ratings": "score via",
    # who somebody is goes when he asks (`contacts.forget`), and stays in the book until then
    "contacts": "name note",
    "contact_numbers": "number extension",
    # what is told to every caller
    "incidents": "what severity hotlines",
    "bulletins": "kind clip text",
    "affected": "hotline language state result account leg_sid",
    "waiting": "account exchange hotline desk topic language shown result",
}


def test_every_text_is_erased_or_known_to_be_harmless() -> None:
    for module in MAPPED:
        import_module(module)
    erased = {
        (each.key.class_.__tablename__, column)
        for several in (
            erasing.OF_A_MESSAGE,
            erasing.OF_A_CONVERSATION,
            erasing.OF_A_CALL,
            erasing.OF_A_TASK,
        )
        for each in several
        for column in each.to
    }
    unknown = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | Text | JSON)
        and (table.name, column.name) not in erased
        and column.name not in HARMLESS.get(table.name, "").split()
    ]
    assert unknown == [], (
        "say what a purge does with them: ivr/privacy/erasing.py if they hold something personal, "
        "HARMLESS here if they do not"
    )
