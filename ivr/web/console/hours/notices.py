"""The exchange's notices: pasted, checked, confirmed, withdrawn; and closures at short notice."""

from collections.abc import Mapping, Sequence

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from calendars.notices import NoticeError
from ivr.callbacks import foreseen, publishing
from ivr.clock import shanghai
from ivr.hours import NotWithdrawable, UnknownNumber, versions
from ivr.web.console import preferences, session
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.console.hours.closure import USUAL, Closing, NotAClosure, Typed
from ivr.web.console.hours.considered import Considered, Wrong, consider, considered, noticed
from ivr.web.console.hours.named import Authors
from ivr.web.console.words import say
from ivr.web.voice import current_system

MOST_LISTED = 20
"""Promises named one by one; of more the number is told."""


@console.get("/notices")
def notices() -> str:
    """What was confirmed, and where the next notice goes."""
    session.person()
    return _page()


@console.post("/notices/check")
def check_notice() -> str | tuple[str, int]:
    """What was understood of the pasted text and what it would change; publishes nothing."""
    governing()
    text = _lines(request.form.get("text", ""))
    if not text.strip():
        return _page(nothing=True), 422
    try:
        return _checked(text, consider(text, preferences.language()))
    except NoticeError as error:
        return _page(text=text, problems=noticed(error, text, preferences.language())), 422


@console.post("/notices/closure")
def check_closure() -> str | tuple[str, int]:
    """The same for a closure at short notice, which the short form describes."""
    governing()
    typed = Typed.of(request.form)
    try:
        closing = Closing.of(typed, shanghai(current_system().now()).date())
    except NotAClosure as wrong:
        return _page(typed=typed, wrong=wrong.wrong), 422
    return _checked(closing.written(), consider(closing.written(), preferences.language()), typed=typed)


@console.post("/notices/edit")
def edit_notice() -> str:
    """Back from what was understood to the boxes, with everything that was typed."""
    governing()
    typed = Typed.of(request.form)
    return _page(text=_lines(request.form.get("text", "")), typed=typed)


@console.post("/notices/confirm")
def confirm_notice() -> Response | tuple[str, int]:
    """Puts the notice into force, unless what is known changed since it was checked: then it is checked anew."""
    person, language = governing(), preferences.language()
    text = _lines(request.form.get("text", ""))
    try:
        found = consider(text, language)
        if request.form.get("base", type=int) != found.base or not found.anything:
            return _checked(text, found, overtaken=True), 409
        done = publishing.confirm_notices(
            current_system(),
            text,
            author=person.user.name,
            note=found.titles,
            name=say(language, "notices.pasted"),
        )
    except NoticeError as error:
        return _page(text=text, problems=noticed(error, text, language)), 422
    return redirect(url_for("console.notices", confirmed=done.number, moved=len(done.moved)), 303)


@console.get("/notices/<int:number>/withdraw")
def before_withdrawal(number: int) -> str:
    """What the calendar would say without that notice."""
    governing()
    return _withdrawal(number)


@console.post("/notices/<int:number>/withdraw")
def withdraw_notice(number: int) -> Response | tuple[str, int]:
    """The notice holds no longer."""
    person = governing()
    note = request.form.get("note", "").strip()
    try:
        done = publishing.withdraw_notice(current_system(), number, author=person.user.name, note=note)
    except NotWithdrawable as refused:
        return _page(refused=refused.zh if preferences.language() == "zh" else str(refused)), 409
    except UnknownNumber:
        abort(404)
    return redirect(url_for("console.notices", withdrawn=number, moved=len(done.moved)), 303)


def _page(
    *,
    text: str = "",
    problems: Sequence[Wrong] = (),
    nothing: bool = False,
    typed: Typed | None = None,
    wrong: Mapping[str, str] | None = None,
    refused: str = "",
) -> str:
    """The page with what was typed still in its boxes, and what is wrong with it above them."""
    system = current_system()
    now = system.now()
    this_year = shanghai(now).year
    with system.database.reading() as reading:
        rows = [row for row in versions.published(reading) if row.kind == versions.Kind.NOTICE]
        calendar = system.book.current(reading).hours.calendar
        gone = versions.withdrawn_up_to(reading, versions.latest(reading))
        authors = Authors.of(reading)
    return render_template(
        "hours/notices.html",
        years=[(year, calendar.certainty(year)) for year in (this_year, this_year + 1)],
        published=rows,
        gone=gone,
        authors=authors,
        text=text,
        problems=problems,
        nothing=nothing,
        typed=typed or Typed(),
        wrong=wrong or {},
        usual=USUAL.values(),
        refused=refused,
        today=shanghai(now).date(),
        confirmed=request.args.get("confirmed", type=int),
        withdrawn=request.args.get("withdrawn", type=int),
        moved=request.args.get("moved", type=int) or 0,
    )


def _withdrawal(number: int) -> str:
    system = current_system()
    try:
        found = considered(foreseen.withdrawing(system, number))
    except UnknownNumber:
        abort(404)
    with system.database.reading() as reading:
        row = versions.publication(reading, number)
        authors = Authors.of(reading)
    return render_template(
        "hours/notice_withdraw.html", row=row, found=found, authors=authors, moves=found.moves[:MOST_LISTED]
    )


def _checked(text: str, found: Considered, *, overtaken: bool = False, typed: Typed | None = None) -> str:
    """What a notice would change, with the one click that accepts it."""
    return render_template(
        "hours/notice_check.html",
        text=text,
        found=found,
        moves=found.moves[:MOST_LISTED],
        overtaken=overtaken,
        typed=typed,
    )


def _lines(text: str) -> str:
    """As it was typed; browsers send line ends in their own way."""
    return text.replace("\r\n", "\n")
