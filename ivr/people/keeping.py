"""Who may keep the list of people, and how far: administrators all of it, supervisors the agents of their desks.

keeper = Keeper.of(session, somebody)
keeper.must_keep(session, user)                        # PeopleError otherwise
change(session, keeper, user, Wanted(...), now=now)    # all of it, or PeopleError and nothing
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.people import roster
from ivr.people.roster import PeopleError
from ivr.people.tables import Role, User


@dataclass(frozen=True)
class Wanted:
    """What is to be known of somebody. Telephones are E.164; desks are those of the schedule; None is for none."""

    display: str
    role: Role
    desks: frozenset[str]
    phone: str | None
    mobile: str | None
    email: str | None = None


@dataclass(frozen=True)
class Keeper:
    """Somebody who keeps the list, with the desks they serve."""

    user: User
    desks: frozenset[str]

    @classmethod
    def of(cls, session: Session, user: User) -> "Keeper":
        return cls(user, roster.desks_of(session, user))

    @property
    def actor(self) -> str:
        return f"user:{self.user.id}"

    @property
    def keeps_all(self) -> bool:
        return self.user.role == Role.ADMIN

    @property
    def looks(self) -> bool:
        """Whether they see the list at all."""
        return self.user.role in (Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles they may give; none for those who only look on."""
        if self.keeps_all:
            return tuple(Role)
        return (Role.AGENT,) if self.user.role == Role.SUPERVISOR and self.desks else ()

    def keeps(self, user: User, desks: frozenset[str]) -> bool:
        """Whether they may change `user`, who serves `desks`."""
        if self.keeps_all:
            return True
        return (
            self.user.role == Role.SUPERVISOR and user.role == Role.AGENT and not desks.isdisjoint(self.desks)
        )

    def may_give(self, desk: str) -> bool:
        """Whether they may put somebody on the desk, or take them off."""
        return self.keeps_all or desk in self.desks

    def must_keep(self, session: Session, user: User) -> None:
        """Raises PeopleError for somebody whom another one keeps."""
        if not self.keeps(user, roster.desks_of(session, user)):
            raise PeopleError(
                f"{user.name} is kept by an administrator: you keep the agents of your desks",
                "not-yours",
                name=user.display,
            )

    def must_not_be(self, user: User) -> None:
        """Raises PeopleError for oneself: what would shut oneself out is for a colleague to do."""
        if user.id == self.user.id:
            raise PeopleError("that is yourself: another administrator has to do it", "yourself")


def add(
    session: Session,
    keeper: Keeper,
    name: str,
    wanted: Wanted,
    *,
    password: str,
    language: str,
    now: datetime,
) -> User:
    """Adds somebody; raises PeopleError when the keeper may not, or when it cannot be."""
    _must_give(keeper, wanted.role, frozenset(), wanted.desks)
    if not keeper.keeps_all and not wanted.desks:
        raise PeopleError("choose one of your desks: you keep the agents who serve them", "no-desk")
    user = roster.add(
        session,
        name,
        role=wanted.role,
        password=password,
        now=now,
        display=wanted.display[:64],
        desks=wanted.desks,
        phone=wanted.phone,
        language=language,
        actor=keeper.actor,
    )
    if wanted.mobile is not None:
        roster.set_mobile(session, user, wanted.mobile, now=now, actor=keeper.actor)
    if wanted.email is not None:
        roster.set_email(session, user, wanted.email, now=now, actor=keeper.actor)
    return user


def change(session: Session, keeper: Keeper, user: User, wanted: Wanted, *, now: datetime) -> None:
    """Makes of somebody what is wanted; only what differs is set and written down.

    Raises PeopleError when the keeper may not, or when it cannot be: roll back then.
    """
    keeper.must_keep(session, user)
    served = roster.desks_of(session, user)
    _must_give(keeper, wanted.role if wanted.role != user.role else None, served, wanted.desks)
    actor = keeper.actor
    if wanted.role != user.role:
        keeper.must_not_be(user)
        roster.set_role(session, user, wanted.role, now=now, actor=actor)
    if wanted.display != user.display:
        roster.set_display(session, user, wanted.display, now=now, actor=actor)
    if wanted.desks != served:
        roster.set_desks(session, user, wanted.desks, now=now, actor=actor)
    if wanted.phone != user.phone:
        roster.set_phone(session, user, wanted.phone, now=now, actor=actor)
    if wanted.mobile != user.mobile:
        roster.set_mobile(session, user, wanted.mobile, now=now, actor=actor)
    if wanted.email != user.email:
        roster.set_email(session, user, wanted.email, now=now, actor=actor)


def _must_give(keeper: Keeper, role: Role | None, served: frozenset[str], wanted: frozenset[str]) -> None:
    """Raises PeopleError for a role, or a desk that comes or goes, that is not the keeper's to give."""
    if role is not None and role not in keeper.roles:
        raise PeopleError(f"only an administrator makes somebody {role}", "role", role=role)
    for desk in sorted(served ^ wanted):
        if not keeper.may_give(desk):
            raise PeopleError(f"{desk} is not one of your desks", "desk", desk=desk)
