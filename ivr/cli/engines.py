"""Setting up an engine from the command line, told step by step."""

import json
from collections.abc import Callable
from typing import Any

import click

from ivr.apart import SetupError, Told
from ivr.cli import Failure


def set_up(engine: Any, steps: Callable[[Any, Told], None], *, ready: str, as_json: bool) -> None:
    """Runs `steps` with the engine and prints `ready`, or JSON, at the end. Raises Failure with why it cannot be."""
    try:
        steps(engine, lambda step: click.echo(step, err=as_json))
    except SetupError as error:
        raise Failure(str(error)) from None
    if as_json:
        click.echo(json.dumps({"folder": str(engine.folder), "ready": engine.ready}, indent=2))
    else:
        click.echo(f"ready: {ready}")
