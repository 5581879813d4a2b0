"""Everything callers, customers and agents hear, sentence by sentence, in Chinese and English.

Each function answers a phrase; those that offer keys say which in their docstrings. `flow` is a hotline's
call script: business, support or southern. A moment said to a caller takes `now` (what 明天 is depends on it)
and `overseas` (adds «Shenzhen time»).

- greetings: `greeting(flow)`, `recorded()`, `open_menu(flow)`, `unknown_hotline()`, `goodbye()`
- closed: `closed(why, until, now, provisional=, overseas=)`, `closed_menu()`, `closed_duty_menu()`
- keys: `wrong_key()`, `silence()`, `to_a_person()`, `leave_a_message()`
- line: `transferring()`, `to_support()`, `to_southern()`, `busy()`, `keep_waiting()`,
  `waiting(ahead, minutes)`, `second_round()`, `nobody(minutes)`
- incident: `incident(what)`, `incident_menu(update)`, `incident_news(update)`, `incident_noted()`,
  `incident_noted_menu()`, `say_firm()`, `incident_over()`, `calling_about_incident()`, `incident_over_menu()`
- message: `before_beep(topic, flow)`, `before_beep_again()`, `review()`, `playback()`, `nothing_heard()`,
  `broken()`, `matter_in_hand(due, now, provisional=)`, `added()`, `NOTICE_VERSION`
- promise: `done(reference, due, now, shown)`, `promised(due, now, shown)`, `ask_number()`,
  `number_not_understood()`, `number_is(number, extension)`, `number_changed()`
- lookup: `enter_reference()`, `reference_not_found()`, `enter_last_four()`, `last_four_wrong()`,
  `too_many_wrong()`, `status(due, now, provisional=)`, `status_menu()`, `being_handled()`, `unreachable()`,
  `already_resolved()`, `urged()`, `already_urged()`, `closed_by_caller()`
- duty: `page(hotline_name, topic, urgent=)`, `pages(hotline_name, matters)`, `matter(reference)`, `matter_menu()`,
  `matter_kept()`, `matter_unconfirmed()`, `test_page()`,
  `test_done()`, `caller_gone()`, `taken_by_another()`, `ring_back(reference)`,
  `connecting()`, `notice(recorded=)`, `customer_no_answer()`, `customer_busy()`, `customer_off()`,
  `customer_not_reached()`, `agent_gone()`, `rate()`, `rated()`, `farewell()`

`every_piece()` names every piece that any of them can use; each has a clip.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module

from ivr.flows import saying
from ivr.flows.phrases import Phrase, Piece
from ivr.flows.words.closed import Why, closed, closed_duty_menu, closed_menu
from ivr.flows.words.duty import (
    agent_gone,
    caller_gone,
    connecting,
    customer_busy,
    customer_no_answer,
    customer_not_reached,
    customer_off,
    farewell,
    matter,
    matter_kept,
    matter_menu,
    matter_unconfirmed,
    notice,
    page,
    pages,
    rate,
    rated,
    ring_back,
    taken_by_another,
    test_done,
    test_page,
)
from ivr.flows.words.greetings import goodbye, greeting, open_menu, recorded, unknown_hotline
from ivr.flows.words.incident import (
    calling_about_incident,
    incident,
    incident_menu,
    incident_news,
    incident_noted,
    incident_noted_menu,
    incident_over,
    incident_over_menu,
    say_firm,
)
from ivr.flows.words.keys import leave_a_message, silence, to_a_person, wrong_key
from ivr.flows.words.line import (
    busy,
    keep_waiting,
    nobody,
    second_round,
    to_southern,
    to_support,
    transferring,
    waiting,
)
from ivr.flows.words.lookup import (
    already_resolved,
    already_urged,
    being_handled,
    closed_by_caller,
    enter_last_four,
    enter_reference,
    last_four_wrong,
    reference_not_found,
    status,
    status_menu,
    too_many_wrong,
    unreachable,
    urged,
)
from ivr.flows.words.message import (
    NOTICE_VERSION,
    added,
    before_beep,
    before_beep_again,
    broken,
    matter_in_hand,
    nothing_heard,
    playback,
    review,
)
from ivr.flows.words.promise import (
    ask_number,
    done,
    number_changed,
    number_is,
    number_not_understood,
    promised,
)
from ivr.flows.words.sentence import Sentence

__all__ = [
    "NOTICE_VERSION",
    "Why",
    "added",
    "agent_gone",
    "already_resolved",
    "already_urged",
    "ask_number",
    "before_beep",
    "before_beep_again",
    "being_handled",
    "broken",
    "busy",
    "caller_gone",
    "calling_about_incident",
    "closed",
    "closed_by_caller",
    "closed_duty_menu",
    "closed_menu",
    "connecting",
    "customer_busy",
    "customer_no_answer",
    "customer_not_reached",
    "customer_off",
    "done",
    "enter_last_four",
    "enter_reference",
    "every_piece",
    "farewell",
    "goodbye",
    "greeting",
    "incident",
    "incident_menu",
    "incident_news",
    "incident_noted",
    "incident_noted_menu",
    "incident_over",
    "incident_over_menu",
    "keep_waiting",
    "last_four_wrong",
    "leave_a_message",
    "matter",
    "matter_in_hand",
    "matter_kept",
    "matter_menu",
    "matter_unconfirmed",
    "nobody",
    "nothing_heard",
    "notice",
    "number_changed",
    "number_is",
    "number_not_understood",
    "open_menu",
    "page",
    "pages",
    "playback",
    "promised",
    "rate",
    "rated",
    "recorded",
    "reference_not_found",
    "review",
    "ring_back",
    "say_firm",
    "second_round",
    "silence",
    "status",
    "status_menu",
    "taken_by_another",
    "test_done",
    "test_page",
    "to_a_person",
    "to_southern",
    "to_support",
    "too_many_wrong",
    "transferring",
    "unknown_hotline",
    "unreachable",
    "urged",
    "waiting",
    "wrong_key",
]

_MODULES = (
    *("greetings", "closed", "keys", "line", "incident", "message", "promise", "lookup"),
    *("duty", "office", "pocket", "reporting"),
)


def every_piece() -> list[Piece]:
    """Every piece that can be spoken, once each; the renderer makes a clip of each.

    So that none is missed, all words are constants of their module (sentences, phrases, tables of phrases),
    and functions only join them with what `saying` says.
    """
    pieces: dict[Piece, None] = {}
    for _, _, phrase in constants():
        pieces.update(dict.fromkeys(phrase.zh + phrase.en))
    pieces.update(dict.fromkeys(saying.every_piece()))
    return list(pieces)


def constants() -> Iterator[tuple[str, str, Phrase]]:
    """Every phrase of ours: the module it is in, the constant, and the phrase."""
    for module in _MODULES:
        for name, value in vars(import_module(f"{__name__}.{module}")).items():
            if isinstance(value, Sentence):
                yield module, name, value.phrase
            elif isinstance(value, Phrase):
                yield module, name, value
            elif isinstance(value, Mapping):
                yield from ((module, name, each) for each in value.values() if isinstance(each, Phrase))
