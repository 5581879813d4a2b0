"""What goes out to Asterisk for one sound after the other: as few playbacks as the document allows."""

import asyncio
from pathlib import Path

import pytest

from ivr.gateway.asterisk.ari import Answer
from ivr.gateway.asterisk.playing import Player, names
from ivr.gateway.asterisk.sounds import Media
from ivr.gateway.machine.effects import Kind, Sound

CALL = "CA1"


class Channel:
    """Writes down what is asked for; the machine's next wish waits in `wishes`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ended: list[tuple[int, str]] = []
        self.wishes: list[Sound] = []
        self.spawned: list[object] = []
        self.player: Player

    def ask(self, method, what, heard=lambda _: None, **query) -> None:
        self.asked.append(f"{method} {what} {query.get('media', '')}".strip())
        self.heard = heard

    def order(self, method, uri, **query) -> None:
        self.asked.append(f"{method} {uri}")

    def look(self, uri, heard) -> None:
        self.asked.append(f"GET {uri}")
        self.heard = heard

    def spawn(self, work):
        return asyncio.get_running_loop().create_task(work)

    def after(self, seconds, act):
        self.later = act
        return lambda: None

    def sound_ended(self, sound: int, error: str) -> None:
        self.ended.append((sound, error))
        if self.wishes:
            self.player.play(self.wishes.pop(0))


class Sounds:
    """Clips whose address begins with `new` have to be fetched first."""

    def __init__(self) -> None:
        self.fetched_so_far: list[str] = []

    def ready(self, kind: Kind, content: str, language: str = "") -> Media | None:
        new = content.startswith("new") and content not in self.fetched_so_far
        return None if new else Media(f"sound:{content or kind.value}")

    async def fetched(self, url: str) -> Media:
        self.fetched_so_far.append(url)
        return Media(f"sound:{url}")


@pytest.fixture
def channel() -> Channel:
    made = Channel()
    made.player = Player(CALL, made, Sounds())
    return made


def clip(number: int, name: str, *then: str) -> Sound:
    return Sound(CALL, number, Kind.CLIP, name, then=tuple((Kind.CLIP, each, "") for each in then))


def test_what_is_known_to_follow_goes_out_at_once(channel: Channel) -> None:
    channel.wishes = [clip(2, "b", "c"), clip(3, "c")]
    channel.player.play(clip(1, "a", "b", "c"))
    for _ in range(2):
        channel.player.goes_on("CA1-0")
    channel.player.ended("CA1-0")
    assert channel.asked == ["POST /play/CA1-0 sound:a,sound:b,sound:c"]
    assert channel.ended == [(1, ""), (2, ""), (3, "")]


def test_a_key_stops_all_of_it(channel: Channel) -> None:
    channel.player.play(clip(1, "a", "b"))
    channel.player.stop(1)
    channel.player.goes_on("CA1-0")
    channel.player.ended("CA1-0")
    assert channel.asked[1:] == ["DELETE playbacks/CA1-0"]
    assert channel.ended == []


def test_what_is_not_asked_for_after_all_is_stopped(channel: Channel) -> None:
    channel.player.play(clip(1, "a", "b"))
    channel.player.goes_on("CA1-0")
    assert channel.asked[1:] == ["DELETE playbacks/CA1-0"]
    channel.player.play(clip(2, "z"))
    assert channel.asked[2:] == ["POST /play/CA1-1 sound:z"]


def test_what_has_to_be_fetched_is_fetched_while_the_earlier_is_heard(channel: Channel) -> None:
    async def call() -> None:
        channel.player.play(clip(1, "a", "new", "c"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        channel.wishes = [clip(2, "new", "c")]
        channel.player.ended("CA1-0")

    asyncio.run(call())
    assert channel.asked == ["POST /play/CA1-0 sound:a", "POST /play/CA1-1 sound:new,sound:c"]


def test_what_is_stopped_before_it_was_fetched_is_never_heard(channel: Channel) -> None:
    async def call() -> None:
        channel.player.play(clip(1, "new"))
        channel.player.stop(1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(call())
    assert (channel.asked, channel.ended) == ([], [])


def test_a_refused_playback_ends_with_its_reason(channel: Channel) -> None:
    channel.player.play(clip(1, "a"))
    channel.heard(Answer(500))
    assert channel.ended == [(1, "Asterisk would not play it (500)")]


def test_a_playback_that_is_late_is_over_when_asterisk_knows_it_no_more(channel: Channel) -> None:
    channel.player.play(clip(1, "a"))
    channel.later()
    channel.heard(Answer(200))
    assert channel.ended == [], "an Asterisk with too much to do plays slowly"
    channel.later()
    channel.heard(Answer(404))
    assert channel.ended == [(1, "")]
    assert channel.asked == [f"POST /play/{CALL}-0 sound:a", *[f"GET playbacks/{CALL}-0"] * 2]


def test_a_stopped_playback_is_not_looked_for(channel: Channel) -> None:
    channel.player.play(clip(1, "a"))
    late = channel.later
    channel.player.stop()
    late()
    assert not [each for each in channel.asked if each.startswith("GET")]


def test_ringing_goes_on_until_it_is_stopped(channel: Channel) -> None:
    channel.player.play(Sound(CALL, 1, Kind.RINGING))
    channel.player.goes_on("CA1-0")
    channel.player.ended("CA1-0")
    channel.player.stop(1)
    assert [each.split()[0] for each in channel.asked] == ["POST", "POST", "DELETE"]
    assert channel.ended == []


def test_whoever_finds_the_call_knows_what_its_playbacks_are_called(channel: Channel) -> None:
    for number in range(20):
        channel.player.play(clip(number, str(number)))
        assert channel.player.playback in names(CALL)


def test_a_document_says_what_follows_each_of_its_sounds(app, exchange, tmp_path: Path, monkeypatch) -> None:
    from ivr.gateway.virtual.telephone import VirtualCall

    app.pages["/voice/incoming"] = (
        "<Play>/clips/a.wav</Play><Play>/clips/b.wav</Play>"
        '<Gather action="/x"><Play loop="2">/clips/c.wav</Play><Pause/><Play>/clips/d.wav</Play></Gather>'
        "<Play>/clips/e.wav</Play><Record/>"
    )
    told: list[tuple[str, list[str]]] = []
    heard = VirtualCall.sound

    def sound(call: VirtualCall, sound: Sound) -> None:
        told.append((sound.content[-5:-4], [content[-5:-4] or kind.value for kind, content, _ in sound.then]))
        heard(call, sound)

    monkeypatch.setattr(VirtualCall, "sound", sound)
    exchange.dial("13800138000", "83183333", ["wait:30", "hangup"])
    exchange.run()
    assert told == [
        ("a", ["b"]),
        ("b", []),
        ("c", ["c"]),
        ("c", []),
        ("d", []),
        ("e", ["beep"]),
        ("", []),
    ]
