"""Who may see a task, and who may act on it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import Session

from ivr import people
from ivr.callbacks.errors import NotPossible, NotYours
from ivr.callbacks.tables import Task
from ivr.people import Role, User

LOOKS = frozenset({Role.AGENT, Role.SUPERVISOR, Role.AUDITOR})
"""Those who see customers' matters at all."""
SEES_ALL = frozenset({Role.SUPERVISOR, Role.AUDITOR})
ACTS = frozenset({Role.AGENT, Role.SUPERVISOR})
DECIDES = frozenset({Role.SUPERVISOR})


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at tasks, with the desks they serve."""

    user: User
    desks: frozenset[str]

    @classmethod
    def of(cls, session: Session, user: User) -> "Viewer":
        return cls(user, people.desks_of(session, user))

    @property
    def looks(self) -> bool:
        return self.user.role in LOOKS

    @property
    def sees_all(self) -> bool:
        return self.user.role in SEES_ALL

    @property
    def decides(self) -> bool:
        """True for those who decide what agents cannot."""
        return self.user.role in DECIDES

    def sees(self, task: Task) -> bool:
        """Agents see their desks' tasks and what they hold, and never a complaint about a desk of theirs.

        What is for a supervisor they see once it was handed to them, and what concerns their own work never. An
        administrator sees none.
        """
        if self.sees_all:
            return True
        if self.user.role != Role.AGENT or task.about in self.desks or task.concerns == self.user.id:
            return False
        return (task.desk in self.desks and not task.supervised) or task.owner_id == self.user.id

    def seen(self) -> ColumnElement[bool]:
        """The same rule as a condition on tasks."""
        if self.sees_all:
            return true()
        if self.user.role != Role.AGENT:
            return false()
        theirs = or_(
            and_(Task.desk.in_(self.desks), Task.supervised.is_(False)), Task.owner_id == self.user.id
        )
        return and_(
            theirs,
            or_(Task.about.is_(None), Task.about.not_in(self.desks)),
            or_(Task.concerns.is_(None), Task.concerns != self.user.id),
        )

    def must_act(self) -> None:
        """Raises NotYours for those who only look on."""
        if not self.user.active or self.user.role not in ACTS:
            raise NotYours("your role looks on: it changes no task")

    def must_decide(self, what: str) -> None:
        if not self.decides:
            raise NotYours(f"{what} is for a supervisor to decide")

    def must_be_impartial(self, task: Task) -> None:
        """Raises NotYours for whoever's own work the task is about, supervisors included."""
        if task.concerns == self.user.id:
            raise NotYours(f"task {task.ref} is about your own work: a colleague settles it")

    def must_hold(self, task: Task) -> None:
        """Raises unless the task is claimed by this person; supervisors do not act over an agent's head either."""
        if task.owner_id is not None and task.owner_id != self.user.id and not task.is_done:
            raise NotYours(f"somebody else holds task {task.ref}: it is theirs until they give it back")
        if task.owner_id != self.user.id or task.is_done:
            raise NotPossible(f"you do not hold task {task.ref}: claim it first")
