"""What can be published but is perhaps not meant."""

from datetime import datetime
from pathlib import Path

from calendars import strict, szse
from ivr.clock import SHANGHAI
from ivr.hours import Hours, ScheduleError
from ivr.hours.reader import read
from ivr.hours.warnings import Warning, warnings

TEXT = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 24, 11, tzinfo=SHANGHAI)
calendar = szse.build()
EVERYBODY = {
    "service-centre": frozenset({"zhang.min"}),
    "binhai-duty": frozenset({"li.wei", "chen.jie", "wang.fang"}),
    "southern-centre": frozenset({"zhou.min"}),
}


def warned(text: str, staff: dict[str, frozenset[str]] | None = None) -> tuple[Warning, ...]:
    schedule = read(text)
    lines = strict.read(text, "schedules.yaml", ScheduleError).lines
    return warnings(schedule, Hours(schedule, calendar), NOW, EVERYBODY if staff is None else staff, lines)


def overrides(*several: str) -> str:
    return TEXT.replace("overrides: []", "overrides:" + "".join(f"\n  - {{{one}}}" for one in several))


def roster(*shifts: str) -> str:
    return TEXT + "\nrosters:\n  binhai-duty:" + "".join(f"\n    - {{{shift}}}" for shift in shifts) + "\n"


def test_what_ships_is_meant() -> None:
    assert warned(TEXT) == ()


def test_closures_say_what_they_shut_and_when() -> None:
    text = overrides(
        "on: 2026-12-24, through: 2026-12-28, hotlines: all, closed: {zh: 系统演练, en: System drill}",
        'on: 2026-12-07, hotlines: all, from: "14:00", to: "16:00", closed: {zh: 停电, en: Power cut}',
        'on: 2026-12-05, hotlines: ["83183333"], closed: {zh: 停电, en: Power cut}',  # a Saturday anyway
    )
    several = warned(text)
    assert [(one.code, one.where) for one in several] == [
        ("round-the-clock-closed", "overrides.2"),
        ("round-the-clock-closed", "overrides.1"),
        ("closed-all-day", "overrides.1"),
    ]
    assert "14:00–16:00" in several[0].zh
    assert "技术支持热线（83182222）、南方中心运维热线（36383666）" in several[0].zh
    assert (
        several[2].zh == "业务咨询热线（83183333）在交易日2026年12月24日（星期四）等3天全天关闭（系统演练）"
    )
    assert several[2].en.endswith("on a trading day: Thu 24 Dec 2026 and 2 more days (System drill)")
    assert several[2].line == text[: text.index("2026-12-24, through")].count("\n") + 1


def test_an_override_that_is_over_or_does_nothing() -> None:
    several = warned(
        overrides(
            "on: 2026-10-12, hotlines: all, closed: {zh: 台风, en: Typhoon}",
            'on: 2026-11-24, hotlines: ["83183333"], from: "09:00", to: "11:00", closed: {zh: 停电, en: Power cut}',
            'on: 2026-12-24, hotlines: ["83183333"], from: "09:00", to: "12:00", open: {zh: 演练, en: Drill}',
            'on: 2026-12-25, hotlines: ["83183333"], from: "08:30", to: "18:00", why: {zh: 演练, en: Drill}',
            'on: 2026-12-26, hotlines: ["83183333"], from: "08:30", to: "18:00", why: {zh: 演练, en: Drill}',
        )
    )
    assert [(one.code, one.where) for one in several] == [
        ("past", "overrides.1"),
        ("past", "overrides.2"),  # it ended this very minute
        ("changes-nothing", "overrides.3"),
        ("changes-nothing", "overrides.4"),
    ]


def test_a_trading_day_that_the_rules_forgot() -> None:
    (one,) = warned(TEXT.replace("{days: trading,", "{days: [monday, tuesday, wednesday, thursday],"))
    assert (one.code, one.where) == ("no-opening", "hotlines.83183333.hours")
    assert one.zh.startswith("业务咨询热线（83183333）在交易日2026年11月27日（星期五）等")


def test_a_roster_with_a_gap_says_from_when_to_when() -> None:
    day, night = (
        'days: all, from: "08:00", to: "20:00", on_duty: [[li.wei], [chen.jie]]',
        'days: [monday, tuesday, wednesday, thursday, friday, sunday], from: "20:00", to: "08:00", '
        "on_duty: [[wang.fang]]",
    )
    midnight, gap = warned(roster(day, night))
    assert (midnight.code, midnight.where) == ("over-midnight", "rosters.binhai-duty.2")
    assert "20:00 值到第二天 08:00" in midnight.zh
    assert (gap.code, gap.where) == ("gap", "rosters.binhai-duty")
    assert "从2026年11月28日（星期六）20:00到2026年11月29日（星期日）08:00无人值班（28天内共4处）" in gap.zh
    assert "from Sat 28 Nov 2026 20:00 to Sun 29 Nov 2026 08:00 (4 such gaps within 28 days)" in gap.en


def test_a_desk_needs_its_roster_only_while_its_hotlines_are_open() -> None:
    text = TEXT + (
        '\nrosters:\n  service-centre:\n    - {days: trading, from: "08:30", to: "18:00", on_duty: [[zhang.min]]}\n'
    )
    assert warned(text) == ()
    (gap,) = warned(text.replace('to: "18:00", on_duty', 'to: "17:30", on_duty'))
    assert "17:30到2026年11月24日（星期二）18:00无人值班" in gap.zh


def test_names_that_ring_nobody() -> None:
    text = roster("days: all, on_duty: [[li.wei], [chen.jei]]", "on: 2026-12-24, on_duty: [[chen.jei]]")
    stranger, nobody = warned(text)
    assert (stranger.code, stranger.where) == ("stranger", "rosters.binhai-duty.1")
    assert 'did you mean "chen.jie"' in stranger.en
    assert (nobody.code, nobody.where) == ("nobody-to-ring", "rosters.binhai-duty.2")
    (empty,) = warned(TEXT, EVERYBODY | {"service-centre": frozenset()})
    assert (empty.code, empty.where) == ("nobody-to-ring", "desks.service-centre")
    assert "业务咨询热线（83183333）" in empty.zh


def test_without_knowing_the_staff_nothing_is_said_about_it() -> None:
    schedule = read(roster("days: all, on_duty: [[nobody]]"))
    assert warnings(schedule, Hours(schedule, calendar), NOW, None) == ()


def test_openings_that_touch_at_midnight() -> None:
    late, early = '{days: all, from: "20:00", to: "24:00"}', '{days: all, from: "00:00", to: "08:00"}'
    text = TEXT.replace("\nhours:\n", f"\nhours:\n  nights: [{late}, {early}]\n")
    (one,) = warned(text)
    assert (one.code, one.where) == ("over-midnight", "hours.nights")
    assert "从 20:00 一直开放到第二天 08:00" in one.zh
