"""One recording that Asterisk makes of what a channel says, and how it comes home."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from ivr.gateway import audio
from ivr.gateway.asterisk.ari import Answer, Ari
from ivr.gateway.machine.effects import StartRecording
from ivr.gateway.machine.events import RecordingKept
from ivr.gateway.recorder import Recorder
from ivr.gateway.recordings import Recording, RecordingStore

if TYPE_CHECKING:
    from ivr.gateway.asterisk.line import ChannelLine

log = structlog.get_logger(__name__)

FINISHED_WITHIN = 5.0
"""Seconds for Asterisk to say that a recording which was stopped is a whole file."""

TRIES = 6
_NAME = re.compile(r"(RE[0-9a-f]{32})-(CA[0-9a-f]{32})-([0-9]{1,12})(?:-(in|out))?")


@dataclass(frozen=True)
class Name:
    """What Asterisk calls a recording of ours: it says whose it is, should we die before we have it."""

    sid: str
    call: str
    created: datetime
    side: str = ""
    """Of a conversation: `in` is what the channel that dialled said, `out` what it heard."""

    def __str__(self) -> str:
        side = f"-{self.side}" if self.side else ""
        return f"{self.sid}-{self.call}-{int(self.created.timestamp())}{side}"

    @classmethod
    def read(cls, text: str) -> Name | None:
        found = _NAME.fullmatch(text)
        if found is None:
            return None
        return cls(found[1], found[2], datetime.fromtimestamp(int(found[3]), UTC), found[4] or "")


@dataclass
class Taking:
    """A recording under way."""

    name: Name
    silence: float
    """Seconds without speech that end it."""
    trim: bool
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    """Asterisk has made a whole file of it, or never will."""

    async def home(self, ari: Ari) -> bytes | None:
        """The samples, once Asterisk has finished; None when there are none, or none to be had now."""
        # Where its word was lost with the connection, the file is what counts.
        with suppress(TimeoutError):
            await asyncio.wait_for(self.finished.wait(), FINISHED_WITHIN)
        return await fetched(ari, str(self.name))


class Taker:
    """Has what one line's channel says recorded."""

    def __init__(self, line: ChannelLine) -> None:
        self._line = line
        self.taking: Taking | None = None

    def start(self, order: StartRecording) -> None:
        """Begins; whatever is heard has been stopped."""
        line = self._line
        name = Name(order.recording, line.leg.sid, line.exchange.clock())
        taking = self.taking = Taking(name, order.silence, order.trim)
        line.trunk.takings[str(name)] = taking
        line.note("IVR_RECORDING", str(name))

        def heard(answer: Answer) -> None:
            if not answer.ok and answer.status:
                log.error("a recording was refused", call=line.leg.sid, status=answer.status)
                line.trunk.recorded(str(name))

        # Asterisk counts whole seconds of silence, in sound that arrives; what does not arrive is watched here.
        silence = max(1, round(order.silence))
        line.ask(
            "POST", "/record", heard, name=name, format="wav", maxSilenceSeconds=silence, ifExists="overwrite"
        )
        line.spawn(self._watch(taking))

    def stop(self, sid: str) -> None:
        """Ends it, brings it home and tells only then."""
        taking = self.taking
        if taking is not None and taking.name.sid == sid:
            self.taking = None
            self._line.order("POST", f"recordings/live/{taking.name}/stop")
            self._line.spawn(self._keep(taking))

    async def _watch(self, taking: Taking) -> None:
        """Tells Silent when no sound at all arrives for as long as the recording bears."""
        before = None
        while self.taking is taking and not taking.finished.is_set():
            arrived = await self._line.packets()
            silent = arrived is not None and arrived == before and not await self._is_queued(taking)
            if silent and self.taking is taking:
                self._line.recorded(taking)
                return
            before = arrived
            with suppress(TimeoutError):
                await asyncio.wait_for(taking.finished.wait(), taking.silence)

    async def _is_queued(self, taking: Taking) -> bool:
        """Whether Asterisk has not come to it: with too much to do it still plays what the caller is asked."""
        answer = await self._line.trunk.ari.asked("GET", f"recordings/live/{taking.name}")
        return answer.ok and answer.content.get("state") == "queued"

    async def _keep(self, taking: Taking) -> None:
        trunk, exchange = self._line.trunk, self._line.exchange
        pcm = await taking.home(trunk.ari)
        recorder = Recorder(taking.silence, trim=taking.trim)
        recorder.hear(0, pcm or b"")
        take = await asyncio.to_thread(recorder.finish, recorder.heard_until)
        sid, call, seconds = taking.name.sid, taking.name.call, audio.seconds(take.pcm)
        account, created = exchange.board.account_sid, taking.name.created
        made = Recording(sid, call, account, created, round(seconds, 3))
        safe = take.empty or await kept(exchange.store, made, take.pcm)
        if pcm is not None and safe:
            trunk.ari.ask("DELETE", f"recordings/stored/{taking.name}")
        trunk.takings.pop(str(taking.name), None)
        exchange.handle(RecordingKept(call, sid, seconds, take.empty or not safe, take.silent))


async def kept(store: RecordingStore, recording: Recording, pcm: bytes) -> bool:
    """Keeps it; False when the disk would not, and then it stays at Asterisk and is adopted another time."""
    try:
        await asyncio.to_thread(store.keep, recording, pcm)
    except OSError as error:
        log.error("a recording cannot be kept yet", recording=recording.sid, why=str(error))
        return False
    return True


async def fetched(ari: Ari, name: str) -> bytes | None:
    """The samples of a stored recording, asked for again and again where nobody answers."""
    pause = 0.1
    for _ in range(TRIES):
        status, wav = await ari.stored(name)
        if status == 200:
            return samples(wav)
        if status == 404:
            return None
        await asyncio.sleep(pause)
        pause *= 2
    return None


def samples(wav: bytes) -> bytes:
    """The samples of a WAV as Asterisk writes it; of one that it had no time to finish, what is there."""
    head = wav.find(b"data")
    pcm = wav[head + 8 :] if head >= 0 else b""
    return pcm[: len(pcm) // audio.WIDTH * audio.WIDTH]
