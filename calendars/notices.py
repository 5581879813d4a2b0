"""Reads notices: kept as YAML, or in the exchange's own words as they were pasted."""

import json
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import Field

from calendars.notice import Closure, Notice, NoticeError
from calendars.pasted import in_words, read_pasted
from calendars.shapes import shape
from calendars.strict import Page, Strict, read
from calendars.trading import Certainty, Reason

__all__ = ["Closure", "Notice", "NoticeError", "ad_hoc", "kept", "read_notices", "shipped", "written"]


class Notices(Strict):
    """A file of notices."""

    notices: tuple[Notice, ...] = Field(min_length=1)


def read_notices(text: str, name: str = "notices.yaml") -> tuple[Notice, ...]:
    """The notices in `text`, a file of notices or one of the exchange as it was published; raises NoticeError naming
    every place that is wrong."""
    if in_words(text):
        return (read_pasted(text, name),)
    page = read(text, name, NoticeError)
    notices = shape(page, Notices, NoticeError).notices
    _one_voice_a_year(page, notices)
    page.check(NoticeError)
    return notices


def _one_voice_a_year(page: Page, notices: tuple[Notice, ...]) -> None:
    seen: set[tuple[int, Certainty]] = set()
    for number, notice in enumerate(notices, 1):
        if notice.settles is None:
            continue
        if (notice.settles, notice.by) in seen:
            page.problem(
                ("notices", str(number), "settles"),
                f"{notice.settles} is settled twice by {notice.by}",
                f"{notice.settles} 年的安排写了两遍（{notice.by}）",
            )
        seen.add((notice.settles, notice.by))


def ad_hoc(first: date, last: date, occasion: Reason, *, source: str, published: date) -> str:
    """The text of a notice by which the exchange closes at short notice, both days included."""
    closure = Closure.model_validate({"from": first, "to": last, "for": occasion})
    title = f"{occasion.zh}临时休市"
    return written(
        Notice(title=title, by=Certainty.EXCHANGE, published=published, source=source, closed=(closure,))
    )


def kept(text: str, name: str = "notices.yaml") -> str:
    """What is kept of notices that are put into force; raises NoticeError as :func:`read_notices`.

    The exchange's own words are kept as they were understood, and stand above it: how words are read may change, what
    was in force may not.
    """
    found = read_notices(text, name)
    return written(found[0], text) if in_words(text) else text


def written(notice: Notice, words: str = "") -> str:
    """A notice as a file of notices has it, below the words it was read from."""
    said = ["# " + "".join(filter(str.isprintable, line)) for line in words.splitlines()]
    told = {
        "title": _quoted(notice.title),
        "by": notice.by.value,
        "published": notice.published,
        "source": _quoted(notice.source),
        "settles": notice.settles,
    }
    lines = [f"{key}: {value}" for key, value in told.items() if value is not None]
    lines.append("closed:")
    for one in notice.closed:
        occasion = f"{{zh: {_quoted(one.occasion.zh)}, en: {_quoted(one.occasion.en)}}}"
        lines.append(f"  - {{from: {one.first}, to: {one.last}, for: {occasion}}}")
    if notice.weekends:
        lines.append(f"weekends: [{', '.join(map(str, notice.weekends))}]")
    first, *others = lines
    return "\n".join([*said, "notices:", f"  - {first}", *(f"    {line}" for line in others), ""])


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


@cache
def shipped() -> tuple[Notice, ...]:
    """The notices that come with the program."""
    return read_notices(files("calendars").joinpath("notices.yaml").read_text(encoding="utf-8"))
