"""What a customer and an agent say to each other is recorded: once, after the notice, each on a channel of his own."""

import io
import wave
from array import array
from collections.abc import Callable

import pytest
from world import MOBILE, SHORT, SPEECH, Told, World

from ivr import history
from ivr.callbacks import claims, ringing
from ivr.gateway import audio
from ivr.gateway.faults import Fault, Faults
from ivr.people import User
from ivr.telephony import Recorded
from ivr.voicemail import MessageState

WANG = "+8613900000001"
LI = "+8613900000002"
BUSINESS, SUPPORT = "83183333", "83182222"


def sides(wav: bytes) -> tuple[bytes, bytes]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, audio.RATE)
        both = array("h", file.readframes(file.getnframes()))
    return both[0::2].tobytes(), both[1::2].tobytes()


def spoken(pcm: bytes) -> float:
    return sum(audio.loud_windows(pcm)) * audio.WINDOW


def kinds(world: World, subject: str) -> list[str]:
    with world.database.reading() as session:
        return [entry.kind for entry in history.entries(session, subject)]


def at_the_carrier(world: World) -> list[Recorded]:
    carrier = world.system.carrier
    return [each for account in carrier.accounts for each in carrier.recordings(account)]


def record_off(world: World, hotline: str) -> None:
    """That hotline records nothing from now on."""
    text = world.system.settings.schedules.read_text()
    flow = {BUSINESS: "business", SUPPORT: "support"}[hotline]
    world.publish(text.replace(f"flow: {flow}", f"flow: {flow}\n    record: off", 1))


def ring_back(world: World, agent: User) -> Told:
    """The agent rings the customer of the first task back; what the customer's telephone heard."""
    with world.database.writing() as session:
        task = world.first_task(session)
        assert claims.claim(session, task.id, agent, now=world.clock())
    ringing.ring_back(world.system, task.id, agent, now=world.clock())
    world.phone.run()
    world.phone.fetch()
    return world.rung(MOBILE)[-1]


@pytest.fixture
def owed(world: World) -> User:
    """Somebody is owed a call, and an agent is there to make it."""
    world.at("2026-10-01T20:00").caller().dials(BUSINESS, "1", SPEECH, "#", "1")
    world.at("2026-10-08T08:31")
    return world.agent("wang", "service-centre", WANG)


def test_a_caller_and_an_agent_each_on_a_channel_of_his_own(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, f"1 wait:25 {SHORT} hangup")

    call = world.caller().dials(BUSINESS, "1", "wait:15", SPEECH)

    call.went_well().hears("通话将被录音。", "正在为您转接")
    (conversation,) = world.conversations()
    assert (conversation.state, conversation.reason) == (MessageState.STORED, None)
    assert conversation.hotline == BUSINESS
    assert conversation.seconds and conversation.seconds > 25
    agent, caller = sides(world.system.store.get(conversation.original or ""))
    assert spoken(caller) > spoken(agent) > 1
    assert kinds(world, conversation.subject) == ["begun", "arrived", "stored"]
    assert kinds(world, f"call:{conversation.call_id}").count("recorded") == 1
    assert world.histories_hold()
    assert len(at_the_carrier(world)) == 1
    assert (world.messages(), world.tasks()) == ([], [])


def test_on_a_line_that_is_answered_round_the_clock(world: World) -> None:
    world.agent("chen", "binhai-duty", LI)
    world.telephone(LI, "1 wait:12 hangup")

    world.at("2026-09-05T03:00").caller().dials(SUPPORT, "1").went_well().hears("通话将被录音。")

    (conversation,) = world.conversations()
    assert (conversation.state, conversation.hotline) == (MessageState.STORED, SUPPORT)


def test_a_customer_who_is_rung_back_hears_the_notice_before_the_agent(world: World, owed: User) -> None:
    world.telephone(WANG, f"1 wait:12 {SHORT} wait:60")
    world.telephone(MOBILE, f"{SPEECH} wait:5 hangup")

    customer = ring_back(world, owed)

    customer.went_well().hears("您好，深证通给您回电，通话将被录音，请稍候。")
    (conversation,) = world.conversations()
    assert conversation.state == MessageState.STORED
    heard, said = sides(world.system.store.get(conversation.original or ""))
    assert spoken(heard) > 5, "the customer, who dialled the queue"
    assert spoken(said) > 1, "the agent"
    told = [entry for entry in world.task()["history"] if entry["kind"] == "recorded"]
    assert len(told) == 1
    assert world.task()["verified"] is True
    assert len(at_the_carrier(world)) == 2, "the message, and this once"


