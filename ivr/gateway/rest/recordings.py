"""Recordings: listed, read, fetched as audio, and deleted. Nothing here touches a call."""

from collections.abc import Callable

from ivr.gateway import audio
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.recordings import Recording, RecordingStore
from ivr.gateway.rest import asked, resources
from ivr.gateway.rest.answers import Answer, Listed, RestError, answer, not_found
from ivr.gateway.rest.asked import Params


class Recordings:
    """What can be asked about the account's recordings in `store`; `home` is the account's path."""

    def __init__(
        self, board: Switchboard, store: RecordingStore, home: str, media_is_there: Callable[[str], bool]
    ) -> None:
        self._board = board
        self._store = store
        self._home = home
        self._media_is_there = media_is_there

    def list(self, params: Params) -> Answer:
        path = f"{self._home}/Recordings.json"
        return self._listed(path, params, params.get("CallSid", ""), self._shown)

    def list_of_call(self, params: Params, call: str) -> Answer:
        path = f"{self._home}/Calls/{call}/Recordings.json"
        return self._listed(path, params, call, resources.call_recording)

    def fetch(self, _params: Params, sid: str) -> Answer:
        return answer(200, self._shown(self._recording(sid)))

    def fetch_of_call(self, _params: Params, call: str, sid: str) -> Answer:
        return answer(200, resources.call_recording(self._recording(sid, call)))

    def delete(self, _params: Params, sid: str) -> Answer:
        self._recording(sid)
        self._store.delete(sid)
        return 204, {}, b""

    def delete_of_call(self, params: Params, call: str, sid: str) -> Answer:
        self._recording(sid, call)
        return self.delete(params, sid)

    def media(self, params: Params, sid: str) -> Answer:
        """The audio, as WAV alone; `RequestedChannels=1` mixes the two voices of a conversation."""
        recording = self._recording(sid)
        channels = asked.whole(params, "RequestedChannels", recording.channels, 1, 2)
        if channels > recording.channels:
            raise RestError(400, 20001, f"{sid} has one channel alone")
        media = self._store.media(sid) if self._media_is_there(sid) else None
        if media is None:
            raise not_found(f"{self._home}/Recordings/{sid}")
        if channels < recording.channels:
            media = audio.encode(audio.decode(media))
        return 200, {"Content-Type": "audio/x-wav", "Content-Length": str(len(media))}, media

    def _listed(
        self, path: str, params: Params, call: str, show: Callable[[Recording], dict[str, object]]
    ) -> Answer:
        created = asked.within(params, "DateCreated")
        found = [
            recording
            for recording in self._store.all()
            if recording.account_sid == self._board.account_sid
            and call in ("", recording.call_sid)
            and created(recording.created)
            and not params.get("ConferenceSid")
        ]
        listed = Listed("recordings", path, found, lambda recording: recording.sid, show)
        return listed.page(params, *asked.page(params))

    def _shown(self, recording: Recording) -> dict[str, object]:
        return resources.recording(recording, self._board.recording_url(recording.sid))

    def _recording(self, sid: str, call: str | None = None) -> Recording:
        found = self._store.find(sid)
        known = found is not None and found.account_sid == self._board.account_sid
        if found is None or not known or call not in (None, found.call_sid):
            raise not_found(f"{self._home}/Recordings/{sid}.json")
        return found
