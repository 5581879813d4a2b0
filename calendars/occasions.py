"""What the exchange closes for, as callers are told it."""

from collections.abc import Sequence

from calendars.trading import Reason

SPRING_FESTIVAL = Reason("春节", "Spring Festival")
MID_AUTUMN = Reason("中秋节", "Mid-Autumn Festival")
NATIONAL_DAY = Reason("国庆节", "National Day")
NATIONAL_DAY_AND_MID_AUTUMN = Reason("国庆节、中秋节", "National Day and Mid-Autumn Festival")
"""Some years the two run into one closure, which the exchange then calls by both names."""

FESTIVALS = {
    "元旦": Reason("元旦", "New Year's Day"),
    "春节": SPRING_FESTIVAL,
    "农历除夕": SPRING_FESTIVAL,
    "春节延长假期": SPRING_FESTIVAL,
    "清明节": Reason("清明节", "Tomb-Sweeping Day"),
    "劳动节": Reason("劳动节", "Labour Day"),
    "端午节": Reason("端午节", "Dragon Boat Festival"),
    "中秋节": MID_AUTUMN,
    "国庆节": NATIONAL_DAY,
    "抗日战争": Reason("抗战胜利纪念日", "Victory Day"),
}
"""What the package calls a day (a part of its name will do) and what callers are told."""

CAUSES = {"台风": Reason("台风", "Typhoon"), "暴雨": Reason("暴雨", "Heavy rain")}
"""What closes the exchange at short notice and has words of its own."""

HOLIDAY = Reason("节假日", "public holiday")
"""For a closed day whose occasion nobody named."""

REASONS = tuple(dict.fromkeys((*FESTIVALS.values(), NATIONAL_DAY_AND_MID_AUTUMN, HOLIDAY)))
"""Every reason this calendar gives by itself; notices handed in can name others."""


def festival(words: str) -> Reason | None:
    """The festival that `words` name, 国庆节、中秋节 together being one; None when they name none."""
    found = [reason for word, reason in FESTIVALS.items() if word in words]
    return together(found) if found else None


def cause(words: str) -> Reason | None:
    """What suddenly closes the exchange, as `words` tell it; None when they tell nothing of the kind."""
    return next((reason for word, reason in CAUSES.items() if word in words), None)


def together(festivals: Sequence[Reason | None]) -> Reason:
    """What a closure is called that holds days of these festivals."""
    if {NATIONAL_DAY, MID_AUTUMN} <= set(festivals) or NATIONAL_DAY_AND_MID_AUTUMN in festivals:
        return NATIONAL_DAY_AND_MID_AUTUMN
    return next((reason for reason in festivals if reason), HOLIDAY)
