"""What callers hear: every clip with its words, replaced and gone back from."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.flows import clips, voices
from ivr.flows.clips import upload
from ivr.flows.phrases import Piece
from ivr.flows.voices import NothingThere
from ivr.voicemail import StoreError
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing, voiced
from ivr.web.console.hours.voiced import Voices
from ivr.web.voice import current_system

PAGE = 120
"""Dates and numbers on one page."""
_MOST_POSTED = 16 * 1024 * 1024
"""Bytes: what is read of an upload, so that one which is too large is answered in words and not cut off."""
_LONGEST_FIND = 60


@console.url_value_preprocessor
def _let_sounds_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before anything reads the form: only here may it hold a sound."""
    if endpoint == "console.replace_voice":
        request.max_content_length = _MOST_POSTED


@console.get("/voices", endpoint="voices")
def overview() -> str:
    """Every sentence by where it is heard; `q` finds words."""
    find = request.args.get("q", "").strip()[:_LONGEST_FIND]
    heard = Voices(current_system())
    found = heard.numbers(find) if find else []
    part = request.headers.get("HX-Target") == "voices"
    return render_template(
        "hours/_voices.html" if part else "hours/voices.html",
        voices=heard,
        groups=heard.groups(find),
        find=find,
        numbers=found[:PAGE],
        more=len(found) - PAGE,
        count=len(heard.numbers()),
        address=voiced.address,
        governs=session.person().decides,
    )


@console.get("/voices/numbers")
def voice_numbers() -> str:
    """Dates, times and numbers, some at a time; the page of voices fetches them when they are asked for."""
    heard = Voices(current_system())
    every = heard.numbers()
    last = -(-len(every) // PAGE)
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    part = request.headers.get("HX-Request") == "true"
    return render_template(
        "hours/_voices_numbers.html" if part else "hours/voices_numbers.html",
        voices=heard,
        numbers=every[(page - 1) * PAGE : page * PAGE],
        page=page,
        last=last,
        governs=session.person().decides,
    )


@console.get("/voices/reason")
def voice_reason() -> Response:
    """From a reason that somebody is about to publish to the page where its clip is handed in."""
    language = "en" if request.args.get("language") == "en" else "zh"
    text = request.args.get("text", "").strip()[: voiced.LONGEST_TEXT - 20]
    if not text:
        return redirect(url_for("console.voices"), 303)
    return redirect(voiced.address(voiced.reason("zh" if language == "zh" else "en", text)), 303)


@console.get("/voices/<name>")
def voice(name: str) -> str:
    """One piece: what is heard, where, since when, and what was heard before."""
    heard, piece = _asked(name)
    return _page(heard, piece, told=request.args.get("told", ""))


@console.post("/voices/<name>")
def replace_voice(name: str) -> Response | tuple[str, int]:
    """The uploaded file is heard from now on."""
    person = governing()
    heard, piece = _asked(name)
    file = request.files.get("file")
    body = file.stream.read(upload.LARGEST + 1) if file else b""
    try:
        voices.replace(
            current_system(), piece, body, author=person.user.name, note=request.form.get("note", "").strip()
        )
    except upload.NotAClip as error:
        return _page(heard, piece, refused=f"voices.bad.{error.why}" if file else "voices.bad.none"), 422
    except StoreError:
        return _page(heard, piece, refused="voices.bad.store"), 503
    return redirect(f"{voiced.address(piece)}&told=replaced", 303)


@console.post("/voices/<name>/back")
def restore_voice(name: str) -> Response | tuple[str, int]:
    """An earlier clip is heard again, or the one that ships."""
    person = governing()
    heard, piece = _asked(name)
    to = request.form.get("to", type=int)
    try:
        voices.go_back(
            current_system(),
            piece,
            author=person.user.name,
            note=request.form.get("note", "").strip(),
            to=to,
        )
    except NothingThere:
        return _page(heard, piece, refused="voices.bad.back"), 409
    return redirect(f"{voiced.address(piece)}&told=back", 303)


def _asked(name: str) -> tuple[Voices, Piece]:
    """The piece an address names; 404 for one that is never said."""
    heard = Voices(current_system())
    piece = heard.known(name, request.values.get("language", ""), request.values.get("text", ""))
    return (heard, piece) if piece is not None else abort(404)


def _page(heard: Voices, piece: Piece, *, told: str = "", refused: str = "") -> str:
    return render_template(
        "hours/voice.html",
        voices=heard,
        voiced=heard.of(piece),
        shipped=clips.hashed(piece) if clips.ships(piece) else None,
        occasions=heard.occasions(piece),
        machine=not heard.is_reason(piece),
        told=told if told in ("replaced", "back") else "",
        refused=refused,
        note=request.form.get("note", ""),
        governs=session.person().decides,
    )
