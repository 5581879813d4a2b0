"""Queues and who waits in them: listed, read, and taken out."""

from collections.abc import Callable
from datetime import datetime

from ivr.gateway.machine import events
from ivr.gateway.machine.queueing import Line, Waiting
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.rest import asked, resources
from ivr.gateway.rest.answers import Answer, Listed, RestError, answer, not_found
from ivr.gateway.rest.asked import Params

FRONT = "Front"
"""Stands for whoever is first."""


class Queues:
    """What can be asked about the queues of a switchboard; `home` is the account's path."""

    def __init__(
        self,
        board: Switchboard,
        home: str,
        now: Callable[[], datetime],
        tell: Callable[[events.Event], None],
    ) -> None:
        self._board = board
        self._home = home
        self._now = now
        self._tell = tell

    def list(self, params: Params) -> Answer:
        lines = list(self._board.queues.values())
        listed = Listed("queues", f"{self._home}/Queues.json", lines, lambda line: line.sid, self._shown)
        return listed.page(params, *asked.page(params))

    def fetch(self, _params: Params, sid: str) -> Answer:
        return answer(200, self._shown(self._line(sid)))

    def members(self, params: Params, sid: str) -> Answer:
        line = self._line(sid)
        path = f"{self._home}/Queues/{sid}/Members.json"
        listed = Listed(
            "queue_members",
            path,
            list(line.waiting),
            lambda place: place.leg,
            lambda place: self._member(line, place),
        )
        return listed.page(params, *asked.page(params))

    def member(self, _params: Params, sid: str, call: str) -> Answer:
        line = self._line(sid)
        return answer(200, self._member(line, self._place(line, call)))

    def dequeue(self, params: Params, sid: str, call: str) -> Answer:
        """Takes a caller out, who goes on with the document at `Url`; unless he has left before that."""
        line = self._line(sid)
        place = self._place(line, call)
        url = asked.url(params, "Url")
        if not url:
            raise RestError(400, 21205, "Url parameter is required.")
        self._tell(events.Redirect(place.leg, url, asked.method(params, "Method"), place.ticket))
        return answer(200, self._member(line, place))

    def _shown(self, line: Line) -> dict[str, object]:
        return resources.queue(line, self._board.account_sid, self._now())

    def _member(self, line: Line, place: Waiting) -> dict[str, object]:
        return resources.member(line, place, self._board.account_sid, self._now())

    def _line(self, sid: str) -> Line:
        for line in self._board.queues.values():
            if line.sid == sid:
                return line
        raise not_found(f"{self._home}/Queues/{sid}.json")

    def _place(self, line: Line, call: str) -> Waiting:
        for place in line.waiting:
            if call in (FRONT, place.leg):
                return place
        raise not_found(f"{self._home}/Queues/{line.sid}/Members/{call}.json")
