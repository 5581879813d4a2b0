"""What is told on both lines, on a real Asterisk with real telephones, in real time."""

from collections.abc import Callable

import pytest
from asterisk_world import AsteriskWorld
from behind_asterisk import Switch, needs_asterisk
from both_lines import STORIES
from world import World

pytestmark = needs_asterisk


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_on_asterisk(asterisk_world: AsteriskWorld, story: Callable[[World], None], switch: Switch) -> None:
    story(asterisk_world)
    assert switch.is_empty()
