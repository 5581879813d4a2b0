"""How values are written into schedules.yaml: one line in the style of the file, nothing for a parser to guess."""

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

from calendars.hints import full_width

__all__ = ["inline", "lines", "name", "scalar"]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER_LIKE = re.compile(r"[-+.,:\d\s_]+|[-+]?\d[\d_.]*[eExXoO][-+\w.]*")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def inline(value: Any) -> str:
    """`value`, plain dicts, lists and scalars, on one line; raises TypeError for anything else."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name(key)}: {inline(inside)}" for key, inside in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(inside) for inside in value) + "]"
    return scalar(value)


def lines(value: Any, indent: int, *, section: bool = False) -> list[str]:
    """`value` after its key: what stands on the key's own line, then further lines.

    A list of mappings has a line for each, and so has a `section`; everything else is one line. `indent` is where
    the key stands.
    """
    inner = " " * (indent + 2)
    if isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        return ["", *(f"{inner}- {inline(item)}" for item in value)]
    if section and isinstance(value, dict) and value:
        found = [""]
        for key, inside in value.items():
            first, *more = lines(inside, indent + 2)
            found += [f"{inner}{name(key)}:{first}", *more]
        return found
    return [" " + inline(value)]


def scalar(value: object) -> str:
    """Text plain where no parser can mistake it, and otherwise in double quotes; dates are plain."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"a {type(value).__name__} cannot be written into schedules.yaml")
    return str(value) if _plain(value) else _quoted(value)


def name(key: str) -> str:
    """A key; one with full-width characters in quotes, or it would pass for a slip of a Chinese keyboard."""
    return _quoted(key) if full_width(key) else scalar(key)


def _plain(text: str) -> bool:
    if _DATE.fullmatch(text):
        return True
    if not text.isprintable() or _NUMBER_LIKE.fullmatch(text):
        return False
    if re.search(r"[\[\]{},#]|:$|:\s", text) or text[:1] in "&*!|>'\"%@`?-=<~":
        return False
    try:  # the rest is for the parser itself to say
        node = YAML(typ="safe", pure=True).compose(f"[{text}]").value
    except YAMLError:
        return False
    return (
        len(node) == 1
        and isinstance(node[0], ScalarNode)
        and not node[0].style
        and str(node[0].tag).endswith(":str")
        and node[0].value == text
    )


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character == " " or character.isprintable():
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
