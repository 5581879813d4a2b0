"""`/api/v1`: what other programs may look at, as JSON. It only reads, knows no cookie, and describes itself."""

from ivr.web.api import described, hours, tasks
from ivr.web.api.blueprint import api

__all__ = ["api"]

_ROUTES = (described, hours, tasks)
"""Modules that put their routes on the blueprint when they are imported."""
