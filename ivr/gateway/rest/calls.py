"""Calls: placed, listed, read, sent elsewhere and ended."""

from collections.abc import Callable
from datetime import datetime

from ivr.gateway.machine import events
from ivr.gateway.machine.leg import Leg
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.rest import asked, resources
from ivr.gateway.rest.answers import Answer, Listed, RestError, answer, not_found
from ivr.gateway.rest.asked import Params


class Calls:
    """What can be asked about the calls of a switchboard; `home` is the account's path."""

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

    def create(self, params: Params) -> Answer:
        asked.refuse_unserved(params)
        to = asked.party(params, "To", 21201, 21211)
        from_ = asked.party(params, "From", 21213, 21212)
        url = asked.document(params)
        if not url:
            raise RestError(400, 21205, "Url parameter is required.")
        leg = self._board.place(
            at=self._now(),
            to=to,
            from_=from_,
            url=url,
            method=asked.method(params, "Method"),
            fallback_url=asked.url(params, "FallbackUrl"),
            fallback_method=asked.method(params, "FallbackMethod"),
            report=asked.report(params),
            ring_for=asked.whole(params, "Timeout", 60, 1, 600),
        )
        self._tell(events.Begin(leg.sid))
        return answer(201, resources.call(leg))

    def list(self, params: Params) -> Answer:
        began, ended = asked.within(params, "StartTime"), asked.within(params, "EndTime")
        wanted = {"to": "To", "from_": "From", "status": "Status", "parent": "ParentCallSid"}
        legs = [
            leg
            for leg in reversed(self._board.legs.values())
            if all(params.get(name) in (None, "", getattr(leg, field)) for field, name in wanted.items())
            and began(resources.start(leg))
            and ended(resources.end(leg))
        ]
        listed = Listed("calls", f"{self._home}/Calls.json", legs, lambda leg: leg.sid, resources.call)
        return listed.page(params, *asked.page(params))

    def fetch(self, _params: Params, sid: str) -> Answer:
        return answer(200, resources.call(self._leg(sid)))

    def update(self, params: Params, sid: str) -> Answer:
        """Sends a call elsewhere (`Url`, `Twiml`) or ends it (`Status`); what reports on it may be changed as well."""
        leg = self._leg(sid)
        if not leg.live:
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        asked.refuse_unserved(params)
        url, method = asked.document(params), asked.method(params, "Method")
        report = asked.report(params, leg.report.events if leg.report else ("completed",))
        fallback_url, fallback_method = (
            asked.url(params, "FallbackUrl"),
            asked.method(params, "FallbackMethod"),
        )
        match params.get("Status", ""):
            case "completed":
                turn: events.Event | None = events.End(
                    sid, "completed" if leg.status == "in-progress" else "canceled"
                )
            case "canceled":
                turn = events.End(sid, "canceled") if leg.status != "in-progress" else None
            case "" if url:
                if leg.status != "in-progress":
                    raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
                turn = events.Redirect(sid, url, method)
            case "" if report or fallback_url:
                turn = None
            case other:
                raise RestError(
                    400, 20001, f"Status {other[:20]!r}: completed or canceled, or give a Url or Twiml"
                )
        leg.report = report or leg.report
        if fallback_url:
            leg.fallback_url, leg.fallback_method = fallback_url, fallback_method
        if turn:
            self._tell(turn)
        return answer(200, resources.call(leg))

    def _leg(self, sid: str) -> Leg:
        leg = self._board.legs.get(sid)
        if leg is None:
            raise not_found(f"{self._home}/Calls/{sid}.json")
        return leg
