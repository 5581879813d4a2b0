"""A second factor: good for its half minute, once, and of no use to whoever copies the database."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from ivr import history, people
from ivr.database import Database
from ivr.people import PeopleError, Refusal, Role, User, resets, second, sign_ins
from ivr.people.seals import Seal
from ivr.people.tables import ResetLink, SecondFactor

NOW = datetime(2026, 10, 9, 1, 0, 10, tzinfo=UTC)
SEAL = Seal(bytes(range(32)))
PASSWORD = "a long enough one"


@pytest.fixture
def li(database: Database) -> User:
    with database.writing() as session:
        return people.add(session, "li", role=Role.SUPERVISOR, password=PASSWORD, now=NOW)


def enrolled(database: Database, user: User) -> tuple[pyotp.TOTP, list[str]]:
    with database.writing() as session:
        telephone = pyotp.TOTP(second.begin(session, user, SEAL, NOW))
        return telephone, second.confirm(session, user, telephone.at(NOW), SEAL, NOW)


def proves(database: Database, user: User, code: str, after: float = 0, seal: Seal = SEAL) -> Refusal | None:
    with database.writing() as session:
        return second.authenticate(session, user, code, seal, NOW + timedelta(seconds=after))


def test_a_code_is_good_a_step_early_or_late_and_once(database: Database, li: User) -> None:
    with database.writing() as session:
        shown = second.begin(session, li, SEAL, NOW)
        assert second.begin(session, li, SEAL, NOW) == shown, "a page that is loaded again shows the same"
        assert not second.is_on(session, li)
        with pytest.raises(PeopleError, match="that code is not"):
            second.confirm(session, li, "000000", SEAL, NOW)
    telephone, _ = enrolled(database, li)
    with database.reading() as session:
        assert second.is_on(session, li)
    assert proves(database, li, telephone.at(NOW)) == Refusal(), "the code that proved the enrolment"
    assert proves(database, li, telephone.at(NOW + timedelta(seconds=90)), 90) is None
    assert proves(database, li, telephone.at(NOW + timedelta(seconds=90)), 91) == Refusal()
    assert proves(database, li, telephone.at(NOW + timedelta(seconds=150)), 120) is None, (
        "a clock that is fast"
    )
    assert proves(database, li, telephone.at(NOW + timedelta(seconds=120)), 120) == Refusal(), "an older one"
    late = telephone.at(NOW + timedelta(seconds=600))
    assert proves(database, li, f"{late[:3]} {late[3:]}", 630) is None, "a clock that is slow"
    assert proves(database, li, telephone.at(NOW + timedelta(seconds=900)), 961) == Refusal(), "too slow"


@pytest.mark.parametrize("code", ["", "１２３４５６", "abc", "0" * 300, "\x00"])
def test_what_is_no_code_is_refused(database: Database, li: User, code: str) -> None:
    enrolled(database, li)
    assert proves(database, li, code) == Refusal()


def test_five_wrong_codes_lock_and_a_right_one_waits(database: Database, li: User) -> None:
    telephone, codes = enrolled(database, li)
    for _ in range(4):
        assert proves(database, li, "000000") == Refusal()
    locked = Refusal(NOW + timedelta(minutes=15))
    assert proves(database, li, "000000") == locked
    assert proves(database, li, telephone.at(NOW + timedelta(minutes=14)), 14 * 60) == locked
    assert proves(database, li, codes[0], 14 * 60) == locked
    assert proves(database, li, telephone.at(NOW + timedelta(minutes=16)), 16 * 60) is None
    with database.reading() as session:
        assert "locked-out" in [entry.kind for entry in history.entries(session, f"user:{li.id}")]


def test_recovery_codes_are_good_once_each(database: Database, li: User) -> None:
    _, codes = enrolled(database, li)
    assert len(set(codes)) == 10
    assert proves(database, li, codes[3].upper().replace("-", " ")) is None
    assert proves(database, li, codes[3]) == Refusal()
    with database.writing() as session:
        assert second.codes_left(session, li) == 9
        fresh = second.renew_codes(session, li, NOW)
    assert proves(database, li, codes[4]) == Refusal()
    assert proves(database, li, fresh[4]) is None


def test_a_copy_of_the_database_makes_no_codes(database: Database, li: User) -> None:
    telephone, codes = enrolled(database, li)
    with database.reading() as session:
        stored = session.get_one(SecondFactor, li.id).secret
        told = str(history.entries(session, f"user:{li.id}"))
    assert telephone.secret not in stored
    assert telephone.secret not in told and not any(code in told for code in codes)
    # Under another IVR_SECRET_KEY the telephone's codes are lost; the paper still opens, and so does an administrator.
    other = Seal(bytes(32))
    assert proves(database, li, telephone.at(NOW + timedelta(seconds=60)), 60, other) == Refusal()
    assert proves(database, li, codes[0], 60, other) is None
    with database.writing() as session:
        second.take_away(session, li, now=NOW, actor="user:9")
        assert not second.is_on(session, li)
    assert proves(database, li, codes[1], 60) == Refusal()


def test_a_link_opens_once_for_a_day_and_the_newest_only(database: Database, li: User) -> None:
    def made() -> str:
        with database.writing() as session:
            return resets.make_link(session, session.get_one(User, li.id), now=NOW, actor="user:1")

    def whose(token: str, **after: int) -> str | None:
        found = resets.whose(database, token, NOW + timedelta(**after))
        return found.name if found else None

    first, token = made(), made()
    assert whose(first) is None
    assert (whose(token), whose(token, hours=23), whose(token, hours=24)) == ("li", "li", None)
    with database.writing() as session:
        stored = session.get_one(ResetLink, li.id)
        assert token not in stored.hash
        here = sign_ins.begin(session, li, NOW)
    for _ in range(5):
        people.authenticate(database, "li", "guessed", NOW)
    with pytest.raises(PeopleError, match="10 to 256"):
        resets.use(database, token, "short", NOW)
    assert resets.use(database, token, "quite another one", NOW).name == "li"
    assert resets.use(database, token, "and yet another", NOW) is None
    assert isinstance(people.authenticate(database, "li", "quite another one", NOW), User), "no longer locked"
    with database.reading() as session:
        assert not sign_ins.is_live(session.get_one(people.SignIn, here.id), NOW)
        assert history.verify(session, f"user:{li.id}")


def test_guessing_links_is_answered_less_and_less(database: Database, li: User) -> None:
    with database.writing() as session:
        token = resets.make_link(session, session.get_one(User, li.id), now=NOW, actor="user:1")
    assert resets.whose(database, token, NOW, address="10.0.0.1") is not None
    for guess in range(25):
        resets.whose(database, f"guess{guess}", NOW, address="10.0.0.1")
    assert resets.whose(database, token, NOW, address="10.0.0.1") is None
    assert resets.whose(database, token, NOW, address="10.0.0.2") is not None
