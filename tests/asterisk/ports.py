"""Ports for telephones and their Asterisk: of this worker alone, so that none is taken between finding and using it."""

import os
import socket
from contextlib import suppress
from itertools import cycle

FIRST, SHARE = 10_000, 1_000
"""Below those the kernel gives away, and below those of the sound (20,000 and up)."""

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 10
_numbers = cycle(range(FIRST + _worker * SHARE, FIRST + (_worker + 1) * SHARE, 4))


def port() -> int:
    """An even port that is free with the three that follow it: sipp takes four for the sound."""
    return next(first for first in _numbers if all(is_free(first + more) for more in range(4)))


def is_free(number: int) -> bool:
    """Whether nobody listens there, over UDP or TCP."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(type=kind) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", number))
            continue
        return False
    return True
