"""Reads a small YAML file strictly: plain values, the line of each, and one clear sentence per problem.

YAML has conveniences that cost somebody: `8:30` is a number to one parser and text to the next, a key written
twice silently wins, an alias can blow a page up to gigabytes. Files kept by hand get none of them.
"""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from calendars import syntax
from calendars.hints import full_width
from calendars.hints import nearest as nearest

LIMIT = 256 * 1024
"""Bytes in one file; a page that a person keeps is a tenth of it."""
DEPTH = 12
MOST_TOLD = 20
"""Problems told one by one."""

Place = tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong: its line (from 1, None when it has none), the keys that lead there, and a sentence, in
    English for those who run the system and in Chinese for those who keep the file."""

    line: int | None
    where: str
    sentence: str
    zh: str


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

    def sentences(self, language: Literal["en", "zh"] = "en") -> list[str]:
        """Each problem as one line that names the file and the place."""
        told = _told_zh if language == "zh" else _told
        return [told(self.name, problem) for problem in self.problems]

    def __str__(self) -> str:
        first, *others = self.sentences()
        return f"{first} (and {len(others)} more)" if others else first


def _told(name: str, problem: Problem) -> str:
    if problem.where:
        return f"{name}, {problem.where}: {problem.sentence}"
    return f"{name}{f', line {problem.line}' if problem.line else ''}: {problem.sentence}"


def _told_zh(name: str, problem: Problem) -> str:
    line = f"第 {problem.line} 行" if problem.line else ""
    return f"{'，'.join(filter(None, (f'{name} {line}'.strip(), problem.where)))}：{problem.zh}"


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

    def problem(self, place: Place, sentence: str, zh: str) -> None:
        """Notes a problem at `place`, or at the nearest place above it that has a line."""
        self.problems.append(Problem(self.line(place), ".".join(place), sentence, zh))

    def line(self, place: Place) -> int | None:
        """The line of `place`, or of the nearest place above it that has one."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines[place] if place else None

    def check(self, error: type[PageError]) -> None:
        """Raises `error` with every problem noted so far, in the order of the file, if there is any."""
        if self.problems:
            told = sorted(self.problems, key=lambda problem: problem.line or 0)
            if len(told) > MOST_TOLD:
                more = len(told) - MOST_TOLD
                en, zh = f"{more} more problems follow: mend these first", f"后面还有 {more} 处，请先改好这些"
                told = [*told[:MOST_TOLD], Problem(None, "", en, zh)]
            raise error(told, self.name)


def miswritten(value: object, en: str, zh: str, write: str) -> Wrong:
    """What is wrong with a value whose like is written as `write`: full-width characters, or else `en` and `zh`."""
    typed = full_width(value) if isinstance(value, str) else None
    if typed:
        en = f'"{value}" holds the full-width character “{typed[0]}”: write it as {write}'
        zh = f"“{value}”里的“{typed[0]}”是全角字符，请写成 {write}"
    return Wrong(en, zh)


def read(text: str, name: str, error: type[PageError]) -> Page:
    """The page that `text` holds; raises `error` for text that is no plain YAML mapping."""
    page = Page(name)
    if len(text) > LIMIT or len(text.encode(errors="replace")) > LIMIT:
        page.problem((), *_TOO_LARGE)
    elif re.search(r"(?:[\[{]\s*){64}", text):  # the parser would take seconds to find out
        page.problem((), *_TOO_DEEP)
    elif unseen := syntax.hidden(text):
        page.problems.append(Problem(unseen[0], "", *unseen[1:]))
    page.check(error)
    node = _compose(text, page)
    page.check(error)
    if node is None:
        page.problem((), "is empty", "是空的")
    elif not isinstance(node, MappingNode):
        page.problem(
            (),
            "must hold keys with values, as in `timezone: Asia/Shanghai`",
            "应写若干“键: 值”，如 timezone: Asia/Shanghai",
        )
    page.check(error)
    page.root, page.value = node, _plain(node, (), page) if node else None
    page.check(error)
    return page


_TOO_LARGE = (
    f"is larger than {LIMIT // 1024} kB: keep only what is still needed in it",
    f"超过 {LIMIT // 1024} KB，请只保留还用得着的内容",
)


def text_of(path: Path, error: type[PageError]) -> str:
    """What a file says; raises `error` when it cannot be read as text, or is far too large."""
    try:
        with path.open("rb") as file:
            found = file.read(LIMIT + 4)  # no more of it, however large it is
        if len(found) > LIMIT + 3:
            told = _TOO_LARGE
        else:
            return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        told = "is not UTF-8 text: save it as UTF-8", "不是 UTF-8 文本，请用 UTF-8 编码保存"
    except OSError as trouble:
        told = f"cannot be read: {trouble.strerror} ({path})", f"无法读取（{path}）：{trouble.strerror}"
    raise error([Problem(None, "", *told)], path.name)


def _compose(text: str, page: Page) -> Node | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node: Node | None = YAML(typ="safe", pure=True).compose(text)
            return node
    except MarkedYAMLError as trouble:
        line, en, zh = syntax.told(text, trouble)
        page.problems.append(Problem(line, "", en, zh))
    except YAMLError as trouble:
        page.problem(
            (),
            f"cannot be read as YAML: {str(trouble).splitlines()[0]}",
            "无法读取：其中有 YAML 不允许的字符",
        )
    except RecursionError:
        page.problem((), *_TOO_DEEP)
    return None


_TOO_DEEP = ("is nested too deep", "括号或缩进的层次太多")


def _plain(node: Node, place: Place, page: Page) -> Any:
    page.lines.setdefault(place, node.start_mark.line + 1)
    if node.anchor:
        page.problem(
            place,
            f"uses the anchor &{node.anchor}: write the value out instead",
            f"用了锚点 &{node.anchor}，请把内容直接写出来",
        )
    elif len(place) > DEPTH:
        page.problem(place[:3], *_TOO_DEEP)
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
            page.problem((*place, name), "only plain words can be keys", "键只能是普通的词")
        elif not key.style and (typed := full_width(name)):
            page.lines.setdefault((*place, name), line)
            page.problem(
                (*place, name),
                f"“{typed[0]}” is a full-width character: write {typed[1]} instead",
                f"“{typed[0]}”是全角字符，请改成半角的 {typed[1]}",
            )
        elif name in found:
            first = page.lines[*place, name]
            en, zh = f"stands twice, on lines {first} and {line}", f"写了两遍：第 {first} 行和第 {line} 行"
            page.problems.append(Problem(line, ".".join((*place, name)), en, zh))
        elif _kind(key) != "str":
            page.lines[*place, name] = line
            page.problem((*place, name), f'put the key in quotes: "{name}"', f'这个键要加英文引号："{name}"')
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
        page.problem(place, f"the tag {node.tag} is not understood here", f"这里不支持标签 {node.tag}")
    return str(node.value)