@pytest.mark.parametrize("hotline", [BUSINESS, SUPPORT])
def test_record_off_takes_the_notice_and_the_recording_away_inbound(world: World, hotline: str) -> None:
    record_off(world, hotline)
    world.agent("wang", "service-centre", WANG)
    world.agent("chen", "binhai-duty", LI)
    for number in (WANG, LI):
        world.telephone(number, f"1 wait:12 {SHORT} hangup")

    call = world.caller().dials(hotline, "1", "wait:20")

    call.went_well().never_hears("录音")
    assert [leg.status for leg in (*world.rung(WANG), *world.rung(LI))] == ["completed"]
    assert world.conversations() == []
    assert at_the_carrier(world) == []


def test_record_off_takes_them_away_when_ringing_back(world: World, owed: User) -> None:
    record_off(world, BUSINESS)
    world.telephone(WANG, "1 wait:60")
    world.telephone(MOBILE, "wait:20 hangup")

    customer = ring_back(world, owed)

    customer.went_well().hears("您好，深证通给您回电").never_hears("录音")
    assert world.outcomes() == ["reached"]
    assert world.conversations() == []
    assert [each.source for each in at_the_carrier(world)] == ["RecordVerb"]


def test_a_caller_who_was_not_told_is_not_recorded(world: World) -> None:
    """The line was closed when he rang, so that nothing was said of it; it opened while he listened."""
    world.at("2026-09-02T08:29:50")
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:12 hangup")

    call = world.caller().dials(BUSINESS, "wait:12", "1", "wait:20")

    call.never_hears("通话将被录音。")
    assert [leg.status for leg in world.rung(WANG)] == ["completed"]
    assert world.conversations() == []


def test_two_who_never_met_leave_nothing_to_fetch(world: World, owed: User) -> None:
    """The agent hung up while the customer heard who rings."""
    world.telephone(WANG, "1 wait:3 hangup")
    world.telephone(MOBILE, "wait:30 hangup")

    ring_back(world, owed)

    assert [each.state for each in world.conversations()] in ([], [MessageState.EMPTY])
    assert "recorded" not in [entry["kind"] for entry in world.task()["history"]]


# What goes wrong on the way


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(lambda: Faults(Fault("duplicate", on="offer.finished")), id="the action comes twice"),
        pytest.param(lambda: Faults(Fault("duplicate", on="conversations")), id="each report comes twice"),
        pytest.param(lambda: Faults(Fault("lost", on="conversations", times=9)), id="no report comes"),
        pytest.param(
            lambda: Faults(Fault("late", on="offer.finished", seconds=12)), id="the report is first"
        ),
        *(
            pytest.param(lambda seed=seed: Faults(seed=seed), id=f"they overtake each other, {seed}")
            for seed in range(4)
        ),
    ],
)
def test_every_way_ends_in_the_same_conversation(
    make_world: Callable[..., World], faults: Callable[[], Faults]
) -> None:
    world = make_world(faults())
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:12 hangup")

    world.caller().dials(BUSINESS, "1", "wait:20")
    world.later(minutes=5).settle()

    (conversation,) = world.conversations()
    assert conversation.state == MessageState.STORED
    assert kinds(world, conversation.subject) == ["begun", "arrived", "stored"]
    assert kinds(world, f"call:{conversation.call_id}").count("recorded") == 1


def test_what_nobody_reported_is_found_at_the_carrier(make_world: Callable[..., World]) -> None:
    world = make_world(
        Faults(
            Fault("lost", on="offer.finished", times=9),
            Fault("lost", on="conversations", times=9),
        )
    )
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:12 hangup")
    world.caller().dials(BUSINESS, "1", "wait:20")
    assert [each.state for each in world.conversations()] == [MessageState.TAKING]

    world.later(minutes=5).settle().settle()

    (conversation,) = world.conversations()
    assert conversation.state == MessageState.STORED
    assert world.messages() == [], "and nobody takes it for a message"


def test_a_report_of_another_account_or_without_a_signature_changes_nothing(world: World) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "1 wait:12 hangup")
    world.caller().dials(BUSINESS, "1", "wait:20")
    (before,) = world.conversations()
    form = {"CallSid": "CA1", "RecordingSid": "RE" + "9" * 32, "RecordingStatus": "completed"}

    assert world.post(f"/voice/conversations/{before.id}", form, signed=False).status_code == 403
    assert world.post("/voice/conversations/999", form).status_code == 200

    (after,) = world.conversations()
    assert (after.recording_sid, after.state) == (before.recording_sid, before.state)
