"""A sheet of contacts as people hand it in: any bytes make lines, or one sentence why not.

Excel writes UTF-8 with a mark in front or GB18030, quotes what it likes, takes leading zeros away, and in some
languages parts cells by semicolons. Nothing here looks into the book: the lines are only understood.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ivr import sheets
from ivr.contacts.details import Details
from ivr.contacts.errors import ContactError, Unreadable
from ivr.contacts.kinds import KINDS, kind_named
from ivr.telephony import Contact as Reached
from ivr.telephony import contact as reached

LARGEST = 16 * 1024 * 1024
"""Bytes."""
MOST_LINES = 100_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "联系人", "name", "contact"),
    "firm": ("单位", "单位名称", "机构", "公司", "organisation", "organization", "firm", "company"),
    "kind": ("机构类型", "类型", "kind", "type"),
    "phone": ("电话", "电话号码", "手机", "联系电话", "phone", "telephone", "number"),
    "note": ("备注", "说明", "note", "notes"),
    "firm_en": ("单位英文名", "英文名", "organisation in english", "organisation_en"),
}
"""By what a column is known; the first is how we write it in Chinese."""

_READ = {word: column for column, words in COLUMNS.items() for word in words}
_PARTS = re.compile(r"[;；,，、\n]+")
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_TEXT_CELL = re.compile(r'="(.*)"', re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One line that can be kept."""

    number: int
    """Where it begins in the file; the header is line 1."""
    details: Details


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be kept."""

    line: int
    why: ContactError

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True)
class Reading:
    """What a file says, in its own order."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read(data: bytes, area: str) -> Reading:
    """The lines of a CSV file; numbers in local forms get `area` (`+86 755`). Raises Unreadable for no such file."""
    rows = _rows(_text(data))
    _, header = next(rows, (1, []))
    columns = _columns(header)
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) + len(problems) >= MOST_LINES:
            raise Unreadable("lines", most=MOST_LINES)
        try:
            lines.append(Line(number, _details(cells, columns, len(header), area)))
        except ContactError as why:
            problems.append(Problem(number, why))
    return Reading(tuple(lines), tuple(problems))


def _text(data: bytes) -> str:
    if not data.strip():
        raise Unreadable("empty")
    if len(data) > LARGEST:
        raise Unreadable("large", most=LARGEST // 1024 // 1024)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("workbook")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("not-text")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    above = 0
    if re.match(r"sep=.\r?\n", text):
        text, above = text.partition("\n")[2], 1  # a word to Excel, above the header
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        begins = reader.line_num + above + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable("cell" if "limit" in str(error) else "quotes", line=begins) from None
        yield begins, row


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _columns(header: list[str]) -> dict[str, int]:
    """Where each column stands; what we have no use for is passed over."""
    found: dict[str, int] = {}
    for position, cell in enumerate(header):
        column = _READ.get(" ".join(cell.split()).casefold())
        if column is None:
            continue
        if column in found:
            raise Unreadable("column-twice", column=cell.strip())
        found[column] = position
    if "phone" not in found or not found.keys() & {"name", "firm"}:
        raise Unreadable("header")
    return found


def _details(cells: list[str], columns: dict[str, int], width: int, area: str) -> Details:
    if any(cell.strip() for cell in cells[width:]):
        raise ContactError("cells", cells=len(cells), columns=width)  # a comma that wanted quotes
    given = {name: _cell(cells[at]) for name, at in columns.items() if at < len(cells)}
    numbers = phones(given.get("phone", ""), area)
    if not numbers:
        raise ContactError("no-number")
    kind = given.get("kind", "").strip()
    known = kind_named(kind) if kind else None
    if kind and known is None:
        raise ContactError("kind", kind=kind[:40], kinds=KINDS)
    return Details(
        name=given.get("name", ""),
        firm=given.get("firm", ""),
        firm_en=given.get("firm_en", ""),
        kind=known,
        note=given.get("note", ""),
        numbers=numbers,
    )


def phones(text: str, area: str) -> tuple[Reached, ...]:
    """The numbers somebody wrote, parted by commas or semicolons; raises ContactError for one that cannot be rung."""
    return tuple(_number(part, area) for part in _PARTS.split(text) if part.strip())


def _cell(text: str) -> str:
    """A cell without what keeps a spreadsheet from reckoning with it."""
    text = text.strip()
    if text.startswith("'") and text[1:].startswith(sheets.FORMULA):
        return text[1:]
    wrapped = _TEXT_CELL.fullmatch(text)
    return wrapped[1].replace('""', '"') if wrapped else text


def _number(text: str, area: str) -> Reached:
    text = _cell(text)
    if _SHORTENED.fullmatch(text):
        raise ContactError("shortened", number=text[:40])
    found = reached(text, area)
    if found is None:
        raise ContactError("number", number=text[:40])
    return found
