"""A real softphone: baresip, which registers, speaks from one file and writes what it hears into another.

It is told what to do over its control connection, and tells there what happened: nothing is waited for by the clock.
"""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import ports
from sip_phone import until

from ivr.gateway import audio
from ivr.gateway.asterisk.house import Configuration

BARESIP = shutil.which("baresip")
MODULES = Path("/usr/lib/baresip/modules")
PATIENCE = 60.0

CONFIG = """\
sip_listen 127.0.0.1:0
net_interface 127.0.0.1
rtp_ports {rtp}-{last}
call_max_calls 1
statmode_default off
audio_source aufile,{folder}/says.wav
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
snd_path {folder}
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""
ACCOUNT = (
    "<sip:{name}@127.0.0.1:{sip}>;auth_pass={password};audio_codecs=PCMU/8000/1;regint=600;dtmfmode=rtpevent"
)


class Softphone:
    """One softphone, under the first account of the house."""

    def __init__(self, folder: Path, configuration: Configuration) -> None:
        account = configuration.phones[0]
        self.number = account.name
        self._folder = folder
        self._control = ports.port()
        rtp = ports.port()
        told = {"folder": folder, "modules": MODULES, "control": self._control, "rtp": rtp, "last": rtp + 3}
        (folder / "config").write_text(CONFIG.format_map(told))
        self._account = ACCOUNT.format(name=account.name, sip=configuration.sip, password=account.password)
        (folder / "accounts").touch()
        (folder / "says.wav").write_bytes(audio.encode(audio.silence(300)))
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None
        self._news: Iterator[dict[str, str]] = iter(())

    def registers(self) -> None:
        """Starts it, and waits until it is registered."""
        assert BARESIP is not None
        with (self._folder / "out").open("wb") as out:
            self._process = subprocess.Popen(
                [BARESIP, "-f", str(self._folder)], stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self._wire = until(self._connected, "baresip never listened")
        self._news = _told(self._wire)
        self._does("uanew", self._account)
        self.until("REGISTER_OK")

    def _connected(self) -> socket.socket | None:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", self._control), timeout=PATIENCE)
        return None

    def dials(self, number: str) -> None:
        """Dials, and waits until it is answered."""
        self._does("dial", number)
        self.until("CALL_ESTABLISHED")

    def answers(self) -> None:
        """Waits until it is rung, and answers."""
        self.until("CALL_INCOMING")
        self._does("accept")
        self.until("CALL_ESTABLISHED")

    def presses(self, key: str) -> None:
        self._does("sndcode", key)

    def says(self, pcm: bytes) -> None:
        """Speaks, then keeps silent."""
        path = self._folder / "says-now.wav"
        path.write_bytes(audio.encode(pcm + audio.silence(300)))
        self._does("ausrc", f"aufile,{path}")

    def hangs_up(self) -> None:
        self._does("hangup")
        self.until("CALL_CLOSED")

    def until(self, event: str) -> dict[str, str]:
        """Waits for the first such event after what was waited for before."""
        for told in self._news:
            if told.get("type") == event:
                return told
        raise AssertionError(f"{event} never came: {self.out}")

    @property
    def heard(self) -> bytes:
        """The samples of what it has heard so far."""
        [path] = self._folder.glob("*-dec.wav")
        return audio.read(path)

    @property
    def out(self) -> str:
        return (self._folder / "out").read_text(errors="replace")

    def stop(self) -> None:
        if self._wire is not None:
            self._wire.close()
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _does(self, command: str, params: str = "") -> None:
        assert self._wire is not None
        message = json.dumps({"command": command, "params": params}).encode()
        self._wire.sendall(b"%d:%s," % (len(message), message))


def _told(wire: socket.socket) -> Iterator[dict[str, str]]:
    """What it tells, one netstring of JSON after the other."""
    with closing(wire.makefile("rb")) as lines:
        while True:
            size = b""
            while (digit := lines.read(1)) != b":":
                if not digit:
                    return
                size += digit
            yield json.loads(lines.read(int(size)))
            lines.read(1)
