"""What browsers are told about every page: run nothing from elsewhere, keep nothing, frame nothing."""

from urllib.parse import urlsplit

from flask import Response, current_app, g, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self' blob:",  # a message fetched ahead, opened in the page
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No inline script and no inline style: what a caller or a colleague wrote can never run."""


def for_a_telephone(line: str) -> None:
    """This page may use the microphone, and speak to the WebSocket `line` besides."""
    parts = urlsplit(line)
    g.telephone = f"{parts.scheme}://{parts.netloc}"


def secure(response: Response) -> Response:
    """Adds the headers to every answer but the carrier's; what is private is never kept by a cache."""
    if request.blueprint == "voice":
        return response
    line = g.get("telephone")
    policy = POLICY.replace("connect-src 'self'", f"connect-src 'self' {line}") if line else POLICY
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Same-origin rather than none: behind https the CSRF check compares the referrer.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    heard = "self" if line else ""
    response.headers["Permissions-Policy"] = f"camera=(), microphone=({heard}), geolocation=()"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.blueprint == "console" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
