"""The recording notices as they are spoken, for whoever has to show what a caller was told."""

from ivr.flows.words.duty import notice
from ivr.flows.words.greetings import recorded
from ivr.flows.words.message import NOTICE_VERSION, before_beep


def notice_texts() -> dict[str, object]:
    """The wording in force, with its version: before the menu, before the beep, and to a customer who is rung back."""
    told = {"greeting": recorded(), "before-message": before_beep(), "ring-back": notice()}
    return {
        "version": NOTICE_VERSION,
        "texts": {name: {"zh": said.text("zh"), "en": said.text("en")} for name, said in told.items()},
    }
