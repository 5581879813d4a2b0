"""The evidence of a task as a file, for supervisors and auditors. That it was taken is written down first."""

from flask import Response, abort

from ivr.callbacks import queue as tasks
from ivr.flows.words.notices import WORDINGS
from ivr.privacy import evidence
from ivr.voicemail import StoreError
from ivr.web.console import privacy
from ivr.web.console.blueprint import console
from ivr.web.console.privacy.asked import download
from ivr.web.console.privacy.story import story
from ivr.web.voice import current_system


@console.post("/tasks/<ref>/evidence")
def task_evidence(ref: str) -> Response:
    """One archive that verifies on its own."""
    person, system = privacy.must_be(privacy.EXPORTS), current_system()
    with system.database.reading() as reading:
        task = tasks.find(reading, ref)
        if task is None or not person.viewer.sees(task):
            abort(404)
    try:
        body = evidence.pack(system, task.id, notices=WORDINGS, story=story, actor=privacy.actor(person))
    except StoreError:
        abort(503)
    return download(body, f"evidence-{task.ref}.zip")
