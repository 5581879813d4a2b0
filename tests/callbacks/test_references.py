"""References: heard over the telephone, keyed in, and never somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from owed import Desk
from stdnum import damm

from ivr.callbacks import queue, references

REFERENCES = st.integers(10**6, 10**7 - 1).map(lambda body: f"{body}{damm.calc_check_digit(str(body))}")


def test_eight_digits_without_a_leading_zero() -> None:
    drawn = {references.draw() for _ in range(500)}
    assert len(drawn) > 490, "they are random"
    assert all(
        len(ref) == 8 and ref.isdigit() and ref[0] != "0" and references.read(ref) == ref for ref in drawn
    )


@given(REFERENCES, st.data())
def test_a_wrong_digit_is_never_another_reference(ref: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 7))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != ref[place]]))
    assert references.read(ref[:place] + digit + ref[place + 1 :]) is None


@given(REFERENCES, st.integers(0, 6))
def test_two_digits_changed_about_are_never_another_reference(ref: str, place: int) -> None:
    swapped = ref[:place] + ref[place + 1] + ref[place] + ref[place + 2 :]
    assert swapped == ref or references.read(swapped) is None


@given(REFERENCES)
def test_is_read_as_it_is_spoken(ref: str) -> None:
    assert references.read(references.spoken(ref)) == ref
    assert len(references.spoken(ref)) == 9


@pytest.mark.parametrize(
    "keyed", ["", "1", "1234567", "123456789", "abcdefgh", "１２３４５６７８", "1" * 300]
)
def test_what_is_no_reference_finds_nothing(keyed: str) -> None:
    assert references.read(keyed) is None


def test_a_taken_reference_is_drawn_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.owe()
    other = references.draw()
    draws = iter([first.ref, first.ref, other])
    monkeypatch.setattr(references, "draw", lambda: next(draws))

    second = desk.owe()

    assert second.ref == other
    with desk.database.reading() as session:
        assert queue.find(session, first.ref).id == first.id
        assert queue.find(session, f" {other[:4]}-{other[4:]}").id == second.id
