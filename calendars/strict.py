"""Reads a small YAML file strictly: plain values, the line of each, and one clear sentence per problem.

YAML has conveniences that cost somebody: `8:30` is a number to one parser and text to the next, a key written
twice silently wins, an alias can blow a page up to gigabytes. Files kept by hand get none of them.
"""

import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LIMIT = 256 * 1024
"""Bytes in one file; a page that a person keeps is a tenth of it."""
DEPTH = 12

Place = tuple[str, ...]
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class Problem:
    """One thing wrong: its line (from 1, None when it has none), the keys that lead there, and a sentence, in
    English for those who run the system and in Chinese for those who keep the file."""

    line: int | None
    where: str
    sentence: str
    zh: str = ""


class Wrong(ValueError):
    """What is wrong with a value, in both languages; validators raise it."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


class PageError(Exception):
    """A file that cannot be used. `str()` is the first problem in one line; `problems` holds all."""

    def __init__(self, problems: Sequence[Problem], name: str) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)
        self.name = name

    def sentences(self) -> list[str]:
        """Each problem as one line that names the file and the place."""
        return [
            f"{self.name}, {problem.where}: {problem.sentence}"
            if problem.where
            else f"{self.name}{f', line {problem.line}' if problem.line else ''}: {problem.sentence}"
            for problem in self.problems
        ]

    def __str__(self) -> str:
        first, *others = self.sentences()
        return f"{first} (and {len(others)} more)" if others else first


class Strict(BaseModel):
    """A frozen shape that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Quoted(str):
    """Text that was written in quotes."""

    __slots__ = ()


@dataclass
class Page:
    """What a file says, as plain dicts, lists and scalars, and where each value stands."""

    name: str
    value: Any = None
    root: Node | None = None
    """What the parser made of it, with the place of every character."""
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, sentence: str) -> None:
        """Notes a problem at `place`, or at the nearest place above it that has a line."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        self.problems.append(Problem(self.lines[known] if known else None, ".".join(place), sentence))

    def check(self, error: type[PageError]) -> None:
        """Raises `error` with every problem noted so far, in the order of the file, if there is any."""
        if self.problems:
            raise error(sorted(self.problems, key=lambda problem: problem.line or 0), self.name)


def read(text: str, name: str, error: type[PageError]) -> Page:
    """The page that `text` holds; raises `error` for text that is no plain YAML mapping."""
    page = Page(name)
    if len(text.encode(errors="replace")) > LIMIT:
        page.problem((), f"is larger than {LIMIT // 1024} kB: keep only what is still needed in it")
    elif re.search(r"^%", text, re.MULTILINE):
        page.problem((), "begins a line with %: YAML directives are not understood here")
    page.check(error)
    node = _compose(text, page)
    page.check(error)
    if node is None or not isinstance(node, MappingNode):
        page.problem(
            (), "is empty" if node is None else "must hold keys with values, as in `timezone: Asia/Shanghai`"
        )
        raise error(page.problems, name)
    page.root, page.value = node, _plain(node, (), page)
    page.check(error)
    return page


def text_of(path: Path, error: type[PageError]) -> str:
    """What a file says; raises `error` when it cannot be read as text."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        sentence = "is not UTF-8 text: save it as UTF-8"
    except OSError as trouble:
        sentence = f"cannot be read: {trouble.strerror} ({path})"
    raise error([Problem(None, "", sentence)], path.name)


def _compose(text: str, page: Page) -> Node | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node: Node | None = YAML(typ="safe", pure=True).compose(text)
            return node
    except MarkedYAMLError as trouble:
        mark = trouble.problem_mark or trouble.context_mark
        what = str(trouble.problem or trouble.context).split("\n")[0]
        page.problems.append(Problem(mark.line + 1 if mark else None, "", f"cannot be read as YAML: {what}"))
    except YAMLError as trouble:
        page.problem((), f"cannot be read as YAML: {str(trouble).splitlines()[0]}")
    except RecursionError:
        page.problem((), "is nested too deep")
    return None


def _plain(node: Node, place: Place, page: Page) -> Any:
    page.lines.setdefault(place, node.start_mark.line + 1)
    if node.anchor:
        page.problem(place, f"uses the anchor &{node.anchor}: write the value out instead")
    elif len(place) > DEPTH:
        page.problem(place[:3], "is nested too deep")
    elif isinstance(node, MappingNode):
        return _mapping(node, place, page)
    elif isinstance(node, SequenceNode):
        return [_plain(item, (*place, str(number)), page) for number, item in enumerate(node.value, 1)]
    elif isinstance(node, ScalarNode):
        return _scalar(node, place, page)
    return None


