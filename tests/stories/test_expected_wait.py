"""What callers in line are told of the time: as the desk has answered of late, and nothing where that is not known."""

import re

from world import Told, World

from ivr.waiting import expected
from ivr.waiting.tables import Waiting

WANG = "+8613900000001"


def busy_desk(world: World, *, talks: int, callers: int) -> list[str]:
    """One agent who talks with so many for fifty seconds each, and then for long; what each caller hears."""
    world.agent("wang", "service-centre", WANG)
    world.telephone(WANG, *["1 wait:50 hangup"] * talks, "1 wait:900 hangup")
    calls = []
    for n in range(callers):
        calls.append(world.phone.exchange.dial(f"+861370000{n:04}", "83183333", ["1", "wait:600"]))
        world.later(seconds=5)
    world.later(minutes=7)
    return [Told(world, call).text for call in calls]


def told(heard: str) -> list[str]:
    """What was said of place and time, in its order."""
    return re.findall("(您前面还有.*?|您是下一位.*?)。", heard)


def test_how_long_it_takes_is_said_once_the_desk_has_shown_it(world: World) -> None:
    *_, last = busy_desk(world, talks=4, callers=6)
    said = told(last)
    assert said[0] == "您前面还有三位", "three before him, and too few answered to tell the time"
    assert "您前面还有一位，预计等候两分钟" in said
    next_one = [words for words in said if words.startswith("您是下一位")]
    assert next_one[0] == "您是下一位，预计等候一分钟"
    # The fifth conversation goes on and on: the pace of before is no longer promised.
    assert next_one[-1] in ("您是下一位，预计等候两分钟", "您是下一位，预计等候三分钟")
    places = ["您前面还有三位", "您前面还有两位", "您前面还有一位", "您是下一位"]
    stood = [places.index(words.partition("，")[0]) for words in said]
    assert stood == sorted(stood), "nobody is moved back"


def test_a_desk_tried_on_another_exchange_tells_nothing_of_the_time(world: World) -> None:
    busy_desk(world, talks=5, callers=6)
    with world.database.writing() as session:
        rows = session.query(Waiting).all()
        latest, now = rows[-1], world.clock()
        assert expected.wait(session, latest, 0, now) is not None
        for row in rows[:-1]:
            row.exchange = "another"
        session.flush()
        assert expected.wait(session, latest, 0, now) is None


def test_the_place_is_said_about_each_half_minute(world: World) -> None:
    *_, last = busy_desk(world, talks=0, callers=2)
    assert last.count("客服专员正忙") == 1
    between = [part.count("♪") for part in last.split("您是下一位。")[1:-1]]
    assert len(between) >= 8
    assert set(between) <= {4, 5}, "five holds of six seconds"


def test_nothing_is_said_of_the_time_by_a_desk_that_answered_nobody_of_late(world: World) -> None:
    *_, last = busy_desk(world, talks=0, callers=2)
    assert told(last) and not any("预计" in words for words in told(last))
