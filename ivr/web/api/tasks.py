"""What is owed to customers, as the token's user sees it; numbers are masked, and nothing here reveals one.

So no look is written down, as none is at the console's queue: what is written down there is a number that was revealed
and a recording that was heard, and neither can be had here.
"""

from urllib.parse import urlencode

from flask import Response, request

from ivr.callbacks import TaskState, queue, severity, view
from ivr.web.api import access, asked
from ivr.web.api.blueprint import api
from ivr.web.api.problems import Problem
from ivr.web.voice import current_system

STATES = tuple(state.value for state in TaskState)
PAGE, LARGEST_PAGE = 100, 500
FURTHEST = 10**6


@api.get("/v1/tasks")
def tasks() -> Response:
    """As `ivr tasks --json`, a page at a time: the header `Link` leads to the next one."""
    viewer = access.looking()
    asked.only("state", "hotline", "limit", "offset")
    state = asked.one_of("state", STATES)
    limit = asked.whole("limit", PAGE, 1, LARGEST_PAGE)
    offset = asked.whole("offset", 0, 0, FURTHEST)
    system = current_system()
    with system.database.reading() as session:
        first = severity.at(session, system.book.current(session).hours, system.now())
        found = queue.everything(
            session,
            severity=first,
            state=TaskState(state) if state else None,
            hotline=request.args.get("hotline"),
            viewer=viewer,
            limit=limit + 1,
            offset=offset,
        )
        told = [view.masked_json(shown) for shown in view.tasks_json(session, found[:limit], first)]
    return asked.answer(told, **({"Link": _next(offset + limit)} if len(found) > limit else {}))


@api.get("/v1/tasks/<ref>")
def task(ref: str) -> Response:
    """As `ivr tasks REF --json`: one task with its history, and whether that verifies."""
    viewer = access.looking()
    asked.only()
    system = current_system()
    with system.database.reading() as session:
        found = queue.find(session, ref[:20])
        if found is None or not viewer.sees(found):
            # Whoever may not see it is not told that it is there.
            raise Problem(404, f"no task that {viewer.user.name} may see has the reference {ref[:20]}")
        first = severity.at(session, system.book.current(session).hours, system.now())
        return asked.answer(view.masked_json(view.task_json(session, found, history=True, severity=first)))


def _next(offset: int) -> str:
    wanted = {**request.args.to_dict(), "offset": str(offset)}
    return f'</api/v1/tasks?{urlencode(wanted)}>; rel="next"'
