"""Users and their desks, and a door that does not give way to guessing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, Type

from ivr import history, people
from ivr.database import Database
from ivr.people import PeopleError, Refusal, Role, User, passwords

NOW = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
PASSWORD = "a long enough one"


def add(database: Database, name: str = "wang", **more: object) -> User:
    with database.writing() as session:
        return people.add(session, name, **({"role": Role.AGENT, "password": PASSWORD, "now": NOW} | more))


def sign_in(
    database: Database, password: str, *, name: str = "wang", after: int = 0, address: str = "10.0.0.1"
):
    return people.authenticate(database, name, password, NOW + timedelta(minutes=after), address=address)


def test_a_user_signs_in_and_is_known_by_desk(database: Database) -> None:
    wang = add(
        database, "Wang", display="王工", desks=["binhai-duty", "service-centre"], phone="+8613800138000"
    )
    add(database, "li", desks=["binhai-duty"])
    left = add(database, "zhao", desks=["binhai-duty"])

    with database.writing() as session:
        people.set_active(session, session.get_one(User, left.id), False, now=NOW, actor="system")
    with database.reading() as session:
        assert [user.name for user in people.members(session, "binhai-duty")] == ["li", "wang"]
        assert people.desks_of(session, wang) == {"binhai-duty", "service-centre"}
        assert history.verify(session, f"user:{wang.id}")
    signed_in = sign_in(database, PASSWORD, name="WANG ")
    assert isinstance(signed_in, User)
    assert (signed_in.id, signed_in.display, signed_in.phone) == (wang.id, "王工", "+8613800138000")
    assert sign_in(database, PASSWORD, name="zhao") == Refusal(), "who left stays out"


def test_only_a_hash_is_stored(database: Database) -> None:
    stored = add(database).password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("wang", {}, "already a user called wang"),
        ("WANG", {}, "already a user called wang"),  # names do not differ by case alone
        ("王", {}, "cannot be a name"),
        ("x" * 64, {}, "cannot be a name"),
        ("li", {"phone": "13800138000"}, "E.164"),
        ("li", {"password": "short"}, "10 to 256 characters"),
        ("li", {"role": "boss"}, "no role 'boss'"),
    ],
)
def test_says_why_somebody_cannot_be_added(
    database: Database, name: str, more: dict[str, object], said: str
) -> None:
    add(database)
    with pytest.raises(PeopleError, match=said):
        add(database, name, **more)
    with database.reading() as session:
        assert [user.name for user in people.everybody(session)] == ["wang"]


def test_five_failures_lock_for_a_quarter_of_an_hour(database: Database) -> None:
    add(database)
    for _ in range(4):
        assert sign_in(database, "wrong") == Refusal()
    assert sign_in(database, "wrong") == Refusal(NOW + timedelta(minutes=15))
    assert sign_in(database, PASSWORD, after=14) == Refusal(NOW + timedelta(minutes=15)), "even the right one"
    assert isinstance(sign_in(database, PASSWORD, after=15), User)


def test_a_success_forgets_earlier_slips(database: Database) -> None:
    add(database)
    for _ in range(3):
        for _ in range(4):
            sign_in(database, "wrong")
        assert isinstance(sign_in(database, PASSWORD), User)


def test_old_slips_are_forgotten(database: Database) -> None:
    add(database)
    for minute in range(0, 200, 20):
        assert sign_in(database, "wrong", after=minute) == Refusal()


def test_names_that_do_not_exist_behave_alike(database: Database) -> None:
    for _ in range(4):
        assert sign_in(database, "wrong", name="nobody") == Refusal()
    assert sign_in(database, "wrong", name="nobody") == Refusal(NOW + timedelta(minutes=15))


def test_an_address_that_tries_many_names_is_locked(database: Database) -> None:
    add(database)
    answers = [sign_in(database, "wrong", name=f"guess{i}") for i in range(20)]
    assert answers[-1] == Refusal(NOW + timedelta(minutes=15))
    assert isinstance(sign_in(database, PASSWORD), Refusal)
    assert isinstance(sign_in(database, PASSWORD, address="10.0.0.2"), User), (
        "colleagues elsewhere still get in"
    )


def test_guessing_in_parallel_gains_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add(database)
    looked_at = []
    really = passwords.fits
    monkeypatch.setattr(
        passwords, "fits", lambda stored, given: (looked_at.append(given), really(stored, given))[1]
    )
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda i: sign_in(database, f"guess {i}", address=""), range(40)))
    assert len(looked_at) <= 5


def test_a_hash_costs_whoever_guesses(hasher_in_use: PasswordHasher) -> None:
    # OWASP's least for argon2id is 19 MiB and two passes; the library recommends more, and is taken at its word.
    assert hasher_in_use.type is Type.ID
    assert hasher_in_use.memory_cost >= 19 * 1024 and hasher_in_use.time_cost >= 2


def test_an_outdated_hash_is_renewed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = add(database).password_hash
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert isinstance(sign_in(database, PASSWORD), User)
    with database.reading() as session:
        assert people.find(session, "wang").password_hash != before
    assert isinstance(sign_in(database, PASSWORD), User)


def test_a_generated_password_can_be_used(database: Database) -> None:
    password = people.generated_password()
    add(database, password=password)
    assert isinstance(sign_in(database, password), User)


def with_pin(database: Database, name: str = "li", **numbers: str) -> User:
    user = add(database, name, role=Role.SUPERVISOR, phone=numbers.get("phone"))
    with database.writing() as session:
        known = session.get_one(User, user.id)
        people.set_mobile(session, known, numbers.get("mobile"), now=NOW, actor="test")
        people.set_pin(session, known, "280613", now=NOW, actor="test")
        return known


def proves(database: Database, user: User, digits: str, after: int = 0) -> bool:
    with database.writing() as session:
        known = session.get_one(User, user.id)
        return people.authenticate_pin(session, known, digits, NOW + timedelta(minutes=after))


def test_five_wrong_pins_lock_for_a_quarter_of_an_hour(database: Database) -> None:
    li = with_pin(database)
    assert proves(database, li, "280613")
    for guess in range(5):
        assert not proves(database, li, f"28061{guess + 4}")
    assert not proves(database, li, "280613", after=14), "even the right one"
    assert proves(database, li, "280613", after=15)
    assert isinstance(sign_in(database, PASSWORD, name="li"), User), "the password was never locked"
    with database.reading() as session:
        assert "locked-out" in [entry.kind for entry in history.entries(session, f"user:{li.id}")]
        assert history.verify(session, f"user:{li.id}")


def test_what_was_set_is_written_down_without_its_value(database: Database) -> None:
    li = with_pin(database, mobile="+8613800138001")
    with database.reading() as session:
        entries = history.entries(session, f"user:{li.id}")
        stored = session.get_one(User, li.id).pin_hash
    assert [entry.kind for entry in entries] == ["added", "mobile-set", "pin-set"]
    assert not any(value in str(entries) for value in ("280613", "13800138001"))
    assert stored is not None and stored.startswith("$argon2id$")


def test_a_mobile_says_who_rings_and_is_nobody_elses(database: Database) -> None:
    li = with_pin(database, mobile="+8613800138001", phone="+8675582345678")
    wang = with_pin(database, "wang", mobile="+8613800138002", phone="+8675582345678")
    with database.writing() as session:
        assert people.of_telephone(session, "+8613800138001").name == "li"
        assert people.of_telephone(session, "+8675582345678") is None, "it may be either of them"
        assert people.of_telephone(session, None) is None
        with pytest.raises(PeopleError, match="that mobile is li's already"):
            people.set_mobile(
                session, session.get_one(User, wang.id), "+8613800138001", now=NOW, actor="test"
            )
        people.set_role(session, session.get_one(User, li.id), Role.AUDITOR, now=NOW, actor="test")
        session.flush()
        assert people.of_telephone(session, "+8613800138001") is None, "an auditor takes no calls"


def test_the_mobile_rings_only_from_home(database: Database) -> None:
    li = with_pin(database, mobile="+8613800138001", phone="+8675582345678")
    assert people.telephone(li, from_home=False) == "+8675582345678"
    assert people.telephone(li, from_home=True) == "+8613800138001"
    assert people.telephone(add(database, "wang", phone="+8675582345679"), from_home=True) == "+8675582345679"
