"""Who there is: adding users, their desks and telephones, and looking them up."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr import history
from ivr.people import passwords
from ivr.people.tables import Membership, Role, User

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class PeopleError(Exception):
    """A user cannot be added or changed; the message says why and what to do.

    `code` and `facts` say the same to whoever tells it in another language.
    """

    def __init__(self, sentence: str, code: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.code, self.facts = code, facts


def add(
    session: Session,
    name: str,
    *,
    role: Role,
    password: str,
    now: datetime,
    display: str = "",
    desks: Iterable[str] = (),
    phone: str | None = None,
    language: str = "zh",
    actor: str = "system",
) -> User:
    """Adds somebody. `phone` is E.164; whether the desks exist is for the caller to know.

    Raises PeopleError for a name that is taken or cannot be one, for a bad telephone, role or password.
    """
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise PeopleError(
            f"{name!r} cannot be a name: use 2 to 63 small letters, digits, dots, hyphens or underscores",
            "name",
        )
    if find(session, name) is not None:
        raise PeopleError(f"there is already a user called {name}: choose another name", "taken", name=name)
    if role not in set(Role):
        raise PeopleError(f"there is no role {role!r}: choose one of {', '.join(Role)}")
    try:
        password_hash = passwords.hashed(password)
    except passwords.WeakPassword as weak:
        raise PeopleError(str(weak), "weak", shortest=passwords.SHORTEST) from None
    user = User(
        name=name,
        display=display.strip() or name,
        role=Role(role),
        password_hash=password_hash,
        phone=_phone(phone),
        language=language,
        active=True,
        created=now,
    )
    session.add(user)
    session.flush()
    session.add_all(Membership(user_id=user.id, desk=desk) for desk in sorted(set(desks)))
    session.flush()
    history.append(
        session, f"user:{user.id}", "added", at=now, actor=actor, role=user.role, desks=sorted(set(desks))
    )
    return user


def find(session: Session, name: str) -> User | None:
    """The user who signs in as `name`, whatever its case; also one who left."""
    return session.scalar(select(User).where(User.name == name.strip().lower()))


def everybody(session: Session) -> list[User]:
    """All users by name, also those who left."""
    return list(session.scalars(select(User).order_by(User.name)))


def members(session: Session, desk: str) -> list[User]:
    """The active users of a desk, by name."""
    of_desk = select(Membership.user_id).where(Membership.desk == desk)
    return list(session.scalars(select(User).where(User.id.in_(of_desk), User.active).order_by(User.name)))


def ringable(session: Session, desks: Iterable[str]) -> dict[str, frozenset[str]]:
    """Names of the active users of each desk who have a telephone."""
    return {desk: frozenset(user.name for user in members(session, desk) if user.phone) for desk in desks}


def with_mobile(session: Session) -> frozenset[str]:
    """Names of the active users who have a mobile."""
    return frozenset(session.scalars(select(User.name).where(User.active, User.mobile.is_not(None))))


def desks_of(session: Session, user: User) -> frozenset[str]:
    """The desks a user serves."""
    return frozenset(session.scalars(select(Membership.desk).where(Membership.user_id == user.id)))


def set_desks(session: Session, user: User, desks: Iterable[str], *, now: datetime, actor: str) -> None:
    """From now on the user serves exactly these desks."""
    wanted = sorted(set(desks))
    session.execute(delete(Membership).where(Membership.user_id == user.id))
    session.add_all(Membership(user_id=user.id, desk=desk) for desk in wanted)
    session.flush()
    history.append(session, f"user:{user.id}", "desks-set", at=now, actor=actor, desks=wanted)


def set_phone(session: Session, user: User, phone: str | None, *, now: datetime, actor: str) -> None:
    """The telephone that rings for the user from now on; E.164, or None for none."""
    user.phone = _phone(phone)
    history.append(session, f"user:{user.id}", "phone-set", at=now, actor=actor, given=phone is not None)


def set_mobile(session: Session, user: User, mobile: str | None, *, now: datetime, actor: str) -> None:
    """The mobile that rings for the user while calls are answered from home; E.164, or None for none.

    Raises PeopleError for one that is somebody else's: a mobile also says who rings us.
    """
    number = _phone(mobile)
    if number is not None:
        taken = select(User.name).where(User.mobile == number, User.id != user.id, User.active.is_(True))
        if (other := session.scalar(taken)) is not None:
            raise PeopleError(
                f"that mobile is {other}'s already: enter the one this user carries", "mobile", name=other
            )
    user.mobile = number
    history.append(session, f"user:{user.id}", "mobile-set", at=now, actor=actor, given=mobile is not None)


def set_email(session: Session, user: User, email: str | None, *, now: datetime, actor: str) -> None:
    """Where the user's notices go from now on; None for nowhere. Raises PeopleError for what is no address."""
    if email is not None and not is_email(email):
        raise PeopleError(f"{email} is no e-mail address: write it as name@example.com", "email")
    user.email = email
    history.append(session, f"user:{user.id}", "email-set", at=now, actor=actor, given=email is not None)


