"""The configuration of our own Asterisk: templates, filled in and written into a folder."""

import json
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ivr.gateway.asterisk import mulaw

TEMPLATES = Path(__file__).parent / "etc"
RTP_PORTS = 200
"""Ports for the sound of a hundred calls at once."""

UNUSED = tuple(
    f"{name}.conf"
    for name in (
        "acl",
        "ccss",
        "cdr",
        "cel",
        "features",
        "indications",
        "pjproject",
        "stasis",
        "udptl",
        "websocket_client",
    )
)
"""What Asterisk looks for and we say nothing in; without these files it complains at every start."""

PRETENCE = (
    " same => n,Set(AT=${IF($[${LEN(${PJSIP_HEADER(read,X-Ivr-At)})} > 0]?,${PJSIP_HEADER(read,X-Ivr-At)})})"
)


@dataclass(frozen=True)
class Phone:
    """A telephone of the house."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Configuration:
    """Where our own Asterisk listens, on the loopback address alone, and who may register."""

    http: int
    sip: int
    trunk: int
    """Where whoever stands for the outside listens."""
    rtp: int
    """The first port of the sound."""
    password: str = field(repr=False)
    phones: tuple[Phone, ...] = ()
    rtp_ports: int = RTP_PORTS
    """How many ports there are for it; a call takes two."""
    pretend: bool = False
    """Whether a caller may say which time it is, by the header X-Ivr-At; the application still has to allow it."""

    @property
    def url(self) -> str:
        """What `IVR_ASTERISK_URL` is to be."""
        return f"http://ivr:{self.password}@127.0.0.1:{self.http}"

    def write(self, house: Path, root: Path, libraries: Path, sounds: Mapping[str, bytes]) -> None:
        """Writes everything into `house`. `sounds` are WAVs: `apology` and `thanks`, for when we are not there."""
        house = house.absolute()
        for name in ("etc", "data/sounds/en/ivr", "data/moh", "var", "spool/recording", "run", "log"):
            (house / name).mkdir(parents=True, exist_ok=True)
        told = {
            "HOUSE": str(house),
            "ROOT": str(root.absolute()),
            "LIBRARIES": str(libraries.absolute()),
            "HTTP": str(self.http),
            "SIP": str(self.sip),
            "TRUNK": str(self.trunk),
            "RTP_FIRST": str(self.rtp),
            "RTP_LAST": str(self.rtp + self.rtp_ports - 1),
            "USER": "ivr",
            "PASSWORD": self.password,
            "PRETENCE": PRETENCE if self.pretend else "",
            "PHONES": "".join(_filled("phone.conf", _facts(phone)) for phone in self.phones),
        }
        for template in TEMPLATES.glob("*.conf"):
            if template.name != "phone.conf":
                written = house / "etc" / template.name
                written.unlink(missing_ok=True)
                written.touch(0o600)
                written.write_text(_filled(template.name, told))
        for name in UNUSED:
            (house / "etc" / name).touch(0o600)
        # Asterisk does not start without the texts of its own manual.
        manual = house / "data" / "documentation"
        manual.unlink(missing_ok=True)
        manual.symlink_to(root.absolute() / "usr/share/asterisk/documentation")
        english = house / "data" / "sounds" / "en"
        (english / "beep.ulaw").write_bytes(mulaw.encoded(mulaw.BEEP))
        (english / "ivr/ringing.ulaw").write_bytes(mulaw.encoded(mulaw.RING))
        (house / "data/moh/waiting.ulaw").write_bytes(mulaw.encoded(mulaw.RINGING))
        for name, wav in sounds.items():
            (english / "ivr" / f"{name}.ulaw").write_bytes(mulaw.of_wav(wav))


def free_configuration(phones: tuple[Phone, ...] = (), *, pretend: bool = False) -> Configuration:
    """One on ports that are free now, with a password nobody knows."""
    http, sip, trunk = (_free_port(kind) for kind in (socket.SOCK_STREAM, *[socket.SOCK_DGRAM] * 2))
    rtp = 20000 + secrets.randbelow(40) * RTP_PORTS
    return Configuration(http, sip, trunk, rtp, secrets.token_hex(16), phones, pretend=pretend)


def kept_configuration(path: Path, numbers: tuple[str, ...]) -> Configuration:
    """The one written down at `path` (mode 0600), so that telephones need be set up once; made on first use.

    It takes the usual ports where they are free. `numbers` are those of its telephones, without the plus.
    """
    if path.exists():
        kept = json.loads(path.read_text())
        return Configuration(**{**kept, "phones": tuple(Phone(**each) for each in kept["phones"])})
    free = free_configuration(tuple(Phone(number, secrets.token_urlsafe(9)) for number in numbers))
    made = replace(
        free,
        http=8088 if _is_free(8088, socket.SOCK_STREAM) else free.http,
        sip=5060 if _is_free(5060, socket.SOCK_DGRAM) else free.sip,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(json.dumps(asdict(made)))
    return made


def _facts(phone: Phone) -> dict[str, str]:
    return {"NAME": phone.name, "PASSWORD": phone.password}


def _filled(template: str, told: Mapping[str, str]) -> str:
    text = (TEMPLATES / template).read_text()
    for name, value in told.items():
        text = text.replace(f"@{name}@", value)
    return text


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(type=kind) as probe, suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
