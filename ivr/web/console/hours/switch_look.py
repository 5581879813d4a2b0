"""How the hotlines stand, and what their callers will meet, in one line each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from calendars.trading import Certainty
from ivr.callbacks.switching import Switch
from ivr.clock import shanghai
from ivr.flows import words
from ivr.flows.clips import clip_name
from ivr.flows.typed import typed
from ivr.hours import Closed, Hotline, Hours, Open
from ivr.hours.emergency import in_force
from ivr.hours.model import Override
from ivr.hours.model import clock as clock_of
from ivr.waiting import agents
from ivr.web.console import times
from ivr.web.console.times import Language
from ivr.web.console.words import say


@dataclass(frozen=True)
class Standing:
    """One hotline now."""

    hotline: Hotline
    open: bool
    words: str
    from_home: bool
    temporary: bool
    """Something that somebody entered holds now, and can be ended."""


@dataclass(frozen=True)
class Met:
    """What callers of one hotline will meet."""

    hotline: Hotline
    heard: str | None
    """Word for word; None where nothing but the usual menu is heard."""
    words: tuple[str, ...]
    general: bool
    """The reason has no clip: callers hear the general words."""
    since: datetime | None
    """From when on, where that is not now: it would be closed until then in any case."""
    warned: bool = False
    """The words say that it does not help."""
    ends: tuple[str, ...] = ()
    """What somebody entered that holds now, and no longer holds then."""
    later: tuple[str, ...] = ()
    """What somebody entered that holds later today, and goes on doing so."""


def standing(hours: Hours, now: datetime, language: Language) -> list[Standing]:
    """Every hotline as it stands."""
    return [_standing(hours, hotline, now, language) for hotline in hours.schedule.hotlines.values()]


def _standing(hours: Hours, hotline: Hotline, now: datetime, language: Language) -> Standing:
    found = hours.at(hotline, now)
    home = hours.from_home(hotline, now)
    is_open = isinstance(found, Open)
    if found.until is None:
        said = say(language, "switch.open-always" if is_open else "switch.closed-always")
    else:
        when = times.when(found.until, now, language)
        said = say(language, "switch.open-until" if is_open else "switch.closed-until", when=when)
    if isinstance(found, Closed):
        reason = found.why.text.zh if language == "zh" else found.why.text.en
        said = say(language, "switch.because", what=said, reason=reason)
    if home is not None:
        reason = home.zh if language == "zh" else home.en
        said = say(language, "switch.from-home", what=said, reason=reason)
    temporary = bool(in_force(hours.schedule, [hotline.number], now))
    return Standing(hotline, is_open, said, home is not None, temporary)


def as_met(
    session: Session,
    before: Hours,
    after: Hours,
    voices: Mapping[str, str],
    wanted: Switch,
    now: datetime,
    language: Language,
) -> list[Met]:
    """What callers will meet by the hours `after`: from now on, or from when on it differs at all."""
    met = []
    for number in wanted.lines(after.schedule):
        since = before.soonest(number, now)
        shut = isinstance(before.at(number, now), Closed) and isinstance(after.at(number, now), Closed)
        later = shut and since is not None and wanted.until is not None and since < wanted.until
        moment = since if later and since is not None else now
        hotline = after.schedule.hotlines[number]
        one = _met(session, after, voices, hotline, moment, now, language)
        met.append(
            replace(
                one,
                ends=tuple(_entered(each, language) for each in in_force(before.schedule, [number], now)),
                later=tuple(_later(after, hotline, now, language)),
            )
        )
    return met


def _entered(override: Override, language: Language) -> str:
    """«关闭，9:00–12:00（暴雨）»"""
    what = say(language, f"switch.entered.{override.kind.name.lower()}")
    start, end = (clock_of(each) for each in override.span)
    reason = override.text.zh if language == "zh" else override.text.en
    return say(language, "switch.entered", what=what, start=start, end=end, reason=reason)


def _later(after: Hours, hotline: Hotline, now: datetime, language: Language) -> Iterator[str]:
    """Every change later today that comes from what somebody entered."""
    today = shanghai(now).date()
    moment = after.at(hotline, now).until
    while moment is not None and shanghai(moment).date() == today:
        if in_force(after.schedule, [hotline.number], moment):
            what = _standing(after, hotline, moment, language).words
            yield say(language, "switch.later", when=times.when(moment, now, language), what=what)
        moment = after.at(hotline, moment).until


def _met(
    session: Session,
    hours: Hours,
    voices: Mapping[str, str],
    hotline: Hotline,
    moment: datetime,
    now: datetime,
    language: Language,
) -> Met:
    found, since = hours.at(hotline, moment), moment if moment != now else None
    if isinstance(found, Closed):
        said = words.closed(
            found.why,
            found.until,
            moment,
            provisional=found.certainty is not Certainty.EXCHANGE,
            can_say=lambda piece: clip_name(piece, voices) is not None,
        )
        unsaid = [each for each in typed(hours.schedule) if clip_name(each.piece, voices) is None]
        general = any(each.text == getattr(found.why.text, each.language) for each in unsaid)
        return Met(hotline, said.text(language), (), general, since)
    told = [say(language, "switch.met.open")]
    if hours.from_home(hotline, moment) is not None:
        rota = agents.rota(session, hours, hotline.desk, hotline.number, moment)
        rung = session.scalars(agents.of_desk(rota)).all()
        mobiles = sum(user.mobile is not None for user in rung)
        key = "switch.met.home" if mobiles else "switch.met.no-mobile" if rung else "switch.met.nobody"
        told.append(say(language, key, n=len(rung), m=mobiles))
        return Met(hotline, None, tuple(told), False, since, warned=not mobiles)
    return Met(hotline, None, tuple(told), False, since)
