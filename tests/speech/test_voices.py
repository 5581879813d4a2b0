"""Voices as callers meet them: reasons that were typed, clips that were replaced, and going back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from recorded import silence, voice, wav
from world import MOBILE, World

from calendars.notices import read_notices
from ivr.flows import clips, voices
from ivr.flows.clips.upload import NotAClip
from ivr.flows.phrases import Piece
from ivr.flows.typed import typed, unspoken
from ivr.flows.voices import NothingThere
from ivr.hours.reader import read
from ivr.voicemail import Store
from ivr.web.console.hours.voiced import Voices

SCHEDULE = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
GREETING = Piece("zh", "您好，深证通客户服务中心。")
REPAIR_ZH, REPAIR_EN = Piece("zh", "因空调维修，"), Piece("en", "Because of air-conditioning repair,")
SOUND = wav(voice(1.2))
OTHER = wav(voice(0.8, pitch=180))


def schedule_with(*overrides: str) -> str:
    head = re.split(r"^overrides:.*\Z", SCHEDULE, flags=re.DOTALL | re.MULTILINE)[0]
    return head + "overrides:\n" + "".join(f"  - {override}\n" for override in overrides)


REPAIR = '{on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 空调维修, en: air-conditioning repair}}'


@pytest.fixture
def repaired(world: World) -> World:
    """The day on which the office is shut for a reason of which no clip ships."""
    world.publish(schedule_with(REPAIR))
    return world.at("2026-12-24T10:00")


def hand_in(world: World, piece: Piece, body: bytes = SOUND) -> int:
    return voices.replace(world.system, piece, body, author="lin.jing", note="")


def heard_clips(call: object) -> list[str]:
    """The names of every clip that was played to this caller."""
    return [Path(url).stem for heard in call.call.heard for url in heard.clips]  # type: ignore[attr-defined]


def test_a_reason_without_a_voice_is_left_out_and_listed(repaired: World) -> None:
    call = repaired.caller().dials("83183333").went_well()
    call.hears("今天暂停人工接听，明天上午8点半恢复人工服务。")
    call.never_hears("空调维修")
    edition = repaired.system.book.current()
    assert [tuple(each) for each in unspoken(edition.schedule, [], edition.voices)] == [
        ("overrides.1.closed", "zh", "空调维修"),
        ("overrides.1.closed", "en", "air-conditioning repair"),
    ]


def test_no_machine_reads_a_reason(repaired: World) -> None:
    answer = repaired.post("/voice/incoming", {"CallSid": "CA1", "From": MOBILE, "To": "83183333"})
    assert "<Play>" in answer.text
    assert "<Say" not in answer.text


def test_callers_hear_a_reason_once_somebody_has_recorded_it(repaired: World) -> None:
    hand_in(repaired, REPAIR_ZH)
    repaired.caller().dials("83183333").hears("因空调维修，今天暂停人工接听，").went_well()
    edition = repaired.system.book.current()
    assert [each.language for each in unspoken(edition.schedule, [], edition.voices)] == ["en"]
    english = repaired.caller().dials("83183333", "9")
    english.hears("Nobody can answer calls today.").never_hears("air-conditioning")

    hand_in(repaired, REPAIR_EN)
    english = repaired.caller().dials("83183333", "9").went_well()
    english.hears("Because of air-conditioning repair, nobody can answer calls today.")


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("{zh: 台风天兔, en: typhoon Usagi}", "受台风影响，现在暂停人工接听，", "Because of the typhoon"),
        ("{zh: 停电, en: power cut}", "因停电，现在暂停人工接听，", "Because of a power failure"),
        ("{zh: 员工大会, en: staff meeting}", "现在暂停人工接听，", "Nobody can answer calls right now."),
    ],
)
def test_a_closure_of_some_hours_does_not_speak_of_the_whole_day(
    world: World, reason: str, zh: str, en: str
) -> None:
    world.publish(
        schedule_with(f'{{on: 2026-12-24, hotlines: all, from: "14:00", to: "16:00", closed: {reason}}}')
    )
    world.at("2026-12-24T14:30")
    call = world.caller().dials("83183333", "9").went_well()
    call.hears(zh, "今天", "下午4点", "恢复人工服务", en)
    call.never_hears("今天暂停人工接听")


def test_a_replaced_greeting_is_heard_by_the_next_caller_at_once(world: World) -> None:
    first, *others = heard_clips(world.caller("+8613700000001").dials("83183333"))
    assert first == clips.hashed(GREETING)
    hand_in(world, GREETING)
    call = world.caller("+8613700000002").dials("83183333").hears(GREETING.text).went_well()
    assert heard_clips(call)[0] == world.system.book.current().voices[first] != first
    assert heard_clips(call)[1:4] == others[:3]

    voices.go_back(world.system, GREETING, author="lin.jing", note="")
    assert heard_clips(world.caller("+8613700000003").dials("83183333"))[0] == first


def test_a_call_in_progress_keeps_the_voices_it_began_with(world: World) -> None:
    world.post("/voice/incoming", {"CallSid": "CA1", "From": MOBILE, "To": "83183333"})
    menu = Piece("zh", "没有收到按键。")
    hand_in(world, menu)
    answer = world.post("/voice/calls/1/1/business.opened/keys", {"CallSid": "CA1", "From": MOBILE})
    assert f"/clips/{clips.hashed(menu)}.wav" in answer.text
    world.post("/voice/incoming", {"CallSid": "CA2", "From": MOBILE, "To": "83183333"})
    answer = world.post("/voice/calls/2/1/business.opened/keys", {"CallSid": "CA2", "From": MOBILE})
    assert f"/clips/{clips.hashed(menu)}.wav" not in answer.text


def test_an_earlier_voice_can_be_used_again(world: World) -> None:
    first = hand_in(world, GREETING, SOUND)
    began = world.system.book.current().voices[clips.hashed(GREETING)]
    hand_in(world, GREETING, OTHER)
    voices.go_back(world.system, GREETING, author="lin.jing", note="原来的更清楚", to=first)
    assert world.system.book.current().voices[clips.hashed(GREETING)] == began
    with world.database.reading() as session:
        history = voices.changes(session)[clips.hashed(GREETING)]
    assert [each.note for each in history][-1] == "原来的更清楚"
    assert [each.author for each in history] == ["lin.jing"] * 3
    assert world.histories_hold()


def test_there_is_nothing_to_go_back_from(world: World) -> None:
    number = world.system.book.current().number
    with pytest.raises(NothingThere):
        voices.go_back(world.system, GREETING, author="lin.jing", note="")
    with pytest.raises(NothingThere):
        voices.go_back(world.system, GREETING, author="lin.jing", note="", to=1)
    assert world.system.book.current().number == number


def test_a_file_that_cannot_be_heard_changes_nothing(world: World) -> None:
    number = world.system.book.current().number
    with pytest.raises(NotAClip):
        hand_in(world, GREETING, wav(silence(2)))
    assert world.system.book.current().number == number


def test_the_apology_is_heard_in_the_voice_that_replaced_it(world: World) -> None:
    broken = Piece("zh", "很抱歉，系统暂时有问题，请在提示音后留言。")
    hand_in(world, broken)
    world.system.book.current()
    answer = world.post("/voice/fallback", {"CallSid": "CA1", "From": MOBILE, "To": "83183333"})
    assert f"/clips/{world.system.book.current().voices[clips.hashed(broken)]}.wav" in answer.text


def test_clips_that_did_not_ship_are_public_and_never_change(world: World) -> None:
    hand_in(world, GREETING)
    name = world.system.book.current().voices[clips.hashed(GREETING)]
    client = world.phone.app.test_client()
    sound, text = client.get(f"/clips/{name}.wav"), client.get(f"/clips/{name}.txt")
    assert sound.mimetype == "audio/wav"
    assert sound.data == world.system.store.get(f"clips/{name}.wav")
    assert "immutable" in sound.headers["Cache-Control"]
    assert "max-age=31536000" in sound.headers["Cache-Control"]
    assert text.text == GREETING.text
    shipped = client.get(f"/clips/{clips.hashed(GREETING)}.txt")
    assert shipped.text == GREETING.text


@pytest.mark.parametrize("name", ["0" * 20, "0" * 19, "..%2f..%2fivr", "g" * 20, "index"])
def test_nothing_else_is_handed_out(world: World, name: str) -> None:
    client = world.phone.app.test_client()
    assert client.get(f"/clips/{name}.wav").status_code == 404
    assert client.get(f"/clips/{name}.txt").status_code == 404


def test_a_store_that_is_away_is_no_missing_clip(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from ivr.voicemail import StoreError

    def away(_store: Store, _key: str) -> bytes:
        raise StoreError("away")

    monkeypatch.setattr(Store, "get", away)
    assert world.phone.app.test_client().get(f"/clips/{'a' * 20}.wav").status_code == 503


def test_a_rehearsal_reads_what_is_kept_and_keeps_nothing(tmp_path: Path) -> None:
    real = Store(tmp_path.as_uri())
    real.put("clips/a.wav", b"sound")
    rehearsed = Store(f"memory+{tmp_path.as_uri()}")
    rehearsed.put("messages/b.wav", b"said")
    assert rehearsed.get("clips/a.wav") == b"sound"
    assert rehearsed.get("messages/b.wav") == b"said"
    assert not (tmp_path / "messages").exists()


def test_a_tick_of_the_clock_asks_nothing_more_for_replaced_voices(world: World) -> None:
    """A step costs the same with a thousand voices: which clips are heard lies in the edition."""
    hand_in(world, GREETING)
    world.post("/voice/incoming", {"CallSid": "CA1", "From": MOBILE, "To": "83183333"})
    from sqlalchemy import event

    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    world.post("/voice/calls/1/1/business.opened/keys", {"CallSid": "CA1", "From": MOBILE, "Digits": "#"})
    assert not any("publications" in each for each in asked)


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        # words that ship need no voice
        ("{on: 2026-12-24, hotlines: all, closed: {zh: 台风, en: Typhoon}}", []),
        ("{on: 2026-12-24, hotlines: all, closed: {zh: 超强台风, en: Typhoon}}", []),
        # shortened hours are explained while they last
        (
            '{on: 2026-12-24, hotlines: all, from: "09:00", to: "12:00", why: {zh: 盘点, en: stocktaking}}',
            ["因盘点，", "Because of stocktaking,"],
        ),
        # nobody says why it is open, or that mobiles ring
        (
            '{on: 2026-12-26, hotlines: all, from: "09:00", to: "12:00", open: {zh: 加班, en: overtime}}',
            [],
        ),
        ("{on: 2026-12-24, hotlines: all, from_home: {zh: 装修, en: building works}}", []),
        # but what only holds them is another reason
        (
            "{on: 2026-12-24, hotlines: all, closed: {zh: 停电演练, en: Power failure exercise}}",
            ["因停电演练，", "Because of Power failure exercise,"],
        ),
        # the round-the-clock lines say why they are closed as well
        (
            '{on: 2026-12-24, hotlines: ["83182222"], closed: {zh: 装修, en: building works}}',
            ["因装修，", "Because of building works,"],
        ),
        # as a colleague might have written it
        (
            "{on: 2026-12-24, hotlines: all, closed: {zh: 因装修。, en: due to building works.}}",
            ["因装修，", "Due to building works,"],
        ),
    ],
)
def test_which_words_need_a_voice(override: str, expected: list[str]) -> None:
    schedule = read(schedule_with(override))
    assert [each.piece.text for each in typed(schedule) if "overrides" in each.where] == expected


def test_a_hotline_of_another_name_is_listed() -> None:
    schedule = read(SCHEDULE.replace("技术支持热线", "值班热线"))
    assert [tuple(each) for each in unspoken(schedule, [], {})] == [
        ("hotlines.83182222.name", "zh", "值班热线")
    ]


def test_days_that_have_passed_need_no_voice() -> None:
    schedule = read(schedule_with(REPAIR))
    assert len(unspoken(schedule, [], {}, schedule.overrides[0].on)) == 2
    assert unspoken(schedule, [], {}, schedule.overrides[0].on.replace(day=25)) == ()


NOTICE = """
notices:
  - title: 关于临时休市的通知
    by: exchange
    published: 2026-12-23
    source: told by telephone
    closed:
      - {from: 2026-12-24, to: 2026-12-24, for: {zh: 通信枢纽抢修, en: repair of the hub}}
