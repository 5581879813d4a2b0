"""What those who run the system ask of it: alive, ready, how much of what."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ivr.web import figures
from ivr.web.voice import current_system

operation = Blueprint("operation", __name__)


@operation.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@operation.get("/readyz")
def readyz() -> tuple[Response, int]:
    """A call could be answered now: the database is there, its tables are current, a schedule is in force."""
    system = current_system()
    try:
        with system.database.reading() as session:
            session.execute(text("SELECT 1"))
        if not system.database.is_current():
            return jsonify(status="migrations are missing: start `ivr serve` once"), 503
        number = system.book.current().number
    except SQLAlchemyError:
        return jsonify(status="the database does not answer"), 503
    return jsonify(status="ok", schedule=number), 200


@operation.get("/metrics")
def metrics() -> Response:
    """Prometheus' figures; ids and counts alone."""
    registry = figures.registry_of(current_system())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
