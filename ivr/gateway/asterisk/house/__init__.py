"""A small Asterisk of our own, beside whatever else is on the machine: configured, started, stopped."""

from ivr.gateway.asterisk.house.configuration import (
    Configuration,
    Phone,
    free_configuration,
    kept_configuration,
)
from ivr.gateway.asterisk.house.process import Asterisk, AsteriskError

__all__ = ["Asterisk", "AsteriskError", "Configuration", "Phone", "free_configuration", "kept_configuration"]
