"""What a request asks for: its parameters, read strictly: a slip of the pen is not answered with something else."""

import json
import re
from datetime import datetime
from typing import Any

from flask import Response, request

from ivr.clock import parse_moment
from ivr.web.api.problems import Problem
from ivr.web.voice import current_system

_OFFSET = re.compile(r"(T.*) (\d\d:?\d\d)$")


def only(*known: str) -> None:
    """Refuses a parameter that means nothing here, and one that is given twice."""
    for name, values in request.args.lists():
        if name not in known:
            named = f"known are {', '.join(known)}" if known else "there are none here"
            raise Problem(400, f"{name[:40]} is no parameter of this address: {named}")
        if len(values) > 1:
            raise Problem(400, f"{name} is given {len(values)} times: once is enough")


def at() -> datetime:
    """The moment asked about; now, if none is given. Without an offset it is Shanghai time."""
    text = request.args.get("at")
    if text is None:
        return current_system().now()
    try:
        # A plus that nobody encoded has become a blank on the way.
        return parse_moment(_OFFSET.sub(r"\1+\2", text[:64]))
    except ValueError as error:
        raise Problem(400, f"at: {error}") from None


def whole(name: str, default: int, least: int, most: int) -> int:
    """A number within limits."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10) or not least <= int(text) <= most:
        raise Problem(400, f"{name} must be a whole number from {least} to {most}")
    return int(text)


def one_of(name: str, known: tuple[str, ...]) -> str | None:
    """One of several words, or None when the parameter is not given."""
    text = request.args.get(name)
    if text is not None and text not in known:
        raise Problem(400, f"{name} must be one of {', '.join(known)}")
    return text


def answer(told: Any, **headers: str) -> Response:
    """The JSON of an answer, which is for nobody else to keep."""
    response = Response(json.dumps(told, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response
