"""What leaves the house when something is owed too long: e-mail, WeCom group robots, webhooks.

Whoever has something to say posts it within his own transaction; a tick sends it afterwards, outside any. A notice
carries references, desks, due times and an address of the console, never a number or what somebody said.
"""

from ivr.notifiers.channels import INSTALLATION, ChannelError
from ivr.notifiers.outbox import deliver, failed, post
from ivr.notifiers.sending import NotSent
from ivr.notifiers.tables import Channel, Outgoing

__all__ = ["INSTALLATION", "Channel", "ChannelError", "NotSent", "Outgoing", "deliver", "failed", "post"]
