"""Our gateway at a real Asterisk beside that Asterisk's own dialplan: the same call, the same machine, in turn.

A caller dials after hours, presses 1 into the menu, leaves five seconds of real speech, presses # and hangs up. Ours
goes through ARI, the gateway, the webhooks and the database; the peer is a few lines of dialplan that play the same
clips and record into a file.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from threading import Event

import requests
from sqlalchemy import func, select

from bench.first_packet import after_the_key, captured
from bench.sip_load import SPOKEN, Load, ring
from bench.webhooks import _free_port as free_port
from ivr.callbacks import Task
from ivr.cli.voice import when_alone
from ivr.clock import ManualClock, parse_moment
from ivr.flows import clips
from ivr.gateway import audio
from ivr.gateway.asterisk import mulaw
from ivr.gateway.asterisk.house import Asterisk, Configuration, free_configuration
from ivr.installation import open_system
from ivr.settings import Settings
from ivr.testphone import TestPhone
from ivr.voicemail import Voicemail

ROOT = Path(".venv/asterisk/root")
HOTLINE, PEER = "83183333", "100"
AT = "2026-10-01T20:00"
RUNS = ((10, 200), (20, 400))
"""Calls a second, and how many in all."""
MENU = 3.0
"""Seconds into the menu after which 1 is pressed."""
WHOLE = SPOKEN - 0.5
"""Seconds; a recording that is shorter lost something."""

DIALPLAN = """
[ivr](+)
exten => {peer},1,Answer()
 same => n,Goto(bench,s,1)

[bench]
exten => s,1,Background({sounds}/menu)
 same => n,WaitExten(5)
 same => n,Hangup()
exten => 1,1,Playback({sounds}/prompt)
 same => n,Playback(beep)
 same => n,Record({kept}/${UNIQUEID}.wav,4,180,k)
 same => n,Playback({sounds}/menu)
 same => n,Hangup()
"""


@dataclass(frozen=True)
class Script:
    """What a caller hears, as files of the line's own codec."""

    menu: list[bytes]
    """Clip after clip, until the key."""
    prompt: list[bytes]
    """What follows it, before the beep."""

    @property
    def pause(self) -> float:
        """Seconds from the key until somebody speaks who hears them out, and the beep."""
        return sum(len(each) for each in self.prompt) / audio.RATE + 1.5


def main() -> None:
    """Prints a table, and the differences that are asked for."""
    if not Asterisk.is_unpacked(ROOT):
        raise SystemExit("bench/calls wants Asterisk: run `phones/fetch-asterisk` first")
    with tempfile.TemporaryDirectory(prefix="ivr-bench-") as name:
        folder = Path(name)
        configuration = replace(free_configuration(pretend=True), rtp=20000, rtp_ports=4000)
        settings = _settings(folder, configuration)
        script = _script(folder)
        with _asterisk(folder, configuration, script), _serving(settings, configuration):
            for number in (PEER, HOTLINE):  # every clip has been fetched, every statement met once
                _run(folder, f"warm-{number}", configuration, script, number, 5, 20)
            print(
                f"{'':24}{'calls':>7}{'failed':>8}{'at once':>9}{'key → prompt ms, p50':>22}{'p95':>8}{'whole':>8}"
            )
            for rate, calls in RUNS:
                peer = _told(f"dialplan, {rate}/s", folder, configuration, script, PEER, rate, calls)
                _whole_files(folder)
                ours = _told(f"call scripts, {rate}/s", folder, configuration, script, HOTLINE, rate, calls)
                print(
                    f"{'':24}slower by {ours[0] - peer[0]:.1f} ms at the median, {ours[1] - peer[1]:.1f} at p95"
                )
                print(f"{'':24}{_stored(settings, calls)}")


def _told(
    label: str, folder: Path, configuration: Configuration, script: Script, number: str, rate: int, calls: int
) -> tuple[float, float]:
    before = _whole_files(folder)
    load, gone = _run(folder, f"{number}-{rate}", configuration, script, number, rate, calls)
    middle, late = (1000 * median(gone), 1000 * quantiles(gone, n=20)[-1]) if len(gone) > 1 else (0.0, 0.0)
    whole = f"{_whole_files(folder) - before}" if number == PEER else ""
    print(
        f"{label:24}{load.calls:7d}{load.failed:8d}{load.at_once:9d}{middle:22.1f}{late:8.1f}{whole:>8}"
        + (f"  (seen in {len(gone)})" if len(gone) != calls else "")
    )
    return middle, late


