"""The peer of bench/webhooks: Flask, Twilio's signature check, one committed write, and nothing else."""

import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import VoiceResponse

from ivr.database import PRAGMAS
from ivr.settings import Settings

DATA = Path(os.environ["IVR_DATA"])
PUBLIC_URL = os.environ["IVR_PUBLIC_URL"]
validator = RequestValidator(Settings(data=DATA).secrets.gateway_token)
connections = threading.local()
app = Flask(__name__)


def connection() -> sqlite3.Connection:
    """This thread's connection, with the settings of the project's own."""
    if not hasattr(connections, "one"):
        connections.one = sqlite3.connect(DATA / "bare.db", timeout=15, isolation_level=None)
        for pragma in PRAGMAS:
            connections.one.execute(f"PRAGMA {pragma}")
        connections.one.execute("CREATE TABLE IF NOT EXISTS seen (sid TEXT, digits TEXT)")
    return connections.one


@app.get("/healthz")
def healthz() -> str:
    connection()
    return "ok"


@app.post("/step")
def step() -> Response:
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(PUBLIC_URL + request.path, request.form.to_dict(), signature):
        abort(403)
    db = connection()
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO seen VALUES (?, ?)", (request.form["CallSid"], request.form["Digits"]))
    db.execute("COMMIT")
    document = VoiceResponse()
    gather = document.gather(action="/step", num_digits=1, finish_on_key="", timeout=5)
    gather.play(f"{PUBLIC_URL}/clips/menu.wav")
    return Response(str(document), mimetype="text/xml")