def _mapping(node: MappingNode, place: Place, page: Page) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = str(key.value) if isinstance(key, ScalarNode) else "?"
        if not isinstance(key, ScalarNode) or key.anchor or _kind(key) == "merge":
            page.lines.setdefault((*place, name), line)
            page.problem((*place, name), "only plain words can be keys")
        elif name in found:
            first = page.lines[*place, name]
            page.problems.append(
                Problem(line, ".".join((*place, name)), f"stands twice, on lines {first} and {line}")
            )
        elif _kind(key) != "str":
            page.lines[*place, name] = line
            page.problem((*place, name), f'put the key in quotes: "{name}"')
        else:
            page.lines[*place, name] = line
            found[name] = _plain(value, (*place, name), page)
    return found


def _kind(node: Node) -> str:
    return (node.tag or "").rpartition(":")[2]


def _scalar(node: ScalarNode, place: Place, page: Page) -> Any:
    kind = _kind(node)
    if node.style:
        return Quoted(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "int" and re.fullmatch(r"[-+]?\d{1,15}", node.value):
        return int(node.value)
    if kind == "float" and re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", node.value):
        return float(node.value)
    if kind not in ("str", "int", "float", "timestamp"):
        page.problem(place, f"the tag {node.tag} is not understood here")
    return str(node.value)


def shape(page: Page, model: type[Shape], error: type[PageError]) -> Shape:
    """The page's value as a `model`; raises `error` naming every place that does not fit."""
    try:
        return model.model_validate(page.value)
    except ValidationError as failure:
        errors = failure.errors(include_url=False)
        inside = {one["loc"][:depth] for one in errors for depth in range(len(one["loc"]))}
        for one in errors:
            if one["type"] == "too_short" and one["loc"] in inside:
                continue  # pydantic also calls a list too short whose entries were refused
            place, last = _place(page, one["loc"])
            page.problem(place, _sentence(model, place, last, one))
        page.check(error)
        raise


def _place(page: Page, loc: Sequence[int | str]) -> tuple[Place, str]:
    """Where in the file pydantic's `loc` lies, and its last part; steps it does not have are left out."""
    place: Place = ()
    for part in loc:
        step = (*place, str(part + 1) if isinstance(part, int) else part)
        if step in page.lines:
            place = step
    return place, str(loc[-1]) if loc else ""


def _sentence(model: type[BaseModel], place: Place, last: str, one: Mapping[str, Any]) -> str:
    given = one.get("input")
    shown = "nothing" if given is None else f'"{given}"' if isinstance(given, str) else str(given)
    match one["type"]:
        case "extra_forbidden":
            known = _keys(model.model_json_schema(by_alias=True), place[:-1])
            return f'no key called "{last}" here{nearest(last, known)}'
        case "missing":
            return f'"{last}" is missing'
        case "value_error":
            return str(one["ctx"]["error"])
        case "string_type":
            return f"must be text in quotes, not {shown}"
        case "bool_type" | "bool_parsing":
            return f"must be true or false, not {shown}"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"must be a whole number, not {shown}"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return f"must hold keys with values, not {shown}"
        case "list_type" | "tuple_type":
            return f"must be a list, not {shown}"
        case "too_short" | "string_too_short":
            return "must not be empty"
        case "literal_error":
            known = re.findall(r"'([^']+)'", one["ctx"]["expected"])
            return f"must be {' or '.join(known)}, not {shown}{nearest(str(given), known)}"
    return str(one["msg"])


def _keys(schema: dict[str, Any], place: Place) -> Collection[str]:
    """The keys that may stand at `place`, by the model's own JSON schema."""

    def follow(node: dict[str, Any]) -> dict[str, Any]:
        node = next((option for option in node.get("anyOf", ()) if "$ref" in option), node)
        reference = node.get("$ref", "").rpartition("/")[2]
        return schema["$defs"][reference] if reference else node

    node = schema
    for part in place:
        inside = node.get("properties", {}).get(part) or node.get("additionalProperties") or node.get("items")
        if not isinstance(inside, dict):
            return ()
        node = follow(inside)
        if "items" in node and part == place[-1]:
            node = follow(node["items"])  # one entry, written without its list
    properties: dict[str, Any] = node.get("properties", {})
    return [key for key, told in properties.items() if not told.get("filled_in")]


def nearest(word: str, known: Collection[str]) -> str:
    """` (did you mean "…"?)` for the known word that looks most like `word`, or nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""
