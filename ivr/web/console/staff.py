"""The list of users: all that an administrator sees here. Users are made with `ivr users add`."""

from flask import abort, render_template

from ivr import people
from ivr.people import Role
from ivr.telephony.numbers import masked
from ivr.web.console import session
from ivr.web.console.blueprint import console
from ivr.web.voice import current_system


@console.get("/people")
def staff() -> str:
    """Who there is, with role, desks and telephone; for administrators and supervisors."""
    if session.person().user.role not in (Role.ADMIN, Role.SUPERVISOR):
        abort(403)
    system = current_system()
    with system.database.reading() as reading:
        known = people.everybody(reading)
        desks = {user.id: sorted(people.desks_of(reading, user)) for user in known}
    return render_template(
        "people.html",
        users=known,
        desks=desks,
        masked=masked,
        desk_names=system.book.current().schedule.desks,
    )
