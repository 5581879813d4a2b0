"""How long what callers leave with us is kept: schedules.yaml says it in days, for the house and for one hotline.

recordings  audio and what was made of it (its waveform, its transcript), from the moment it was made
logs        who rang from which number, what was said to him and noted about him, from the end of the matter
audit       who asked for somebody's data or held it back, and why
"""

from functools import partial
from typing import Annotated

from pydantic import BeforeValidator

from calendars.strict import Strict, Wrong
from ivr.hours.naming import shown

LONGEST = 3660
"""Ten years; for ever is no period."""


def days_kept(value: object, *, least: int, why: tuple[str, str]) -> int:
    """A whole number of days from `least` to LONGEST; `why` says in both languages what a smaller one would do."""
    if isinstance(value, bool) or not isinstance(value, int):
        en, zh = shown(value)
        raise Wrong(f"{en} is no number of days: write it as 200", f"{zh}不是天数，请写成 200 这样的整数")
    if value < least:
        raise Wrong(
            f"{value} days are too short: {least} at least, {why[0]}",
            f"{value} 天太短，至少 {least} 天：{why[1]}",
        )
    if value > LONGEST:
        raise Wrong(f"{value} days are too long: {LONGEST} at most", f"{value} 天太长，最多 {LONGEST} 天")
    return value


Recordings = Annotated[
    int,
    BeforeValidator(partial(days_kept, least=30, why=("so that a slip erases nothing", "以免手误删掉录音"))),
]
Logs = Annotated[
    int,
    BeforeValidator(partial(days_kept, least=184, why=("the law asks for six months", "法规要求留存六个月"))),
]
Audit = Annotated[
    int, BeforeValidator(partial(days_kept, least=1096, why=("audits go back three years", "审计要查三年")))
]


class Keep(Strict):
    """What holds for the house, in days."""

    recordings: Recordings = 200
    logs: Logs = 200
    audit: Audit = 1096


class KeepHere(Strict):
    """What one hotline keeps for longer or shorter, in days; None: as the house does."""

    recordings: Recordings | None = None
    logs: Logs | None = None

    def beside(self, house: Keep) -> Keep:
        """What is in force for this hotline."""
        return Keep(
            recordings=self.recordings or house.recordings, logs=self.logs or house.logs, audit=house.audit
        )
