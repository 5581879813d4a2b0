"""Structured logs: one JSON object a line, no secret and no number in clear."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"(?<![\w.-])\+?\d{7,15}(?![\w.-])")
_SECRET = re.compile(r"token|password|secret|signature|authorization", re.IGNORECASE)


def configure(stream: Any = None) -> None:
    """Sets up logging for this process; safe to call again."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            conceal,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def conceal(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Numbers keep their last two digits, secrets nothing, wherever a line may have picked them up."""
    for key, value in event.items():
        if key == "timestamp":
            continue
        if _SECRET.search(key):
            event[key] = "…"
        elif isinstance(value, str):
            event[key] = _NUMBER.sub(lambda found: "…" + found[0][-2:], value)
    return event
