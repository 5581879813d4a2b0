"""Cuts and pastes in the text of a schedule, by where its parser says that each value begins and ends.

The places handed in are there; `ivr/hours/editing.py` looks after that, and checks what comes out.
"""

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from calendars.strict import Page, Place
from ivr.hours.written import inline, lines, name

__all__ = ["appended", "inserted", "is_block", "removed", "replaced"]


@dataclass(frozen=True)
class Entry:
    """One entry of a mapping or a list: from where to where it goes, and after which character its value."""

    start: int
    lead: int
    """Behind the colon or the dash; in a list in brackets, where the value begins."""
    end: int
    """Behind its last character that is no comment and no space."""
    node: Node


def is_block(page: Page, place: Place) -> bool:
    """Whether what stands there is written over lines, without brackets."""
    return _block(_node(page.root, place))


def replaced(text: str, page: Page, place: Place, value: Any) -> str:
    """The text with another value at `place`."""
    holder = _node(page.root, place[:-1])
    entry = _entry(text, holder, place[-1])
    column, section = holder.start_mark.column, len(place) == 1
    in_lines = _block(holder) and isinstance(holder, MappingNode)
    first, *more = lines(value, column, section=section) if in_lines else [" " + inline(value)]
    own_lines = _block(entry.node) and _begins_line(text, _start(entry))
    if own_lines:
        start, end = _line_start(text, _start(entry)), _line_end(text, entry.end)
        return text[: entry.lead] + first + text[entry.lead : start] + _joined(text, more) + text[end:]
    if more:
        end = _line_end(text, entry.end)
        return text[: entry.lead] + _ended(text, text[entry.end : end]) + _joined(text, more) + text[end:]
    if _empty(entry.node):
        colon = ":" if isinstance(holder, MappingNode) and text[entry.lead - 1] != ":" else ""
        return text[: entry.lead] + colon + first + text[entry.lead :]
    return text[: _start(entry)] + first.lstrip() + text[entry.end :]


def inserted(text: str, page: Page, place: Place, value: Any) -> str:
    """The text with a new key at the end of the mapping that is to hold it."""
    holder = _node(page.root, place[:-1])
    if not _block(holder):
        return _into_brackets(text, holder, f"{name(place[-1])}: {inline(value)}")
    column = holder.start_mark.column
    first, *more = lines(value, column, section=len(place) == 1)
    return _after(text, holder, [f"{' ' * column}{name(place[-1])}:{first}", *more])


def appended(text: str, page: Page, place: Place, value: Any) -> str:
    """The text with a new last entry in the list at `place`, which is not empty."""
    holder = _node(page.root, place)
    if not _block(holder):
        return _into_brackets(text, holder, inline(value))
    return _after(text, holder, [f"{' ' * holder.start_mark.column}- {inline(value)}"])


def removed(text: str, page: Page, place: Place) -> str:
    """The text without the entry at `place`, which is not the only one."""
    holder = _node(page.root, place[:-1])
    entries = _entries(text, holder)
    entry = _entry(text, holder, place[-1])
    number = [one.start for one in entries].index(entry.start)
    start, end = entry.start, entry.end
    if not _block(holder):
        comma = re.compile(r"[ \t]*,[ \t]*").match(text, end)
        before = entries[number - 1].end if number else start
        if comma:
            end = comma.end()
        elif number and not text[before:start].replace(",", "", 1).strip():
            start = before
    elif not _begins_line(text, start):
        return text[:start] + text[entries[number + 1].start :]  # it stands behind the dash of what holds it
    alone = _block(holder) or (_begins_line(text, start) and not text[end : _line_end(text, end)].strip())
    if alone and start == entry.start:
        start, end = _line_start(text, start), _line_end(text, end)
    return text[:start] + text[end:]


def _node(root: Node | None, place: Place) -> CollectionNode:
    node: Any = root
    for part in place:
        if isinstance(node, MappingNode):
            node = next(value for key, value in node.value if key.value == part)
        else:
            node = node.value[int(part) - 1]
    return node  # type: ignore[no-any-return]


def _entry(text: str, holder: Node, part: str) -> Entry:
    if isinstance(holder, SequenceNode):
        return _entries(text, holder)[int(part) - 1]
    names = [key.value for key, _ in holder.value]
    return _entries(text, holder)[names.index(part)]


def _entries(text: str, holder: Node) -> list[Entry]:
    found: list[Entry] = []
    for item in holder.value:
        if isinstance(holder, MappingNode):
            key, node = item
            colon = re.compile(r"\s*:").match(text, key.end_mark.index)
            start, lead = key.start_mark.index, colon.end() if colon else key.end_mark.index
        elif _block(holder):
            node, start = item, holder.start_mark.index
            if found:
                dash = re.compile(rf"^ {{{holder.start_mark.column}}}-", re.MULTILINE).search(
                    text, found[-1].end
                )
                start = dash.end() - 1 if dash else item.start_mark.index
            lead = start + 1
        else:
            node, start, lead = item, item.start_mark.index, item.start_mark.index
        found.append(Entry(start, lead, lead if _empty(node) else _end(text, node), node))
    return found


def _end(text: str, node: Node) -> int:
    if _block(node):  # what the parser calls its end lies behind the comments that follow
        return _entries(text, node)[-1].end
    end: int = node.end_mark.index
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        return len(text[:end].rstrip())
    return end


def _start(entry: Entry) -> int:
    return entry.lead if _empty(entry.node) else int(entry.node.start_mark.index)


def _block(node: Node) -> bool:
    return isinstance(node, CollectionNode) and not node.flow_style


def _empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and not node.value


def _into_brackets(text: str, holder: Node, written: str) -> str:
    entries = _entries(text, holder)
    where = entries[-1].end if entries else holder.start_mark.index + 1
    return text[:where] + (", " if entries else "") + written + text[where:]


def _after(text: str, holder: Node, written: list[str]) -> str:
    """`written` behind the last entry and the comments that belong to it: those that stand as far in."""
    column = holder.start_mark.column
    where = _line_end(text, _end(text, holder))
    comment = re.compile(rf"[ ]{{{max(column, 1)},}}#[^\n]*(\n|\Z)")
    while following := comment.match(text, where):
        where = following.end()
    gap = ""
    only_comments = all(line.lstrip()[:1] in ("", "#") for line in text[where:].splitlines())
    if column == 0 and isinstance(holder, MappingNode) and only_comments:
        where = len(text)
        gap = _newline(text) if re.search(r"\n\r?\n", text) and not re.search(r"\n\r?\n\Z", text) else ""
    return _ended(text, text[:where]) + gap + _joined(text, written) + text[where:]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _joined(text: str, written: list[str]) -> str:
    return "".join(line + _newline(text) for line in written)


def _ended(text: str, piece: str) -> str:
    return piece if piece.endswith("\n") else piece + _newline(text)


def _line_start(text: str, where: int) -> int:
    return text.rfind("\n", 0, where) + 1


def _line_end(text: str, where: int) -> int:
    found = text.find("\n", where)
    return len(text) if found < 0 else found + 1


def _begins_line(text: str, where: int) -> bool:
    return not text[_line_start(text, where) : where].strip(" \ufeff")
