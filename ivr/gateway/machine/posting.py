"""Webhooks as scripts: Twilio's retry rule, the fallback address, and what is told without waiting."""

from email.utils import format_datetime
from urllib.parse import urljoin
from uuid import uuid4

from ivr.gateway.http import NoAnswer, Outcome, Response, Retries, webhook, written_in
from ivr.gateway.machine.effects import Send
from ivr.gateway.machine.events import Reply
from ivr.gateway.machine.interrupts import Broken, Step
from ivr.gateway.machine.leg import Leg, Logged, Report, Script
from ivr.gateway.twiml import Document, TwimlError, read_answer

HTTP_FAILURE = 11200
NO_CONNECTION = 11205
NO_ANSWER_IN_TIME = 11210
ENDLESS_LOOP = 11100
MOST_DOCUMENTS_AT_ONCE = 100


def fetch(leg: Leg, step: Step) -> Script[tuple[Document, str]]:
    """The document of `step` and the address it came from; the call's fallback is asked when it fails.

    Raises Broken when neither can be used.
    """
    if leg.documents_this_instant() > MOST_DOCUMENTS_AT_ONCE:
        raise Broken(
            ENDLESS_LOOP, f"{MOST_DOCUMENTS_AT_ONCE} documents without a pause, the last from {step.url}"
        )
    try:
        document = yield from _document(leg, step)
    except Broken as broken:
        if not leg.fallback_url or step.url == leg.fallback_url:
            raise
        told = {"ErrorCode": str(broken.code), "ErrorUrl": step.url if written_in(step.url) is None else ""}
        step = Step(leg.fallback_url, leg.fallback_method, told)
        document = yield from _document(leg, step)
    return document, step.url


def _document(leg: Leg, step: Step) -> Script[Document]:
    twiml = written_in(step.url)
    response = Response(200, {"Content-Type": "text/xml"}, (twiml or "").encode())
    try:
        if twiml is None:
            response = _usable((yield from send(leg, step)), step.url)
        return read_answer(response.content_type, response.body)
    except TwimlError as error:
        leg.complain(f"{step.url if twiml is None else 'Twiml'}: {error}")
        raise Broken(error.code, error.sentence) from None
    except Broken as broken:
        leg.complain(str(broken))
        raise


def _usable(outcome: Outcome, url: str) -> Response:
    if isinstance(outcome, NoAnswer):
        code = NO_CONNECTION if outcome.why == "connection" else NO_ANSWER_IN_TIME
        raise Broken(code, f"{url} did not answer ({outcome.why})")
    if not 200 <= outcome.status < 300:
        raise Broken(HTTP_FAILURE, f"{url} answered {outcome.status}")
    return outcome


def send(
    leg: Leg, step: Step, *, notice: bool = False, params: dict[str, str] | None = None
) -> Script[Outcome]:
    """Sends one webhook, again where the retry rule says so, and answers with what came back last.

    All tries carry the same `I-Twilio-Idempotency-Token`.
    """
    retries = Retries.of(step.url)
    request = webhook(step.method, step.url, {**(leg.params() if params is None else params), **step.extra})
    request = type(request)(
        request.method, request.url, request.form, {"I-Twilio-Idempotency-Token": str(uuid4())}
    )
    outcome: Outcome = NoAnswer("connection")
    for left in range(retries.count, -1, -1):
        number = leg.board.number()
        leg.emit(Send(leg.sid, number, request, notice))
        outcome = yield from _reply(number)
        told = (
            (outcome.status, outcome.body.decode("utf-8", "replace"), "")
            if isinstance(outcome, Response)
            else (None, "", f"no answer ({outcome.why})")
        )
        leg.log.append(Logged(leg.board.now, request, *told))
        if not (left and retries.again(outcome)):
            break
    return outcome


def _reply(number: int) -> Script[Outcome]:
    while True:
        event = yield
        if isinstance(event, Reply) and event.request == number:
            return event.outcome


def notify(leg: Leg, step: Step, params: dict[str, str] | None = None, *, after: float = 0) -> None:
    """Sends a webhook whose answer nobody waits for; with the standard parameters unless others are given."""
    told = leg.params() if params is None else params

    def script() -> Script[None]:
        if after:
            yield from leg.sleep(after)
        outcome = yield from send(leg, step, notice=True, params=told)
        if not isinstance(outcome, Response) or outcome.status >= 400:
            leg.complain(f"15003: {step.url} was not told: {outcome}"[:300])

    leg.aside(script())


def progress(leg: Leg, event: str, report: Report | None = None) -> None:
    """Tells whoever asked for it that the call is now initiated, ringing, answered or completed."""
    report = report or leg.report
    if report is None:
        return
    sequence = leg.next_told()
    if event not in report.events:
        return
    extra = {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
        "Timestamp": format_datetime(leg.board.now),
    }
    if event == "completed":
        extra["CallDuration"] = str(leg.seconds)
        extra["Duration"] = str(-(-leg.seconds // 60))
    params = leg.params()
    if event == "initiated":
        params["CallStatus"] = "initiated"
    notify(leg, Step(report.url, report.method, extra), params)


def resolve(base: str, url: str | None) -> str:
    """The absolute address of `url` as written in the document at `base`; without one the document's own."""
    return urljoin(base, url) if url else base
