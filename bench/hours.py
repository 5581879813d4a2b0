"""The hours engine beside the two libraries that know when an exchange trades.

Each is asked the same questions about the same moments, handed in as the running system holds them: aware datetimes.
Ours answers for a hotline, with overrides, reasons and certainty; theirs for the trading hours of XSHG, the Shanghai
exchange, which trades on Shenzhen's days (neither has Shenzhen itself). Everything is asked once beforehand, so that
what each keeps is kept; then all are asked in turn, round after round, and medians of CPU time count: whatever else the
machine is doing hits all alike.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import exchange_calendars
import pandas as pd
import pandas_market_calendars

from calendars import szse
from ivr.clock import SHANGHAI
from ivr.hours import Hours
from ivr.hours.reader import read

ROUNDS = 25
MOMENTS = 300
SLOW = 3
"""Moments for what takes milliseconds each."""
LINE = "83183333"
LENGTH = timedelta(minutes=90)
TEXT = (
    Path("schedules.yaml")
    .read_text(encoding="utf-8")
    .replace(
        "overrides: []",
        """overrides:
  - {on: 2026-12-24, hotlines: all, closed: {zh: 系统演练, en: System drill}}
  - {on: 2026-12-26, hotlines: ["83183333"], from: "09:00", to: "12:00", why: {zh: 通关测试, en: Market-wide test}}
