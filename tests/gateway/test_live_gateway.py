"""The gateway in real time: over real sockets on the loopback, with calls of a second or two."""

import asyncio
import io
import socket
import wave
from array import array
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from ivr.clock import parse_moment
from ivr.gateway import audio
from ivr.gateway.live.server import serve
from ivr.gateway.phone import dial, wait
from ivr.gateway.recordings import RecordingStore
from ivr.settings import Settings

CALLER, AGENT = "+8613800138000", "+8613900000001"


def free_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=tmp_path, public_url="https://desk.example", web_url=free_url(), gateway_url=free_url()
    )


@pytest.fixture
def live(app, settings, tmp_path):
    """Runs something beside a live gateway and the application of a few lines; answers what it answers."""
    token = settings.secrets.gateway_token
    forms: list[tuple[str, dict[str, str]]] = []

    async def answer(request: web.Request) -> web.Response:
        if request.path.startswith("/clips/"):
            return web.Response(body=audio.encode(audio.silence(0.2)), content_type="audio/wav")
        form = {name: str(value) for name, value in (await request.post()).items()}
        signature = request.headers["X-Twilio-Signature"]
        assert RequestValidator(token).validate(f"https://desk.example{request.path}", form, signature)
        forms.append((request.path, form))
        page = app.pages[request.path]
        assert isinstance(page, str)
        return web.Response(text=f"<Response>{page}</Response>", content_type="text/xml")

    async def beside(act: Callable[[], Awaitable[object]]) -> object:
        served = web.Application()
        served.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(served)
        await runner.setup()
        where = settings.web_url.rsplit(":", 1)[1]
        await web.TCPSite(runner, "127.0.0.1", int(where)).start()
        stop = asyncio.Event()
        gateway = asyncio.create_task(serve(settings, stop=stop))
        try:
            await reachable(settings.gateway_url)
            return await asyncio.wait_for(act(), 20)
        finally:
            stop.set()
            await gateway
            await runner.cleanup()

    def run(act):
        return asyncio.run(beside(act))

    run.forms = forms
    run.auth = (settings.secrets.gateway_sid, token)
    return run


async def reachable(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{url}/healthz") as answer:
                    assert answer.status == 200
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.01)


def test_a_whole_call_is_spoken_recorded_and_told(app, live, settings, tmp_path):
    spoken = (b"\x00\x10" * 40 + b"\x00\xf0" * 40) * 100
    speech = tmp_path / "one second.wav"
    speech.write_bytes(audio.encode(spoken))
    app.pages |= {
        "/voice/incoming": '<Gather action="/menu" numDigits="1"><Play>/clips/hello.wav</Play></Gather>',
        "/menu": '<Record action="/taken" finishOnKey="#" trim="do-not-trim" recordingStatusCallback="/told"/>',
        "/taken": "<Say>hi</Say><Play>/clips/hello.wav</Play>",
        "/told": "",
    }
    printed: list[str] = []
    at = parse_moment("2026-10-01T20:00")

    async def call():
        return await dial(
            settings.gateway_url,
            "83183333",
            ["1", f"@{speech}", "#"],
            caller=CALLER,
            at=at,
            told=printed.append,
            describe=lambda url: "您好",
            auth=live.auth,
        )

    result = live(call)
    assert result["status"] == "completed"
    assert result["pressed"] == ["1", "#"]
    assert [heard["text"] for heard in result["heard"]] == ["您好", "hi您好"]
    forms = dict(live.forms)
    assert forms["/voice/incoming"]["IvrAt"] == at.isoformat()
    assert forms["/menu"]["Digits"] == "1"
    assert forms["/taken"]["RecordingDuration"] == "1"
    assert forms["/told"]["RecordingStatus"] == "completed"
    assert forms["/voice/status"]["CallStatus"] == "completed"
    store = RecordingStore(tmp_path / "gateway")
    kept = audio.decode(store.media(forms["/told"]["RecordingSid"]))
    assert spoken[:14000] in kept, "what was spoken is there without a gap"
    assert any("您好" in line for line in printed)


