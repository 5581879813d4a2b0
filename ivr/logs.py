"""Structured logs: one JSON object a line, no secret and no number in clear."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"(?:(?<=%2B)|(?<![\w.-]))\+?\d{7,15}(?!\w|[.-]\w)")
_SECRET = re.compile(r"token|password|secret|signature|authorization", re.IGNORECASE)


class _Libraries(logging.Handler):
    """What libraries log, Flask's tracebacks among it, as lines of the same kind."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=self._stream or sys.stderr)


def configure(stream: Any = None) -> None:
    """Sets up logging for this process, our own and that of libraries; safe to call again."""
    told: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    written: list[Any] = [
        structlog.processors.format_exc_info,
        conceal,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *told, *written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=told,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *written],
    )
    libraries = _Libraries(stream)
    libraries.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, _Libraries)] + [libraries]
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    # It writes down keys that it does not understand; what went wrong is told by ivr.notifiers.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)


def conceal(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Numbers keep their last two digits, secrets nothing, wherever a line may have picked them up."""
    for key, value in event.items():
        if key == "timestamp":
            continue
        event[key] = "…" if _SECRET.search(key) else _concealed(value)
    return event


def _concealed(value: Any) -> Any:
    if isinstance(value, str):
        return _NUMBER.sub(lambda found: "…" + found[0][-2:], value)
    if isinstance(value, Mapping):
        return {name: _concealed(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_concealed(each) for each in value]
    return value
