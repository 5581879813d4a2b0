"""A telephone in the browser: it dials over the gateway, and shows beside the call what the application was asked.

The page and its ticket are for supervisors and administrators, and on the embedded defaults, where pages are served to
this machine alone, for whoever sits at it.
"""

from flask import abort, jsonify, render_template, request
from werkzeug.wrappers import Response

from ivr import tickets
from ivr.clock import shanghai
from ivr.people import Role
from ivr.settings import is_loopback
from ivr.web.console import headers, session
from ivr.web.console.blueprint import console
from ivr.web.console.hours.draft import worth_trying
from ivr.web.voice import current_system

CALLER = "+8613800138000"
"""Who rings, until another number is typed in."""


_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""What a proxy says of a request that it hands on."""


@console.get("/phone")
def phone() -> Response | str:
    """The telephone. It rings real hotlines: what is left there is a message like any other."""
    if (refused := _refused()) is not None:
        return refused
    system = current_system()
    settings = system.settings
    if settings.phones:
        headers.for_a_telephone(settings.phones)
    return render_template(
        "phone.html",
        hotlines=system.book.current().schedule.hotlines.values(),
        reached=settings.phones,
        pretends=settings.may_pretend,
        caller=CALLER,
        moments=list(worth_trying(shanghai(system.now()).date())),
    )


@console.post("/phone/ticket")
def phone_ticket() -> Response:
    """What the page shows the gateway when it dials, and holds for a minute; 404 where no telephone can be reached."""
    if (refused := _refused()) is not None:
        return refused
    system = current_system()
    if not system.settings.phones:
        abort(404)
    key = system.settings.secrets.derived(tickets.PHONE)
    return jsonify(url=system.settings.phones, ticket=tickets.made(key, system.now()))


def _refused() -> Response | None:
    """The way to the sign-in page for a stranger, 403 for somebody whose role does not dial, None for who may."""
    somebody = session.signed_in()
    if _at_this_machine():
        return None
    if somebody is None or somebody.must_enrol:
        return session.to_sign_in()
    return None if somebody.user.role in (Role.SUPERVISOR, Role.ADMIN) else abort(403)


def _at_this_machine() -> bool:
    """On the embedded defaults, asked from this machine under a name of this machine: a page of some other site whose
    name was pointed here is turned away, and so is whoever comes through a proxy on this machine."""
    settings = current_system().settings
    places = (settings.public_url, f"//{request.host}", f"//{request.remote_addr}")
    handed_on = any(name in request.headers for name in _PROXIES)
    return settings.embedded and not handed_on and all(is_loopback(place) for place in places)
