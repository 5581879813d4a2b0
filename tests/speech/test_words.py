"""What callers hear: nothing without a clip, the rules of a good menu, and no sentence too long to listen to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from ivr.clock import parse_moment
from ivr.flows import clips, words
from ivr.flows.phrases import Language, Phrase

NOW = parse_moment("2026-10-01T20:00")
DUE = parse_moment("2026-10-08T09:00")
OPENS = parse_moment("2026-10-08T08:30")
SHOWN = "+8675583183333"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MENU_SECONDS = 15
FIRST_KEY_SECONDS = 10
A_KEY = {"zh": re.compile("请按[0-9]"), "en": re.compile("press (zero|one|two|three|four|five|nine)")}


@dataclass(frozen=True)
class Name:
    zh: str
    en: str


@dataclass(frozen=True)
class Why:
    kind: str
    text: Name


def why(kind: str, zh: str = "") -> Why:
    return Why(kind, Name(zh, ""))


HEADS = [
    (why("night"), "现在是非工作时间", "closed now"),
    (why("weekend"), "今天周末休市", "weekend"),
    (why("holiday", "国庆节"), "国庆节休市", "National Day"),
    (why("holiday", "国庆节（补假）"), "国庆节休市", "National Day"),
    (why("holiday", "中秋节; 国庆节"), "国庆节、中秋节休市", "National Day and Mid-Autumn"),
    (why("holiday", "元旦"), "元旦休市", "New Year's Day"),
    (why("holiday", "春节延长假期"), "春节休市", "Chinese New Year"),
    (why("holiday", "农历除夕"), "春节休市", "Chinese New Year"),
    (why("holiday", "清明节"), "清明节休市", "Tomb-Sweeping"),
    (why("holiday", "劳动节"), "劳动节休市", "Labour Day"),
    (why("holiday", "端午节"), "端午节休市", "Dragon Boat"),
    (why("holiday", "中秋节"), "中秋节休市", "Mid-Autumn"),
    (why("holiday", "抗战胜利纪念日"), "抗战胜利纪念日休市", "Victory Day"),
    (why("holiday", "休息日（由 2026-02-14 调休）"), "今天休市", "exchange is closed"),  # no words of its own
    (why("override", "台风"), "受台风影响，今天暂停人工接听", "typhoon"),
    (why("override", "暴雨"), "受暴雨影响，今天暂停人工接听", "heavy rain"),
    (why("override", "停电"), "因停电，今天暂停人工接听", "power failure"),
    (why("override", "通信故障"), "因通信故障，今天暂停人工接听", "communications failure"),
    (why("override", "系统演练"), "因系统演练，今天暂停人工接听", "system drill"),
    (why("override", "通关测试"), "因通关测试，今天暂停人工接听", "market-wide test"),
    (why("override", "台风“天兔”影响"), "受台风影响，今天暂停人工接听", "typhoon"),
    (why("override", "停电演练"), "今天暂停人工接听", "Nobody can answer"),  # a drill is no power failure
    (why("override", "消防检查（非停电）"), "今天暂停人工接听", "Nobody can answer"),
    (why("override", "台风应急演练"), "今天暂停人工接听", "Nobody can answer"),
    (Why("override", Name("台风", "Air conditioning")), "受台风影响，今天暂停人工接听", "Nobody can answer"),
    (why("override", "年会"), "今天暂停人工接听", "Nobody can answer"),  # a reason nobody rendered
    (why("something new"), "现在是非工作时间", "closed now"),
]

FUNCTIONS: dict[str, Phrase] = {
    **{f"greeting {flow}": words.greeting(flow) for flow in ("business", "support", "southern")},
    **{f"open_menu {flow}": words.open_menu(flow) for flow in ("business", "support", "southern")},
    "closed": words.closed(why("holiday", "国庆节"), OPENS, NOW, overseas=True),
    "closed, provisional": words.closed(why("holiday", "国庆节"), OPENS, NOW, provisional=True),
    "closed, nobody knows": words.closed(why("override", "台风"), None, NOW),
    "waiting": words.waiting(2, 3),
    "waiting, next": words.waiting(0, 0.5),
    "waiting, no time": words.waiting(2, None),
    "nobody": words.nobody(15),
    **{
        f"incident {what}": words.incident(what) + words.incident_menu(DUE, NOW)
        for what in ("lines", "satellite", "systems", "southern")
    },
    "incident, no time": words.incident("lines") + words.incident_menu(None, NOW),
    "before_beep": words.before_beep("business", "business"),
    "before_beep line": words.before_beep("line", "support"),
    "before_beep southern": words.before_beep("equipment", "southern"),
    "matter_in_hand": words.matter_in_hand(DUE, NOW),
    "matter_in_hand, late": words.matter_in_hand(NOW - timedelta(hours=1), NOW),
    "done": words.done("38520617", DUE, NOW, SHOWN),
    "done, provisional": words.done("38520617", DUE, NOW, SHOWN, provisional=True, overseas=True),
    "done, soon": words.done("38520617", None, NOW, urgent_line=False),
    "promised": words.promised(DUE, NOW, SHOWN),
    "number_is": words.number_is("+85223456789", "12"),
    "status": words.status(DUE, NOW),
    "status, late": words.status(NOW, NOW),
    "status, no moment": words.status(None, NOW),
    "page": words.page(Name("技术支持热线", "Technical support"), "line", urgent=True),
    "ring_back": words.ring_back("38520617"),
    "notice": words.notice() + words.notice(recorded=False),
    "head": sum((words.closed(reason, OPENS, NOW) for reason, _, _ in HEADS), Phrase()),
}  # fmt: skip

SENTENCES: list[str] = sorted(
    name for name in words.__all__ if isinstance(getattr(words, name), words.Sentence)
)

MENUS: dict[str, Phrase] = {
    **{f"open_menu {flow}": words.open_menu(flow) for flow in ("business", "support", "southern")},
    "closed_menu": words.closed_menu(),
    "busy": words.busy(),
    "waiting": words.waiting(12, 25),
    "review": words.review(),
    "status_menu": words.status_menu(),
    "matter_in_hand": words.matter_in_hand(DUE, NOW),
    "second_round": words.second_round(),
    "incident": words.incident("lines") + words.incident_menu(DUE, NOW),
    "page": words.page(Name("南方中心运维热线", "Southern Centre operations"), "equipment", urgent=True),
    "ring_back": words.ring_back("38520617"),
    "rate": words.rate(),
    "number_is": words.number_is("+8613812345678"),
    "already_resolved": words.already_resolved(),
}

OPENINGS: dict[str, Phrase] = {
    **{
        f"{flow}, open": words.greeting(flow) + words.recorded() + words.open_menu(flow)
        for flow in ("business", "support", "southern")
    },
    **{
        f"closed, {reason.kind} {reason.text.zh}": words.greeting("business")
        + words.closed(reason, OPENS, NOW)
        + words.closed_menu()
        for reason, _, _ in HEADS
    },
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_is_said_without_a_clip(name: str) -> None:
    every = set(words.every_piece())
    for piece in FUNCTIONS[name].zh + FUNCTIONS[name].en:
        assert piece in every, piece
        assert clips.clip_name(piece), piece


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_has_its_words_in_both_languages(name: str) -> None:
    said: Callable[[], Phrase] = getattr(words, name)
    assert said().zh and said().en
    assert all(clips.clip_name(piece) for piece in said().zh + said().en)


@pytest.mark.parametrize(("reason", "zh", "en"), HEADS)
def test_why_we_are_closed(reason: Why, zh: str, en: str) -> None:
    said = words.closed(reason, OPENS, NOW)
    assert said.text("zh") == f"{zh}，10月8日星期四上午8点半恢复人工服务。"
    assert en in said.text("en")
    assert said.text("en").endswith(
        "We reopen Thursday, the 8th of October, at half past eight in the morning."
    )


def test_a_calendar_that_is_not_published_is_said_to_be_a_guess() -> None:
    said = words.closed(why("holiday", "国庆节"), OPENS, NOW, provisional=True)
    assert said.text("zh") == "国庆节休市，预计10月8日星期四上午8点半恢复人工服务，以深交所公告为准。"
    assert said.text("en").endswith("in the morning. Subject to the exchange's notice.")


def test_the_promise() -> None:
    said = words.done("38520617", DUE, NOW, SHOWN)
    assert said.text("zh") == (
        "受理编号3852 0617。我们将在10月8日星期四上午9点前，用0755 8318 3333给您回电。"
        "更改回电号码请按2，重听请按井号键。紧急故障请拨83182222。"
    )
    assert said.text("en") == (
        "Your reference is 3852 0617. We will call you by Thursday, the 8th of October, at nine in the morning "
        "from 0755 8318 3333. To change the number we call, press two. To hear this again, press the hash key. "
        "For urgent faults, dial 83182222."
    )


def test_a_promise_that_has_passed_is_not_made_again() -> None:
    assert "尽快" in words.done("38520617", NOW, NOW, SHOWN).text("zh")
    assert "尽快" in words.matter_in_hand(NOW, NOW).text("zh")
    assert "已超过承诺时间" in words.status(NOW, NOW).text("zh")


def test_each_language_offers_the_other_in_its_own_voice() -> None:
    said = words.greeting("business")
    assert said.text("zh") == "您好，深证通客户服务中心。 For English, press nine."
    assert [piece.language for piece in said.zh] == ["zh", "en"]
    assert [piece.language for piece in said.en] == ["en", "zh"]


def test_the_page_to_people_on_duty() -> None:
    said = words.page(Name("技术支持热线", "Technical support"), "line", urgent=True)
    assert said.text("zh") == "技术支持热线，紧急，网络专线。接听请按1，转下一位请按2。"
    assert said.text("en").startswith("Technical support, urgent, leased line.")
    assert words.page(Name("新热线", "New line")).text("zh") == "新热线。接听请按1，转下一位请按2。"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MENUS)
def test_a_menu_is_short_and_says_what_for_before_the_key(name: str, language: Language) -> None:
    """At most five choices and 15 seconds; «留言请按1», never «按1留言»."""
    text = MENUS[name].text(language)
    choices = A_KEY[language].findall(text)
    assert 1 <= len(choices) <= 5
    assert len(choices) == len(set(choices))
    if language == "zh":
        assert all(re.match("[，。]|$", text[key.end() :]) for key in A_KEY["zh"].finditer(text)), text
    else:
        assert all(re.match(r"\.", text[key.end() :]) for key in A_KEY["en"].finditer(text)), text
    assert seconds(MENUS[name], language) <= MENU_SECONDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPENINGS)
def test_the_first_key_is_named_within_ten_seconds_of_the_call(name: str, language: Language) -> None:
    assert first_key(OPENINGS[name], language) <= FIRST_KEY_SECONDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", ["business", "support", "southern"])
def test_the_greeting_takes_six_seconds_at_most(flow: str, language: Language) -> None:
    assert seconds(words.greeting(flow) + words.recorded(), language) <= 6.5


@pytest.mark.parametrize("name", [*MENUS, *FUNCTIONS])
def test_the_english_twin_is_about_as_long(name: str) -> None:
    said = MENUS.get(name) or FUNCTIONS[name]
    assert seconds(said, "en") <= 1.6 * seconds(said, "zh") + 1


def seconds(said: Phrase, language: Language) -> float:
    return sum(clips.seconds(piece) for piece in said.pieces(language))


def first_key(said: Phrase, language: Language) -> float:
    """Seconds until the first key is named. Within a clip, words are taken to be spread evenly."""
    passed = 0.0
    for piece in said.pieces(language):
        key = A_KEY[piece.language].search(piece.text)
        if key:
            return passed + clips.seconds(piece) * key.end() / len(piece.text)
        passed += clips.seconds(piece)
    raise AssertionError("no key is named")
