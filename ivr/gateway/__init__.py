"""A small Twilio-compatible voice runtime: it fetches TwiML, performs it on lines, posts signed webhooks."""

from ivr.settings import Settings


async def serve(settings: Settings) -> None:
    """Serves the gateway's REST address and its telephones until SIGTERM."""
    from ivr.gateway.live.server import serve as serve_live

    await serve_live(settings)
