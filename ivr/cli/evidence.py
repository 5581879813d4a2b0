"""`ivr evidence`: the evidence of one task as one archive, and whether such an archive is unaltered."""

from pathlib import Path

import click

from ivr.callbacks import queue
from ivr.cli import Failure
from ivr.cli.acting import BY, named, opened_system, write_private
from ivr.flows.words.notices import WORDINGS
from ivr.privacy import evidence as packs
from ivr.voicemail import StoreError


@click.command()
@click.argument("ref")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@BY
@click.pass_context
def evidence(context: click.Context, ref: str, file: Path, name: str | None) -> None:
    """Write everything that proves how task REF went into FILE (a zip); `ivr evidence verify FILE` checks one.

    Numbers are masked. The export is written into the task's history.
    """
    from ivr.web.console.privacy.story import story

    if ref == "verify":
        context.exit(_verify(file))
    system = opened_system()
    if file.exists():
        raise Failure(f"{file} is there already: choose another name")
    with system.database.reading() as session:
        task = queue.find(session, ref)
    if task is None:
        raise Failure(f"no task has the reference {ref}: `ivr tasks` lists them")
    try:
        body = packs.pack(system, task.id, notices=WORDINGS, story=story, actor=named(system, name))
    except StoreError as error:
        raise Failure(f"the recordings cannot be read just now: {error}") from None
    write_private(file, body)
    click.echo(f"{file} holds the evidence; whoever gets it checks it with the verify.py inside it.")


def _verify(file: Path) -> int:
    """What holds and what does not, and the exit status."""
    try:
        pack = file.read_bytes()
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}") from None
    checked = packs.verify(opened_system(), pack)
    for holds, sentence in checked.findings:
        click.echo({True: "✓ ", False: "✗ ", None: "· "}[holds] + sentence)
    if checked.broken:
        raise Failure(f"{file} does not verify: it was altered, or was not made here")
    click.echo("It verifies.")
    return 0
