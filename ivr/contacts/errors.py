"""What can be wrong with an entry or a file: a code with facts, for pages in two languages; in English as it stands."""

SENTENCES: dict[str, str] = {
    # an entry
    "nothing": "there is neither a name nor an organisation: give at least one",
    "no-number": "there is no telephone number",
    "number": "{number} cannot be rung: write it as 0755-83183333, 13800138000 or +852 23456789",
    "shortened": "a spreadsheet shortened the number to {number}: make the column text, and fill it in again",
    "taken": "this number is already in the book, for {who}",
    "kind": "there is no kind of institution called {kind}: choose one of {kinds}",
    "kind-alone": "a kind of institution is given, but no organisation",
    "long": "{field} is too long: at most {most} characters",
    # a line beside others
    "cells": "it has {cells} cells, and the header names {columns}",
    "twice": "its number is on line {line} as well, with other details",
    "several": "its numbers belong to {count} entries of the book: give each a line of its own",
    "two-kinds": "{firm} is «{was}» on line {line}, and «{kind}» here",
    # a file
    "empty": "the file is empty",
    "large": "the file is too large: at most {most} MB",
    "lines": "the file has too many lines: at most {most}",
    "workbook": "this is a workbook: save it as CSV (comma separated, UTF-8) and try again",
    "not-text": "the file is neither UTF-8 nor GB18030 text: save it as CSV (comma separated, UTF-8)",
    "header": "line 1 is no header: it must name a telephone and a name or an organisation, such as 姓名,单位,电话",
    "column-twice": "line 1 names the column «{column}» twice",
    "quotes": "line {line}: a quotation mark is out of place, or is never closed",
    "cell": "line {line}: a cell is too long to read",
}


class ContactError(Exception):
    """An entry cannot be kept as it is; nothing has changed. `code` and `facts` say why, and so does the text."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(SENTENCES[code].format(**facts))
        self.code, self.facts = code, facts


class Unreadable(ContactError):
    """A file as a whole cannot be read; not one of its lines was."""
