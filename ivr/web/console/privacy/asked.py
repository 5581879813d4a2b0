"""Requests about a number: what we hold, a copy, erasing. An administrator carries them out; an auditor looks on."""

from dataclasses import dataclass

from flask import Response, render_template, request
from sqlalchemy import select

from ivr import history
from ivr.callbacks.references import spoken
from ivr.people import Role, User
from ivr.privacy import copying, requests
from ivr.privacy.requests import Found, RequestError
from ivr.privacy.tables import Request
from ivr.voicemail import StoreError
from ivr.web.console import preferences, privacy
from ivr.web.console.blueprint import console
from ivr.web.console.privacy.readable import page as readable
from ivr.web.console.queue import hotline_name
from ivr.web.console.words import say
from ivr.web.voice import current_system

CARRIES_OUT = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Logged:
    """One request as the page lists it."""

    request: Request
    by: str
    why: str


@console.get("/privacy/requests")
def privacy_requests() -> str:
    """What was asked, and the form for another request."""
    privacy.must_be(privacy.LOOKS)
    return _page()


@console.post("/privacy/requests/find")
def privacy_find() -> str | tuple[str, int]:
    """What we hold about a number; the look is written down."""
    person, system = privacy.must_be(CARRIES_OUT), current_system()
    try:
        found = requests.find(system, _number(), reason=_reason(), actor=privacy.actor(person))
    except RequestError as refused:
        return _page(refused=refused), 409
    return _page(found=found)


@console.post("/privacy/requests/copy")
def privacy_copy() -> Response | tuple[str, int]:
    """The copy, to be handed to the person who asked."""
    person, system = privacy.must_be(CARRIES_OUT), current_system()
    try:
        body = copying.archive(
            system, _number(), page=readable, reason=_reason(), actor=privacy.actor(person)
        )
    except RequestError as refused:
        return _page(refused=refused), 409
    except StoreError:
        return _page(refused=RequestError("privacy.no.store", "the recordings cannot be read just now")), 503
    return download(body, "copy.zip")


@console.post("/privacy/requests/erase")
def privacy_erase() -> str | tuple[str, int]:
    """Everything about the number goes, or nothing and a sentence why."""
    person, system = privacy.must_be(CARRIES_OUT), current_system()
    try:
        number, reason = _number(), _reason()
        if not request.form.get("sure"):
            raise RequestError("privacy.no.sure", "tick the box first")
        done = requests.erase(system, number, reason=reason, actor=privacy.actor(person))
    except RequestError as refused:
        return _page(found=_again(), refused=refused), 409
    return _page(done=done)


def download(body: bytes, name: str) -> Response:
    """A file that the browser keeps, and no cache."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(body, content_type="application/zip", headers=headers)


def _number() -> str:
    area = current_system().book.current().schedule.area
    return requests.number_of(request.form.get("number", ""), area)


def _reason() -> str:
    return requests.worded(request.form.get("reason", ""))


def _again() -> Found | None:
    """What the page had found before it was refused, if it still knows the number."""
    system = current_system()
    try:
        number = _number()
    except RequestError:
        return None
    with system.database.reading() as reading:
        return requests.look(reading, system, number)


def _page(
    *, found: Found | None = None, refused: RequestError | None = None, done: Request | None = None
) -> str:
    system, language = current_system(), preferences.language()
    person = privacy.must_be(privacy.LOOKS)
    with system.database.reading() as reading:
        listed = requests.everything(reading)
        whys = history.recall_all(reading, [each.reason for each in listed])
        names = {f"user:{row.id}": row.display for row in reading.execute(select(User.id, User.display))}
        edition = system.book.current(reading)
    return render_template(
        "privacy/requests.html",
        acts=person.user.role in CARRIES_OUT,
        found=found,
        done=done,
        refused=_sentence(refused) if refused else None,
        typed=request.form if not done else {},
        spoken=spoken,
        hotline=lambda number: hotline_name(edition, number, language),
        logged=[
            Logged(
                each,
                names.get(each.actor) or say(language, "history.terminal"),
                whys.get(each.reason) or say(language, "privacy.reason.gone"),
            )
            for each in listed
        ],
    )


def _sentence(refused: RequestError) -> str:
    """Why not, in the reader's language."""
    language = preferences.language()
    facts = {
        name: ("、" if language == "zh" else ", ").join(value) if isinstance(value, list) else value
        for name, value in refused.facts.items()
    }
    return say(language, refused.key, **facts)
