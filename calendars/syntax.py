"""Says in words, with the line to look at, why a text is no YAML: what its parser says is for programmers."""

import re

from ruamel.yaml.error import MarkedYAMLError, StringMark

from calendars.hints import full_width_syntax

Told = tuple[int | None, str, str]
"""The line, from 1, and the sentence in English and in Chinese."""

_START = ("cannot be read as YAML: ", "无法读取：")
_BRACKETS = {"flow sequence": ("[", "]"), "flow mapping": ("{", "}")}
_SENTENCES = (
    (
        "could not find expected ':'",
        'this line has no colon behind its key: write it as in "key: value"',
        "这一行的键后面缺少冒号，应写成“键: 值”（英文冒号，后面加空格）",
    ),
    (
        "expected <block end>, but found '<scalar>'",
        "there is something behind the closing quote",
        "右引号后面还有多余的内容",
    ),
    (
        "expected <block end>",
        "this line is not indented like the ones it belongs to: line them up with spaces",
        "这一行的缩进和同组的其他行不一致，请用空格对齐",
    ),
    (
        "sequence entries are not allowed",
        "a list with dashes begins on a line of its own, below its key",
        "带短横“-”的列表要写在键的下一行",
    ),
    ("another document", "there is a line --- within it: take it out", "中间有一行“---”，请去掉"),
    ("undefined alias", "a value begins with *: put it in quotes", "值以 * 开头，请给它加上英文引号"),
    ("unknown escape", "within double quotes a \\ is written twice", "双引号里的反斜杠“\\”要写两遍"),
    ("chomping or indentation", "a value begins with | or >: put it in quotes", "值以 | 或 > 开头，请给它加上英文引号"),
    ("expected alphabetic", "a value begins with * or &: put it in quotes", "值以 * 或 & 开头，请给它加上英文引号"),
    ("undefined tag", "a value begins with !: put it in quotes", "值以 ! 开头，请给它加上英文引号"),
    ("expected the node content", "there is a comma or a bracket too many here", "这里多了一个逗号或括号"),
)  # fmt: skip


def hidden(text: str) -> Told | None:
    """A character that cannot be seen and does not belong into the text, or a tab that indents."""
    found = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]|(?<!\A)\ufeff|\r(?!\n)", text)
    if found and found[0] == "\r":
        return (
            _line(text, found.start()),
            "ends in a carriage return alone: save the file with the line ends of Windows or Linux",
            "这一行的换行符只有回车（CR），请用 Windows 或 Linux 的换行格式保存",
        )
    if found:
        code = f"U+{ord(found[0]):04X}"
        return (
            _line(text, found.start()),
            f"holds a character that cannot be seen ({code}): remove it",
            f"有一个看不见的字符（{code}），请删除",
        )
    if found := re.search(r"^ *(\t|[ \t]*[\u3000\u00a0])\s*[^\s#]", text, re.MULTILINE):
        what, zh = ("a tab", "制表符（Tab）") if found[1] == "\t" else ("a full-width space", "全角空格")
        return (
            _line(text, found.start(1)),
            f"{_START[0]}it is indented with {what}, use spaces",
            f"{_START[1]}这一行用了{zh}缩进，请改用半角空格",
        )
    if found := re.search(r"^[^#\n\"']*[:\-,\[{]( *\t)", text, re.MULTILINE):
        return (
            _line(text, found.start(1)),
            f"{_START[0]}there is a tab in this line, use spaces",
            f"{_START[1]}这一行里有制表符（Tab），请改用半角空格",
        )
    if found := re.search(r"^%", text, re.MULTILINE):
        return (
            _line(text, found.start()),
            "begins a line with %: YAML directives are not understood here",
            "这一行以 % 开头，这里不支持 YAML 指令",
        )
    return None


def told(text: str, trouble: MarkedYAMLError) -> Told:
    """What is wrong with `text`, whose parser gave up with `trouble`."""
    where, begun = _number(trouble.problem_mark), _number(trouble.context_mark)
    lines = ["", *text.split("\n")]
    before = next((number for number in range((where or 1) - 1, 0, -1) if lines[number].strip()), None)
    for number in (begun, before, where):
        typed = full_width_syntax(lines[number]) if number and number < len(lines) else None
        if typed:
            return (
                number,
                f"{_START[0]}“{typed[0]}” is a full-width character, write {typed[1]} instead",
                f"{_START[1]}“{typed[0]}”是全角字符，请改成半角的 {typed[1]}",
            )
    line, en, zh = _sentence(trouble, lines, begun, before, where)
    return line, _START[0] + en, _START[1] + zh


def _slip_of_a_hand(lines: list[str], where: int) -> Told | None:
    """The two likeliest: an entry written below an empty list that kept its brackets, and a key without its colon."""
    for number in range(min(where, len(lines) - 1), max(0, where - 3), -1):
        above = next((one for one in range(number - 1, 0, -1) if lines[one].strip()), 0)
        empty = re.match(r"([\w-]+): *\[ *\]\s*$", lines[above])
        if empty and re.match(r"\s+-\s", lines[number]):
            return (
                above,
                f"take the [] behind {empty[1]}: away, the entries stand below it",
                f"请去掉 {empty[1]}: 后面的 []，下面已经写了条目",
            )
        bare = re.match(r"([a-z_]+) +[^\s:#][^:]*$", lines[number])
        if bare:
            return number, f"a colon is missing behind {bare[1]}", f"{bare[1]} 后面缺少冒号"
    return None


def _sentence(
    trouble: MarkedYAMLError, lines: list[str], begun: int | None, before: int | None, where: int | None
) -> Told:
    context, problem = str(trouble.context or ""), str(trouble.problem or "").split("\n")[0]
    if slip := _slip_of_a_hand(lines, where or before or begun or 0):
        return slip
    if "end of stream" in problem and "quoted scalar" in context:
        return begun, "a quote is opened in this line and never closed", "这一行的引号没有成对，缺少右引号"
    for kind, (opened, closed) in _BRACKETS.items():
        if kind in context and "expected ','" in problem:
            return (
                begun,
                f"behind the {opened} in this line a comma or the closing {closed} is missing",
                f"这一行“{opened}”之后缺少逗号或右括号“{closed}”",
            )
    if found := re.search(r"found character '(.+)' that cannot start", problem):
        return (
            where,
            f"a value begins with {found[1]}: put it in quotes",
            f"值以“{found[1]}”开头，请给它加上英文引号",
        )
    glued = begun if problem.startswith("could not find") else before if "mapping values" in problem else None
    if glued and re.match(r"\s*(- *)?[\w\"'-]+:[^\s:]", lines[glued]):
        return glued, "a space is missing behind the colon", "冒号后面缺少空格"
    if "mapping values are not allowed" in problem and where and trouble.problem_mark:
        if re.search(r":\s", lines[where][: trouble.problem_mark.column]):
            return (
                where,
                "there are two colons in this line: put the text in quotes",
                "这一行有两个冒号，请给文字加上英文引号",
            )
        return where, _SENTENCES[2][1], _SENTENCES[2][2]
    for said, en, zh in _SENTENCES:
        if said in problem:
            return (begun if said.startswith("could not") else where) or begun, en, zh
    return where or begun, problem or context, "这一行不符合 YAML 的写法，请检查引号、括号、冒号和缩进"


def _number(mark: StringMark | None) -> int | None:
    return mark.line + 1 if mark else None


def _line(text: str, where: int) -> int:
    return text.count("\n", 0, where) + text.count("\r", 0, where) - text.count("\r\n", 0, where) + 1