"""


def test_an_occasion_of_the_exchange_is_named_once_it_has_a_voice(world: World) -> None:
    from ivr.hours import versions

    with world.database.writing() as session:
        versions.publish_notices(session, NOTICE, author="test", at=world.clock(), note="")
    world.at("2026-12-24T10:00").caller().dials("83183333").hears("今天休市，").never_hears("抢修")
    edition = world.system.book.current()
    silent = unspoken(edition.schedule, read_notices(NOTICE), edition.voices)
    assert [(each.where, each.piece.text) for each in silent] == [
        ("关于临时休市的通知", "因通信枢纽抢修，"),
        ("关于临时休市的通知", "Because of repair of the hub,"),
    ]
    hand_in(world, silent[0].piece)
    world.caller().dials("83183333").hears("因通信枢纽抢修，今天休市，").went_well()


def test_a_typhoon_shuts_the_exchange_in_our_own_words(world: World) -> None:
    from ivr.hours import versions

    storm = NOTICE.replace("通信枢纽抢修", "台风").replace("repair of the hub", "typhoon")
    with world.database.writing() as session:
        versions.publish_notices(session, storm, author="test", at=world.clock(), note="")
    call = world.at("2026-12-24T10:00").caller().dials("83183333", "9")
    call.hears("受台风影响，今天休市，", "Because of the typhoon, the exchange is closed today.").went_well()


def test_a_sentence_about_each_occasion_exists(world: World) -> None:
    """Every piece is heard somewhere, and the page has words for where."""
    from ivr.flows import words
    from ivr.flows.words.groups import groups, numbers
    from ivr.web.console.words import WORDS

    grouped = {piece for group in groups() for piece in group.pieces} | set(numbers())
    assert {piece for piece in words.every_piece() if not piece.is_pause} <= grouped
    for group in groups():
        assert {f"voices.group.{group.key}", f"voices.where.{group.key}"} <= set(WORDS)
    heard = Voices(world.system)
    assert heard.occasions(GREETING) == ["greetings"]
    assert heard.occasions(Piece("zh", "上午8点半")) == ["numbers"]
    assert heard.occasions(REPAIR_ZH) == ["typed"]


def test_the_command_says_what_has_no_voice(
    settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ivr.cli import main

    file = tmp_path / "schedules.yaml"
    file.write_text(schedule_with(REPAIR.replace("2026", "2044")))
    monkeypatch.setenv("IVR_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("IVR_SCHEDULES", str(file))
    told = CliRunner().invoke(main, ["speech", "status"])
    assert "not set up" in told.output
    assert "no voice: overrides.1.closed zh «空调维修»" in told.output
