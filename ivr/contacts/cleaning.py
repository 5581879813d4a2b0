"""Text that people type or a sheet holds, as it may be kept."""

from ivr.contacts.errors import ContactError


def line_of_text(text: str, field: str, most: int) -> str:
    """One line: runs of blanks made one, what cannot be printed left out. Raises ContactError when it is too long."""
    return _short(" ".join(printable(text).split()), field, most)


def paragraph(text: str, field: str, most: int) -> str:
    """The same, with its line ends kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _short("\n".join(printable(line).rstrip() for line in lines).strip(), field, most)


def printable(text: str) -> str:
    """Without what no database and no terminal takes; other blanks than the plain one made plain."""
    return "".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in text)


def _short(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise ContactError("long", field=field, most=most)
    return text
