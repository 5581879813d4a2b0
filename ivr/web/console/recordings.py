"""A message's audio, for those who may see its task. Every listen is written down before a byte is sent."""

from collections.abc import Iterator

from flask import Response, abort, request

from ivr.callbacks.listing import task_of
from ivr.system import System
from ivr.voicemail import Missing, StoreError, Voicemail
from ivr.web.console import session, witness
from ivr.web.console.blueprint import console
from ivr.web.voice import current_system

PIECE = 256 * 1024
"""Bytes read from the store at a time: a long recording never lies in memory whole."""


@console.get("/recordings/<int:message_id>")
def recording(message_id: int) -> Response:
    """The playable copy, whole or a range of it; `?original=1` is what the carrier sent, for supervisors."""
    somebody, system = session.looking(), current_system()
    original = bool(request.args.get("original"))
    if original and not somebody.decides:
        abort(403)
    with system.database.reading() as reading:
        message = reading.get(Voicemail, message_id)
        task = task_of(reading, message_id)
        if message is None or task is None or not somebody.viewer.sees(task):
            abort(404)
        key = message.original if original else message.playable
    if key is None:
        abort(404)
    response = _partial(system, key)
    # A player that asks whether anything is there has not listened yet.
    if request.method == "GET" and response.status_code < 400:
        with system.database.writing() as writing:
            witness.listened(writing, task, message, somebody.user, system.now(), original=original)
    return response


def _partial(system: System, key: str) -> Response:
    """200 with all of it, 206 with the range asked for, or 416 (RFC 9110, 14). Several ranges at once get all."""
    try:
        size = system.store.size(key)
        head = system.store.get_range(key, 0, 16)
    except Missing:
        abort(404)
    except StoreError:
        abort(503)
    kind = "audio/wav" if head.startswith(b"RIFF") else "audio/mpeg"
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store", "Content-Type": kind}
    start, stop, status = 0, size, 200
    asked = request.range
    if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1:
        found = asked.range_for_length(size)
        if found is None:
            return Response(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
        (start, stop), status = found, 206
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["Content-Length"] = str(stop - start)
    return Response(_pieces(system, key, start, stop), status=status, headers=headers)


def _pieces(system: System, key: str, start: int, stop: int) -> Iterator[bytes]:
    for place in range(start, stop, PIECE):
        yield system.store.get_range(key, place, min(stop, place + PIECE))