def is_email(address: str) -> bool:
    """Whether that can be an e-mail address."""
    return len(address) <= 254 and _EMAIL.fullmatch(address) is not None


def telephone(user: User, *, from_home: bool) -> str | None:
    """The number that rings for the user now: while calls are answered from home the mobile goes before the desk's."""
    return (user.mobile or user.phone) if from_home else user.phone


def set_role(session: Session, user: User, role: Role, *, now: datetime, actor: str) -> None:
    """What the user may do from now on; raises PeopleError for the last administrator."""
    if role != Role.ADMIN:
        _must_leave_an_admin(session, user)
    user.role = role
    history.append(session, f"user:{user.id}", "role-set", at=now, actor=actor, role=role)


def set_display(session: Session, user: User, display: str, *, now: datetime, actor: str) -> None:
    """How colleagues know the user from now on; an empty one is the name they sign in with."""
    user.display = display.strip()[:64] or user.name
    history.append(session, f"user:{user.id}", "renamed", at=now, actor=actor)


def set_language(session: Session, user: User, language: str) -> None:
    """The language the user reads the console in, `zh` or `en`."""
    if language not in ("zh", "en"):
        raise PeopleError(f"there is no language {language!r} here: choose zh or en")
    user.language = language
    session.flush()


def set_password(session: Session, user: User, password: str, *, now: datetime, actor: str) -> None:
    """Replaces the password; raises PeopleError for one that is too short."""
    try:
        user.password_hash = passwords.hashed(password)
    except passwords.WeakPassword as weak:
        raise PeopleError(str(weak), "weak", shortest=passwords.SHORTEST) from None
    history.append(session, f"user:{user.id}", "password-set", at=now, actor=actor)


def set_active(session: Session, user: User, active: bool, *, now: datetime, actor: str) -> None:
    """Lets somebody in again, or keeps out somebody who left; raises PeopleError for the last administrator."""
    if not active:
        _must_leave_an_admin(session, user)
    user.active = active
    history.append(session, f"user:{user.id}", "active" if active else "left", at=now, actor=actor)


def _must_leave_an_admin(session: Session, user: User) -> None:
    """Raises PeopleError when nobody could give rights any more. Locks the administrators: of two who take each
    other's role at once, the second finds himself the last."""
    if user.role != Role.ADMIN or not user.active:
        return
    admins = select(User.id).where(User.role == Role.ADMIN, User.active.is_(True)).order_by(User.id)
    if set(session.scalars(admins.with_for_update())) <= {user.id}:
        raise PeopleError(
            f"{user.name} is the last administrator: make somebody else one first",
            "last-admin",
            name=user.display,
        )


def _phone(phone: str | None) -> str | None:
    if phone is None or _E164.fullmatch(phone):
        return phone
    raise PeopleError(f"{phone} is no telephone number in E.164: write it as +8613800138000", "phone")
