"""A small Twilio-compatible voice runtime: it fetches TwiML, performs it on lines, posts signed webhooks."""

from collections.abc import Callable

from ivr.settings import Settings


async def serve(settings: Settings, voice: Callable[[str, str], bytes | None] | None = None) -> None:
    """Serves the gateway's REST address, its telephones and an Asterisk's calls until SIGTERM.

    `voice` answers a WAV that says such words in such a language, if there is one: Asterisk has no voice of its own.
    """
    from ivr.gateway.live.server import serve as serve_live

    await serve_live(settings, voice=voice)
