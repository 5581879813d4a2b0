"""The sans-IO call machine: :class:`~ivr.gateway.machine.switchboard.Switchboard` and its events and effects."""
