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

__all__ = ["Closure", "Notice", "NoticeError", "ad_hoc", "read_notices", "shipped"]


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
    zh, en, told = (json.dumps(words, ensure_ascii=False) for words in (occasion.zh, occasion.en, source))
    return (
        "notices:\n"
        f"  - title: {json.dumps(f'{occasion.zh}临时休市', ensure_ascii=False)}\n"
        "    by: exchange\n"
        f"    published: {published}\n"
        f"    source: {told}\n"
        "    closed:\n"
        f"      - {{from: {first}, to: {last}, for: {{zh: {zh}, en: {en}}}}}\n"
    )


@cache
def shipped() -> tuple[Notice, ...]:
    """The notices that come with the program."""
    return read_notices(files("calendars").joinpath("notices.yaml").read_text(encoding="utf-8"))
