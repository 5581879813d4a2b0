"""Publishing a draft: one page that sums it up, one confirmation, and what to do when somebody else was first."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr.callbacks import publishing
from ivr.hours import Conflict, ScheduleError
from ivr.hours.comparing import side_by_side
from ivr.web.console.blueprint import console
from ivr.web.console.hours import governing
from ivr.web.console.hours.draft import MOST_LISTED, editor, posted, text_posted
from ivr.web.console.hours.draft_look import Look, look
from ivr.web.console.hours.draft_merge import merge
from ivr.web.voice import current_system

_LONGEST_NOTE = 400

Answer = Response | str | tuple[str, int]


@console.post("/hours/draft/publish")
def draft_publish() -> Answer:
    """Sums the draft up first, and with `confirmed` puts it in force; 409 when somebody else was first, 422 for a
    text that cannot be published or a note that is missing."""
    person, seen = governing(), posted()
    note = request.form.get("note", "").strip()[:_LONGEST_NOTE]
    if seen.problems:
        return editor(seen, told="draft.publish.problems"), 422
    if seen.same:
        return editor(seen, told="draft.publish.same"), 422
    if seen.outdated:
        return _conflict(seen), 409
    if "confirmed" not in request.form:
        return _summary(seen, note)
    if not note:
        return _summary(seen, note, told="draft.publish.no-note"), 422
    try:
        done = publishing.put_in_force(
            current_system(), seen.text, author=person.user.name, note=note, base=seen.base
        )
    except ScheduleError:  # a colleague was taken off meanwhile, say
        return editor(posted(), told="draft.publish.problems"), 422
    except Conflict:
        return _conflict(posted()), 409
    return redirect(url_for("console.draft", published=done.number, began=seen.base), 303)


@console.post("/hours/draft/conflict")
def draft_conflict() -> Answer:
    """What somebody published since the draft was begun, beside what the draft changes."""
    governing()
    seen = posted()
    return _conflict(seen) if seen.outdated else editor(seen)


@console.post("/hours/draft/rebase")
def draft_rebase() -> str:
    """Goes on from what is in force now, with those own changes that touch none of the other's."""
    governing()
    seen = posted()
    merged = merge(seen.began.text, seen.text, seen.current.text)
    again = look(merged.text, seen.current.number)
    return editor(again, merged=merged, left=seen.base)


def _summary(seen: Look, note: str, told: str = "") -> str:
    return render_template(
        "hours/draft_confirm.html",
        draft=seen,
        bars=seen.bars,
        moves=seen.moves[:MOST_LISTED],
        rows=side_by_side(seen.current.text, seen.text),
        note=note,
        told=told,
        confirming=True,
    )


def _conflict(seen: Look) -> str:
    return render_template(
        "hours/draft_conflict.html",
        draft=seen,
        theirs=side_by_side(seen.began.text, seen.current.text),
        mine=side_by_side(seen.began.text, seen.text),
        merged=merge(seen.began.text, text_posted(), seen.current.text),
    )
