"""Which calls and tasks a report is about, and by what it is divided."""

from dataclasses import dataclass
from typing import Literal, get_args

from ivr.callbacks import Viewer

By = Literal["hotline", "desk", "agent", "topic"]
DIVISIONS: tuple[By, ...] = get_args(By)

Key = str | None
"""A hotline's number, a desk's name, a user's id or a topic; None for what has none, such as a call no agent took."""


@dataclass(frozen=True)
class Scope:
    """Everything the viewer may see, or a part of it. Each part that is given has to hold."""

    viewer: Viewer | None = None
    """None for the operator at the command line, who sees all."""
    hotline: str | None = None
    desk: str | None = None
    agent: int | None = None
    topic: str | None = None
