"""Record: what a caller says, kept as a file before any webhook names it."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime

from ivr.gateway.machine.effects import Attention, Kind, StartRecording, StopRecording
from ivr.gateway.machine.events import Elapsed, Event, Pressed, RecordingKept, Silent
from ivr.gateway.machine.interrupts import CallOver, Step
from ivr.gateway.machine.leg import Leg, Script
from ivr.gateway.machine.performing import performs
from ivr.gateway.machine.posting import notify, resolve, send
from ivr.gateway.twiml import Dial, Record

TOO_SHORT = 16101
SILENT = 16102
REPORTED_AFTER = 1.0
"""Seconds from the end of a recording to the callback that says it is ready."""


@performs(Record)
def record(leg: Leg, verb: Record, base: str) -> Script[Step | None]:
    """Records until a key, silence, the greatest length or the hang-up.

    A caller who hangs up still triggers `action`, with `Digits=hangup`; that answer is heard by nobody. An
    empty recording triggers no action: the next verb is performed.
    """
    sid = leg.board.new_sid("RE")
    leg.aside(report(leg, verb, base, sid, leg.board.now))
    try:
        key = yield from _take(leg, verb, base, sid)
        kept = yield from leg.wait(kept_as(sid))
    except CallOver:
        kept = yield from leg.wait(kept_as(sid))
        if not kept.empty:
            notify(leg, _action(leg, verb, base, kept, "hangup"))
        raise
    return None if kept.empty else _action(leg, verb, base, kept, key)


def _take(leg: Leg, verb: Record, base: str, sid: str) -> Script[str]:
    """Records; answers the key that ended it, or nothing when silence or the greatest length did."""
    started = False
    timer = 0
    try:
        if verb.play_beep:
            yield from leg.sound(Kind.BEEP)
        leg.emit(StartRecording(leg.sid, sid, verb.timeout, verb.trim == "trim-silence"))
        started = True
        leg.listen(Attention.SPEECH)
        if verb.recording_status_callback and "in-progress" in verb.recording_status_callback_event:
            notify(leg, *_callback(leg, verb, base, sid, leg.board.now, "in-progress"))
        timer = leg.start_timer(verb.max_length)
        while True:
            event = yield
            if isinstance(event, Pressed) and event.key in verb.finish_on_key:
                return event.key
            if event in (Elapsed(leg.sid, timer), Silent(leg.sid, sid)):
                return ""
    finally:
        leg.rest()
        if started:
            leg.stop_timer(timer)
            leg.emit(StopRecording(leg.sid, sid))
        else:
            # Broken into during the beep: nothing was ever recorded.
            leg.board.tell(RecordingKept(leg.sid, sid, 0, empty=True))


def _action(leg: Leg, verb: Record, base: str, kept: RecordingKept, key: str) -> Step:
    extra = {
        "RecordingUrl": leg.board.recording_url(kept.recording),
        "RecordingDuration": str(whole(kept.seconds)),
    }
    if key:
        extra["Digits"] = key
    return Step(resolve(base, verb.action), verb.method, extra)


def report(leg: Leg, verb: Record | Dial, base: str, sid: str, begun: datetime) -> Script[None]:
    """Tells `recordingStatusCallback` how the recording ended."""
    kept = yield from leg.wait(kept_as(sid))
    status = "absent" if kept.empty else "completed"
    if verb.recording_status_callback is None or status not in verb.recording_status_callback_event:
        return
    yield from leg.sleep(REPORTED_AFTER)
    step, params = _callback(leg, verb, base, sid, begun, status)
    if kept.empty:
        params["ErrorCode"] = str(SILENT if kept.silent else TOO_SHORT)
    else:
        params["RecordingDuration"] = str(whole(kept.seconds))
    yield from send(leg, step, notice=True, params=params)


def _callback(
    leg: Leg, verb: Record | Dial, base: str, sid: str, begun: datetime, status: str
) -> tuple[Step, dict[str, str]]:
    talk = isinstance(verb, Dial)
    params = {
        "AccountSid": leg.board.account_sid,
        "CallSid": leg.sid,
        "RecordingSid": sid,
        "RecordingUrl": leg.board.recording_url(sid),
        "RecordingStatus": status,
        "RecordingChannels": "2" if talk else "1",
        "RecordingTrack": "both" if talk else "inbound",
        "RecordingSource": "DialVerb" if talk else "RecordVerb",
        "RecordingStartTime": format_datetime(begun),
    }
    if status == "absent":
        del params["RecordingUrl"]
    return Step(resolve(base, verb.recording_status_callback), verb.recording_status_callback_method), params


def whole(seconds: float) -> int:
    """Twilio's whole seconds of a recording: at least one unless it is empty."""
    return max(1, round(seconds)) if seconds else 0


def kept_as(sid: str) -> Callable[[Event], RecordingKept | None]:
    """What to wait for until that recording is a whole file."""
    return lambda event: event if isinstance(event, RecordingKept) and event.recording == sid else None
