"""`ivr notices`: what the exchange published is read, foreseen, confirmed and taken back, and promises follow."""

import pytest
from terminal import SHIPPED, Terminal
from world import SPEECH, World

AS_PUBLISHED = """关于2027年部分节假日休市安排的通知

各会员单位：
一、元旦：1月1日（星期五）至1月3日（星期日）休市，1月4日（星期一）起照常开市。
二、春节：2月5日（星期五）至2月13日（星期六）休市，2月15日（星期一）起照常开市。另外，2月14日（星期日）为周末休市。
三、清明节：4月3日（星期六）至4月5日（星期一）休市，4月6日（星期二）起照常开市。
四、劳动节：5月1日（星期六）至5月5日（星期三）休市，5月6日（星期四）起照常开市。另外，5月8日（星期六）为周末休市。
五、端午节：6月9日（星期三）休市，6月10日（星期四）起照常开市。
六、中秋节：9月15日（星期三）休市，9月16日（星期四）起照常开市。
七、国庆节：10月1日（星期五）至10月7日（星期四）休市，10月8日（星期五）起照常开市。另外，10月9日（星期六）为周末休市。

深圳证券交易所
2026年12月22日
"""
AT_SHORT_NOTICE = """
notices:
  - title: 台风临时休市
    by: exchange
    published: 2026-09-01
    source: test
    closed:
      - {from: 2026-09-02, to: 2026-09-02, for: {zh: 台风, en: Typhoon}}
"""


@pytest.fixture
def promised(terminal: Terminal) -> str:
    """The reference of a task promised for the first day after a Spring Festival that nobody has confirmed."""
    terminal.reads("hours")
    world = World(terminal.settings, terminal.database(), "2027-02-04T20:00")
    world.caller().dials("83183333", "1", SPEECH, "#", "1")
    return str(world.task()["ref"])


def test_the_exchanges_own_words_are_checked_against_the_rules(terminal: Terminal, promised: str) -> None:
    file = terminal.file("2027.txt", AS_PUBLISHED)
    told = terminal.types("notices", "check", file).stdout
    for line in (
        "2027.txt is sound: 关于2027年部分节假日休市安排的通知 (exchange, settles 2027)",
        "  2027-02-05 Fri – 02-13 Sat  春节 (Spring Festival)",
        "  2027-02-14 Sun  a weekend that offices work through: no trading",
        "2027: provisional becomes exchange, 248 trading days become 243",
        "  2027-02-11 Thu: trading, becomes closed – 春节 (Spring Festival)",
        "  2027-10-09 Sat: closed – 周末 (weekend), becomes a make-up weekend, no trading",
        "promises that would move:",
        f"  {promised}  83183333  2027-02-11 09:00 → 2027-02-15 09:00",
    ):
        assert line in told.splitlines(), told
    assert terminal.reads("calendar", "2027-02-11")["certainty"] == "provisional", "checking changes nothing"
    assert terminal.reads("tasks", promised)["due"] == "2027-02-11T09:00:00+08:00"


def test_a_check_is_read_by_scripts(terminal: Terminal, promised: str) -> None:
    told = terminal.reads("notices", "check", terminal.file("2027.txt", AS_PUBLISHED))
    assert [one["settles"] for one in told["notices"]] == [2027]
    assert told["years"] == [
        {
            "year": 2027,
            "certainty": {"was": "provisional", "becomes": "exchange"},
            "trading_days": {"was": 248, "becomes": 243},
        }
    ]
    days = {one["date"]: (one["was"]["trading_day"], one["becomes"]["trading_day"]) for one in told["days"]}
    assert days["2027-02-12"] == (True, False)
    assert days["2027-02-14"] == (False, False), "a make-up weekend never trades, and has a name from now on"
    assert told["promises"] == [
        {
            "ref": promised,
            "hotline": "83183333",
            "was": "2027-02-11T09:00:00+08:00",
            "becomes": "2027-02-15T09:00:00+08:00",
        }
    ]