def test_a_test_call_says_that_it_is_one(app, live, settings):
    app.pages |= {"/voice/incoming": "<Say>hi</Say>"}

    async def call():
        return await dial(settings.gateway_url, "83183333", (), caller=CALLER, auth=live.auth, probe=True)

    assert live(call)["status"] == "completed"
    assert dict(live.forms)["/voice/incoming"]["IvrProbe"] == "1"


def test_a_telephone_is_rung_over_rest_joined_and_heard_by_the_other(app, live, settings):
    app.pages |= {
        "/voice/incoming": f'<Dial action="/dialled"><Number url="/whisper">{AGENT}</Number></Dial>',
        "/whisper": '<Gather numDigits="1" action="/yes"><Say>press</Say></Gather><Hangup/>',
        "/yes": "",
        "/dialled": "",
    }
    rung: list[str] = []

    async def call():
        agent = asyncio.create_task(
            wait(
                settings.gateway_url,
                AGENT,
                ["1", "wait:0.3", "hangup"],
                told=rung.append,
                auth=live.auth,
                rings=1,
            )
        )
        while not rung:
            await asyncio.sleep(0.01)
        result = await dial(settings.gateway_url, "83183333", [], caller=CALLER, auth=live.auth)
        await agent
        return result

    assert live(call)["status"] == "completed"
    forms = dict(live.forms)
    assert forms["/dialled"]["DialBridged"] == "true"
    assert forms["/whisper"]["To"] == AGENT
    assert any("press" in line for line in rung)


def test_what_two_sockets_say_to_each_other_is_kept_side_by_side(app, live, settings, tmp_path):
    speech = tmp_path / "speech.wav"
    speech.write_bytes(audio.encode((b"\x00\x10" * 40 + b"\x00\xf0" * 40) * 100))
    app.pages |= {
        "/voice/incoming": f'<Dial action="/dialled" record="record-from-answer-dual"><Number>{AGENT}</Number></Dial>',
        "/dialled": "",
    }
    rung: list[str] = []

    async def call():
        todo = [f"@{speech}", "wait:0.5", "hangup"]
        told = {"told": rung.append, "auth": live.auth, "rings": 1}
        agent = asyncio.create_task(wait(settings.gateway_url, AGENT, todo, **told))
        while not rung:
            await asyncio.sleep(0.01)
        await dial(settings.gateway_url, "83183333", [f"@{speech}"], caller=CALLER, auth=live.auth)
        await agent

    live(call)
    store = RecordingStore(tmp_path / "gateway")
    [kept] = store.all()
    assert (kept.source, kept.channels) == ("DialVerb", 2)
    assert dict(live.forms)["/dialled"]["RecordingUrl"].endswith(kept.sid)
    with wave.open(io.BytesIO(store.media(kept.sid))) as file:
        both = array("h", file.readframes(file.getnframes()))
    for side in (0, 1):
        assert sum(audio.loud_windows(both[side::2].tobytes())) >= 9, "a second was spoken"


def test_a_stranger_cannot_plug_in_a_telephone(live, settings):
    async def call():
        await dial(settings.gateway_url, "83183333", [], caller=CALLER, auth=(live.auth[0], "wrong"))

    with pytest.raises(OSError, match="another installation"):
        live(call)


def test_stopping_keeps_what_is_being_recorded(app, live, settings, tmp_path):
    speech = tmp_path / "long.wav"
    speech.write_bytes(audio.encode((b"\x00\x10" * 40 + b"\x00\xf0" * 40) * 80))
    app.pages |= {
        "/voice/incoming": '<Record action="/taken" playBeep="false" recordingStatusCallback="/told" '
        'recordingStatusCallbackEvent="in-progress completed"/>',
        "/taken": "",
        "/told": "",
    }

    printed: list[str] = []

    async def kept():
        todo = [f"@{speech}", "wait:9"]
        caller = asyncio.create_task(
            dial(settings.gateway_url, "83183333", todo, caller=CALLER, told=printed.append, auth=live.auth)
        )
        while not any("waits" in line for line in printed):
            await asyncio.sleep(0.01)
        caller.cancel()  # the telephone is gone, then the gateway stops

    live(kept)
    forms = dict(live.forms)
    assert forms["/taken"]["Digits"] == "hangup"
    assert forms["/voice/status"]["CallStatus"] == "completed"
    assert len(RecordingStore(tmp_path / "gateway").all()) == 1
