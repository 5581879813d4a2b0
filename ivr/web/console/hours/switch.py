"""Emergencies: answer from home, close now, open now, and the end of it; made for a telephone's browser."""

import re
import secrets
from collections.abc import Iterator, Mapping

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from calendars.strict import Wrong
from ivr.callbacks import publishing, switching
from ivr.callbacks.switching import NothingThere, Switch
from ivr.clock import shanghai
from ivr.hours import Hours, ScheduleError, versions
from ivr.hours.emergency import REASONS, in_force
from ivr.hours.model import ROUND_THE_CLOCK
from ivr.hours.reader import read
from ivr.web.console import preferences, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.console.hours.named import reasons
from ivr.web.console.hours.switch_form import ACTS, NotMeant, Typed
from ivr.web.console.hours.switch_look import as_met, standing
from ivr.web.console.words import say
from ivr.web.voice import current_system

_KEY = re.compile(r"[0-9a-f]{32}")


@console.get("/switch")
def switch() -> str:
    """How every hotline stands, and what can be done about it."""
    session.person()
    act = request.args.get("act", "")
    return _page(Typed(act=act, lines=tuple(_meant_first(act))))


def _meant_first(act: str) -> Iterator[str]:
    """The lines that are ticked to begin with: those with something to end; and to close, all but the round-the-clock
    lines, the market's emergency room: to close one is chosen in so many words."""
    system = current_system()
    schedule, now = system.book.current().schedule, system.now()
    for number, hotline in schedule.hotlines.items():
        if act == "end" and not in_force(schedule, [number], now):
            continue
        if act == "close" and hotline.flow in ROUND_THE_CLOCK:
            continue
        yield number


@console.post("/switch/check")
def check_switch() -> str | tuple[str, int]:
    """Says in words what callers will meet; changes nothing."""
    governing()
    return _checked(Typed.of(request.form))


@console.post("/switch/edit")
def edit_switch() -> str:
    """Back to the form with everything that was typed."""
    governing()
    return _page(Typed.of(request.form))


@console.post("/switch")
def throw_switch() -> Response | tuple[str, int] | str:
    """Puts it in force, whatever was published meanwhile; the same page sent twice publishes once. What was read
    before midnight says another day now, and an end may end what somebody else has just begun: it is read again first.
    """
    person, typed = governing(), Typed.of(request.form)
    key = request.form.get("key", "")
    if not _KEY.fullmatch(key):
        abort(400)
    system = current_system()
    if request.form.get("read") != _read_as_of(typed) and not switching.thrown(system, key):
        page = _checked(typed, overtaken=True)
        return (page, 409) if isinstance(page, str) else page
    try:
        wanted = typed.meant(system.book.current().schedule, system.now())
        done = switching.switch(system, wanted, author=person.user.name, note=_note(wanted), key=key)
    except NotMeant as error:
        return _page(typed, error.wrong), 422
    except Wrong:
        return _page(typed, {"time": "switch.no.time"}), 422
    except NothingThere:
        return _page(typed, {"act": "switch.no.end"}), 422
    except ScheduleError as error:
        return _page(typed, problems=reasons(error)), 409
    return redirect(url_for("console.switch", done=done.number, moved=len(done.moved)), 303)


def _page(typed: Typed, wrong: Mapping[str, str] | None = None, problems: tuple[str, ...] = ()) -> str:
    system, now = current_system(), current_system().now()
    edition = system.book.current()
    done = request.args.get("done", type=int)
    return render_template(
        "hours/switch.html",
        typed=typed,
        wrong=wrong or {},
        problems=problems,
        acts=ACTS,
        hotlines=edition.schedule.hotlines.values(),
        standing=standing(edition.hours, now, preferences.language()),
        reasons=REASONS,
        done=done if done == edition.number else None,
        moved=request.args.get("moved", 0, type=int),
    )


def _read_as_of(typed: Typed) -> str:
    """What a page that says «until today 24:00» was read by: the day; and for the end of things, what was in force."""
    system = current_system()
    today = shanghai(system.now()).date().isoformat()
    return f"{today}/{system.book.current().number}" if typed.act == "end" else today


def _checked(typed: Typed, *, overtaken: bool = False) -> str | tuple[str, int]:
    system, language = current_system(), preferences.language()
    edition, now = system.book.current(), system.now()
    try:
        wanted = typed.meant(edition.schedule, now)
        with system.database.reading() as reading:
            text = versions.in_force(reading, edition.number).text
        hours = Hours(read(wanted.applied(text, now)), edition.hours.calendar)
    except NotMeant as error:
        return _page(typed, error.wrong), 422
    except NothingThere:
        return _page(typed, {"act": "switch.no.end"}), 422
    except ScheduleError as error:
        return _page(typed, problems=reasons(error)), 409
    with system.database.reading() as reading:
        met = as_met(reading, edition.hours, hours, edition.voices, wanted, now, language)
    return render_template(
        "hours/switch_confirm.html",
        typed=typed,
        sentence=_sentence(wanted, language),
        met=met,
        moving=len(publishing.would_move(system, hours)),
        key=secrets.token_hex(16),
        read=_read_as_of(typed),
        overtaken=overtaken,
    )


def _sentence(wanted: Switch, language: times.Language) -> str:
    """«立即关闭，全部热线，到今天 12:00，原因：暴雨。»"""
    lines = "、".join(wanted.hotlines) if language == "zh" else ", ".join(wanted.hotlines)
    scope = lines or say(language, "switch.all")
    act = say(language, f"switch.act.{wanted.act}")
    if wanted.until is None or wanted.reason is None:
        return say(language, "switch.sentence.end", act=act, scope=scope)
    local = shanghai(wanted.until)
    clock = times.clock(wanted.until) if (local.hour, local.minute) != (0, 0) else "24:00"
    reason = wanted.reason.zh if language == "zh" else wanted.reason.en
    return say(language, "switch.sentence", act=act, scope=scope, until=clock, reason=reason)


def _note(wanted: Switch) -> str:
    return _sentence(wanted, "zh")
