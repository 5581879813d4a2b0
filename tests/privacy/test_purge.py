"""What was kept long enough is gone everywhere, and the history still verifies."""

from traces import NATIONAL, Traces
from world import World

from ivr.privacy import purging


def test_two_hundred_days_later_nothing_is_left(world: World, ref: str, traces: Traces) -> None:
    audio = traces.audio()
    assert traces.in_database(NATIONAL, "结算文件晚到")
    assert len(traces.in_files(audio)) >= 2  # ours, and the gateway's
    world.at("2027-04-19T19:00").settle()
    assert world.messages()[0].state == "stored"
    world.at("2027-04-19T21:00").settle()  # 200 days after the message: its audio goes, the matter is younger
    assert world.messages()[0].state == "purged"
    assert not traces.in_files(audio)
    assert traces.in_database(NATIONAL)
    world.at("2027-04-26T12:00").settle()
    assert traces.in_database(NATIONAL, "结算文件晚到", "13800138000") == []
    if world.database.dialect == "sqlite":
        assert traces.in_files(NATIONAL.encode()) == []
        assert traces.in_files("结算文件晚到".encode()) == []
    task = world.task(ref)
    assert task["verified"]
    assert world.histories_hold()
    assert (task["state"], task["caller"], task["attempts"]) == ("resolved", None, 0)
    assert [entry["kind"] for entry in task["history"]][-2:] == ["audio-erased", "purged"]
    assert purging.foresee(world.system) == purging.Tally()
