"""Style and script, read once at start: named by the hash of their bytes and kept by browsers for a year."""

import gzip
import hashlib
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ivr.web.console.blueprint import console

FOLDER = Path(__file__).parent.parent / "static"
YEAR = 31_536_000


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    packed: bytes
    """The same, gzipped."""
    kind: str
    version: str

    @classmethod
    def read(cls, path: Path) -> "Asset":
        body = path.read_bytes()
        kind = guess_type(path.name)[0] or "application/octet-stream"
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        return cls(body, gzip.compress(body, 9, mtime=0), kind, hashlib.sha256(body).hexdigest()[:12])


SERVED = {
    path.relative_to(FOLDER).as_posix(): Asset.read(path)
    for path in FOLDER.rglob("*")
    if path.suffix in (".css", ".js", ".svg")
}


def address(name: str) -> str:
    """Where browsers fetch `name`; another address as soon as its bytes change. KeyError for no such file."""
    return url_for("console.static", name=name, v=SERVED[name].version)


@console.get("/static/<path:name>")
def static(name: str) -> AnyResponse:
    """One of our own files; nothing else under this address exists."""
    asset = SERVED.get(name)
    if asset is None:
        abort(404)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.packed if packed else asset.body, content_type=asset.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    current = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if current else "no-cache"
    response.set_etag(asset.version + ("-gz" if packed else ""))
    return response.make_conditional(request)


@console.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Browsers ask for it whatever the page says."""
    return static("favicon.svg")
