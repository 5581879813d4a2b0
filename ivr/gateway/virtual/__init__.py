"""Whole calls in virtual time: :class:`VirtualExchange`."""

from ivr.gateway.virtual.exchange import VirtualExchange
from ivr.gateway.virtual.telephone import VirtualCall
from ivr.gateway.virtual.transcript import Heard

__all__ = ["Heard", "VirtualCall", "VirtualExchange"]
