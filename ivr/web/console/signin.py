"""Signing in and out: a password, the code of a second factor where there is one, and a form that was left open."""

from ipaddress import ip_address

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from ivr import people
from ivr.people import Refusal, User, second
from ivr.people.seals import Seal
from ivr.web.console import entering, interrupted, session
from ivr.web.console.blueprint import console
from ivr.web.voice import current_system

_CARRYING = frozenset({"console.enter", "console.kept", "console.enter_code"})
_MOST_POSTED = 3 * interrupted.MOST
"""Bytes: as a form, what is kept grows."""

Answer = Response | str | tuple[str, int]


@console.url_value_preprocessor
def _let_kept_forms_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: only here may it hold another one."""
    if endpoint in _CARRYING:
        request.max_content_length = request.max_form_memory_size = _MOST_POSTED


@console.get("/sign-in")
def sign_in() -> str | Response:
    """The form; whoever is signed in already goes on."""
    if session.signed_in() is not None:
        return redirect(session.safe_next(request.args.get("next")), 303)
    return _form(wanted=request.args.get("next"), expired=session.has_expired())


@console.post("/sign-in")
def enter() -> Answer:
    """Checks name and password; nothing tells a wrong name from a wrong password."""
    system = current_system()
    now, name = system.now(), request.form.get("name", "")
    answer = people.authenticate(
        system.database, name, request.form.get("password", ""), now, address=address()
    )
    wanted = request.form.get("next")
    if isinstance(answer, Refusal):
        return _form(wanted=wanted, name=name, refusal=answer), 429 if answer.until else 401
    with system.database.reading() as reading:
        code_too = second.is_on(reading, answer)
    if not code_too:
        return _entered(answer)
    entering.begin_half(answer, now)
    return _code_form()


@console.get("/sign-in/code")
def code() -> Response:
    """The address of the code's form, loaded again."""
    return redirect(url_for("console.sign_in"), 303)


@console.post("/sign-in/code")
def enter_code() -> Answer:
    """Checks the code, for whoever gave the right password just now."""
    system = current_system()
    now = system.now()
    user = entering.half(now)
    if user is None:
        return _form(wanted=request.form.get("next"), too_late=True), 401
    with system.database.writing() as writing:
        refusal = second.authenticate(writing, user, request.form.get("code", ""), seal(), now)
    if refusal is not None:
        return _code_form(refusal), 429 if refusal.until else 401
    return _entered(user)


@console.post("/sign-in/kept")
def kept() -> Answer:
    """What was typed on a page whose session ran out meanwhile, brought here by the page itself."""
    form = interrupted.of_page()
    somebody = session.signed_in()
    if form is None or not form.says_something:
        return redirect(session.safe_next(request.form.get("_page")), 303)
    if somebody is not None:
        return render_template("resume.html", form=form)
    return interrupted.sign_in_page(form)


@console.post("/sign-out")
def sign_out() -> Response:
    entering.end(current_system().now())
    return redirect(url_for("console.sign_in"), 303)


def address() -> str:
    """Whose guesses are counted together. Behind a proxy on this machine everybody would look like one: then only
    names are counted."""
    found = request.remote_addr or ""
    try:
        return "" if ip_address(found).is_loopback else found
    except ValueError:
        return ""


def seal() -> Seal:
    """What the secrets of second factors are sealed with."""
    return Seal(current_system().settings.secrets.derived(b"ivr second factor"))


def _entered(user: User) -> Answer:
    """Signed in, and on to where they wanted to go; or to the form that they could not send."""
    entering.begin(user, current_system().now())
    form = interrupted.opened(request.form.get("kept", ""), user)
    if form is not None:
        return render_template("resume.html", form=form)
    return redirect(session.safe_next(request.form.get("next")), 303)


def _code_form(refusal: Refusal | None = None) -> str:
    return render_template(
        "signin_code.html",
        next=session.safe_next(request.form.get("next")),
        kept=request.form.get("kept"),
        refusal=refusal,
    )


def _form(
    *,
    wanted: str | None,
    name: str = "",
    refusal: Refusal | None = None,
    expired: bool = False,
    too_late: bool = False,
) -> str:
    system = current_system()
    with system.database.reading() as reading:
        nobody_yet = reading.scalar(select(User.id).limit(1)) is None
    return render_template(
        "signin.html",
        next=session.safe_next(wanted),
        name=name,
        refusal=refusal,
        expired=expired,
        too_late=too_late,
        kept=request.form.get("kept"),
        nobody_yet=nobody_yet and system.settings.embedded,
        now=system.now(),
    )
