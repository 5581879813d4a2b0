"""The line of one call on a channel of Asterisk: what the machine wants becomes requests, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from ivr.gateway.asterisk import memory
from ivr.gateway.asterisk.across import Across
from ivr.gateway.asterisk.channel import Channel
from ivr.gateway.asterisk.conversation import Conversation
from ivr.gateway.asterisk.playing import Player
from ivr.gateway.asterisk.taking import Taker, Taking
from ivr.gateway.live.socket_line import SocketLine
from ivr.gateway.machine import effects, events
from ivr.gateway.machine.effects import Attention, Kind
from ivr.gateway.machine.leg import Leg
from ivr.gateway.tape import Side

if TYPE_CHECKING:
    from ivr.gateway.asterisk.trunk import Trunk

log = structlog.get_logger(__name__)

PATIENCE = 2.5
"""Seconds of silence while the application is asked."""

WAITING = 0
"""The number of the sound that is heard meanwhile; the machine's own begin with 1."""

ALONE = "ivr-alone"
"""Where in the dialplan a caller is taken care of without us."""

AGAIN = "ivr-again"
"""Where a caller waits for a gateway that is being started again."""

REASONS = {"busy": "busy", "no-answer": "rejected", "failed": "congestion"}
"""How an arriving call that was never answered hears of its end."""


class ChannelLine(Channel):
    """One channel, as the line of a call."""

    def __init__(self, trunk: Trunk, leg: Leg, channel: str, life: int = 0) -> None:
        """`life` is how often the call was found again."""
        super().__init__(trunk, channel)
        self.leg = leg
        self._player = Player(f"{leg.sid}-{life}", self, trunk.sounds)
        self._taker = Taker(self)
        self._talk: Conversation | None = None
        self._over = False
        self._handed_over = False
        self._patience: Callable[[], object] = lambda: None
        """What keeps the caller from hearing that the application takes its time."""
        self.bridge = ""
        """Where it is joined with another."""
        self._across: Across | None = None
        self.side: Side | None = None
        """Where what it says to a telephone on a socket is recorded, if that one dialled."""

    # What the machine wants

    def pick_up(self) -> None:
        self.ask("POST", "/answer")
        self._remember()

    def drop(self, status: str) -> None:
        self._over = True
        self._patience()
        self._player.stop()
        self.part(None)
        self.forget()
        self.trunk.release(self)
        if self._handed_over:
            return
        reason = REASONS.get(status, "normal") if self.leg.answered is None else "normal"
        self.order("DELETE", f"channels/{self.channel}", reason=reason)

    def sound(self, sound: effects.Sound) -> None:
        self._goes_on()
        if sound.kind is Kind.APOLOGY and self.leg.direction == "inbound":
            self._hand_over()
        else:
            self._player.play(sound)

    def stop_sound(self, sound: int) -> None:
        self._player.stop(sound)

    def listen(self, to: Attention) -> None:
        """Keys are told as they come; the machine knows what they are for."""
        if to is not Attention.NONE:
            self._goes_on()

    def start_recording(self, order: effects.StartRecording) -> None:
        self._goes_on()
        self._taker.start(order)

    def record_talk(self, order: effects.RecordTalk, other: object) -> None:  # noqa: ARG002 - one channel hears both
        self._talk = Conversation(self, order)

    def stop_recording(self, sid: str) -> None:
        if self._talk is not None and self._talk.sid == sid:
            self._talk.stop()
            self._talk = None
        self._taker.stop(sid)

    def join(self, other: object) -> None:
        here = [self, other] if isinstance(other, ChannelLine) else [self]
        bridge = f"ivr-{self.leg.sid}"
        self.order("POST", f"bridges/{bridge}", type="mixing")
        for each in here:
            each._goes_on()
            each._player.stop()
            each._remember()
            each.bridge = bridge
        self.order("POST", f"bridges/{bridge}/addChannel", channel=",".join(each.channel for each in here))
        if isinstance(other, SocketLine):
            self._across = Across(self, other)
            other.joined(self, self._across)

    def part(self, _other: object) -> None:
        if self._across is not None:
            across, self._across = self._across, None
            across.close()
        if self.bridge:
            self.order("DELETE", f"bridges/{self.bridge}")
            self.bridge = ""

    def asks(self) -> None:
        """The application is asked how the call goes on; while it takes its time, the caller hears that it rings."""
        self._goes_on()
        self._remember()
        if self.leg.answered is not None and self._player.playback is None and not self.bridge:
            self._patience()
            waiting = effects.Sound(self.leg.sid, WAITING, Kind.RINGING)
            self._patience = self.after(PATIENCE, lambda: self._player.play(waiting))

    def leave(self) -> bool:
        """Leaves the channel to itself: joined with another it stays so, alone it waits in the dialplan for us."""
        alone = self.leg.direction == "inbound" and self.leg.answered
        if self._across is not None or not (self.bridge or alone):
            return False
        self._over = True
        self._patience()
        if not self.bridge:
            self._player.stop()
            self.leave_for(AGAIN, self.leg.to)
        return True

    # What Asterisk tells

    def answered(self) -> None:
        self.tell(events.Answered(self.leg.sid))

    def rings(self) -> None:
        self.tell(events.Ringing(self.leg.sid))

    def pressed(self, key: str) -> None:
        if key in "0123456789*#":
            self.tell(events.Pressed(self.leg.sid, key))

    def gone(self, status: str = "failed") -> None:
        """The channel is no more; `status` is why nobody answered who was rung."""
        if self._over:
            return
        self._over = True
        rung = self.leg.direction != "inbound" and self.leg.answered is None
        sid = self.leg.sid
        self.exchange.handle(events.Declined(sid, status) if rung else events.HungUp(sid))

    def goes_on(self, playback: str) -> None:
        self._player.goes_on(playback)

    def played(self, playback: str, error: str) -> None:
        self._player.ended(playback, error)

    def recorded(self, taking: Taking) -> None:
        """Asterisk ended it, for silence unless we asked for it."""
        if self._taker.taking is taking:
            self.tell(events.Silent(self.leg.sid, taking.name.sid))

    def is_over(self) -> bool:
        return self._over

    async def catch_up(self) -> None:
        """Finds out what happened while there was no connection."""
        playback, taking = self._player.playback, self._taker.taking
        if playback is not None:
            answer = await self.trunk.ari.asked("GET", f"playbacks/{playback}")
            if answer.status == 404:
                self.played(playback, "")
        if taking is not None:
            answer = await self.trunk.ari.asked("GET", f"recordings/live/{taking.name}")
            if answer.status == 404:
                self.trunk.recorded(str(taking.name))

    # What playing needs, and this line itself

    def sound_ended(self, sound: int, error: str) -> None:
        self.tell(events.SoundEnded(self.leg.sid, sound, error))

    def _remember(self) -> None:
        self.note("IVR_CALL", memory.written(self.leg))

    def _goes_on(self) -> None:
        """The application has answered."""
        self._patience()
        self._player.stop(WAITING)

    def _hand_over(self) -> None:
        """Nothing more can be done here: the dialplan apologises and takes a message, which we adopt afterwards."""
        log.error("a broken call is left to the dialplan", call=self.leg.sid)
        self._handed_over = True
        self.leave_for(ALONE, self.leg.to)
        self.exchange.after(0, self.gone)

    def tell(self, event: events.Event) -> None:
        if not self._over:
            self.exchange.handle(event)
