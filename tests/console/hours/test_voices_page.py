"""The page of voices: everybody listens, supervisors replace and go back, and nothing wrong gets through."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from world import World

from ivr.flows import clips, voices, words
from ivr.flows.phrases import Piece
from ivr.flows.words.groups import numbers

SAID = (Path(__file__).parents[2] / "samples" / "voicemail" / "zh-short-callback.wav").read_bytes()
SCHEDULE = (Path(__file__).parents[3] / "schedules.yaml").read_text(encoding="utf-8")
GREETING = Piece("zh", "您好，深证通客户服务中心。")
PAGE = f"/voices/{clips.hashed(GREETING)}"
REPAIR = Piece("zh", "因空调维修，")
CLOSED = """overrides:
  - {on: 2026-12-24, hotlines: ["83183333"], closed: {zh: 空调维修, en: air-conditioning repair}}
"""

Opens = Callable[..., Any]


@pytest.fixture
def lin(world: World, browser: Opens) -> Any:
    """A supervisor at her desk."""
    world.agent("lin.jing", "service-centre", role="supervisor")
    return browser("lin.jing")


def upload(lin: Any, page: str, body: bytes, name: str = "said.wav", **fields: str) -> Any:
    lin.get(page)
    return lin.post(page, file=(io.BytesIO(body), name), **fields)


def in_force(world: World, piece: Piece) -> str | None:
    return world.system.book.current().voices.get(clips.hashed(piece))


def test_every_sentence_is_there_with_both_texts_and_where_it_is_heard(lin: Any) -> None:
    page = lin.get("/voices").text
    for text in (
        "业务咨询请按1，技术咨询请按2",
        "For business, press one.",
        "接通时",
        "无人接听时段",
        "电话值班台",
    ):
        assert text in page, text
    assert "1月1日" not in page  # dates and numbers are fetched when they are asked for
    assert len(page) < 200_000


def test_every_piece_can_be_listened_to(world: World, lin: Any) -> None:
    pages = [lin.get("/voices").text]
    last = -(-len(numbers()) // 120)
    pages += [lin.get(f"/voices/numbers?page={page}").text for page in range(1, last + 1)]
    linked = {name for page in pages for name in re.findall(r'href="/clips/(\w+)\.wav"', page)}
    spoken = [piece for piece in words.every_piece() if not piece.is_pause and clips.clip_name(piece)]
    assert {clips.hashed(piece) for piece in spoken} <= linked
    assert world.phone.app.test_client().get(f"/clips/{clips.hashed(GREETING)}.wav").status_code == 200


def test_words_are_found_in_both_languages(lin: Any) -> None:
    found = lin.get(f"/voices?q={quote('台风')}").text
    assert "受台风影响，今天暂停人工接听，" in found
    assert "Because of the typhoon" in found
    assert "业务咨询请按1" not in found
    assert "half past eight in the morning" in lin.get("/voices?q=HALF+PAST+EIGHT").text
    assert "没有哪一句里有“xyzzy”" in lin.get("/voices?q=xyzzy").text


def test_the_search_answers_with_its_part_of_the_page(lin: Any) -> None:
    part = lin.get(f"/voices?q={quote('台风')}", headers={"HX-Request": "true", "HX-Target": "voices"}).text
    assert "受台风影响" in part
    assert "<html" not in part


def test_a_greeting_is_replaced_and_gone_back_from(world: World, lin: Any) -> None:
    told = upload(lin, PAGE, SAID, note="新录的")
    assert "已启用" in told.text
    assert "新录的" in told.text
    assert in_force(world, GREETING) in told.text
    assert "已更换" in lin.get("/voices").text

    told = lin.post(f"{PAGE}/back")
    assert "已换回" in told.text
    assert in_force(world, GREETING) is None
    with world.database.reading() as session:
        history = voices.changes(session)[clips.hashed(GREETING)]
    assert [(each.author, each.clip is None) for each in history] == [("lin.jing", False), ("lin.jing", True)]


def test_an_earlier_voice_is_used_again(world: World, lin: Any) -> None:
    upload(lin, PAGE, SAID)
    first = in_force(world, GREETING)
    number = world.system.book.current().number
    upload(lin, PAGE, (Path(__file__).parents[2] / "samples/voicemail/en-overseas-access.wav").read_bytes())
    assert in_force(world, GREETING) != first
    lin.post(f"{PAGE}/back", to=str(number))
    assert in_force(world, GREETING) == first


def test_going_back_twice_says_that_it_was_done_already(world: World, lin: Any) -> None:
    upload(lin, PAGE, SAID)
    lin.post(f"{PAGE}/back")
    number = world.system.book.current().number
    again = lin.post(f"{PAGE}/back")
    assert again.status_code == 409
    assert "没有可以换回的语音" in again.text
    assert world.system.book.current().number == number


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "这个文件是空的"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(3000), "不是 WAV 也不是 MP3"),
        (SAID[:30], "已损坏"),
        (SAID[:44] + bytes(32_000), "听不到声音"),
        (SAID[:44] + bytes(400), "录音太短"),
        (b"RIFF" + bytes(6 * 1024 * 1024), "超过 5 MB"),
    ],
)
def test_a_wrong_file_is_one_clear_sentence_and_the_note_stays(
    world: World, lin: Any, body: bytes, sentence: str
) -> None:
    number = world.system.book.current().number
    refused = upload(lin, PAGE, body, note="今年的新声音")
    assert refused.status_code == 422
    assert refused.text.count(sentence) >= 1
    assert 'value="今年的新声音"' in refused.text
    assert world.system.book.current().number == number


def test_no_file_at_all(lin: Any) -> None:
    lin.get(PAGE)
    assert "请先选择一个录音文件" in lin.post(PAGE, note="x").text


def test_only_this_form_may_be_large(lin: Any) -> None:
    lin.get("/voices")
    assert lin.post("/voices/x/back", note="x" * 300_000).status_code == 413
    assert upload(lin, PAGE, bytes(17 * 1024 * 1024)).status_code == 413


def test_agents_and_auditors_listen_and_change_nothing(world: World, browser: Opens) -> None:
    for name, role in (("wang", "agent"), ("zhou", "auditor")):
        world.agent(name, "service-centre", role=role)
        somebody = browser(name)
        page = somebody.get("/voices").text
        assert GREETING.text in page
        assert "更换" not in re.sub(r"<nav.*?</nav>|更换记录", "", page, flags=re.DOTALL)
        assert 'type="file"' not in somebody.get(PAGE).text
        assert upload(somebody, PAGE, SAID).status_code == 403
        assert somebody.post(f"{PAGE}/back").status_code == 403
    assert in_force(world, GREETING) is None


def test_nobody_else_sees_anything(browser: Opens) -> None:
    stranger = browser()
    assert stranger.get("/voices").status_code == 303
    assert stranger.get(PAGE).status_code == 303


def test_a_form_without_its_token_changes_nothing(world: World, lin: Any) -> None:
    lin.token = "forged"
    lin.post(PAGE, file=(io.BytesIO(SAID), "said.wav"))
    assert in_force(world, GREETING) is None


def test_a_reason_without_a_voice_is_announced_and_can_be_given_one(world: World, lin: Any) -> None:
    world.publish(re.split(r"^overrides:", SCHEDULE, flags=re.MULTILINE)[0] + CLOSED)
    page = lin.get("/voices").text
    for text in ("还没有语音的文字", "空调维修", "air-conditioning repair", "第 1 条临时调整", "通用说法"):
        assert text in page, text
    assert "ivr speech setup" in page
    found = re.search(r'href="(/voices/\w+\?[^"]+)">上传中文语音', page)
    assert found is not None
    address = found[1].replace("&amp;", "&")
    assert "因空调维修，" in lin.get(address).text
    assert "已启用" in upload(lin, address, SAID, language="zh", text=REPAIR.text).text
    assert "上传中文语音" not in lin.get("/voices").text
    call = world.at("2026-12-24T10:00").caller().dials("83183333")
    call.hears("因空调维修，今天暂停人工接听").went_well()


def test_a_reason_gets_its_voice_before_it_is_published(world: World, lin: Any) -> None:
    page = lin.get(
        "/voices/reason", query_string={"language": "zh", "text": "空调维修"}, follow_redirects=True
    )
    assert "因空调维修，" in page.text
    upload(lin, f"/voices/{clips.hashed(REPAIR)}", SAID, language="zh", text=REPAIR.text)
    assert in_force(world, REPAIR) is not None
    assert "因空调维修，" in lin.get("/voices").text
    world.publish(re.split(r"^overrides:", SCHEDULE, flags=re.MULTILINE)[0] + CLOSED)
    world.at("2026-12-24T10:00").caller().dials("83183333").hears("因空调维修，今天暂停人工接听")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"language": "zh", "text": "没有人会说这句话"},
        {"language": "fr", "text": REPAIR.text},
        {"language": "zh", "text": "因" + "长" * 300 + "，"},
        {"language": "zh", "text": "因停水，"},  # a reason, but another one than the address names
    ],
)
def test_nothing_that_is_never_said_has_a_page(lin: Any, query: dict[str, str]) -> None:
    assert lin.get(f"/voices/{clips.hashed(REPAIR)}", query_string=query).status_code == 404


def test_somebody_elses_markup_is_text(world: World, lin: Any) -> None:
    world.publish(
        re.split(r"^overrides:", SCHEDULE, flags=re.MULTILINE)[0]
        + CLOSED.replace("空调维修", "'<script>alert(1)</script>'")
    )
    page = lin.get("/voices").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_page_of_numbers_beyond_the_last_is_the_last(lin: Any) -> None:
    assert "共 12 页" in lin.get("/voices/numbers?page=99").text
    assert "第 1 页" in lin.get("/voices/numbers?page=-3").text
