"""What a request is answered with: Twilio's JSON, page by page, or one of its errors."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

Answer = tuple[int, dict[str, str], bytes]
Auth = tuple[str, str] | None
T = TypeVar("T")

_TOKEN = "PA"  # noqa: S105 - how the name of a place in a list begins


class RestError(Exception):
    """A request that is answered with one of Twilio's errors."""

    def __init__(self, status: int, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.code, self.sentence = status, code, sentence

    def answer(self) -> Answer:
        told = {
            "code": self.code,
            "message": self.sentence,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return answer(self.status, told)


def answer(status: int, content: Mapping[str, object]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content, ensure_ascii=False).encode()


def not_found(path: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {path} was not found")


@dataclass(frozen=True)
class Listed(Generic[T]):
    """A list, of which a request wants one page."""

    name: str
    """What the list is called in the answer."""
    uri: str
    found: Sequence[T]
    sid: Callable[[T], str]
    show: Callable[[T], dict[str, object]]

    def page(self, params: Mapping[str, str], number: int, size: int) -> Answer:
        """That page. The next one is named by the last that is shown here, so that what comes or goes meanwhile at
        the head of the list neither repeats nor hides anything."""
        start = self._after(params.get("PageToken", ""))
        if start is None:
            start = number * size
        shown = self.found[start : start + size]
        more = len(self.found) > start + size
        asked = {
            name: value for name, value in params.items() if name not in ("Page", "PageSize", "PageToken")
        }

        def at(page: int, **token: str) -> str:
            return f"{self.uri}?{urlencode({**asked, 'PageSize': size, 'Page': page, **token})}"

        return answer(
            200,
            {
                self.name: [self.show(each) for each in shown],
                "page": number,
                "page_size": size,
                "start": number * size,
                "end": number * size + max(0, len(shown) - 1),
                "uri": at(number),
                "first_page_uri": at(0),
                "next_page_uri": at(number + 1, PageToken=_TOKEN + self.sid(shown[-1])) if more else None,
                "previous_page_uri": at(number - 1) if number else None,
            },
        )

    def _after(self, token: str) -> int | None:
        """Where the list goes on after the one that the token names; None when it is not there any more."""
        sids = [self.sid(each) for each in self.found] if token else []
        last = token.removeprefix(_TOKEN)
        return sids.index(last) + 1 if last in sids else None
