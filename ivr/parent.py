"""A process that ends with the one that started it, however that one ended: nothing is left behind that holds a port.

    subprocess.Popen(command, preexec_fn=parent.end_with_it)

Linux alone can do it; elsewhere nothing happens, and a parent that is killed outright leaves its children behind.
"""

import ctypes
import signal
import sys

_ON_PARENT_DEATH = 1  # PR_SET_PDEATHSIG; it outlives exec


def end_with_it() -> None:
    """From now on this process gets SIGTERM when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ON_PARENT_DEATH, signal.SIGTERM)
