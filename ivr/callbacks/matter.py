"""What we owe somebody, as it is handed in by whoever noticed it."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Everything a task is made of except its reference and its due time. Numbers are E.164."""

    hotline: str
    desk: str
    topic: str
    within: timedelta
    """How soon we ring back, in opening time, as the schedule says; later where the desk's queue is too long for it."""
    caller: str | None
    contact: str | None = None
    extension: str | None = None
    origin: str = "call"
    call_id: int | None = None
    """None for what did not begin as a call."""
    about: str | None = None
    """The desk that a complaint is about."""
    urgent: bool = False
    language: str = "zh"
    pretended: bool = False
    entered: datetime | None = None
    """When a caller who keeps his place came into line."""
    linked_to: int | None = None
    """The caller's open task that this stands beside."""
    join: int | None = None
    """The caller's open task that this belongs to, by his own word."""
    why: str | None = None
    """Why there is something to do without a message."""

    @property
    def number(self) -> str | None:
        """Where to ring; E.164."""
        return self.contact or self.caller
