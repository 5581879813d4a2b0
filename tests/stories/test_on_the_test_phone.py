"""What is told on both lines, on the test phone; tests/asterisk/test_on_asterisk.py is its twin."""

from collections.abc import Callable

import pytest
from both_lines import STORIES
from world import World


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_on_the_test_phone(world: World, story: Callable[[World], None]) -> None:
    story(world)
