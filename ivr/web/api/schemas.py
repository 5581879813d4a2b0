"""The shapes of what is answered, as JSON Schema. The fields are those of the commands with `--json`."""

from typing import Any, get_args

from calendars.trading import Certainty
from ivr.callbacks import TaskState
from ivr.voicemail import MessageState
from ivr.waiting.serving import Trouble

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
WHOLE: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
BOTH: Schema = {"$ref": "#/components/schemas/Text"}


def _maybe(schema: Schema) -> Schema:
    return (
        {"oneOf": [schema, {"type": "null"}]}
        if "$ref" in schema
        else {**schema, "type": [schema["type"], "null"]}
    )


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _word(*known: str) -> Schema:
    return {"type": "string", "enum": list(known)}


def _object(said: str, **fields: Schema) -> Schema:
    """An object that has exactly these fields, always."""
    return {
        "type": "object",
        "description": said,
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


_CERTAINTY = _word(*(each.value for each in Certainty))
_TROUBLE = {"type": ["string", "null"], "enum": [*get_args(Trouble), None]}

_TASK: dict[str, Schema] = {
    "ref": TEXT,
    "hotline": TEXT,
    "caller": _maybe({**TEXT, "description": "Masked: 138****5678."}),
    "contact": _maybe({**TEXT, "description": "Where the customer wants to be rung, masked."}),
    "extension": _maybe({**TEXT, "description": "Masked."}),
    "state": _word(*(state.value for state in TaskState)),
    "desk": TEXT,
    "topic": TEXT,
    "priority": _word("urgent", "normal"),
    "severity": _maybe(BOTH),
    "why": _maybe(TEXT),
    "created": MOMENT,
    "due": MOMENT,
    "owner": _maybe({**TEXT, "description": "Whoever holds it, by user name."}),
    "attempts": WHOLE,
    "outcome": _maybe(TEXT),
    "retry_at": _maybe(MOMENT),
    "urged": WHOLE,
    "pretended": {**YES_OR_NO, "description": "True for a drill."},
    "messages": _list({"$ref": "#/components/schemas/Message"}),
    "purged": _maybe({**MOMENT, "description": "When what was personal in it was erased."}),
    "rating": _maybe({"$ref": "#/components/schemas/Rating"}),
}

SCHEMAS: dict[str, Schema] = {
    "Text": _object("The same in both languages.", zh=TEXT, en=TEXT),
    "Problem": _object("What went wrong (RFC 9457).", type=TEXT, title=TEXT, status=WHOLE, detail=TEXT),
    "Hours": _object(
        "Whether a hotline is open.",
        hotline=TEXT,
        at=MOMENT,
        open=YES_OR_NO,
        reason=_maybe(BOTH),
        until=_maybe(
            {**MOMENT, "description": "The next change; null when nothing will change, or it is not known."}
        ),
        certainty=_CERTAINTY,
    ),
    "Day": _object(
        "One day of the exchange's calendar.",
        date={"type": "string", "format": "date"},
        trading_day=YES_OR_NO,
        reason=_maybe(BOTH),
        certainty=_CERTAINTY,
    ),
    "Duty": _object(
        "Who is on duty at a desk; those of the first tier are rung first.",
        desk=TEXT,
        name=BOTH,
        at=MOMENT,
        by={**_word("roster", "gap", "everybody"), "description": "In a gap everybody of the desk is rung."},
        tiers=_list(_list({"$ref": "#/components/schemas/OnDuty"})),
        until=_maybe(MOMENT),
    ),
    "OnDuty": _object(
        "One whose telephone is to ring.",
        name=TEXT,
        display=TEXT,
        instead_of=_maybe({**TEXT, "description": "In whose place he is there."}),
        trouble={**_TROUBLE, "description": "Why his telephone cannot ring."},
    ),
    "Message": _object(
        "What a caller recorded.",
        id=WHOLE,
        seconds=_maybe({"type": "number"}),
        state=_word(*(state.value for state in MessageState)),
        audio=_maybe({**TEXT, "description": "Where the console plays it, to whoever is signed in there."}),
        transcript=_maybe({**TEXT, "description": "Numbers in it are masked."}),
    ),
    "Rating": _object(
        "How the customer judged it; not `given` means by default.", score=TEXT, given=YES_OR_NO
    ),
    "Task": _object("Something owed to a customer.", **_TASK),
    "Entry": {
        "type": "object",
        "description": "What happened to a task once; `note` stands where something was written, null once erased.",
        "properties": {
            "at": MOMENT,
            "kind": TEXT,
            "actor": TEXT,
            "facts": {"type": "object"},
            "note": _maybe(TEXT),
        },
        "required": ["at", "kind", "actor", "facts"],
        "additionalProperties": False,
    },
    "TaskWithHistory": _object(
        "A task and what happened to it.",
        **_TASK,
        history=_list({"$ref": "#/components/schemas/Entry"}),
        verified={**YES_OR_NO, "description": "True when the history is whole and nobody altered it."},
    ),
}
