"""The stream by which an open page learns what happened, as server-sent events.

An event names the task and what kind of thing happened, for those who may see the task; the page then asks for what
changed. Whoever comes back after a while says which event was the last, and is told what was missed.
"""

import json
from collections.abc import Callable, Iterator

from flask import Response, current_app, request

from ivr.news import latest
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.feed import Change, Feed, Full, Listener
from ivr.web.voice import current_system

STREAMS = 128
"""Open pages that one process keeps informed; the threads that are left over answer the carrier and everybody else."""

PAUSE = 10.0
"""Seconds without an event after which something is sent: it shows both ends that the other is there."""

TO_ALL = frozenset({"dispatched", "taken-back", "made-urgent", "handed-on", "lifted"})
"""Kinds after which somebody may no longer see what stood in the queue: everybody is told to look, not at what."""


@console.get("/live")
def live() -> Response | tuple[str, int, dict[str, str]]:
    """Events until the page goes, the session ends or the process stops; 503 when too many pages are open."""
    somebody = session.looking()
    key = f"{somebody.user.id}/{request.args.get('tab', '')[:40]}"
    # The browser names it when it tries again by itself, the page when it begins anew.
    named = request.headers.get("Last-Event-ID") or request.args.get("last", "")
    last = int(named) if named.isascii() and named.isdigit() and len(named) < 19 else None
    # Before it listens: who is cut off before he has heard anything is told rather twice than never.
    began = latest(current_system().database) if last is None else last
    try:
        heard = feed().listen(key, PAUSE, last)
    except Full:
        return "", 503, {"Retry-After": "60"}
    response = Response(
        _events(heard, session.still(), began),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    response.call_on_close(heard.close)
    return response


def feed() -> Feed:
    """This process's."""
    found: Feed = current_app.extensions["ivr_feed"]
    return found


def _events(heard: Listener, still: Callable[[], Person | None], last: int) -> Iterator[str]:
    yield f"retry: 2000\nid: {last}\nevent: here\ndata: {{}}\n\n"
    for changes in heard:
        somebody = still()
        if somebody is None:
            yield "event: out\ndata: {}\n\n"
            return
        if changes is None:
            yield "event: all\ndata: {}\n\n"
        elif not changes:
            yield "event: here\ndata: {}\n\n"
        for change in changes or ():
            last = max(last, change.id)
            yield from _event(change, somebody, last)
    if heard.closed:  # the same tab has opened another: two that took turns would never rest
        yield "event: out\ndata: {}\n\n"


def _event(change: Change, somebody: Person, last: int) -> Iterator[str]:
    if somebody.viewer.sees(change.task):
        task = change.task
        told = {
            "id": change.id,
            "ref": task.ref,
            "kind": change.kind,
            "urgent": task.urgent,
            "own": change.actor == f"user:{somebody.user.id}",
        }
        yield f"id: {last}\nevent: task\ndata: {json.dumps(told)}\n\n"
    elif change.kind in TO_ALL:
        yield f"id: {last}\nevent: all\ndata: {{}}\n\n"
