"""The blueprint that every route is on, and what is answered where there is none."""

from flask import Blueprint, Response

from ivr.web.api import problems

api = Blueprint("api", __name__, url_prefix="/api")
problems.register(api)

OTHER = "api.elsewhere"
"""The route of whatever has none."""


@api.route("/", defaults={"rest": ""}, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@api.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def elsewhere(rest: str) -> Response:  # noqa: ARG001
    """Whatever is not described: a page of the console would help no program."""
    return problems.unknown()
