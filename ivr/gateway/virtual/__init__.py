"""Whole calls in virtual time: :class:`VirtualExchange`."""

from ivr.gateway.transcript import Heard
from ivr.gateway.virtual.exchange import VirtualExchange
from ivr.gateway.virtual.telephone import VirtualCall

__all__ = ["Heard", "VirtualCall", "VirtualExchange"]
