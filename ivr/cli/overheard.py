"""A test call over the running gateway, by a telephone that hears what a caller hears: for cron on another machine."""

import asyncio
from typing import Any

from ivr.cli.telephone import CALLER, real_time, words_at
from ivr.settings import load

LISTENS = 5
"""Seconds of the first menu before the key is pressed."""
PATIENCE = 60
"""Seconds after which a call that goes on is taken for one that hangs."""

ACTIONS = (f"!wait:{LISTENS}", "!9", "!wait:3", "hangup")


def greetings() -> dict[str, str]:
    """The first words of each hotline, by its number; none where schedules.yaml is not on this machine."""
    from ivr.flows import words
    from ivr.hours import ScheduleError
    from ivr.hours.reader import read

    try:
        schedule = read(load().schedules.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, ScheduleError):
        return {}
    return {line.number: words.greeting(line.flow).zh[0].text for line in schedule.hotlines.values()}


def any_greeting() -> tuple[str, ...]:
    """The first words of every script: which a number has is not known on every machine."""
    from ivr.flows import words

    return tuple(words.greeting(flow).zh[0].text for flow in ("business", "support", "southern"))


def test(url: str, number: str, greeting: str | None) -> dict[str, Any]:
    """Dials `number` over the gateway at `url` and says how it went. Raises Failure when that cannot be reached."""
    from ivr.gateway.phone import dial

    def call() -> Any:
        dialled = dial(url, number, list(ACTIONS), caller=CALLER, describe=words_at, probe=True)
        return asyncio.wait_for(dialled, PATIENCE)

    try:
        told = real_time(call)
    except TimeoutError:
        result, said, at = "lost", f"the call was not over after {PATIENCE} seconds", None
    else:
        result, said = judged([heard["text"] for heard in told["heard"]], greeting)
        at = told["at"]
    return {"hotline": number, "number": number, "at": at, "result": result, "said": said}


def judged(heard: list[str], greeting: str | None) -> tuple[str, str]:
    """A verdict as of `ivr.probes`, and a sentence, by what was heard before the key and after it."""
    if not heard:
        return "unheard", "nothing was heard"
    expected = (greeting,) if greeting else any_greeting()
    if not heard[0].startswith(expected):
        return "elsewhere", f"«{heard[0][:40]}» was heard instead of «{expected[0]}»"
    if not any(text[:1].isascii() for text in heard[1:] if text):
        return "key-lost", "the greeting was heard, but the key changed nothing"
    return "ok", "the greeting was heard, and the key arrived"