""",
    )
)

Ask = Callable[[datetime], object]


def main() -> None:
    """Prints microseconds a question, and how many times as long the peers take."""
    hours = Hours(read(TEXT), szse.build())
    _questions(hours)
    _best_case(hours)
    _distance(hours)
    _first_time()
    _imports()


def _questions(hours: Hours) -> None:
    moments = _moments(2026, MOMENTS)
    theirs, others = _exchange_calendars(), _pandas_market_calendars()
    print(
        f"{'question':32}{'ours µs':>9}{'exchange_calendars µs':>23}{'ratio':>7}{'pandas_m_c µs':>15}{'ratio':>7}"
    )
    for question, ask in _ours(hours).items():
        mine, his, slow = _in_turn(
            (ask, moments), (theirs[question], moments), (others[question], moments[:SLOW])
        )
        print(f"{question:32}{mine:9.2f}{his:23.1f}{his / mine:7.0f}{slow:15.0f}{slow / mine:7.0f}")


def _best_case(hours: Hours) -> None:
    """The peer without what it costs to bring it a question: whole minutes as pandas holds them, made beforehand."""
    moments = [moment.replace(second=0) for moment in _moments(2026, MOMENTS)]
    minutes = {moment: pd.Timestamp(moment).tz_convert("UTC") for moment in moments}
    xshg = exchange_calendars.get_calendar("XSHG")
    asked: dict[str, Ask] = {
        "is it open, this minute": lambda moment: xshg.is_open_on_minute(minutes[moment]),
        "next opening": lambda moment: xshg.next_open(minutes[moment]),
        "90 minutes of opening time on": lambda moment: xshg.minute_offset(
            xshg.minute_to_trading_minute(minutes[moment], "next"), 90
        ),
    }
    print(f"\n{'handed pandas minutes':32}{'ours µs':>9}{'exchange_calendars µs':>23}{'ratio':>7}")
    for question, ask in asked.items():
        mine, his = _in_turn((_ours(hours)[question], moments), (ask, moments))
        print(f"{question:32}{mine:9.2f}{his:23.1f}{his / mine:7.0f}")


def _ours(hours: Hours) -> dict[str, Ask]:
    return {
        "is it open": lambda moment: hours.at(LINE, moment),
        "is it open, this minute": lambda moment: hours.at(LINE, moment),
        "until when": lambda moment: hours.at(LINE, moment).until,
        "next opening": lambda moment: hours.next_opening(LINE, moment),
        "90 minutes of opening time on": lambda moment: hours.add(LINE, moment, LENGTH),
    }


def _exchange_calendars() -> dict[str, Ask]:
    """`is_open_at_time` answers for any moment, `is_open_on_minute` for the minute it lies in."""
    xshg = exchange_calendars.get_calendar("XSHG")

    def until(moment: datetime) -> object:
        stamp = pd.Timestamp(moment)
        return xshg.next_close(stamp) if xshg.is_open_on_minute(stamp) else xshg.next_open(stamp)

    def later(moment: datetime) -> object:
        minute = xshg.minute_to_trading_minute(pd.Timestamp(moment), "next")
        return xshg.minute_offset(minute, 90)

    return {
        "is it open": lambda moment: xshg.is_open_at_time(pd.Timestamp(moment)),
        "is it open, this minute": lambda moment: xshg.is_open_on_minute(pd.Timestamp(moment)),
        "until when": until,
        "next opening": lambda moment: xshg.next_open(pd.Timestamp(moment)),
        "90 minutes of opening time on": later,
    }


def _pandas_market_calendars() -> dict[str, Ask]:
    """It answers one question itself, from a schedule made beforehand; the others are what one writes around it."""
    sse = pandas_market_calendars.get_calendar("SSE")
    schedule = sse.schedule("2025-12-01", "2027-02-28")

    def is_open(moment: datetime) -> bool:
        return bool(sse.open_at_time(schedule, pd.Timestamp(moment)))

    def next_opening(moment: datetime) -> object:
        opens = schedule["market_open"]
        return opens[opens > pd.Timestamp(moment)].iloc[0]

    def until(moment: datetime) -> object:
        closes = schedule["market_close"]
        return closes[closes > pd.Timestamp(moment)].iloc[0] if is_open(moment) else next_opening(moment)

    def later(moment: datetime) -> object:
        stamp = pd.Timestamp(moment)
        days = schedule[schedule["market_close"] > stamp].head(2)
        minutes = pandas_market_calendars.date_range(days, frequency="1min", closed="left")
        return minutes[minutes >= stamp][90]

    return {
        "is it open": is_open,
        "is it open, this minute": is_open,
        "until when": until,
        "next opening": next_opening,
        "90 minutes of opening time on": later,
    }


def _distance(hours: Hours) -> None:
    """The same questions about moments of this year and of ten years on."""
    print(f"\n{'question':32}{'a day away µs':>15}{'ten years away µs':>19}{'ratio':>7}")
    tomorrow = _moments(2026, MOMENTS, days=1)
    distant = [moment.replace(year=2036) for moment in tomorrow]
    for question, ask in _ours(hours).items():
        near, far = _in_turn((ask, tomorrow), (ask, distant))
        print(f"{question:32}{near:15.2f}{far:19.2f}{far / near:7.2f}")


def _first_time() -> None:
    """What the first question costs: of a schedule, and of a day."""
    calendar, schedule = szse.build(), read(TEXT)
    schedules, days = [], []
    for moment in _moments(2026, ROUNDS):
        hours = Hours(schedule, calendar)
        schedules.append(_timed(lambda asked: hours.at(LINE, asked), [moment]))  # noqa: B023 - called at once
        days.append(_timed(lambda asked: hours.at(LINE, asked), [moment + timedelta(days=400)]))  # noqa: B023
    print(
        f"\nfirst question about a schedule: {median(schedules) / 1000:.1f} ms; about a day: {median(days):.0f} µs"
    )


def _imports() -> None:
    """What importing costs a fresh process, what each peer would add to it, and whether pandas is in it."""
    print()
    for name, first in (
        ("ivr.app", "sys"),
        ("exchange_calendars", "ivr.app"),
        ("pandas_market_calendars", "ivr.app"),
    ):
        code = f"import sys, time, {first}; t = time.process_time(); import {name}; print(time.process_time() - t)"
        seconds = median(float(_fresh(code)) for _ in range(5))
        print(f"import {name:26}{seconds * 1000:7.0f} ms{' more' if first == 'ivr.app' else ''}")
    print("pandas in the running system:", _fresh("import sys, ivr.app; print('pandas' in sys.modules)"))


def _fresh(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _moments(year: int, count: int, days: int = 350) -> list[datetime]:
    chance = random.Random(year)
    start = datetime(year, 1, 5, tzinfo=SHANGHAI)
    return [start + timedelta(seconds=chance.randrange(days * 86_400)) for _ in range(count)]


def _in_turn(*several: tuple[Ask, Sequence[datetime]]) -> Iterable[float]:
    """Microseconds that one question takes, for each of several, from rounds in which all are asked."""
    for ask, moments in several:
        _timed(ask, moments)
    rounds = [[_timed(ask, moments) for ask, moments in several] for _ in range(ROUNDS)]
    return [median(times) for times in zip(*rounds, strict=True)]


def _timed(ask: Ask, moments: Sequence[datetime]) -> float:
    start = time.process_time()
    for moment in moments:
        ask(moment)
    return (time.process_time() - start) / len(moments) * 1_000_000
