"""Why an act was refused, as one sentence in the reader's language.

The domain's own sentence is English and exact. Here the same is said by how the task stands now, so that a colleague
learns who has it or what to do first; what no rule knows is passed on as it is.
"""

from ivr.callbacks import CallbackError, NotYours, Task, TaskState
from ivr.contacts import ContactError, Kind
from ivr.people import User
from ivr.web.console.times import Language
from ivr.web.console.words import say


class Refused(Exception):
    """An act that the console itself turns down; `key` names the words."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


def sentence(
    error: CallbackError | Refused, task: Task, owner: User | None, me: User, act: str, language: Language
) -> str:
    """What to tell `me`, who wanted to do `act` on the task as it stands now."""
    if isinstance(error, Refused):
        return say(language, error.key, **error.facts)
    if owner is not None and owner.id != me.id and not task.is_done:
        return say(language, "no.held", who=owner.display)
    if act == "unplan":
        return say(language, "no.follow-up")
    if task.concerns == me.id:
        return say(language, "no.own-work")
    if isinstance(error, NotYours):
        return say(language, "no.supervisor") if language == "zh" else _capital(str(error))
    if act == "ring" and (known := _why_not_ring(str(error), task, me)):
        return say(language, known)
    if act not in ("reopen", "outcome"):
        if task.is_done:
            state = say(language, f"state.{task.state}")
            return say(language, "no.done", state=state if language == "zh" else state.lower())
        if task.state == TaskState.RINGING:
            return say(language, "no.ringing")
        if task.owner_id is None and act in ("release", "ring", "resolve"):
            return say(language, "no.claim-first")
    return say(language, "no.other", why=str(error) if language == "zh" else _capital(str(error)))


def why_not_kept(error: ContactError, language: Language) -> str:
    """Why an entry or a sheet of contacts cannot be kept."""
    facts = {
        name: say(language, f"kind.{fact}") if isinstance(fact, Kind) else fact
        for name, fact in error.facts.items()
    }
    if error.code == "kind":
        facts["kinds"] = ("、" if language == "zh" else ", ").join(
            say(language, f"kind.{each}") for each in Kind
        )
    if error.code == "long":
        facts["field"] = say(language, f"contacts.{str(facts['field']).replace('_', '-')}")
    return say(language, f"contacts.bad.{error.code}", **facts)


def _why_not_ring(words: str, task: Task, me: User) -> str | None:
    """The key for what hinders ringing in particular."""
    if me.phone is None:
        return "no.phone"
    if task.number is None:
        return "no.number"
    told = {
        "carrier": "no.carrier",
        "give a reason": "no.reason",
        "already ringing for": "no.your-phone-busy",
    }
    return next((key for mark, key in told.items() if mark in words), None)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")
