"""`python -m ivr.flows.rendering`: renders the clips that are missing and removes those whose text is gone."""

import json
from pathlib import Path

import click

from ivr import settings
from ivr.flows import clips, words
from ivr.flows.phrases import Piece
from ivr.flows.rendering import sound
from ivr.flows.rendering.model import ModelError
from ivr.flows.rendering.voice import Voice

_SAVE_EVERY = 25


@click.command()
@click.option(
    "--cache", type=click.Path(path_type=Path), help="Where the voice model is kept [IVR_DATA/speech]."
)
@click.option("--threads", default=1, show_default=True, help="Processor threads to use.")
@click.option("--again", multiple=True, metavar="TEXT", help="Render this text again although it has a clip.")
def render(cache: Path | None, threads: int, again: tuple[str, ...]) -> None:
    """Renders the clips that are missing and removes those whose text is gone."""
    wanted = {clips.hashed(piece): piece for piece in words.every_piece()}
    index = dict(clips.index())
    clips.FOLDER.mkdir(exist_ok=True)
    for name in set(index) - set(wanted):
        (clips.FOLDER / f"{name}.wav").unlink(missing_ok=True)
        del index[name]
    _save(index)
    missing = [
        name
        for name, piece in wanted.items()
        if name not in index or piece.text in again or not (clips.FOLDER / f"{name}.wav").exists()
    ]
    voice = Voice(cache or settings.load().data / "speech", threads)
    for done, name in enumerate(missing, 1):
        piece = wanted[name]
        index[name] = _entry(piece, _render(voice, name, piece))
        click.echo(f"{done}/{len(missing)} {piece.language} {piece.text}")
        if done % _SAVE_EVERY == 0 or done == len(missing):
            _save(index)


def _render(voice: Voice, name: str, piece: Piece) -> float:
    samples = sound.pause(piece) if piece.is_pause else sound.clip(piece, voice.speak(piece))
    return sound.write(samples, clips.FOLDER / f"{name}.wav")


def _entry(piece: Piece, seconds: float) -> clips.Clip:
    return {
        "language": piece.language,
        "voice": clips.VOICES[piece.language],
        "text": piece.text,
        "seconds": round(seconds, 3),
    }


def _save(index: dict[str, clips.Clip]) -> None:
    lines = (f"{json.dumps(name)}: {json.dumps(index[name], ensure_ascii=False)}" for name in sorted(index))
    clips.INDEX.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        render()
    except ModelError as error:
        raise SystemExit(str(error)) from None
