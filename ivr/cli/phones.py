"""`ivr phones`: the whole system behind an Asterisk of our own, with two softphones to try it."""

import os
from pathlib import Path

import click

from ivr.cli import Failure, opening, supervise
from ivr.cli.serve import must_be_free, welcome
from ivr.cli.voice import when_alone
from ivr.gateway.asterisk.house import Asterisk, AsteriskError, Configuration, kept_configuration
from ivr.installation import open_system
from ivr.settings import load
from ivr.system import System

NUMBERS = ("8675500000001", "8675500000002")
"""Two numbers that nobody outside has."""

UNPACKED = Path(".venv/asterisk/root")


@click.command()
@click.option(
    "--asterisk",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=UNPACKED,
    show_default=True,
    help="Where `phones/fetch-asterisk` has unpacked Asterisk.",
)
def phones(root: Path) -> None:
    """Run everything behind an Asterisk of our own, and print how softphones on this machine register."""
    settings = load()
    if settings.asterisk:
        raise Failure("IVR_ASTERISK_URL names an Asterisk already: `ivr serve` serves it")
    house = settings.data / "asterisk"
    configuration = kept_configuration(house / "kept.json", NUMBERS)
    asterisk = Asterisk(root, house)
    try:
        asterisk.configure(configuration, when_alone())
        command = asterisk.command
    except AsteriskError as error:
        raise Failure(str(error)) from None
    for url in (settings.web_url, settings.gateway_url):
        must_be_free(url)
    with opening():
        system = open_system(settings)
    click.echo(f"{welcome(system)}\n{told(system, configuration)}")
    system.database.close()
    os.environ["IVR_ASTERISK_URL"] = configuration.url
    parts = [supervise.Part("asterisk", command)]
    parts += [
        supervise.Part(name, supervise.ivr("serve", "--only", name))
        for name in ("web", "scheduler", "gateway")
    ]
    supervise.run(parts)


def told(system: System, configuration: Configuration) -> str:
    """How softphones register, whom they can dial, and how one becomes an agent's."""
    lines = [f"Softphones on this machine register at 127.0.0.1:{configuration.sip} (SIP over UDP):"]
    lines += [f"  user {phone.name}  password {phone.password}" for phone in configuration.phones]
    lines.append("They can dial:")
    for hotline in system.book.current().schedule.hotlines.values():
        lines.append(f"  {hotline.number}  {hotline.name.zh} / {hotline.name.en}")
    lines += [
        "To have one of them ring for an agent:",
        f"  .venv/bin/ivr users add li --role agent --desk service-centre --phone +{NUMBERS[0]}",
    ]
    return "\n".join(lines)
