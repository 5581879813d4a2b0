"""The environment, read once and frozen.

Every setting has a default that works on one machine with nothing else installed: SQLite and files under
`var/`, no carrier account. `Settings()` reads the environment; tests hand in what they want.
"""

import hmac
import json
import os
import re
import secrets
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting that cannot be used; the message says which and what to do."""


class Settings(BaseSettings):
    """What the system was told from outside. Secrets never show in `repr`, logs or errors."""

    model_config = SettingsConfigDict(env_prefix="IVR_", frozen=True, extra="ignore")

    data: Path = Path("var")
    database_url: str = ""
    recordings_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    """What the carrier is told and what signatures are computed over."""
    web_url: str = "http://127.0.0.1:8000"
    """Where our own gateway connects to the web part."""
    gateway_url: str = "http://127.0.0.1:8010"
    """Where our own gateway's REST address and telephones listen."""
    phone_url: str = ""
    """Where browsers reach the gateway's telephones: `wss://…`, handed on by the proxy that serves the console; unset
    means, on a loopback public address: the gateway's own."""
    schedules: Path = Path("schedules.yaml")
    pretend: bool | None = None
    """Whether calls of our own gateway may pretend a time; unset means: only on a loopback public address."""
    second_factor: Literal["required", "offered"] | None = None
    """Whether supervisors, administrators and auditors must sign in with a second factor, or may; unset means:
    required, but on a loopback public address."""
    asterisk_url: SecretStr = SecretStr("")
    """Whose calls the gateway carries: `http://user:password@host:port`, where Asterisk's ARI answers; empty: none."""
    smtp_url: SecretStr = SecretStr("")
    """The mail server that notices leave by: `smtp://user:password@host:port` or `smtps://…`; empty: none do."""
    mail_from: str = ""
    """The address that notices come from."""
    outward_lines: int = Field(default=10, ge=1, le=1000)
    """How many lines may ring customers at once to tell them that an incident is over; callers and agents need the
    others."""
    probe_every: timedelta | None = None
    """How often each hotline is dialled through the carrier, to hear whether it answers: `15m`, `1h`; unset: never."""
    probe_from: str = ""
    """The number that those calls show, in E.164; unset: that of another hotline."""
    secret_key: SecretStr = SecretStr("")
    gateway_sid: str = ""
    gateway_token: SecretStr = SecretStr("")
    twilio_account_sid: Annotated[
        str, Field(validation_alias=AliasChoices("twilio_account_sid", "TWILIO_ACCOUNT_SID"))
    ] = ""
    twilio_auth_token: Annotated[
        SecretStr, Field(validation_alias=AliasChoices("twilio_auth_token", "TWILIO_AUTH_TOKEN"))
    ] = SecretStr("")

    @field_validator("public_url", "web_url", "gateway_url")
    @classmethod
    def _http(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("phone_url")
    @classmethod
    def _socket(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("ws", "wss") or not parts.hostname):
            raise ValueError("must be a ws:// or wss:// address")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ValueError("must be an smtp:// or smtps:// address with a host")
        return value

    @field_validator("probe_every", mode="before")
    @classmethod
    def _probe_every(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        written = re.fullmatch(r"([1-9][0-9]{0,3})(m|h)", value.strip())
        if value.strip() and not written:
            raise ValueError("must be minutes or hours, such as 15m or 1h; leave it out to dial never")
        unit = {"m": "minutes", "h": "hours"}
        return timedelta(**{unit[written[2]]: int(written[1])}) if written else None

    @field_validator("probe_from")
    @classmethod
    def _probe_from(cls, value: str) -> str:
        if value and not re.fullmatch(r"\+[1-9][0-9]{6,14}", value):
            raise ValueError("must be a number with its country, such as +8675583183333")
        return value

    @field_validator("asterisk_url")
    @classmethod
    def _asterisk(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        try:
            parts = urlsplit(url)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.username and parts.password
            usable = bool(whole) and not parts.path.strip("/") and (parts.port or True)
        except ValueError:
            usable = False
        if url and not usable:
            raise ValueError(
                "must be http://user:password@host:port, the address and account of Asterisk's ARI"
            )
        return value

    @property
    def asterisk(self) -> bool:
        """True when there is an Asterisk whose calls the gateway carries."""
        return bool(self.asterisk_url.get_secret_value())

    @property
    def mails(self) -> bool:
        """True when notices can leave by e-mail."""
        return bool(self.smtp_url.get_secret_value() and self.mail_from)

    @cached_property
    def database(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.database_url or f"sqlite:///{(self.data / 'ivr.db').absolute()}"

    @property
    def recordings(self) -> str:
        """Where audio is kept: `file:///…`, `s3://…` or `memory:///`."""
        return self.recordings_url or (self.data / "recordings").absolute().as_uri()

    @cached_property
    def may_pretend(self) -> bool:
        return self.public_is_loopback if self.pretend is None else self.pretend

    @cached_property
    def second_factor_required(self) -> bool:
        if self.second_factor is None:
            return not self.public_is_loopback
        return self.second_factor == "required"

    @property
    def public_is_loopback(self) -> bool:
        return is_loopback(self.public_url)

    @property
    def phones(self) -> str | None:
        """The WebSocket that telephones in browsers dial over; None where there is none to be reached."""
        if self.phone_url:
            return self.phone_url
        if not (self.public_is_loopback and is_loopback(self.gateway_url)):
            return None
        return f"ws{self.gateway_url.removeprefix('http')}/phone"

    @property
    def embedded(self) -> bool:
        """True on the defaults of a single machine: SQLite and no carrier account."""
        return self.database.startswith("sqlite") and not self.twilio_account_sid

    @cached_property
    def secrets(self) -> "Secrets":
        """The keys of this installation, made on first use; see :class:`Secrets`."""
        return Secrets.of(self)


class Secrets:
    """Keys made once in `IVR_DATA/secrets.json` (mode 0600), each replaced by the environment where set."""

    def __init__(self, secret_key: str, gateway_sid: str, gateway_token: str) -> None:
        self.secret_key = secret_key
        self.gateway_sid = gateway_sid
        self.gateway_token = gateway_token

    def derived(self, purpose: bytes) -> bytes:
        """A key for one purpose; nothing that uses it learns the secret key itself."""
        return hmac.digest(self.secret_key.encode(), purpose, "sha256")

    @classmethod
    def of(cls, settings: Settings) -> "Secrets":
        handed_in = (
            settings.secret_key.get_secret_value(),
            settings.gateway_sid,
            settings.gateway_token.get_secret_value(),
        )
        if all(handed_in):
            return cls(*handed_in)
        kept = _kept_secrets(settings.data)
        return cls(*(given or kept[name] for given, name in zip(handed_in, _NAMES, strict=True)))


_NAMES = ("secret_key", "gateway_sid", "gateway_token")


def _kept_secrets(data: Path) -> dict[str, str]:
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secrets.json"
    made = dict(
        zip(_NAMES, (secrets.token_hex(32), "AC" + secrets.token_hex(16), secrets.token_hex(16)), strict=True)
    )
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(made, file)
    try:
        # Linking fails when another process was first: then its keys are the keys.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    try:
        kept: dict[str, str] = json.loads(path.read_text())
        return {name: kept[name] for name in _NAMES}
    except (ValueError, KeyError):
        raise SettingsError(
            f"{path} cannot be read as this installation's keys: restore it from a backup"
        ) from None


def is_loopback(url: str) -> bool:
    """True when the address of `url` can only be this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load() -> Settings:
    """The settings of this process; raises SettingsError naming the variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        variable = name.upper() if name.lower().startswith("twilio") else f"IVR_{name.upper()}"
        raise SettingsError(f"{variable}: {first['msg'].removeprefix('Value error, ')}") from None
