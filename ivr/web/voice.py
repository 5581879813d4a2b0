"""The carrier's webhooks. Everything here is signed; routes translate and step aside.

A request is answered once: the answer is kept under (call, step, visit), and a repeat gets it word for word.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, abort, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from ivr import calls, probes
from ivr.callbacks import ringing
from ivr.calls import Arrival, Call
from ivr.clock import parse_moment
from ivr.flows import entry
from ivr.flows.answers import is_heard_in_a_queue
from ivr.system import System
from ivr.telephony import CarrierError, signed_address
from ivr.web import apology
from ivr.web.answering import Asked, NoSuchStep, NotYourCall, answer

voice = Blueprint("voice", __name__, url_prefix="/voice")
log = structlog.get_logger("voice")

_CALL_SID = re.compile(r"[A-Za-z0-9]{0,64}")


def current_system() -> System:
    """The system this application answers for."""
    system: System = current_app.extensions["ivr"]
    return system


@voice.before_request
def verify() -> None:
    """403 to whatever the carrier did not sign; the log names the path and the account, never a number."""
    if not request.form and request.content_length:
        abort(400, "a carrier's webhook is a form")
    account = request.form.get("AccountSid", "")
    url = signed_address(
        current_system().settings.public_url, request.environ.get("RAW_URI", request.full_path)
    )
    signature = request.headers.get("X-Twilio-Signature", "")
    if not current_system().carrier.verify(account, url, request.form, signature):
        log.warning("unsigned webhook refused", path=request.path, account=account[:34])
        abort(403)
    if not _CALL_SID.fullmatch(request.form.get("CallSid", "")):
        abort(400, "CallSid is no name of a call")
    g.account = account


@voice.errorhandler(Exception)
def apologise(error: Exception) -> Response | tuple[str, int]:
    """An error in a step ends in a spoken apology and a message box, never in dead air."""
    if isinstance(error, HTTPException):
        return (error.description or error.name, error.code or 500)
    log.exception("a webhook failed", path=request.path, call=request.form.get("CallSid", "")[:34])
    public_url, voices = current_system().settings.public_url, current_system().book.last_voices()
    match request.endpoint:
        case (
            "voice.incoming"
            | "voice.step"
            | "voice.offer"
            | "voice.paged"
            | "voice.ring_back"
            | "voice.telling"
        ):
            return fallback()
        case "voice.customer":  # he picked up, and is told and joined whatever else is broken
            attempt_id = (request.view_args or {})["attempt_id"]
            return spoken(apology.notice(public_url, ringing.line_of(attempt_id), voices))
        case "voice.rescue":  # a second box would be a circle; the recording's own report comes as well
            return spoken(apology.thanks(public_url, voices))
    return "this report could not be kept; the sweep will ask for what it told", 500


@voice.post("/fallback")
def fallback() -> Response:
    """Where the carrier turns when a step cannot be reached at all, and what a failed step answers."""
    public_url, voices = current_system().settings.public_url, current_system().book.last_voices()
    if request.form.get("Direction", "inbound") != "inbound":
        # An agent's telephone: a voicemail there would leave us its greeting as a customer's message.
        return spoken(apology.thanks(public_url, voices))
    form = request.form
    failed = urlsplit(form.get("ErrorUrl", request.path)).path.split("/")
    if any(is_heard_in_a_queue(part) for part in failed):
        # There nothing is recorded. Out of the queue the call goes on, or ends in the box after all.
        return spoken(apology.leave())
    return spoken(apology.message_box(public_url, form.get("To", ""), form.get("IvrAt", ""), voices))


@voice.post("/incoming")
def incoming() -> Response:
    """A call comes in: greet it by the script of the hotline that was dialled."""
    form = request.form
    edition = current_system().book.current()
    hotline = edition.schedule.hotline_reached_by(form.get("To", "")[:300])
    sid = form.get("CallSid", "")
    if hotline is None or not sid:
        log.warning("call to an unknown hotline", call=sid[:34])
        return spoken(apology.unknown_hotline(current_system().settings.public_url, edition.voices))

    pretended = pretended_moment(form.get("IvrAt"))
    if pretended is not None:
        try:
            edition.hours.at(hotline.number, pretended)
        except LookupError as error:
            abort(400, str(error))

    system = current_system()

    def arrive(session: Session, now: datetime) -> Call:
        call = calls.begin(session, entry.arrival(form, g.account, hotline, edition, pretended), now)
        call.probe = says_it_is_a_probe(form) or probes.recognise(
            system, session, call, edition.schedule, now
        )
        return call

    return _answer(f"{hotline.flow}.answered", begin=arrive)


def says_it_is_a_probe(form: Mapping[str, str]) -> bool:
    """Our own gateway may say of a call that it is a test call; of anybody else's it is not believed."""
    return bool(form.get("IvrProbe")) and current_system().carrier.account(g.account).kind == "gateway"


