"""The application over HTTP: webhooks sent, clips fetched and kept as local files."""

import asyncio
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import aiohttp

from ivr.gateway import audio
from ivr.gateway.http import NoAnswer, Outcome, Request, Response, signed
from ivr.gateway.twiml.parsing import LARGEST_ANSWER

ANSWER_WITHIN = 15
CONNECT_WITHIN = 5
LARGEST_CLIP = 64 * 1024 * 1024


class Web:
    """Reaches the application at `web_url`; what is signed is its public address."""

    def __init__(
        self, session: aiohttp.ClientSession, *, public_url: str, web_url: str, token: str, folder: Path
    ) -> None:
        self._session = session
        self._public_url = public_url
        self._web_url = web_url
        self._token = token
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def send(self, request: Request, *, largest: int = LARGEST_ANSWER + 1) -> Outcome:
        """Sends `request`, signed; at most `largest` bytes of the answer are read."""
        request = signed(request, self._token)
        try:
            async with self._session.request(
                request.method,
                self._reached(request.url),
                data=request.body or None,
                headers={"Content-Type": "application/x-www-form-urlencoded", **request.headers},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN, connect=CONNECT_WITHIN),
            ) as answer:
                body = await answer.content.read(largest)
                while len(body) < largest and (more := await answer.content.read(largest - len(body))):
                    body += more
                return Response(answer.status, dict(answer.headers), body)
        except aiohttp.ConnectionTimeoutError:
            return NoAnswer("connection")
        except TimeoutError:
            return NoAnswer("timeout")
        except (aiohttp.ClientError, OSError):
            return NoAnswer("connection")

    async def clip(self, url: str) -> tuple[bytes, str]:
        """The samples at `url`; none, and why, when they cannot be had. Clips never change and are kept."""
        kept = self._folder / f"{sha256(url.encode()).hexdigest()}.wav"
        if kept.exists():
            return audio.decode(await asyncio.to_thread(kept.read_bytes)), ""
        outcome = await self.send(Request("GET", url), largest=LARGEST_CLIP)
        if isinstance(outcome, NoAnswer) or outcome.status != 200:
            return b"", f"11200: {url} could not be fetched"
        try:
            pcm = await asyncio.to_thread(audio.decode, outcome.body)
        except audio.AudioError as error:
            return b"", f"12400: {url}: {error}"
        if urlsplit(url).path.startswith("/clips/"):
            # Several calls may want the same clip at once.
            draft = kept.with_suffix(f".{token_hex(4)}.draft")
            await asyncio.to_thread(draft.write_bytes, outcome.body)
            draft.rename(kept)
        return pcm, ""

    def _reached(self, url: str) -> str:
        if url == self._public_url or url.startswith((f"{self._public_url}/", f"{self._public_url}?")):
            return self._web_url + url.removeprefix(self._public_url)
        return url
