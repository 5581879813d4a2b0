"""One try to send one notice. Opens the network: never within a transaction."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import requests

from ivr.notifiers import addresses
from ivr.settings import Settings, is_loopback

PATIENCE = 15
"""Seconds that the other side may take for each answer."""


class NotSent(Exception):
    """It was not taken; the message says why, without any secret."""


def to_channel(settings: Settings, url: str, key: str, subject: str, body: str, now: datetime) -> None:
    """Sends to a channel's address; raises NotSent."""
    match addresses.kind(url):
        case "mail":
            to_mailbox(settings, addresses.mailbox(url), key, subject, body, now)
        case "wecom":
            _to_robot(addresses.opened(url).api_url, body)
        case "webhook":
            if not addresses.opened(url).notify(body=body, title=subject):
                raise NotSent("the webhook did not take it, or did not answer")


def to_mailbox(settings: Settings, address: str, key: str, subject: str, body: str, now: datetime) -> None:
    """Sends by the mail server of the settings; raises NotSent. A repeat with the same `key` is the same message."""
    if not settings.mails:
        raise NotSent("no mail server is set: set IVR_SMTP_URL and IVR_MAIL_FROM")
    host = settings.mail_from.rpartition("@")[2]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, address, subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key.replace(':', '.')}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # nobody's out-of-office answers it
    message.set_content(body)
    try:
        with _mail_server(settings.smtp_url.get_secret_value(), host) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        raise NotSent("the mail server does not take mail for that address") from None
    except smtplib.SMTPAuthenticationError:
        raise NotSent("the mail server did not accept the user and password of IVR_SMTP_URL") from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"the mail server answered {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"the mail server cannot be used: {type(error).__name__}") from None


def _to_robot(url: str, text: str) -> None:
    """The library takes every answer 200 for a success, but WeCom says in it that a key is wrong or that too much was
    sent: such a notice would be lost unseen."""
    said = {"msgtype": "text", "text": {"content": text}}
    try:
        answer = requests.post(url, json=said, timeout=PATIENCE, allow_redirects=False)
        told = answer.json() if answer.status_code == requests.codes.ok else {}
    except (requests.RequestException, ValueError) as error:
        raise NotSent(f"the group robot did not answer: {type(error).__name__}") from None
    if not isinstance(told, dict) or told.get("errcode") != 0:
        code = told.get("errcode") if isinstance(told, dict) else None
        raise NotSent(f"the group robot refused it: {answer.status_code}, errcode {code}")


@contextmanager
def _mail_server(url: str, own_name: str) -> Iterator[smtplib.SMTP]:
    """A session with the mail server, encrypted where it can be; a password never crosses a network in clear."""
    parts, verified = urlsplit(url), ssl.create_default_context()
    host, user = parts.hostname or "", unquote(parts.username or "")
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, own_name, timeout=PATIENCE, context=verified
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, own_name, timeout=PATIENCE)
    with server:
        encrypted = parts.scheme == "smtps"
        server.ehlo_or_helo_if_needed()
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=verified)
            encrypted = True
        if user:
            if not encrypted and not is_loopback(url):
                raise NotSent(
                    "the mail server offers no encryption: IVR_SMTP_URL's password is not sent in clear"
                )
            server.login(user, unquote(parts.password or ""))
        yield server
