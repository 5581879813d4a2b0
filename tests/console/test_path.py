"""The path of keys, in words, for every hotline and in both languages."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from sqlalchemy import select
from world import OTHER, SHORT, SPEECH, World

from ivr.calls import Call, Led
from ivr.flows import business, incident, lookup, message, number, ringing, shut, southern, support
from ivr.flows.answers import Step
from ivr.web.console.path import Mark, paths
from ivr.web.console.words import WORDS

MODULES = (business, support, southern, ringing, message, number, lookup, shut, incident)
WANG = "+8613900000001"


@pytest.fixture
def told(world: World) -> Callable[..., str]:
    """The path of the latest call, written out; a wrong key and silence in brackets."""

    def path(language: str = "zh") -> str:
        with world.database.reading() as session:
            latest = session.scalars(
                select(Call.id).where(Call.direction == "inbound").order_by(Call.id.desc()).limit(1)
            ).one()
            marks = paths(session, [latest], language).get(latest, [])
        return " → ".join(written(mark) for mark in marks)

    return path


def written(mark: Mark) -> str:
    said = f"{mark.key} {mark.said}" if mark.key else mark.said
    return f"[{said}]" if mark.astray else said


@pytest.mark.parametrize(
    ("at", "hotline", "keys", "zh", "en"),
    [
        # After hours: wrong keys and silence show as such, and the message that silence leads to as well.
        (
            "2026-10-01T20:00",
            "83183333",
            ("7", "1", SPEECH, "#", "1"),
            "[7 按错了] → 1 留言 → 录音 → 1 发送",
            "[7 wrong key] → 1 leave a message → recorded → 1 send",
        ),
        (
            "2026-10-01T20:00",
            "83183333",
            ("wait:60", SPEECH, "#", "3", SHORT, "#", "hangup"),
            "[没按键] → [没按键] → 没有录到声音 → 录音 → 3 重录 → 录音",
            "[no key] → [no key] → nothing recorded → recorded → 3 record again → recorded",
        ),
        # In English, the fault passed on to the duty engineers, of whom nobody is there.
        (
            "2026-10-01T20:00",
            "83183333",
            ("9", "2", SHORT, "#", "1"),
            "9 切换语言 → 2 系统故障 → 录音 → 1 发送",
            "9 other language → 2 system fault → recorded → 1 send",
        ),
        # Open, and nobody signed in: told so at once.
        (
            "2026-10-08T09:00",
            "83183333",
            ("1", "1", SHORT, "#", "1"),
            "1 业务咨询 → 1 留言 → 录音 → 1 发送",
            "1 business → 1 leave a message → recorded → 1 send",
        ),
        (
            "2026-10-08T09:00",
            "83182222",
            ("2", SHORT, "#", "1"),
            "2 网络专线 → 录音 → 1 发送",
            "2 leased line → recorded → 1 send",
        ),
        (
            "2026-10-08T09:00",
            "36383666",
            ("1", SHORT, "#", "1"),
            "1 设备故障 → 录音 → 1 发送",
            "1 equipment → recorded → 1 send",
        ),
        # Digits of a reference are personal: that he keyed some in is told, which ones is not.
        (
            "2026-10-08T09:00",
            "83183333",
            ("3", "12345678", "hangup"),
            "3 查询或催办 → 输入受理编号",
            "3 look up or urge → keyed in a reference",
        ),
    ],
)
def test_what_the_caller_pressed(
    world: World,
    told: Callable[..., str],
    at: str,
    hotline: str,
    keys: tuple[str, ...],
    zh: str,
    en: str,
) -> None:
    world.at(at).caller(OTHER).dials(hotline, *keys).went_well()
    assert (told("zh"), told("en")) == (zh, en)


def test_a_caller_who_waits(world: World, told: Callable[..., str]) -> None:
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, "no-answer")
    world.caller(OTHER).dials("83183333", "2", "wait:20", "2", "wait:20", "hangup")
    assert told().startswith("2 技术咨询 → 排队等候 → ")
    assert "2 由我们回拨" in told()


def test_a_supervisor_by_telephone_shows_as_that_alone(world: World, told: Callable[..., str]) -> None:
    from ivr import people

    boss = world.agent("boss", "service-centre", OTHER, role="supervisor")
    with world.database.writing() as session:
        user = session.get_one(people.User, boss.id)
        people.set_mobile(session, user, OTHER, now=world.clock(), actor="test")
        people.set_pin(session, user, "271828", now=world.clock(), actor="test")
    world.caller(OTHER).dials("83183333", "*", "271828#", "hangup")
    assert told() == "* 返回 → 同事电话菜单"


def offered(module: ModuleType) -> Iterator[str]:
    """Every step that a key of some menu leads to, as the script's own text says."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Dict) and all(_is_key(each) for each in node.keys):
            yield from (named(each, module) for each in node.values)
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Ask":
            yield from (named(each.value, module) for each in node.keywords if each.arg == "then")


def _is_key(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in set("0123456789*#")


def named(node: ast.expr, module: ModuleType) -> str:
    step = eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))
    assert isinstance(step, Step)
    return step.name


def test_every_key_that_is_offered_has_words() -> None:
    steps = {step for module in MODULES for step in offered(module)}
    assert len(steps) > 30
    assert {f"path.to.{step}" for step in steps} | {f"path.{led}" for led in Led} <= set(WORDS)
