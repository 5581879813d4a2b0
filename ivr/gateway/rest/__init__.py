"""The gateway's REST address: Twilio's paths, JSON and errors, for what the application needs of them.

Framework-neutral: :meth:`Rest.handle` takes a request apart and answers it; nothing here touches a socket. Calls,
recordings and queues each have their module; `asked` reads what a request asks for.
"""

from ivr.gateway.rest.address import Rest, authentic
from ivr.gateway.rest.answers import Answer, Auth
from ivr.gateway.rest.asked import Form

__all__ = ["Answer", "Auth", "Form", "Rest", "authentic"]
