"""Test calls: each hotline is dialled through the carrier, as by a customer, so that a dead trunk is found by us first.

The call goes out, and comes back in as any other. What is heard at its far end is recorded and compared with the
greeting; the key that is pressed there has to arrive here. Neither of the two alone would do: an announcement of the
network's also answers, and a call that came in may be heard by nobody.
"""

from ivr.probes.life import over, probe_due, recognise, recorded, start, was_ours
from ivr.probes.tables import KEY, Probe, Verdict
from ivr.probes.verdict import failures, latest, settle

__all__ = [
    "KEY",
    "Probe",
    "Verdict",
    "failures",
    "latest",
    "over",
    "probe_due",
    "recognise",
    "recorded",
    "settle",
    "start",
    "was_ours",
]
