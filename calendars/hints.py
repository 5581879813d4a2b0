"""What somebody probably meant: the nearest known word, plain characters for full-width ones, a date, a time."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection
from datetime import date
from difflib import get_close_matches

_QUOTES = {**dict.fromkeys("“”„「」『』", '"'), **dict.fromkeys("‘’", "'")}
_PUNCTUATION = {"、": ",", "。": ".", "　": " ", "【": "[", "】": "]", "〔": "[", "〕": "]", "—": "-"}
_FULL_WIDTH = re.compile("[！-～“”„「」『』‘’、。　【】〔〕—]")
_KEY = r"""["'“”]?[A-Za-z0-9_-]+["'“”]?\s*"""
_IN_PLACE_OF_YAML = re.compile(
    rf"(?:^|[{{,｛，\s])(?:-\s*)?{_KEY}(?P<colon>：)"  # hours：
    rf"|(?P<comma>[，、])\s*{_KEY}[:：]"  # 台风，en: …
    r"|(?<![^\x00-\x7f])(?P<other>[！-～“”‘’、　【】])(?![^\x00-\x7f！-～“”‘’、　【】])"
)


def nearest(word: str, known: Collection[str]) -> str:
    """` (did you mean "…"?)` for the known word that looks most like `word`, or nothing."""
    close = closest(word, known)
    return f' (did you mean "{close}"?)' if close else ""


def nearest_zh(word: str, known: Collection[str]) -> str:
    """The same in Chinese, to end a sentence with: `，是不是“…”？`, or nothing."""
    close = closest(word, known)
    return f"，是不是“{close}”？" if close else ""


def closest(word: str, known: Collection[str]) -> str | None:
    """The known word that looks most like `word`, if one does."""
    close = get_close_matches(half_width(word)[:80], list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def half_width(text: str) -> str:
    """`text` as it would be had it been typed without a Chinese input method; words stay words."""
    plain = (_PUNCTUATION.get(character) or _QUOTES.get(character) or character for character in text)
    return "".join(unicodedata.normalize("NFKC", one) if "！" <= one <= "～" else one for one in plain)


def unquoted(text: str) -> str:
    """`text` in plain characters, without quotes and spaces around it."""
    return half_width(text).strip("\"' ")


def full_width(text: str) -> tuple[str, str] | None:
    """The first full-width character in `text`, and the plain one to type for it."""
    found = _FULL_WIDTH.search(text)
    return (found[0], half_width(found[0])) if found else None


def full_width_syntax(line: str) -> tuple[str, str] | None:
    """The first full-width character in `line` that stands where YAML needs a plain one, and that one.

    Chinese text and what is quoted or a comment may hold them: such a character stands beside a key, or not
    between Chinese words.
    """
    bare = re.sub(r'"[^"]*"', '""', line)
    found = _IN_PLACE_OF_YAML.search(re.sub(r"(^|\s)#.*", "", bare))
    if not found:
        return None
    character = found["colon"] or found["comma"] or found["other"]
    return character, half_width(character)


def date_hint(text: str) -> tuple[date | None, int | None]:
    """The date meant by 2026/10/1 or 2026年10月1日; for a day its month has not, None and how many that month has."""
    digits = re.findall(r"\d+", half_width(text))
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
    if len(digits) == 2 and "月" in text:
        digits = ["", *digits]
    if len(digits) != 3 or len(digits[0]) not in (0, 4) or max(map(len, digits[1:])) > 2:
        return None, None
    month, day = int(digits[1]), int(digits[2])
    year = int(digits[0] or 2000)  # without a year, one in which February is longest
    if not 1 <= month <= 12 or not year:
        return None, None
    longest = monthrange(year, month)[1]
    if not 1 <= day <= longest:
        return None, longest
    return (date(year, month, day) if digits[0] else None), None


def time_hint(value: object) -> str:
    """How to write the time that was probably meant: 8:30, 8点半, 0830, or 510, which is what YAML makes of 8:30."""
    if isinstance(value, int) and not isinstance(value, bool) and 24 <= value <= 24 * 60:
        return f"{value // 60:02}:{value % 60:02}"
    found = re.fullmatch(
        r"\s*(上午|早上|中午|下午|晚上)?\s*(\d{1,2})\s*(?:[:.;点时h]\s*(\d{1,2}|半)?\s*分?|(\d\d))?(?::00)?\s*(am|pm)?\s*",
        unquoted(str(value)).lower(),
    )
    if not found:
        return "08:30"
    hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or found[4] or 0)
    if hour < 12 and (found[1] in ("下午", "晚上") or found[5] == "pm"):
        hour += 12
    return f"{hour:02}:{minute:02}" if (hour < 24 and minute < 60) or (hour, minute) == (24, 0) else "08:30"