def test_confirming_moves_the_promises_in_the_same_act_and_twice_is_once(
    terminal: Terminal, promised: str
) -> None:
    file = terminal.file("2027.txt", AS_PUBLISHED)
    assert terminal.types("notices", "confirm", file, "--by", "li").stdout == (
        "confirmed as number 2: 9 days told differently now; "
        "1 promise moved, and whoever was promised is to be told:\n"
        f"  {promised}  83183333  2027-02-11 09:00 → 2027-02-15 09:00\n"
    )
    task = terminal.reads("tasks", promised)
    assert task["due"] == "2027-02-15T09:00:00+08:00"
    assert task["verified"] is True
    assert terminal.reads("hours", "83183333", "--at", "2026-12-31T20:00")["certainty"] == "exchange"
    again = terminal.types("notices", "confirm", file)
    assert again.stdout == "2027.txt says nothing that is not known already: nothing was published\n"
    assert terminal.types("notices", "check", file).stdout.endswith("all of it is known already\n")
    assert terminal.history()[0] == "2 notice li: 关于2027年部分节假日休市安排的通知"


def test_a_notice_is_taken_back_with_what_it_moved(terminal: Terminal, promised: str) -> None:
    terminal.types("notices", "confirm", terminal.file("2027.txt", AS_PUBLISHED))
    told = terminal.types("notices", "withdraw", "2", "--note", "the wrong paper").stdout
    assert told.startswith("notice 2 is withdrawn by number 3; 1 promise moved")
    assert terminal.reads("tasks", promised)["due"] == "2027-02-11T09:00:00+08:00"
    assert "was withdrawn already" in terminal.fails("notices", "withdraw", "2")
    assert "nothing was published under number 9" in terminal.fails("notices", "withdraw", "9")


def test_a_sudden_closure_of_the_exchange_is_one_day_more(terminal: Terminal) -> None:
    told = terminal.types("notices", "check", terminal.file("typhoon.yaml", AT_SHORT_NOTICE)).stdout
    assert "2026: exchange becomes exchange, 242 trading days become 241" in told
    assert "1 day told differently:" in told
    terminal.types("notices", "confirm", str(terminal.folder / "typhoon.yaml"))
    assert terminal.reads("hours", "83183333", "--at", "2026-09-02T10:00")["reason"]["zh"] == "台风"


def test_a_year_that_leaves_festivals_out_is_warned_of(terminal: Terminal) -> None:
    short = AT_SHORT_NOTICE.replace("    closed:", "    settles: 2026\n    closed:")
    told = terminal.types("notices", "check", terminal.file("short.yaml", short)).stdout
    assert (
        "names no 元旦、春节、清明节、劳动节、端午节、中秋节、国庆节: by this notice these days would trade"
        in told
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param(AT_SHORT_NOTICE.replace("by: exchange", "by: hearsay"), '"hearsay" publishes', id="who"),
        pytest.param(AS_PUBLISHED.replace("1月1日（星期五）", "1月1日（星期四）"), "line 4", id="weekday"),
        pytest.param(AS_PUBLISHED.replace("2027年部分", "部分"), "which year", id="no year"),
        pytest.param(AS_PUBLISHED.replace("五、端午节", "五、端五节"), "line 8", id="no such festival"),
    ],
)
def test_what_is_in_doubt_is_refused_and_nothing_published(terminal: Terminal, wrong: str, said: str) -> None:
    terminal.reads("hours")
    refused = terminal.types("notices", "confirm", terminal.file("wrong.txt", wrong))
    assert refused.exit_code == 1
    assert refused.stderr.startswith("ivr: wrong.txt")
    assert said in refused.stdout + refused.stderr
    assert len(terminal.history()) == 1


def test_a_first_start_without_a_sound_schedule_fails_in_one_line(terminal: Terminal) -> None:
    terminal.schedules.write_text(SHIPPED + "tabs:\t[", encoding="utf-8")
    assert "schedules.yaml" in terminal.fails("notices", "check", terminal.file("2027.txt", AS_PUBLISHED))
