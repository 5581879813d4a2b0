"""Recorded audio, for those who may see its task. Every listen is written down before a byte is sent.

A page may fetch audio ahead of the key that plays it, but shut: the key to it is given when somebody plays, and that is
the listen that is written down.
"""

from collections.abc import Iterator

from flask import Response, abort, request

from ivr.callbacks import Task
from ivr.callbacks import queue as tasks
from ivr.callbacks.listing import task_of
from ivr.system import System
from ivr.voicemail import Conversation, Missing, StoreError, Voicemail
from ivr.web.console import session, shut, talks, witness
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
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
    task, message = _theirs(somebody, message_id)
    key = message.original if original else message.playable
    if key is None:
        abort(404)
    response = part(system, key)
    # A player that asks whether anything is there has not listened yet.
    if request.method == "GET" and response.status_code < 400:
        with system.database.writing() as writing:
            witness.listened(writing, task, message, somebody.user, system.now(), original=original)
    return response


@console.get("/recordings/conversations/<ref>/<int:conversation_id>")
def conversation(ref: str, conversation_id: int) -> Response:
    """A conversation that is shown with that task, in both channels; whole or a range of it."""
    somebody, system = session.looking(), current_system()
    with system.database.reading() as reading:
        task, row = tasks.find(reading, ref), reading.get(Conversation, conversation_id)
        if task is None or row is None or not somebody.viewer.sees(task):
            abort(404)
        if row.playable is None or not talks.may_hear(reading, task, somebody, row):
            abort(404)
    response = part(system, row.playable)
    if request.method == "GET" and response.status_code < 400:
        with system.database.writing() as writing:
            witness.listened(writing, task, row, somebody.user, system.now())
    return response


@console.get("/recordings/<int:message_id>/shut")
def shut_recording(message_id: int) -> Response:
    """The playable copy as this person's browser may keep it: nothing can be heard of it without the key."""
    somebody, system = session.looking(), current_system()
    _, message = _theirs(somebody, message_id)
    key = message.playable
    try:
        if key is None or system.store.size(key) > shut.MOST:
            abort(404)
        audio = system.store.get(key)
    except Missing:
        abort(404)
    except StoreError:
        abort(503)
    kept = {"Cache-Control": f"private, max-age={shut.KEPT}"}
    return Response(
        shut.shut(audio, _key(somebody, message)), headers=kept, mimetype="application/octet-stream"
    )


@console.post("/recordings/<int:message_id>/key")
def recording_key(message_id: int) -> Response:
    """What opens it, in hexadecimal digits. Whoever asks for it listens."""
    somebody, system = session.looking(), current_system()
    task, message = _theirs(somebody, message_id)
    if message.playable is None:
        abort(404)
    with system.database.writing() as writing:
        witness.listened(writing, task, message, somebody.user, system.now(), original=False)
    return Response(_key(somebody, message).hex(), mimetype="text/plain")


def _key(somebody: Person, message: Voicemail) -> bytes:
    return shut.key(current_system().settings.secrets.derived(shut.PURPOSE), somebody.user.id, message.id)


def _theirs(somebody: Person, message_id: int) -> tuple[Task, Voicemail]:
    """The message and the task it belongs to; 404 for whoever may not see that."""
    with current_system().database.reading() as reading:
        message = reading.get(Voicemail, message_id)
        task = task_of(reading, message_id)
        if message is None or task is None or not somebody.viewer.sees(task):
            abort(404)
        return task, message


def part(system: System, key: str) -> Response:
    """What lies in the store under that key: 200 with all of it, 206 with the range asked for, or 416 (RFC 9110, 14).

    Several ranges at once get all.
    """
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
