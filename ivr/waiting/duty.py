"""Urgent matters of the round-the-clock lines that nobody has taken: whoever is on duty is rung for them.

One telephone after another, and all of them again every three minutes, until somebody takes it with a key; that rings
the customer. Callers were promised no less («系统会继续呼叫值班人员»).
"""

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ivr.callbacks import Attempt, Task, TaskState
from ivr.calls import Call
from ivr.hours import Hours
from ivr.people import User
from ivr.system import System
from ivr.waiting import agents
from ivr.waiting.retries import ring_automatically

AGAIN = timedelta(minutes=3)
"""Between two rounds of the desk's telephones for one matter."""

AT_ONCE = 20


def call_duty(system: System) -> int:
    """Rings the next one on duty for each urgent matter nobody holds; answers how many telephones ring for it."""
    now = system.now()
    hours = system.book.current().hours
    desks = [name for name, desk in hours.schedule.desks.items() if desk.then == "urgent"]
    with system.database.reading() as session:
        nobodys = session.scalars(
            select(Task.id)
            .outerjoin(Call, Call.id == Task.call_id)
            .where(Task.state == TaskState.WAITING, Task.closed_at.is_(None), Task.pretended.is_(False))
            .where(Task.urgent.is_(True), Task.desk.in_(desks))
            # Whoever is still on the line may yet be leaving his message, or be taken.
            .where(or_(Task.call_id.is_(None), Call.ended.is_not(None)))
            .order_by(Task.due)
            .limit(AT_ONCE)
        ).all()

    def choose(session: Session, task: Task) -> User | None:
        return _next_on_duty(session, task, hours, now)

    return sum(ring_automatically(system, task_id, TaskState.WAITING, choose) for task_id in nobodys)


def _next_on_duty(session: Session, task: Task, hours: Hours, now: datetime) -> User | None:
    """Who of those on duty was rung least for this and is free; nobody until a round is over for three minutes."""
    tried = select(Attempt.user_id, func.count(), func.max(Attempt.started)).where(Attempt.task_id == task.id)
    rung = {user: (times, last) for user, times, last in session.execute(tried.group_by(Attempt.user_id))}
    rota = agents.rota(session, hours, task.desk, task.hotline, now)
    everybody = session.scalars(agents.of_desk(rota).order_by(User.id)).all()
    least = min((rung.get(user.id, (0, None))[0] for user in everybody), default=0)
    last = max((moment for _, moment in rung.values()), default=None)
    if least and last is not None and last > now - AGAIN:
        return None
    order = {name: place for place, tier in enumerate(rota.tiers) for name in tier}
    ready = [user for user in everybody if rung.get(user.id, (0, None))[0] == least]
    ready.sort(key=lambda user: (order.get(user.name, len(order)), user.id))
    return next((user for user in ready if agents.free(session, user.id, rota)), None)
