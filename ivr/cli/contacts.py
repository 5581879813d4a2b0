"""`ivr contacts`: the book that says who rings, taken in from a sheet and given out as one.

For the operator of the system: numbers are shown in clear.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ivr.cli import Failure, opening
from ivr.system import System

if TYPE_CHECKING:
    from ivr.contacts import ContactNumber, Listed, Outcome

ACTOR = "terminal"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def contacts() -> None:
    """Import, list and export the contact book."""


@contacts.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--skip-bad", is_flag=True, help="Import the good lines although others are bad.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_contacts(file: Path, dry_run: bool, skip_bad: bool, as_json: bool) -> None:
    """Take FILE into the book: CSV with the columns 姓名,单位,机构类型,电话,备注 or name,organisation,kind,phone,note.

    An entry is known by its telephone numbers; an empty cell leaves what is there, and nothing is ever removed.
    """
    from ivr import contacts as book

    system = _opened()
    try:
        reading = book.read(file.read_bytes(), system.book.current().schedule.area)
    except book.Unreadable as why:
        raise Failure(f"{file}: {why}") from None
    if dry_run:
        with system.database.reading() as session:
            outcome = book.foreseen(session, reading)
    else:
        with system.database.writing() as session:
            outcome = book.apply(session, reading, skip_bad=skip_bad, now=system.now(), actor=ACTOR)
    if as_json:
        click.echo(json.dumps(_outcome(outcome), ensure_ascii=False, indent=2))
    else:
        for problem in outcome.problems:
            click.echo(f"{file}, {problem}", err=True)
    refused = bool(outcome.problems) and not skip_bad
    if refused and as_json:
        raise SystemExit(1)
    if refused:
        would = "would be imported" if dry_run else "was imported"
        raise Failure(
            f"{file}: nothing {would}, because {_counted(len(outcome.problems), 'line')} of "
            f"{len(outcome.problems) + outcome.good} cannot be kept: mend them, or use --skip-bad"
        )
    if not as_json:
        said = f"{outcome.new} new, {outcome.changed} changed, {outcome.unchanged} unchanged"
        skipped = f", {len(outcome.problems)} skipped" if outcome.problems else ""
        click.echo(said + skipped + (" (nothing was written)" if dry_run else ""))


@contacts.command("list")
@click.argument("find", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_contacts(find: str, as_json: bool) -> None:
    """List the book, or with FIND what matches a name, an organisation or the last digits of a number."""
    from ivr import contacts as book

    system = _opened()
    with system.database.reading() as session:
        found = book.listed(session, book.search(find, system.book.current(session).schedule.area))
    if as_json:
        click.echo(json.dumps([_entry(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        numbers = ", ".join(_number(number) for number in each.numbers)
        click.echo(f"{each.name or '-':<12} {each.firm or '-':<24} {each.kind or '-':<10} {numbers}")
    if not found:
        click.echo("Nobody in the book matches." if find else "The book is empty.")


@contacts.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the header."
)
def export_contacts(file: Path | None, language: str) -> None:
    """Write the whole book as CSV, to FILE or to the terminal: what `import` reads, and spreadsheets open."""
    from ivr import contacts as book

    system = _opened()
    with system.database.writing() as session:
        entries = book.listed(session, book.search("", ""))
        book.exported_by(session, len(entries), now=system.now(), actor=ACTOR)
    sheet = book.exported(entries, language)
    if file is None:
        click.echo(sheet, nl=False)
        return
    try:
        # With the mark by which Excel knows it for UTF-8.
        file.write_text(sheet, encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Failure(f"{file}: it cannot be written: {error.strerror}") from None


def _opened() -> System:
    from ivr.installation import open_system

    with opening():
        return open_system()


def _outcome(outcome: "Outcome") -> dict[str, Any]:
    return {
        "done": outcome.done,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "problems": [
            {"line": each.line, "code": each.why.code, "why": str(each.why)} for each in outcome.problems
        ],
    }


def _entry(entry: "Listed") -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "organisation": entry.firm,
        "organisation_en": entry.firm_en,
        "kind": entry.kind,
        "numbers": [{"number": each.number, "extension": each.extension or None} for each in entry.numbers],
        "note": entry.note,
    }


def _number(number: "ContactNumber") -> str:
    return number.number + (f"*{number.extension}" if number.extension else "")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
