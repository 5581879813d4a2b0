"""Flask: the carrier's webhooks, the console, and what operators ask."""

from flask import Flask

from ivr.system import System
from ivr.web.rehearsing import Rehearse


def create_web(system: System, *, rehearse: Rehearse | None = None) -> Flask:
    """The application over an opened system; tests hand in theirs. With `rehearse` supervisors can dial a draft."""
    from ivr.web import api, audio, console, operation, probing, reports, voice  # noqa: F401 - two add routes to voice

    app = Flask(__name__, static_folder=None)
    app.secret_key = system.settings.secrets.derived(b"ivr sessions").hex()
    # A carrier's post is small, and so is every form; audio never comes in this way.
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.extensions["ivr"] = system
    app.extensions["ivr_rehearse"] = rehearse
    app.register_blueprint(voice.voice)
    app.register_blueprint(operation.operation)
    app.register_blueprint(audio.audio)
    app.register_blueprint(api.api)
    if hasattr(console, "register"):
        console.register(app)
    return app
