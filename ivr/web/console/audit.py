"""The audit: who listened to what, who looked at which number, what was exported, and who changed hours and people."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask import session as cookie
from sqlalchemy.orm import Session

from ivr import history, people
from ivr.callbacks import Task, audit, queue
from ivr.callbacks.audit import Asked
from ivr.clock import SHANGHAI, parse_moment, shanghai
from ivr.people import User
from ivr.web.console import audit_telling, preferences, session
from ivr.web.console.blueprint import console
from ivr.web.console.session import Person
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Search:
    """What was asked for, as it was typed, and what it came to."""

    group: str
    person: str
    ref: str
    since: str
    until: str
    asked: Asked
    wrong: str | None
    """The key of a sentence; then nothing is listed."""

    @property
    def fields(self) -> dict[str, str]:
        """What brings the same search again, as an address says it."""
        typed = {
            "kind": self.group,
            "person": self.person,
            "task": self.ref,
            "from": self.since,
            "to": self.until,
        }
        return {name: value for name, value in typed.items() if value}


@console.get("/audit", endpoint="audit")
def look() -> str:
    """A page of it. That somebody looked is written down, once a session and day."""
    somebody, system = reading_it(), current_system()
    _looked(somebody, system.now())
    with system.database.reading() as reading:
        search = searched(reading)
        found = [] if search.wrong else audit.page(reading, search.asked, somebody.viewer, audit.PAGE + 1)
        told = audit_telling.told(reading, found[: audit.PAGE], preferences.language())
        subject = _subject(search)
        verified = history.verify(reading, subject) if subject and found else None
        names = [user.name for user in people.everybody(reading)]
    earlier = None
    if len(found) > audit.PAGE:
        at, number = found[audit.PAGE - 1].place
        earlier = f"{url_for('console.audit')}?{urlencode(search.fields | {'before': f'{at.isoformat()}~{number}'})}"
    return render_template(
        "audit.html",
        search=search,
        groups=list(audit.GROUPS),
        told=told,
        verified=verified,
        names=names,
        earlier=earlier,
        first=request.args.get("before") is None,
    )


def reading_it() -> Person:
    """Whoever is signed in, when the audit is for them; 403 otherwise."""
    somebody = session.person()
    return somebody if audit.sees(somebody.viewer) else abort(403)


def searched(reading: Session) -> Search:
    """The search in the request, its days those of Shanghai, both included."""
    said = {
        name: request.values.get(name, "").strip()[:64] for name in ("kind", "person", "task", "from", "to")
    }
    user = people.find(reading, said["person"]) if said["person"] else None
    task: Task | None = queue.find(reading, said["task"]) if said["task"] else None
    since, until = _day(said["from"]), _day(said["to"])
    wrong = None
    if said["person"] and user is None:
        wrong = "audit.no.person"
    elif said["task"] and task is None:
        wrong = "audit.no.task"
    elif (said["from"] and not since) or (said["to"] and not until) or (since and until and until < since):
        wrong = "audit.no.days"
    asked = Asked(
        kinds=audit.GROUPS.get(said["kind"], audit.ALL),
        user=user,
        task=task,
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        before=_before(request.args.get("before", "")),
    )
    group = said["kind"] if said["kind"] in audit.GROUPS else ""
    return Search(group, said["person"], said["task"], said["from"], said["to"], asked, wrong)


def _looked(somebody: Person, now: datetime) -> None:
    today = shanghai(now).date().isoformat()
    mark = f"{somebody.sign_in} {today}"
    if cookie.get("audit") == mark:
        return
    with current_system().database.writing() as writing:
        history.append(
            writing, "audit", "audit-read", at=now, actor=f"user:{somebody.user.id}", sign_in=somebody.sign_in
        )
    cookie["audit"] = mark


def _subject(search: Search) -> str | None:
    """The chain that the page can answer for: the task's, the person's, or that of the hours."""
    asked = search.asked
    if asked.task is not None:
        return asked.task.subject
    if isinstance(asked.user, User):
        return f"user:{asked.user.id}"
    return "schedule" if search.group == "hours" else None


def _before(text: str) -> tuple[datetime, int] | None:
    moment, _, number = text.partition("~")
    try:
        return parse_moment(moment), int(number)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
