"""What gunicorn is told about a worker: when it has to stop, open pages are let go first; nothing waits for them.

A worker stops with gunicorn itself, also when that is killed: pages would go on hearing from one nobody looks after.
"""

import signal
from types import FrameType
from typing import Any

from ivr import parent


def post_worker_init(worker: Any) -> None:
    """Gunicorn calls it in every worker once the application is there."""
    feed = worker.wsgi.extensions["ivr_feed"]
    stop = signal.getsignal(signal.SIGTERM)

    def ends(number: int, frame: FrameType | None) -> None:
        feed.end()
        if callable(stop):
            stop(number, frame)

    signal.signal(signal.SIGTERM, ends)
    parent.end_with_it()