def _run(
    folder: Path, name: str, configuration: Configuration, script: Script, number: str, rate: int, calls: int
) -> tuple[Load, list[float]]:
    capture = folder / f"{name}.pcap"
    with captured(capture):
        load = ring(
            folder / name, configuration.sip, number,
            at=AT, rate=rate, calls=calls, menu=MENU, prompt=script.pause, first=1000 * rate,
        )  # fmt: skip
    return load, after_the_key(capture, script.prompt[0], script.menu)


def _script(folder: Path) -> Script:
    """What the call script says, learnt from a call in virtual time."""
    settings = Settings(data=folder / "virtual", schedules=Path("schedules.yaml"))
    phone = TestPhone(settings, ManualClock(parse_moment(AT)))
    call = phone.exchange.dial("+8613800138000", HOTLINE, ["1", "hangup"])
    phone.run()
    menu, prompt = (utterance.clips for utterance in call.heard[:2])
    return Script(*([_coded(url) for url in part] for part in (menu, prompt)))


def _coded(url: str) -> bytes:
    path = clips.path(Path(url).stem)
    assert path is not None, f"{url} is no clip that ships"
    return mulaw.of_wav(path.read_bytes())


def _settings(folder: Path, configuration: Configuration) -> Settings:
    web, gateway = ("http://127.0.0.1:" + str(free_port()) for _ in range(2))
    return Settings(
        data=folder / "ours",
        public_url=web,
        web_url=web,
        gateway_url=gateway,
        schedules=Path("schedules.yaml"),
        asterisk_url=configuration.url,
    )


@contextmanager
def _asterisk(folder: Path, configuration: Configuration, script: Script) -> Iterator[None]:
    house, sounds, kept = folder / "asterisk", folder / "sounds", folder / "kept"
    for each in (sounds, kept):
        each.mkdir()
    for name, parts in (("menu", script.menu), ("prompt", script.prompt)):
        (sounds / f"{name}.ulaw").write_bytes(b"".join(parts))
    asterisk = Asterisk(ROOT, house)
    asterisk.configure(configuration, when_alone())
    plan = DIALPLAN.replace("{peer}", PEER).replace("{sounds}", str(sounds)).replace("{kept}", str(kept))
    with (house / "etc/extensions.conf").open("a") as file:
        file.write(plan)
    asterisk.start()
    try:
        yield
    finally:
        asterisk.stop()


@contextmanager
def _serving(settings: Settings, configuration: Configuration) -> Iterator[None]:
    """The whole system, as `ivr serve` runs it, once Asterisk knows it."""
    environment = os.environ | {
        "IVR_DATA": str(settings.data),
        "IVR_PUBLIC_URL": settings.public_url,
        "IVR_WEB_URL": settings.web_url,
        "IVR_GATEWAY_URL": settings.gateway_url,
        "IVR_ASTERISK_URL": configuration.url,
    }
    with (settings.data.parent / "serve.log").open("wb") as log:
        serving = subprocess.Popen(
            [sys.executable, "-m", "ivr", "serve"], env=environment, stdout=log, stderr=log
        )
    try:
        ari = f"http://127.0.0.1:{configuration.http}/ari/applications/ivr"
        _eventually(lambda: requests.get(ari, auth=("ivr", configuration.password), timeout=5).ok)
        _eventually(lambda: requests.get(settings.web_url + "/readyz", timeout=5).ok)
        yield
    finally:
        serving.terminate()
        serving.wait(30)


def _whole_files(folder: Path) -> int:
    return sum(audio.wav_seconds(path.read_bytes()) >= WHOLE for path in (folder / "kept").glob("*.wav"))


def _stored(settings: Settings, calls: int) -> str:
    """What has become of our calls, once every message is stored or a minute has gone."""
    system = open_system(settings)
    until = time.monotonic() + 60
    while True:
        with system.database.reading() as session:
            stored = (
                select(Voicemail.seconds).where(Voicemail.state == "stored").order_by(Voicemail.id.desc())
            )
            lengths = session.scalars(stored.limit(calls)).all()
            tasks = session.scalar(select(func.count()).select_from(Task)) or 0
        if len(lengths) == calls or time.monotonic() > until:
            break
        Event().wait(0.5)
    system.database.close()
    whole = sum((length or 0) >= WHOLE for length in lengths)
    return f"{whole} of {calls} messages stored whole; {tasks} tasks in all"


def _eventually(true: object) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if true():  # type: ignore[operator]
                return
        except requests.RequestException:
            pass
        Event().wait(0.2)
    raise SystemExit("the system did not come up")
