"""The address itself: who may ask, and which module answers."""

import re
from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest
from urllib.parse import parse_qsl, urlsplit

from ivr.gateway.machine import events
from ivr.gateway.machine.leg import API_VERSION
from ivr.gateway.machine.switchboard import Switchboard
from ivr.gateway.recordings import RecordingStore
from ivr.gateway.rest import asked
from ivr.gateway.rest.answers import Answer, Auth, RestError, answer, not_found
from ivr.gateway.rest.asked import Params
from ivr.gateway.rest.calls import Calls
from ivr.gateway.rest.queues import Queues
from ivr.gateway.rest.recordings import Recordings


class Rest:
    """Answers requests about the calls and queues of `board` and the recordings of `store`.

    Whatever a request sets going is only handed to `tell`, never done before the answer is out.
    """

    def __init__(
        self,
        board: Switchboard,
        store: RecordingStore,
        token: str,
        *,
        now: Callable[[], datetime],
        tell: Callable[[events.Event], None],
        media_is_there: Callable[[str], bool] = lambda _sid: True,
    ) -> None:
        self._board = board
        self._token = token
        home = f"/{API_VERSION}/Accounts/{board.account_sid}"
        calls = Calls(board, home, now, tell)
        recordings = Recordings(board, store, home, media_is_there)
        queues = Queues(board, home, now, tell)
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
            (method, re.compile(re.escape(home) + path), act)
            for method, path, act in (
                ("GET", r"\.json", self._account),
                ("POST", r"/Calls\.json", calls.create),
                ("GET", r"/Calls\.json", calls.list),
                ("GET", r"/Calls/(\w+)\.json", calls.fetch),
                ("POST", r"/Calls/(\w+)\.json", calls.update),
                ("GET", r"/Calls/(\w+)/Recordings\.json", recordings.list_of_call),
                ("GET", r"/Calls/(\w+)/Recordings/(\w+)\.json", recordings.fetch_of_call),
                ("DELETE", r"/Calls/(\w+)/Recordings/(\w+)(?:\.json)?", recordings.delete_of_call),
                ("GET", r"/Recordings\.json", recordings.list),
                ("GET", r"/Recordings/(\w+)\.json", recordings.fetch),
                ("DELETE", r"/Recordings/(\w+)(?:\.json)?", recordings.delete),
                ("GET", r"/Recordings/(\w+)(?:\.wav)?", recordings.media),
                ("GET", r"/Queues\.json", queues.list),
                ("GET", r"/Queues/(\w+)\.json", queues.fetch),
                ("GET", r"/Queues/(\w+)/Members\.json", queues.members),
                ("GET", r"/Queues/(\w+)/Members/(\w+)\.json", queues.member),
                ("POST", r"/Queues/(\w+)/Members/(\w+)\.json", queues.dequeue),
            )
        ]

    def handle(self, method: str, path: str, form: asked.Form, auth: Auth) -> Answer:
        """Answers one request; `path` may carry a query, `form` holds body or query parameters."""
        target = urlsplit(path)
        params = dict(parse_qsl(target.query, keep_blank_values=True)) | asked.single(form)
        try:
            if not authentic(auth, self._board.account_sid, self._token):
                raise RestError(401, 20003, "Authenticate")
            return self._answer(method, target.path, params)
        except RestError as error:
            return error.answer()

    def _answer(self, method: str, path: str, params: Params) -> Answer:
        found = [
            (verb, match, act)
            for verb, pattern, act in self._routes
            if (match := pattern.fullmatch(path)) is not None
        ]
        if not found:
            raise not_found(path)
        for verb, match, act in found:
            if verb == method:
                return act(params, *match.groups())
        raise RestError(405, 20004, "Method not allowed")

    def _account(self, _params: Params) -> Answer:
        return answer(
            200, {"sid": self._board.account_sid, "status": "active", "friendly_name": "ivr gateway"}
        )


def authentic(auth: Auth, account_sid: str, token: str) -> bool:
    """Whether these are the account's SID and token; takes the same time for all that are not."""
    name, given = auth or ("", "")
    right = compare_digest(name.encode(), account_sid.encode())
    return compare_digest(given.encode(), token.encode()) and right
