"""The call machine under any order of events: it never fails, and it always cleans up behind itself."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.gateway.http import NoAnswer, Response
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.leg import Report
from ivr.gateway.machine.switchboard import Switchboard

DOCUMENTS = [
    "",
    "<Say>hi</Say><Redirect>/r</Redirect>",
    "<Pause length='3'/><Hangup/>",
    "<Reject/>",
    "<Leave/>",
    "<Gather action='/g' numDigits='2'><Say>a</Say><Play>/b.wav</Play><Pause/></Gather><Say>none</Say>",
    "<Gather bargeIn='false' actionOnEmptyResult='true'><Say>a</Say></Gather>",
    "<Record action='/r' recordingStatusCallback='/c' recordingStatusCallbackEvent='in-progress completed absent'/>",
    "<Record playBeep='false' finishOnKey='#'/><Say>next</Say>",
    "<Dial action='/d' timeout='10'><Number url='/w' sendDigits='1'>1</Number><Sip>sip:2@x</Sip></Dial>",
    "<Dial hangupOnStar='true' answerOnBridge='true'>3</Dial><Say>after</Say>",
    "<Dial action='/d'><Queue url='/n'>q</Queue></Dial>",
    "<Dial><Queue>q</Queue></Dial>",
    "<Enqueue action='/e' waitUrl='/w'>q</Enqueue><Say>after</Say>",
    "<Enqueue>q</Enqueue>",
    "<Enqueue waitUrl=''>q</Enqueue>",
    "<Broken/>",
]


def _numbered():
    numbers = count()
    return lambda prefix: f"{prefix}{next(numbers):032x}"


class Driver:
    """Performs nothing by itself: keeps what could happen next, and lets one of it happen."""

    def __init__(self) -> None:
        self.board = Switchboard("AC" + "0" * 32, "https://carrier.example", new_sid=_numbered())
        self.at = datetime(2026, 1, 1, tzinfo=UTC)
        self.replies: list[effects.Send] = []
        self.sounds: list[effects.Sound] = []
        self.timers: list[effects.StartTimer] = []
        self.recordings: Counter[str] = Counter()
        self.stopped: list[effects.StopRecording] = []
        self.rung: list[str] = []
        self.dropped: Counter[str] = Counter()
        self.joined: list[frozenset[str]] = []

    def tell(self, event: events.Event) -> None:
        self.at += timedelta(seconds=0.5)
        for effect in self.board.handle(event, self.at):
            self.perform(effect)

    def perform(self, effect: effects.Effect) -> None:
        match effect:
            case effects.Send():
                self.replies.append(effect)
            case effects.Sound():
                self.sounds.append(effect)
            case effects.StopSound(_, sound):
                self.sounds = [each for each in self.sounds if each.sound != sound]
            case effects.StartTimer():
                self.timers.append(effect)
            case effects.StopTimer(_, timer):
                self.timers = [each for each in self.timers if each.timer != timer]
            case effects.StartRecording(_, recording):
                self.recordings[recording] += 1
            case effects.StopRecording():
                self.recordings[effect.recording] -= 1
                self.stopped.append(effect)
            case effects.Ring(leg):
                self.rung.append(leg)
            case effects.Drop(leg):
                self.dropped[leg] += 1
            case effects.Join(leg, other):
                self.joined.append(frozenset((leg, other)))
            case effects.Part(leg, other):
                self.joined.remove(frozenset((leg, other)))

    def possible(self, draw) -> list[events.Event]:
        """Everything that could happen now."""
        happen: list[events.Event] = []
        live = [leg.sid for leg in self.board.legs.values() if leg.live]
        for send in self.replies:
            page = draw(st.sampled_from(DOCUMENTS))
            answer = Response(200, {"Content-Type": "text/xml"}, f"<Response>{page}</Response>".encode())
            outcome = draw(st.sampled_from([answer] * 8 + [NoAnswer("connection"), Response(500)]))
            happen.append(events.Reply(send.leg, send.request, outcome))
        happen += [events.SoundEnded(sound.leg, sound.sound) for sound in self.sounds]
        happen += [events.Elapsed(timer.leg, timer.timer) for timer in self.timers]
        happen += [
            events.RecordingKept(each.leg, each.recording, 3.0, empty=draw(st.booleans()))
            for each in self.stopped
        ]
        for leg in self.rung:
            happen += [events.Ringing(leg), events.Answered(leg), events.Declined(leg, "busy")]
        for leg in live:
            happen += [
                events.HungUp(leg),
                events.Pressed(leg, draw(st.sampled_from("1#*"))),
                events.Redirect(leg, "https://desk.example/redirected"),
                events.End(leg, "completed"),
            ]
        return happen

    def happened(self, event: events.Event) -> None:
        match event:
            case events.Reply(_, request):
                self.replies = [each for each in self.replies if each.request != request]
            case events.SoundEnded(_, sound):
                self.sounds = [each for each in self.sounds if each.sound != sound]
            case events.Elapsed(_, timer):
                self.timers = [each for each in self.timers if each.timer != timer]
            case events.RecordingKept(_, recording):
                self.stopped = [each for each in self.stopped if each.recording != recording]
            case events.Answered(leg) | events.Declined(leg):
                self.rung.remove(leg)

    def arrive(self) -> None:
        leg = self.board.arrive(
            at=self.at,
            from_="1",
            to="2",
            url="https://desk.example/in",
            report=Report("https://desk.example/s"),
        )
        self.tell(events.Begin(leg.sid))

    def place(self) -> None:
        leg = self.board.place(at=self.at, from_="2", to="1", url="https://desk.example/out")
        self.tell(events.Begin(leg.sid))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_happens_the_machine_goes_on_and_cleans_up(data):
    driver = Driver()
    driver.arrive()
    driver.arrive()
    driver.place()
    for _ in range(data.draw(st.integers(0, 40))):
        possible = driver.possible(data.draw)
        if not possible:
            break
        event = data.draw(st.sampled_from(possible))
        driver.happened(event)
        driver.tell(event)
        if data.draw(st.integers(0, 9)) == 0:
            driver.tell(event)  # told twice
    for leg in list(driver.board.legs.values()):
        driver.tell(events.HungUp(leg.sid))
    while driver.stopped or driver.replies or driver.timers:
        for stopped in list(driver.stopped):
            event = events.RecordingKept(stopped.leg, stopped.recording, 1.0)
            driver.happened(event)
            driver.tell(event)
        for timer in list(driver.timers):
            driver.happened(events.Elapsed(timer.leg, timer.timer))
            driver.tell(events.Elapsed(timer.leg, timer.timer))
        for send in list(driver.replies):
            event = events.Reply(send.leg, send.request, Response(200))
            driver.happened(event)
            driver.tell(event)
    legs = driver.board.legs.values()
    assert not [leg.sid for leg in legs if leg.live], "every call has ended"
    assert all(leg._main is None and not leg._aside for leg in legs), "no script is left hanging"
    assert all(driver.dropped[leg.sid] == 1 for leg in legs), "each line is let go of once"
    assert set(driver.recordings.values()) <= {0}, "what was begun to be recorded was ended"
    assert driver.sounds == []
    assert driver.joined == []
    assert all(line.unused for line in driver.board.queues.values())
    driver.board.forget(driver.at + timedelta(days=1))
    assert not driver.board.legs
    assert not driver.board.queues
