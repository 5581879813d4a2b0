"""A history that can be trusted: it never forks, and nobody edits it unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from ivr import history
from ivr.database import Database

NOON = datetime(2026, 10, 1, 4, 0, 0, 250000, tzinfo=UTC)


def tell(database: Database, subject: str, *kinds: str) -> None:
    with database.writing() as session:
        for kind in kinds:
            history.append(session, subject, kind, at=NOON, actor="user:3", outcome="no-answer", attempt=4)


def verified(database: Database, subject: str) -> bool:
    with database.reading() as session:
        return history.verify(session, subject)


def kinds(database: Database, subject: str) -> list[str]:
    with database.reading() as session:
        return [entry.kind for entry in history.entries(session, subject)]


def tamper(database: Database, statement: str, **values: object) -> None:
    with database.writing() as session:
        session.execute(text(statement), values)


def test_tells_what_happened_in_order(database: Database) -> None:
    with database.writing() as session:
        history.append(session, "task:1", "opened", at=NOON, actor="caller", ref="38520617", why=None)
        shanghai = (NOON + timedelta(hours=1)).astimezone(timezone(timedelta(hours=8)))
        history.append(session, "task:1", "claimed", at=shanghai, actor="user:3", until=shanghai)

    with database.reading() as session:
        opened, claimed = history.entries(session, "task:1")
    assert (opened.seq, opened.kind, opened.actor, opened.at) == (1, "opened", "caller", NOON)
    assert opened.facts == {"ref": "38520617"}
    assert (claimed.seq, claimed.at) == (2, NOON + timedelta(hours=1))
    assert claimed.facts == {"until": "2026-10-01T05:00:00.250000+00:00"}
    assert verified(database, "task:1")


def test_a_subject_without_history_proves_nothing(database: Database) -> None:
    assert not verified(database, "task:1")


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE history SET body = replace(body, 'no-answer', 'reached') WHERE seq = 2",
        "UPDATE history SET kind = 'resolved' WHERE seq = 2",  # the column alone, body untouched
        "UPDATE history SET actor = 'user:9' WHERE seq = 2",
        "UPDATE history SET at = '2026-10-01 05:00:00.000000' WHERE seq = 2",
        "UPDATE history SET mac = 'x' WHERE seq = 3",
        "DELETE FROM history WHERE seq = 1",
        "DELETE FROM history WHERE seq = 2",
        "DELETE FROM history WHERE seq = 3",  # shortened at the end
        "DELETE FROM history",
        "UPDATE history SET seq = CASE seq WHEN 2 THEN 30 ELSE 2 END WHERE seq > 1",  # reordered
        "DELETE FROM history_heads",
        "UPDATE history_heads SET seq = 2, mac = (SELECT mac FROM history WHERE seq = 2)",
    ],
)
def test_every_forgery_shows(database: Database, forgery: str) -> None:
    tell(database, "task:1", "opened", "claimed", "resolved")
    assert verified(database, "task:1")

    tamper(database, forgery)

    assert not verified(database, "task:1")


def test_shortening_head_and_entries_together_shows(database: Database) -> None:
    tell(database, "task:1", "opened", "claimed", "resolved")
    tamper(database, "DELETE FROM history WHERE seq = 3")
    tamper(database, "UPDATE history_heads SET seq = 2, mac = (SELECT mac FROM history WHERE seq = 2)")

    assert not verified(database, "task:1")


@pytest.mark.parametrize("beheaded", [False, True])
def test_a_later_entry_never_repairs_a_shortened_chain(database: Database, beheaded: bool) -> None:
    tell(database, "task:1", "opened", "claimed", "resolved")
    tamper(database, "DELETE FROM history WHERE seq = 3")
    if beheaded:
        tamper(database, "DELETE FROM history_heads")
    else:
        tamper(database, "UPDATE history_heads SET seq = 2, mac = (SELECT mac FROM history WHERE seq = 2)")

    tell(database, "task:1", "reopened", "claimed")

    assert kinds(database, "task:1") == ["opened", "claimed", "reopened", "claimed"], "later acts are kept"
    assert not verified(database, "task:1")


def test_an_entry_cannot_move_to_another_subject(database: Database) -> None:
    tell(database, "task:1", "opened")
    tamper(database, "UPDATE history SET subject = 'task:2'")
    tamper(database, "UPDATE history_heads SET subject = 'task:2'")

    assert not verified(database, "task:2")


def test_concurrent_appends_never_fork(database: Database) -> None:
    def work(_: int) -> None:
        for _ in range(5):
            tell(database, "task:1", "urged")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    with database.reading() as session:
        assert [entry.seq for entry in history.entries(session, "task:1")] == list(range(1, 41))
    assert verified(database, "task:1")


def test_a_failed_act_leaves_no_trace(database: Database) -> None:
    tell(database, "task:1", "opened")
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        history.append(session, "task:1", "claimed", at=NOON, actor="user:3")
        raise ZeroDivisionError

    assert kinds(database, "task:1") == ["opened"]
    assert verified(database, "task:1")


def test_erasing_a_person_leaves_the_proof(database: Database) -> None:
    with database.writing() as session:
        note = history.keep(session, "task:1", "note", "打 13812345678 找王工")
        other = history.keep(session, "task:1", "note", "打 13812345678 找王工")
        history.append(session, "task:1", "noted", at=NOON, actor="user:3", note=note)
        assert note != other, "equal texts must not be told apart by equal digests"
        assert history.recall(session, note) == "打 13812345678 找王工"
    assert verified(database, "task:1")

    with database.writing() as session:
        assert history.erase(session, note)
        assert not history.erase(session, note)
        assert history.erase_all(session, "task:1") == 1

    with database.reading() as session:
        assert history.recall(session, note) is None
        assert history.recall_all(session, [note, other]) == {}
        left = session.execute(text("SELECT salt, text FROM keepsakes")).all()
    assert left == [(None, None), (None, None)], (
        "the salt goes with the text, or short texts could be guessed"
    )
    assert verified(database, "task:1")


def test_an_edited_keepsake_shows(database: Database) -> None:
    with database.writing() as session:
        note = history.keep(session, "task:1", "note", "promised by Friday")
        history.append(session, "task:1", "noted", at=NOON, actor="user:3", note=note)
    tamper(database, "UPDATE keepsakes SET text = 'promised by Monday'")

    assert not verified(database, "task:1")


def test_refuses_what_it_could_not_prove(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(ValueError, match="time zone"):
            history.append(session, "task:1", "opened", at=datetime(2026, 1, 1), actor="x")  # noqa: DTZ001
        with pytest.raises(TypeError, match="cannot hold"):
            history.append(session, "task:1", "opened", at=NOON, actor="x", whole=object())
        session.info["chain_key"] = b""
        with pytest.raises(history.HistoryError, match="chain key"):
            history.append(session, "task:1", "opened", at=NOON, actor="x")


FACTS = st.dictionaries(
    st.from_regex(r"\A[a-z_]{1,8}\Z").filter(
        lambda n: n not in {"at", "actor", "kind", "session", "subject"}
    ),
    st.one_of(
        st.text(max_size=20), st.integers(), st.booleans(), st.floats(allow_nan=False), st.lists(st.text())
    ),
    max_size=4,
)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chain=st.lists(FACTS, min_size=1, max_size=6), data=st.data())
def test_any_history_verifies_and_any_swap_shows(
    database: Database, chain: list[dict[str, object]], data: st.DataObject
) -> None:
    with database.writing() as session:
        session.execute(text("DELETE FROM history"))
        session.execute(text("DELETE FROM history_heads"))
        for facts in chain:
            history.append(session, "task:1", "noted", at=NOON, actor="user:3", **facts)
    with database.reading() as session:
        assert [entry.facts for entry in history.entries(session, "task:1")] == chain
        assert history.verify(session, "task:1")

    gone = data.draw(st.integers(1, len(chain)))
    tamper(database, "DELETE FROM history WHERE seq = :gone", gone=gone)
    assert not verified(database, "task:1")
