"""A telephone on a socket, as the browser has one, talks with one on Asterisk: both hear, and both are recorded."""

import asyncio
import io
import json
import wave
from array import array

import aiohttp
import pytest
from behind_asterisk import Gateway, Killable, Phones, Switch, eventually, needs_asterisk
from exchange_watch import Watch
from small_app import SmallApp
from sound import likeness
from world import SAMPLES

from ivr.gateway import audio
from ivr.gateway.recordings import RecordingStore

pytestmark = needs_asterisk

AGENT = "13900000001"
RECORDED = 'action="/dialled" record="record-from-answer-dual" recordingStatusCallback="/told"'
DIAL = f"<Dial {RECORDED}><Number>{AGENT}</Number></Dial>"


class SocketCaller:
    """A caller at a WebSocket who speaks when he is told to, and keeps what he hears of the other."""

    def __init__(self, url: str, auth: tuple[str, str]) -> None:
        self._url, self._auth = f"{url}/phone", auth
        self.heard = bytearray()

    async def talks(self, spoken: bytes, joined: asyncio.Event) -> str:
        """Dials, speaks once the two are joined, and listens until the call is over; answers how it ended."""
        headers = {"Authorization": aiohttp.encode_basic_auth(*self._auth)}
        async with (
            aiohttp.ClientSession(trust_env=False) as session,
            session.ws_connect(self._url, headers=headers) as socket,
        ):
            await socket.send_json({"type": "dial", "from": "+8613800138000", "to": "83183333"})
            speaking = asyncio.create_task(self._speaks(socket, spoken, joined))
            async for message in socket:
                if message.type is aiohttp.WSMsgType.BINARY:
                    self.heard += message.data
                elif json.loads(message.data)["type"] == "ended":
                    speaking.cancel()
                    return str(json.loads(message.data)["status"])
        return "gone"

    async def _speaks(
        self, socket: aiohttp.ClientWebSocketResponse, spoken: bytes, joined: asyncio.Event
    ) -> None:
        await joined.wait()
        loop, size = asyncio.get_running_loop(), audio.RATE // 50 * audio.WIDTH
        began = loop.time()
        for number, start in enumerate(range(0, len(spoken), size)):
            await asyncio.sleep(max(0, began + number / 50 - loop.time()))
            await socket.send_bytes(spoken[start : start + size])


def bridged(switch: Switch) -> bool:
    return [len(each["channels"]) for each in switch.ari("GET", "bridges").json()] == [2]


@pytest.fixture
def voices() -> tuple[bytes, bytes]:
    """What the one on the socket says, and the one at Asterisk."""
    one, other = (audio.read(SAMPLES / name) for name in ("zh-short-callback.wav", "en-overseas-access.wav"))
    return one, other[: 3 * audio.RATE * audio.WIDTH]


def test_a_caller_in_the_browser_and_an_agent_at_a_telephone_hear_each_other(
    small_app: SmallApp, phones: Phones, switch: Switch, gateway: Gateway, behind, watch: Watch, voices
) -> None:
    small_app.pages |= {"/voice/incoming": DIAL, "/told": "", "/dialled": "<Hangup/>"}
    spoken, answered = voices
    agent = phones.agent(AGENT)
    agent.answers(agent.stream.speech(answered, then="5"), "hang up")
    keys = behind.secrets
    caller = SocketCaller(behind.gateway_url, (keys.gateway_sid, keys.gateway_token))

    async def conversation() -> str:
        joined = asyncio.Event()
        talking = asyncio.create_task(caller.talks(spoken, joined))
        await asyncio.to_thread(eventually, lambda: bridged(switch))
        joined.set()
        await asyncio.to_thread(agent.next)
        await asyncio.to_thread(watch.until, "pressed")
        await asyncio.to_thread(agent.next)
        await asyncio.to_thread(agent.ends)
        return await talking

    assert asyncio.run(conversation()) == "completed"

    assert small_app.form("/dialled")["DialBridged"] == "true"
    assert likeness(bytes(caller.heard), answered) > 0.9
    told = small_app.form("/told")
    with wave.open(io.BytesIO(RecordingStore(behind.data / "gateway").media(told["RecordingSid"]))) as file:
        both = array("h", file.readframes(file.getnframes()))
    assert likeness(both[0::2].tobytes(), spoken) > 0.9
    assert likeness(both[1::2].tobytes(), answered) > 0.9
    eventually(lambda: switch.channels == [])
    assert switch.ari("GET", "bridges").json() == []


def test_whoever_talked_with_a_socket_is_let_go_when_the_gateway_dies(
    pages: SmallApp, phones: Phones, switch: Switch, killable: Killable, behind
) -> None:
    pages.pages |= {"/voice/incoming": f"<Dial><Number>{AGENT}</Number></Dial>"}
    agent = phones.agent(AGENT)
    agent.answers()
    keys = behind.secrets
    caller = SocketCaller(behind.gateway_url, (keys.gateway_sid, keys.gateway_token))

    async def conversation() -> str:
        talking = asyncio.create_task(caller.talks(b"", asyncio.Event()))
        await asyncio.to_thread(eventually, lambda: bridged(switch))
        await asyncio.to_thread(killable.dies)
        return await talking

    assert asyncio.run(conversation()) == "gone"
    killable.up()
    agent.ends()
    for what in ("channels", "bridges"):
        eventually(lambda what=what: switch.ari("GET", what).json() == [])
