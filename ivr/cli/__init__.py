"""The `ivr` command. Each topic lives in a module of its own, imported when it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

COMMANDS = {
    "serve": "serve",
    "call": "telephone",
    "phone": "telephone",
    "phones": "phones",
    "hours": "hours",
    "duty": "duty",
    "calendar": "calendar",
    "notices": "notices",
    "schedule": "schedule",
    "tasks": "tasks",
    "probe": "probe",
    "report": "report",
    "users": "users",
    "tokens": "tokens",
    "contacts": "contacts",
    "notifiers": "notifiers",
    "speech": "speech",
    "transcripts": "transcripts",
    "privacy": "privacy",
    "evidence": "evidence",
    "doctor": "doctor",
}


class Failure(click.ClickException):
    """A stated failure: one line on standard error, exit status 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:  # noqa: ARG002
        click.echo(f"ivr: {self.format_message()}", err=True)


@contextmanager
def opening() -> Iterator[None]:
    """Turns what can be wrong with an installation into one line for the person at the terminal."""
    from sqlalchemy.exc import OperationalError

    from ivr.hours import ScheduleError
    from ivr.settings import SettingsError

    try:
        yield
    except (SettingsError, ScheduleError) as error:
        raise Failure(str(error)) from None
    except OperationalError as error:
        raise Failure(
            f"the database cannot be used: {error.orig}; look at IVR_DATABASE_URL and IVR_DATA"
        ) from None


class Lazy(click.Group):
    """Imports a command's module only when it runs, so that `ivr --help` and small commands start at once."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"ivr.cli.{COMMANDS[name]}"), name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ivr")
def main() -> None:
    """The telephone front desk of 深证通: hotlines, messages, callbacks."""
    from ivr import logs

    logs.configure()  # to standard error: what a command prints is for scripts to read
