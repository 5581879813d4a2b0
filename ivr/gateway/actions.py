"""What a scripted telephone does: keys, speech, waiting, hanging up."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class ActionError(ValueError):
    """An action that is not one; the message says what would be."""


@dataclass(frozen=True)
class Keys:
    keys: str


@dataclass(frozen=True)
class Speak:
    """A WAV file, spoken as it is."""

    path: Path


@dataclass(frozen=True)
class Wait:
    seconds: float


@dataclass(frozen=True)
class HangUp:
    pass


@dataclass(frozen=True)
class Action:
    """`at_once` does it without waiting for the end of the prompt."""

    act: Keys | Speak | Wait | HangUp
    at_once: bool = False


def parse(text: str) -> Action:
    """Reads `1`, `2#`, `@file.wav`, `wait:SECONDS`, `hangup`, each with `!` before it for at once."""
    at_once, text = text.startswith("!"), text.removeprefix("!")
    if re.fullmatch(r"[0-9*#]+", text):
        return Action(Keys(text), at_once)
    if text.startswith("@") and len(text) > 1:
        return Action(Speak(Path(text[1:])), at_once)
    if match := re.fullmatch(r"wait:([0-9]+(?:\.[0-9]+)?)", text):
        return Action(Wait(float(match[1])), at_once)
    if text == "hangup":
        return Action(HangUp(), at_once)
    raise ActionError(
        f"{text!r} is no action: keys such as 1 or 2#, @file.wav, wait:SECONDS or hangup (with ! before it: at once)"
    )


def parse_all(actions: Iterable[str | Action]) -> list[Action]:
    """Reads several; a single string is split at its blanks."""
    if isinstance(actions, str):
        actions = actions.split()
    return [action if isinstance(action, Action) else parse(action) for action in actions]
