"""The states, the ways between them, and the picture of both in docs/."""

from itertools import product
from pathlib import Path

import pytest
from owed import OPEN as NOW

from ivr.callbacks import NotPossible, Task, TaskState
from ivr.callbacks.ledger import move
from ivr.callbacks.states import ALLOWED, DONE, OPEN

PICTURE = Path(__file__).parents[2] / "docs" / "task-states.md"


def drawn() -> str:
    """The diagram as docs/task-states.md shows it."""
    ways = [f"    {a} --> {b}" for a in TaskState for b in TaskState if b in ALLOWED[a]]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting", *ways])


@pytest.mark.parametrize(("a", "b"), list(product(TaskState, TaskState)), ids=str)
def test_a_task_goes_the_allowed_ways_alone(a: TaskState, b: TaskState) -> None:
    task = Task(ref="38520617", state=a)
    if a != b and b not in ALLOWED[a]:
        with pytest.raises(NotPossible, match=f"is {a}: it cannot become {b}"):
            move(task, b, NOW)
        assert task.state == a
        return
    move(task, b, NOW)
    assert task.state == b
    assert (task.closed_at is not None) == (b in DONE)


def test_nothing_is_stuck() -> None:
    """From every state the task can be worked on again, and from every one it can come to an end."""
    for state in TaskState:
        seen, ahead = {state}, [state]
        while ahead:
            new = ALLOWED[ahead.pop()] - seen
            seen |= new
            ahead.extend(new)
        assert seen >= DONE | OPEN


def test_the_picture_is_drawn_from_the_table() -> None:
    assert f"```mermaid\n{drawn()}\n```" in PICTURE.read_text(encoding="utf-8"), drawn()
