"""Choosing a password by a link that opens once. Whatever is wrong with a link, the answer is the same."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.people import PeopleError, resets
from ivr.people import passwords as rules
from ivr.web.console.blueprint import console
from ivr.web.console.signin import address
from ivr.web.voice import current_system

Answer = Response | str | tuple[str, int]


@console.get("/reset/<token>")
def reset(token: str) -> Answer:
    """The form; nothing has happened to the link yet, so that a program that looks at links uses none up."""
    return _form(token)


@console.post("/reset/<token>")
def choose_password(token: str) -> Answer:
    """Sets the password; then it is for signing in, with the second factor where there is one."""
    system, password = current_system(), request.form.get("new", "")
    if password != request.form.get("again", ""):
        return _form(token, "me.password.differ")
    try:
        user = resets.use(system.database, token, password, system.now())
    except PeopleError:
        return _form(token, "me.password.weak")
    if user is None:
        return _form(token)
    flash("signin.new-password")
    return redirect(url_for("console.sign_in"), 303)


def _form(token: str, refused: str | None = None) -> Answer:
    system = current_system()
    user = resets.whose(system.database, token, system.now(), address=address())
    page = render_template("reset.html", user=user, refused=refused, shortest=rules.SHORTEST)
    return page, 404 if user is None else 422 if refused else 200
