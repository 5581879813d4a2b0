"""What the carrier reports besides: a call's end, a recording, an agent's leg; nobody hears the answers."""

from collections.abc import Callable
from functools import partial

from flask import Response, g, request

from ivr import calls, voicemail
from ivr.callbacks import attempts, conversations, intake, ringing
from ivr.flows import leaving
from ivr.flows.caller import Caller
from ivr.waiting import offers, paged, pages, telling
from ivr.web import apology
from ivr.web import rescue as rescues
from ivr.web.voice import current_system, followed_by, pretended_moment, quiet, spoken, voice


@voice.post("/status")
def status() -> Response:
    """A caller's call moved on; at its end, what he began must not be lost."""
    system = current_system()
    afterwards = []
    with system.database.writing() as session:
        call = calls.find(session, request.form.get("CallSid", ""))
        if call is None or call.account != g.account:
            return quiet()
        now = system.now()
        if calls.merge_status(session, call, request.form.get("CallStatus", ""), now + call.offset):
            edition = system.book.edition(call.version, session)
            caller = Caller(system, lambda: session, call, edition, now, request.form)
            leaving.hung_up(caller)
            afterwards = caller.afterwards
    return followed_by(quiet(), afterwards)


@voice.post("/messages/<int:message_id>")
def recording(message_id: int) -> Response:
    """The authority on a recording: it is there, or it will never be."""
    system, form = current_system(), request.form
    with system.database.writing() as session:
        row = session.get(voicemail.Voicemail, message_id)
        call = session.get(calls.Call, row.call_id) if row else None
        if row is None or call is None or (call.sid, call.account) != (form.get("CallSid"), g.account):
            return quiet()
        now = system.now()
        caller = Caller(system, lambda: session, call, system.book.edition(call.version, session), now, form)
        if form.get("RecordingStatus") == "absent":
            intake.absent(session, row, now=caller.now)
        elif form.get("RecordingStatus") == "completed":
            taken = intake.Take.reported(form)
            if taken is None:
                intake.absent(session, row, now=caller.now)
            else:
                intake.recorded(
                    session,
                    caller.edition.hours,
                    row,
                    caller.matter(),
                    taken,
                    source="status",
                    now=caller.now,
                )
    return quiet()


@voice.post("/conversations/<int:conversation_id>")
def conversation(conversation_id: int) -> Response:
    """The same of what two said to each other. Which of the two calls the carrier names it by is no matter."""
    system, form = current_system(), request.form
    with system.database.writing() as session:
        row = session.get(voicemail.Conversation, conversation_id)
        if row is None or row.account != g.account:
            return quiet()
        now = system.now() + session.get_one(calls.Call, row.call_id).offset
        taken = intake.Take.reported(form) if form.get("RecordingStatus") == "completed" else None
        if taken is not None:
            conversations.recorded(session, row, taken, source="status", now=now)
        elif form.get("RecordingStatus") in ("completed", "absent"):
            conversations.absent(session, row, now=now)
    return quiet()


@voice.post("/offers/<int:offer_id>/status")
def offer_status(offer_id: int) -> Response:
    """An agent's telephone rang out, was busy, or its call is over: the next one rings."""
    system = current_system()
    reported = request.form.get("CallStatus", "")
    with system.database.writing() as session:
        leg = calls.find(session, request.form.get("CallSid", ""))
        if leg is not None:
            calls.merge_status(session, leg, reported, system.now())
        over = reported in calls.ENDED and offers.end(
            session, offer_id, "declined" if reported == "completed" else reported, system.now()
        )
    return followed_by(quiet(), [partial(offers.match, system)] if over else [])


@voice.post("/pages/<int:page_id>/status")
def page_status(page_id: int) -> Response:
    """The telephone of somebody on duty rang out, was busy, or its call is over: the next one rings.

    He may have gone on to ring the customer with the same call.
    """
    system = current_system()
    reported, sid = request.form.get("CallStatus", ""), request.form.get("CallSid", "")
    followed: list[Callable[[], object]] = []
    with system.database.writing() as session:
        leg = calls.find(session, sid)
        if leg is not None:
            calls.merge_status(session, leg, reported, system.now())
        if reported in calls.ENDED:
            result = "declined" if reported == "completed" else reported
            if paged.end(session, page_id, result, system.now()):
                followed.append(partial(pages.page_due, system))
            attempt, hours = attempts.live_of_leg(session, sid), system.book.current(session).hours
            if attempt is not None and attempts.agent_ended(
                session, hours, attempt.id, status=reported, now=system.now()
            ):
                followed.append(partial(ringing.let_go, system, attempt.id))
    return followed_by(quiet(), followed)


@voice.post("/tellings/<int:affected_id>/status")
def telling_status(affected_id: int) -> Response:
    """Somebody who is told that an incident is over was not there, or the call is over: the next one is rung."""
    system, reported = current_system(), request.form.get("CallStatus", "")
    with system.database.writing() as session:
        leg = calls.find(session, request.form.get("CallSid", ""))
        if leg is not None:
            calls.merge_status(session, leg, reported, system.now())
        if reported in calls.ENDED:
            result = "unconfirmed" if reported == "completed" else reported
            sid = request.form.get("CallSid")
            telling.over(session, system, affected_id, result, system.now(), leg_sid=sid)
    return followed_by(quiet(), [partial(telling.tell_due, system)] if reported in calls.ENDED else [])


@voice.post("/ring-backs/<int:attempt_id>/status")
def agent_status(attempt_id: int) -> Response:
    """The agent's own leg of a ring-back."""
    system = current_system()
    reported = request.form.get("CallStatus", "")
    with system.database.writing() as session:
        leg = calls.find(session, request.form.get("CallSid", ""))
        if leg is not None:
            calls.merge_status(session, leg, reported, system.now())
        alone = False
        if reported in calls.ENDED:
            hours = system.book.current(session).hours
            alone = attempts.agent_ended(session, hours, attempt_id, status=reported, now=system.now())
    return followed_by(quiet(), [partial(ringing.let_go, system, attempt_id)] if alone else [])


@voice.post("/ring-backs/<int:attempt_id>/customer")
def customer_status(attempt_id: int) -> Response:
    """The customer's leg: it rings, it is answered, it is over."""
    system = current_system()
    sid, reported = request.form.get("CallSid", ""), request.form.get("CallStatus", "")
    with system.database.writing() as session:
        leg = calls.find(session, sid)
        if leg is not None:
            calls.merge_status(session, leg, reported, system.now())
        if reported in calls.ENDED:
            hours = system.book.current(session).hours
            attempts.customer_ended(session, hours, attempt_id, status=reported, now=system.now())
        else:
            attempts.customer_progress(session, attempt_id, sid=sid, status=reported, now=system.now())
    over = reported in calls.ENDED
    return followed_by(quiet(), [partial(ringing.tell_agent, system, attempt_id)] if over else [])


@voice.post("/rescue")
@voice.post("/rescue/report", endpoint="rescue_report")
def rescue() -> Response:
    """What somebody said into the message box of an apology becomes a message of his call."""
    system = current_system()
    pretended = pretended_moment(request.args.get("at"))
    rescues.keep(system, g.account, request.form, dialled=request.args.get("to", ""), pretended=pretended)
    return spoken(apology.thanks(system.settings.public_url, system.book.last_voices()))
