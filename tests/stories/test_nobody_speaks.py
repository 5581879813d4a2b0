"""A telephone that was put down beside the phone: whoever keeps silent is led on, and let go within minutes."""

from datetime import timedelta

import pytest
from world import World


@pytest.mark.parametrize("moment", ["2026-09-01T10:00", "2026-10-01T20:00"], ids=["open", "closed"])
@pytest.mark.parametrize("hotline", ["83183333", "83182222", "36383666"])
def test_half_an_hour_of_silence_is_led_to_a_reference_and_let_go_within_minutes(
    world: World, hotline: str, moment: str
) -> None:
    call = world.at(moment).caller().dials(hotline, "wait:1800")

    call.went_well().hears("请在提示音后", "没有录到声音", "受理编号", "感谢来电，再见。")
    lines = call.call.transcript.lines
    assert lines[-1].at - lines[0].at < timedelta(minutes=5)
    assert world.task()["messages"] == []
