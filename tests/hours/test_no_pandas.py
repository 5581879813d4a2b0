"""The running system answers about hours without pandas, which its peers in bench/ bring."""

import json
import subprocess
import sys
from pathlib import Path

CALL = """
import json, sys
from datetime import datetime
import ivr.app, ivr.testphone, ivr.cli
from calendars import szse
from ivr.clock import SHANGHAI
from ivr.hours import Hours
from ivr.hours.reader import read
hours = Hours(read(open("schedules.yaml", encoding="utf-8").read()), szse.build())
told = hours.at("83183333", datetime(2026, 10, 1, 20, tzinfo=SHANGHAI))
heavy = {"pandas", "numpy", "exchange_calendars", "pandas_market_calendars"}
print(json.dumps([told.why.text.zh, sorted(heavy & set(sys.modules))]))
"""


def test_the_running_system_loads_no_pandas() -> None:
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", CALL], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(told) == ["国庆节", []]
