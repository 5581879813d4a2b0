"""One's own page: password, sessions, second factor, language and theme."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr import people
from ivr.people import PeopleError, Refusal, User, passwords, second, sign_ins
from ivr.web.console import entering, session, times
from ivr.web.console.blueprint import console
from ivr.web.console.preferences import language
from ivr.web.console.signin import address
from ivr.web.console.words import say
from ivr.web.voice import current_system

Answer = Response | str | tuple[str, int]


@console.get("/me")
def me() -> str:
    """What is known of the person, and what they can change themselves."""
    return _page()


@console.post("/me/password")
def change_password() -> Answer:
    """A new password for whoever knows the present one; every other session ends."""
    somebody, system = session.person(), current_system()
    now, fresh = system.now(), request.form.get("new", "")
    if fresh != request.form.get("again", ""):
        return _page("me.password.differ"), 422
    if not passwords.SHORTEST <= len(fresh) <= passwords.LONGEST:
        return _page("me.password.weak", shortest=passwords.SHORTEST), 422
    answer = people.authenticate(
        system.database, somebody.user.name, request.form.get("password", ""), now, address=address()
    )
    if isinstance(answer, Refusal):
        if answer.until:
            return _page("me.password.locked", until=times.clock(answer.until)), 429
        return _page("me.password.wrong"), 422
    with system.database.writing() as writing:
        user = writing.get_one(User, answer.id)
        people.set_password(writing, user, fresh, now=now, actor=somebody.keeper.actor)
        sign_ins.end_all(writing, user, now=now, actor=somebody.keeper.actor)
    entering.begin(user, now)
    flash("me.password.done")
    return redirect(url_for("console.me"), 303)


@console.post("/me/email")
def change_email() -> Answer:
    """Where one's own reminders go from now on; nowhere when it is left empty."""
    somebody, system = session.person(), current_system()
    typed = request.form.get("email", "").strip()
    try:
        with system.database.writing() as writing:
            user = writing.get_one(User, somebody.user.id)
            if (typed or None) != user.email:
                people.set_email(writing, user, typed or None, now=system.now(), actor=somebody.keeper.actor)
    except PeopleError:
        return _page("people.no.email", typed=typed), 422
    flash("me.email.done")
    return redirect(url_for("console.me"), 303)


@console.post("/me/sessions")
def end_sessions() -> Response:
    """Signed out everywhere but here."""
    somebody, system = session.person(), current_system()
    with system.database.writing() as writing:
        user = writing.get_one(User, somebody.user.id)
        sign_ins.end_all(
            writing, user, now=system.now(), actor=somebody.keeper.actor, besides=somebody.sign_in
        )
    flash("me.sessions.ended")
    return redirect(url_for("console.me"), 303)


def _page(refused: str | None = None, typed: str | None = None, **facts: object) -> str:
    somebody, system = session.person(), current_system()
    now = system.now()
    with system.database.reading() as reading:
        rows = sign_ins.of_user(reading, somebody.user)
        factor = second.is_on(reading, somebody.user)
        left = second.codes_left(reading, somebody.user)
    return render_template(
        "me.html",
        refused=say(language(), refused, **facts) if refused else None,
        email=typed if typed is not None else somebody.user.email or "",
        rows=[(row, sign_ins.is_live(row, now)) for row in rows],
        factor=factor,
        codes_left=left,
        offered=somebody.user.role in second.ROLES,
        shortest=passwords.SHORTEST,
    )
