"""Published versions: rows, numbered once, noticed by every process, and never lost to a mistake."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from calendars.notices import NoticeError
from calendars.trading import Certainty
from ivr import history, people
from ivr.database import Database
from ivr.hours import (
    Book,
    Conflict,
    Kept,
    NothingPublished,
    NotWithdrawable,
    ScheduleError,
    UnknownNumber,
    VoiceClip,
    ensure_published,
    examine,
    versions,
    write_back,
)
from ivr.hours.keeping import Keeper

SHIPPED = (Path(__file__).parents[2] / "schedules.yaml").read_text(encoding="utf-8")
LATER = SHIPPED.replace('to: "18:00"', 'to: "17:00"')
BROKEN = SHIPPED.replace("hours: trading-day", "hours: tradng-day")
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)

NOTICE = """
notices:
  - title: 关于2027年部分节假日休市安排的通知
    by: exchange
    published: 2026-12-22
    source: test
    settles: 2027
    closed:
      - {from: 2027-01-01, to: 2027-01-04, for: {zh: 元旦, en: New Year's Day}}
"""


def publish(database: Database, text: str, note: str = "test") -> int:
    with database.writing() as session:
        return versions.publish(session, text, author="li", at=NOW, note=note)


def closing(book: Book) -> str:
    edition = book.current()
    told = edition.hours.at("83183333", datetime(2026, 9, 1, 4, tzinfo=UTC))
    return f"{told.until:%H:%M}"


def test_what_is_published_is_in_force_for_every_book_at_its_next_question(database: Database) -> None:
    here, elsewhere = Book(database), Book(database)
    with pytest.raises(NothingPublished, match="no schedule is in force"):
        here.current()
    assert publish(database, SHIPPED) == 1
    assert (closing(here), closing(elsewhere)) == ("18:00", "18:00")
    assert here.current() is here.current(), "an edition is read once"
    assert publish(database, LATER) == 2
    assert (closing(here), closing(elsewhere)) == ("17:00", "17:00")
    assert here.edition(1).schedule != here.edition(2).schedule, "a call ends under the rules it began with"


def test_a_schedule_with_a_mistake_changes_nothing(database: Database) -> None:
    publish(database, SHIPPED)
    with pytest.raises(ScheduleError, match="did you mean"):
        publish(database, BROKEN)
    assert Book(database).current().number == 1
    with database.reading() as session:
        assert len(versions.published(session)) == 1


def test_a_publication_is_kept_word_for_word_with_who_when_and_why(database: Database) -> None:
    publish(database, SHIPPED, "first")
    with database.reading() as session:
        (row,) = versions.published(session)
        assert (row.text, row.author, row.at, row.note, row.kind) == (SHIPPED, "li", NOW, "first", "schedule")
        (entry,) = history.entries(session, "schedule")
        assert entry.facts["number"] == 1
        assert entry.facts["digest"] == row.digest == versions.digest(SHIPPED)
        assert history.verify(session, "schedule")


def test_going_back_publishes_the_old_text_under_a_new_number(database: Database) -> None:
    publish(database, SHIPPED)
    publish(database, LATER)
    with database.writing() as session:
        assert versions.roll_back(session, 1, author="li", at=NOW) == 3
    assert closing(Book(database)) == "18:00"
    with database.reading() as session, pytest.raises(UnknownNumber, match="number 9: the latest is 3"):
        versions.in_force(session, 9)


def test_a_notice_changes_the_calendar_from_its_number_on(database: Database) -> None:
    publish(database, SHIPPED)
    book = Book(database)
    assert book.current().hours.calendar.certainty(2027) is Certainty.PROVISIONAL
    with database.writing() as session:
        number = versions.publish_notices(session, NOTICE, author="li", at=NOW, note="2027")
    assert number == 2
    assert not book.current().hours.calendar.is_trading(date(2027, 1, 4))
    assert book.current().hours.calendar.certainty(2027) is Certainty.EXCHANGE
    assert book.current().schedule == book.edition(1).schedule
    assert book.edition(1).hours.calendar.is_trading(date(2027, 1, 4))
    assert publish(database, LATER) == 3
    assert book.current().hours.calendar.certainty(2027) is Certainty.EXCHANGE


def test_a_notice_withdrawn_counts_for_no_later_number(database: Database) -> None:
    publish(database, SHIPPED)
    book = Book(database)
    with database.writing() as session:
        versions.publish_notices(session, NOTICE, author="li", at=NOW, note="2027")
        assert versions.withdraw_notice(session, 2, author="li", at=NOW) == 3
    assert book.current().hours.calendar.certainty(2027) is Certainty.PROVISIONAL
    assert book.edition(2).hours.calendar.certainty(2027) is Certainty.EXCHANGE, "it held at its own number"
    with (
        database.writing() as session,
        pytest.raises(NotWithdrawable, match="already, by publication 3") as no,
    ):
        versions.withdraw_notice(session, 2, author="li", at=NOW)
    assert no.value.zh == "第 2 号公告已由第 3 号撤回"
    with database.writing() as session:
        versions.publish_notices(session, NOTICE, author="li", at=NOW, note="2027, corrected")
    assert book.current().hours.calendar.certainty(2027) is Certainty.EXCHANGE


def test_voices_are_replayed_up_to_a_number(database: Database) -> None:
    publish(database, SHIPPED)
    book = Book(database)
    mine, theirs = (VoiceClip(name, "zh", "台风", "upload", 1.2) for name in ("mine", "theirs"))
    for changes in ({"a": mine, "b": mine}, {"a": theirs}, {"b": None}):
        with database.writing() as session:
            versions.publish_voices(session, changes, author="li", at=NOW, note="")
    heard = [dict(book.edition(number).voices) for number in (1, 2, 3, 4)]
    assert heard == [{}, {"a": "mine", "b": "mine"}, {"a": "theirs", "b": "mine"}, {"a": "theirs"}]
    assert book.current().voices == {"a": "theirs"}
    with database.writing() as session:
        assert versions.voices_up_to(session, 2)["a"] == mine
        with pytest.raises(ValueError, match="nothing to publish"):
            versions.publish_voices(session, {}, author="li", at=NOW, note="")


def test_a_draft_that_began_with_another_schedule_is_refused(database: Database) -> None:
    publish(database, SHIPPED)
    publish(database, LATER)
    with database.writing() as session, pytest.raises(Conflict) as no:
        versions.publish(session, SHIPPED, author="li", at=NOW, note="", base=1)
    assert (no.value.base, no.value.current) == (1, 2)
    publish(database, SHIPPED)
    with database.writing() as session:
        number = versions.publish(session, LATER, author="li", at=NOW, note="", base=1)
    assert number == 4, "what was published in between has been taken back"
    with ThreadPoolExecutor(6) as several:
        told = list(several.map(lambda n: attempt(database, n), range(6)))
    assert sorted(told) == [0, 0, 0, 0, 0, 5], "of several with one base a single one is published"


def attempt(database: Database, number: int) -> int:
    text = SHIPPED.replace('to: "18:00"', f'to: "1{number}:00"')
    try:
        with database.writing() as session:
            return versions.publish(session, text, author="li", at=NOW, note="", base=4)
    except Conflict:
        return 0


def test_an_edition_that_was_rolled_back_is_not_remembered(database: Database) -> None:
    publish(database, SHIPPED)
    book = Book(database)

    def broken_act() -> None:
        with database.writing() as session:
            number = versions.publish(session, LATER, author="li", at=NOW, note="")
            assert book.edition(number, session).digest == versions.digest(LATER), "the act itself sees it"
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        broken_act()
    other = SHIPPED.replace('to: "18:00"', 'to: "16:00"')
    assert publish(database, other) == 2
    assert book.edition(2).digest == versions.digest(other)


def test_the_latest_number_costs_one_small_query(database: Database) -> None:
    publish(database, SHIPPED)
    book = Book(database)
    book.current()
    asked: list[str] = []

    def count(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(database.engine, "before_cursor_execute", count)
    book.current()
    event.remove(database.engine, "before_cursor_execute", count)
    assert len([statement for statement in asked if "publications" in statement]) == 1


def test_a_notice_with_a_mistake_changes_nothing(database: Database) -> None:
    publish(database, SHIPPED)
    with database.writing() as session, pytest.raises(NoticeError):
        versions.publish_notices(
            session, NOTICE.replace("2027-01-04", "2027-13-04"), author="li", at=NOW, note=""
        )
    assert Book(database).current().number == 1


def test_a_tier_may_only_name_people_who_exist(database: Database) -> None:
    tiered = SHIPPED.replace("ring_for: 25s, then: message", "tiers: [[wang], [lee]]")
    with database.writing() as session:
        for name in ("wang", "li"):
            people.add(
                session,
                name,
                role=people.Role.AGENT,
                password="long enough to be one",
                now=NOW,
                actor="system",
            )
    with pytest.raises(ScheduleError, match=r'desks.service-centre.tiers: no user called "lee"'):
        publish(database, tiered)
    assert publish(database, tiered.replace("lee", "li")) == 1
    headed = SHIPPED.replace("ring_for: 25s, then: message", "then: message, head: wangg")
    with pytest.raises(ScheduleError, match=r'desks.service-centre.head: no user called "wangg"'):
        publish(database, headed)
    assert publish(database, headed.replace("wangg", "wang")) == 2
    rostered = SHIPPED + "rosters:\n  binhai-duty:\n    - {days: all, on_duty: [[li], [wangg]]}\n"
    with pytest.raises(ScheduleError) as error:
        publish(database, rostered)
    line = rostered.count("\n")
    assert error.value.sentences("zh") == [
        f"schedules.yaml 第 {line} 行，rosters.binhai-duty.1.on_duty：没有名为“wangg”的用户，是不是“wang”？"
    ]
    assert publish(database, rostered.replace("wangg", "wang")) == 3


def test_a_rehearsal_leaves_no_trace_in_the_book(database: Database) -> None:
    publish(database, SHIPPED)
    book = Book(database)
    with database.rehearsing() as stage:
        rehearsed = book.on(stage)
        assert publish(stage, LATER) == 2
        assert closing(rehearsed) == "17:00"
    assert closing(book) == "18:00"
    other = SHIPPED.replace('to: "18:00"', 'to: "16:00"')
    assert publish(database, other) == 2, "the number the rehearsal gave back"
    assert (closing(book), closing(rehearsed.on(database))) == ("16:00", "16:00")


# --- the file and the rows ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.yaml"
    path.write_text(SHIPPED, encoding="utf-8")
    return path


def test_the_first_start_publishes_the_file_and_the_second_does_not(database: Database, file: Path) -> None:
    assert ensure_published(database, file, NOW).published
    assert not ensure_published(database, file, NOW).published
    assert Book(database).current().number == 1


def test_a_first_start_without_a_sound_file_says_why(database: Database, file: Path) -> None:
    file.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(ScheduleError, match="tradng-day"):
        ensure_published(database, file, NOW)
    file.unlink()
    with pytest.raises(ScheduleError, match="cannot be read: No such file"):
        ensure_published(database, file, NOW)


def test_a_file_edited_by_hand_is_a_new_version(database: Database, file: Path) -> None:
    book, keeper = Book(database), Keeper(database, file)
    keeper.look(NOW)
    file.write_text(LATER, encoding="utf-8")
    assert keeper.look(NOW).published
    assert closing(book) == "17:00"
    file.write_text(SHIPPED, encoding="utf-8")  # and the edit is undone in the editor
    assert keeper.look(NOW).published
    assert (book.current().number, closing(book)) == (3, "18:00")


@pytest.mark.parametrize("text", [BROKEN.encode(), b"", b"\xff\xfe\x00 not text", None])
def test_a_file_that_cannot_be_used_leaves_the_last_good_one_in_force(
    database: Database, file: Path, text: bytes | None
) -> None:
    book, keeper = Book(database), Keeper(database, file)
    keeper.look(NOW)
    if text is None:
        file.unlink()
    else:
        file.write_bytes(text)
    for kept in (keeper.look(NOW), ensure_published(database, file, NOW), examine(database, file)):
        assert (kept.number, kept.published) == (1, False)
        assert kept.refused is not None
        assert str(kept.refused).startswith("schedules.yaml")
    assert closing(book) == "18:00"
    file.write_text(LATER, encoding="utf-8")
    assert keeper.look(NOW).published


def test_a_file_left_behind_does_not_undo_what_was_published_elsewhere(
    database: Database, file: Path
) -> None:
    ensure_published(database, file, NOW)
    publish(database, LATER)
    kept = ensure_published(database, file, NOW)
    assert not kept.published
    assert "is the schedule of publication 1, but 2 is in force" in str(kept.refused)
    assert closing(Book(database)) == "17:00"


def test_what_was_published_is_written_back_but_never_over_unpublished_edits(
    database: Database, file: Path
) -> None:
    ensure_published(database, file, NOW)
    publish(database, LATER)
    assert write_back(database, file, NOW)
    assert file.read_text(encoding="utf-8") == LATER
    assert not ensure_published(database, file, NOW).refused
    file.write_text(BROKEN, encoding="utf-8")
    publish(database, SHIPPED)
    assert not write_back(database, file, NOW)
    assert file.read_text(encoding="utf-8") == BROKEN
    assert [path.name for path in file.parent.iterdir() if "schedules" in path.name] == ["schedules.yaml"]


def test_an_edit_that_began_with_an_older_schedule_is_refused_and_kept(
    database: Database, file: Path
) -> None:
    keeper = Keeper(database, file)
    keeper.look(NOW)
    by_hand = SHIPPED.replace('to: "18:00"', 'to: "16:00"')
    file.write_text(by_hand, encoding="utf-8")
    publish(database, LATER)
    assert not write_back(database, file, NOW), "what was typed is not written over"
    for kept in (keeper.look(NOW), ensure_published(database, file, NOW), examine(database, file)):
        assert (kept.number, kept.published, kept.pending) == (2, False, False)
        assert "was edited while publication 2 came into force, and would undo it" in str(kept.refused)
        assert kept.refused is not None
        assert "第 2 号" in kept.refused.problems[0].zh
    assert (closing(Book(database)), file.read_text(encoding="utf-8")) == ("17:00", by_hand)
    file.write_text(LATER, encoding="utf-8")
    assert keeper.look(NOW).refused is None
    file.write_text(by_hand, encoding="utf-8")
    assert Keeper(database, file).look(NOW).published, "now the edit began with what is in force"


def test_looking_at_the_file_publishes_nothing(database: Database, file: Path) -> None:
    ensure_published(database, file, NOW)
    assert examine(database, file) == Kept(1)
    file.write_text(LATER, encoding="utf-8")
    assert examine(database, file) == Kept(1, pending=True)
    file.write_text(BROKEN, encoding="utf-8")
    assert "tradng-day" in str(examine(database, file).refused)
    assert Book(database).current().number == 1


def test_what_belongs_to_the_act_is_done_or_undone_with_it(database: Database, file: Path) -> None:
    ensure_published(database, file, NOW)
    seen: list[int] = []

    def fails(session: object, number: int, at: datetime) -> None:
        seen.append(number)
        raise OSError("the disk is full")

    file.write_text(LATER, encoding="utf-8")
    with pytest.raises(OSError, match="disk"):
        Keeper(database, file, fails).look(NOW)
    assert seen == [2]
    assert Book(database).current().number == 1


def test_the_file_keeps_its_permissions(database: Database, file: Path) -> None:
    ensure_published(database, file, NOW)
    file.chmod(0o640)
    publish(database, LATER)
    assert write_back(database, file, NOW)
    assert file.stat().st_mode & 0o777 == 0o640


def test_publishing_at_once_gives_every_publication_a_number_of_its_own(database: Database) -> None:
    with ThreadPoolExecutor(8) as several:
        numbers = list(several.map(lambda n: publish(database, SHIPPED, f"try {n}"), range(8)))
    assert sorted(numbers) == list(range(1, 9))
    with database.reading() as session:
        assert history.verify(session, "schedule")
