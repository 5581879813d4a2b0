"""The only wiring: an installation becomes a web application."""

import gc

from flask import Flask

from ivr import logs
from ivr.clock import Clock
from ivr.clock import system as system_clock
from ivr.installation import open_system
from ivr.settings import Settings
from ivr.telephony import Carrier
from ivr.testphone import try_draft
from ivr.web import create_web


def create_app(
    settings: Settings | None = None, *, carrier: Carrier | None = None, clock: Clock = system_clock
) -> Flask:
    """The web part as gunicorn serves it."""
    logs.configure()
    app = create_web(open_system(settings, carrier=carrier, clock=clock), rehearse=try_draft)
    # What start-up made stays for good: no collection needs to walk through it again in the middle of a call.
    gc.collect()
    gc.freeze()
    return app
