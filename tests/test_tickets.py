"""Tickets hold for a minute, for whoever made them, and for nothing else."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr import tickets

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


def test_a_ticket_holds_for_a_minute_and_for_one_key() -> None:
    ticket = tickets.made(b"key", NOW)
    assert tickets.holds(b"key", ticket, NOW + timedelta(seconds=59))
    assert not tickets.holds(b"key", ticket, NOW + timedelta(seconds=61))
    assert not tickets.holds(b"another", ticket, NOW)


@given(st.text(), st.text())
def test_nothing_made_up_holds(head: str, tail: str) -> None:
    seal = tickets.made(b"key", NOW).partition(".")[2]
    for ticket in (head, f"{head}.{tail}", f"{head}.{seal}", f"9{tickets.made(b'key', NOW)}"):
        assert not tickets.holds(b"key", ticket, NOW)
