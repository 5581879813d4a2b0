"""What went wrong, for programs: problem details (RFC 9457) with one sentence that says what to do."""

import json

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

log = structlog.get_logger("api")

TYPE = "application/problem+json"
_SENTENCES = {
    404: "there is nothing at this address: /api/openapi.json describes what there is",
    405: "this interface only reads: ask with GET",
}
BROKEN = "something is wrong here, and was written into the log of the web part: try again later"


class Problem(HTTPException):
    """A request that is not answered as it was meant to be; `said` goes to whoever asked."""

    def __init__(self, code: int, said: str, **headers: str) -> None:
        super().__init__(said)
        self.code, self.said, self.headers = code, said, headers


def register(api: Blueprint) -> None:
    """Has every error of the interface told in this way."""
    api.register_error_handler(Problem, _told)
    api.register_error_handler(HTTPException, _refused)
    api.register_error_handler(Exception, _broken)


def unknown() -> Response:
    """For an address that is none, and for a method that changes something."""
    return answer(404) if request.method in ("GET", "HEAD") else answer(405, headers={"Allow": "GET, HEAD"})


def answer(code: int, said: str = "", *, headers: dict[str, str] | None = None) -> Response:
    """The problem as a response."""
    told = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(code, "Error"),
        "status": code,
        "detail": said or _SENTENCES.get(code, BROKEN),
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(
        body, status=code, content_type=TYPE, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def _told(problem: Problem) -> Response:
    headers = {name.replace("_", "-"): value for name, value in problem.headers.items()}
    return answer(problem.code or 500, problem.said, headers=headers)


def _refused(error: HTTPException) -> Response:
    return answer(error.code or 500, error.description or "")


def _broken(error: Exception) -> Response:
    log.error("a request failed", route=request.endpoint, exc_info=error)
    return answer(500)