def pretended_moment(text: str | None) -> datetime | None:
    """The moment our own gateway asks us to pretend; refused from anybody else."""
    if not text:
        return None
    system = current_system()
    account = system.carrier.account(g.account)
    if not system.settings.may_pretend or account is None or account.kind != "gateway":
        abort(403, "pretended time is not allowed here")
    try:
        return parse_moment(text)
    except ValueError as error:
        abort(400, str(error))


@voice.post("/calls/<int:call_id>/<int:visit>/<name>")
@voice.post("/calls/<int:call_id>/<int:visit>/<name>/<any(keys):keyed>")
def step(call_id: int, visit: int, name: str, keyed: str | None = None) -> Response:
    """The caller did something: pressed keys, spoke, waited."""
    return _answer(name, call_id=call_id, visit=visit, keyed=keyed is not None)


@voice.post("/offers/<int:offer_id>")
def offer(offer_id: int) -> Response:
    """An agent's telephone was answered, which rings for a waiting caller."""
    return _leg("offer.answered", offer_id, entry.hotline_of_offer)


@voice.post("/pages/<int:page_id>")
def paged(page_id: int) -> Response:
    """Somebody on duty was rung for urgent matters, and the telephone was answered."""
    return _leg("page.answered", page_id, entry.hotline_of_page)


@voice.post("/tellings/<int:affected_id>")
def telling(affected_id: int) -> Response:
    """Somebody picked up who is told that an incident is over."""
    return _leg("telling.answered", affected_id, entry.hotline_of_telling)


@voice.post("/ring-backs/<int:attempt_id>")
def ring_back(attempt_id: int) -> Response:
    """An agent's telephone was answered, who wants to ring a customer back."""
    return _leg("ringback.answered", attempt_id, entry.hotline_of_attempt)


@voice.post("/ring-backs/<int:attempt_id>/over")
def ring_back_over(attempt_id: int) -> Response:
    """The agent was sent here from his waiting: the customer was not reached."""
    # One call may ring several customers back, each with an end of its own.
    return _leg("ringback.over", attempt_id, entry.hotline_of_attempt, about=attempt_id)


@voice.post("/ring-backs/<int:attempt_id>/notice")
def customer(attempt_id: int) -> Response:
    """The customer picked up, whom that agent rings back."""
    return _leg("returned.answered", attempt_id, entry.hotline_of_attempt)


def _leg(
    name: str, subject: int, hotline_of: Callable[[Session, int], str | None], about: int | None = None
) -> Response:
    sid = request.form.get("CallSid", "")

    def arrive(session: Session, now: datetime) -> Call:
        hotline = hotline_of(session, subject)
        if hotline is None:
            abort(404)
        version = current_system().book.current().number
        leg = calls.begin(
            session, Arrival(sid, g.account, hotline, version, None, "", direction="outbound"), now
        )
        leg.facts = {"subject": subject}
        return leg

    return _answer(name, begin=arrive, about=about)


def _answer(
    name: str,
    *,
    call_id: int | None = None,
    visit: int = 0,
    keyed: bool = False,
    begin: Callable[[Session, datetime], Call] | None = None,
    about: int | None = None,
) -> Response:
    sid = request.form.get("CallSid", "")
    asked = Asked(sid, g.account, name, request.form, call_id, visit, keyed, begin, about)
    try:
        document, afterwards = answer(current_system(), asked)
    except NoSuchStep:
        abort(404, "no such call or step")
    except NotYourCall:
        abort(403)
    return followed_by(spoken(document), afterwards)


def followed_by(response: Response, acts: Iterable[Callable[[], object]]) -> Response:
    """What needs the network is done once the answer is on its way: nobody on the line waits for the carrier."""

    def follow() -> None:
        for act in acts:
            try:
                act()
            except CarrierError as error:
                log.warning("the carrier did not do it", why=str(error))
            except Exception:
                # The answer was given and is kept; a tick tries again.
                log.exception("what follows an answer failed")

    response.call_on_close(follow)
    return response


def spoken(document: str) -> Response:
    """A TwiML document."""
    return Response(document, mimetype="text/xml")


def quiet() -> Response:
    """The answer to a report: nobody listens to it."""
    return spoken(apology.nothing())
