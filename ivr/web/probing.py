"""What the far end of a test call does: it listens for some seconds, presses a key, hears the answer to it, and goes.

Its documents are the same whatever happened, so that a repeat changes nothing; nothing of it is kept with the calls.
"""

from flask import Response, request
from twilio.twiml.voice_response import VoiceResponse

from ivr import probes
from ivr.web.voice import current_system, quiet, spoken, voice

LISTENS = 6
"""Seconds: the greeting, and what may be missing at its beginning."""
LINGERS = 4
"""Seconds after the key, while the other end says goodbye and hangs up."""


@voice.post("/probes/<int:probe_id>")
def probe(probe_id: int) -> Response:
    """Something answered: what is heard is recorded."""
    here = f"{current_system().settings.public_url}/voice/probes/{probe_id}"
    document = VoiceResponse()
    document.record(
        action=f"{here}/heard",
        max_length=LISTENS,
        timeout=LISTENS,
        finish_on_key="",
        play_beep=False,
        trim="do-not-trim",
        recording_status_callback=f"{here}/recorded",
        recording_status_callback_event="completed absent",
    )
    document.redirect(f"{here}/heard")  # where silence is no recording
    return spoken(str(document))


@voice.post("/probes/<int:probe_id>/heard")
def probe_heard(probe_id: int) -> Response:  # noqa: ARG001 - the address says whose it is
    """The key is pressed, whatever was heard: that it arrives is worth knowing too."""
    document = VoiceResponse()
    if request.form.get("Digits") != "hangup":
        document.play(digits=f"w{probes.KEY}")
        document.pause(length=LINGERS)
    document.hangup()
    return spoken(str(document))


@voice.post("/probes/<int:probe_id>/recorded")
def probe_recorded(probe_id: int) -> Response:
    """What was heard is there to be fetched."""
    form = request.form
    if form.get("RecordingStatus") == "completed" and form.get("RecordingSid", "").isalnum():
        with current_system().database.writing() as session:
            probes.recorded(session, probe_id, form["RecordingSid"][:64])
    return quiet()


@voice.post("/probes/<int:probe_id>/status")
def probe_status(probe_id: int) -> Response:
    """The call that went out moved on, or is over; what it heard is judged by a tick."""
    with current_system().database.writing() as session:
        probes.over(session, probe_id, request.form.get("CallSid", ""), request.form.get("CallStatus", ""))
    return quiet()
