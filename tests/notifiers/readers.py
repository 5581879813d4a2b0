"""Those whom notices reach: a mail server and a web server as the tests look at them."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    """The mail server of the house."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""
    """What it answers instead of taking a letter."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@dataclass
class Web:
    """A server that group robots and webhooks are posted to."""

    address: str
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200
    leads: str = ""
    """Where it redirects to."""
