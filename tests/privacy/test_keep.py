"""How long things are kept is written in the schedule, and a slip there erases nothing."""

from pathlib import Path

import pytest

from ivr.hours import ScheduleError
from ivr.hours.reader import read
from ivr.hours.retention import Keep

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")


def test_the_house_and_one_hotline() -> None:
    assert read(SHIPPED).kept("83183333") == Keep(recordings=200, logs=200, audit=1096)
    own = SHIPPED.replace("call_back_within: 30m", "call_back_within: 30m\n    keep: {recordings: 400}")
    schedule = read(own + "keep: {logs: 365}\n")
    assert schedule.kept("83183333") == Keep(recordings=400, logs=365)
    assert schedule.kept("83182222") == schedule.kept("no longer there") == Keep(recordings=200, logs=365)


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("{logs: 183}", "183 days are too short: 184 at least, the law asks for six months", "至少 184 天"),
        ("{recordings: 2}", "2 days are too short: 30 at least, so that a slip erases nothing", "以免手误"),
        ("{audit: 365}", "365 days are too short: 1096 at least, audits go back three years", "审计要查三年"),
        ("{recordings: 9999}", "9999 days are too long: 3660 at most", "最多 3660 天"),
        ("{recordings: 200d}", '"200d" is no number of days: write it as 200', "不是天数"),
        ("{recordings: true}", "is no number of days: write it as 200", "不是天数"),
        ("{recording: 200}", 'no key called "recording" here (did you mean "recordings"?)', "recordings"),
    ],
)
def test_what_cannot_be(written: str, en: str, zh: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        read(SHIPPED + f"keep: {written}\n")
    assert en in str(refused.value)
    assert zh in refused.value.sentences("zh")[0]
