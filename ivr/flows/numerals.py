"""Numbers spelt in Chinese characters and in English words, in the pieces that have clips."""

_HANZI = "零一二三四五六七八九"
_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
LARGEST = 99_999_999


def hanzi(n: int) -> str:
    """0 to 99 in characters: 五, 十, 十五, 二十, 三十八."""
    if n < 10:
        return _HANZI[n]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else _HANZI[tens]) + "十" + (_HANZI[ones] if ones else "")


def english(n: int) -> str:
    """0 to 99 in words: five, fifteen, thirty-eight."""
    if n < 20:
        return _ONES[n]
    tens, ones = divmod(n, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def cardinal(n: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pieces of a quantity in both languages. Raises ValueError outside 0 to 99,999,999."""
    if not 0 <= n <= LARGEST:
        raise ValueError(f"{n} is beyond what can be said: hand in 0 to {LARGEST}")
    return _chinese(n), _english(n)


def _chinese(n: int) -> tuple[str, ...]:
    if n < 100:
        return (hanzi(n),)
    if n >= 10_000:
        head, rest = divmod(n, 10_000)
        # 两万, but 十二万: only a lone two becomes 两.
        said = (("两",) if head == 2 else _chinese(head)) + ("万",)
        return said + _after_gap(rest, 1000)
    thousands, below = divmod(n, 1000)
    if thousands:
        return (f"{_measured(thousands)}千", *_after_gap(below, 100))
    hundreds, below = divmod(n, 100)
    return (f"{_measured(hundreds)}百", *_after_gap(below, 10))


def _after_gap(rest: int, full: int) -> tuple[str, ...]:
    """What follows a higher place: 零 stands for the places left out, and 10 to 19 become 一十…"""
    if not rest:
        return ()
    gap = ("零",) if rest < full else ()
    return gap + ((f"一{hanzi(rest)}",) if 10 <= rest < 20 else _chinese(rest))


def _measured(n: int) -> str:
    return "两" if n == 2 else hanzi(n)


def _english(n: int) -> tuple[str, ...]:
    if n < 100:
        return (english(n),)
    for value, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= value:
            head, rest = divmod(n, value)
            return (*_english(head), name, *(_english(rest) if rest else ()))
    raise AssertionError(n)
