"""What can go wrong at the carrier, told apart by what the caller of a function may do next."""


class CarrierError(Exception):
    """Anything a carrier said or failed to say. The message names no telephone number and no secret."""


class UnknownAccount(CarrierError):
    """No account of this installation has that SID."""


class Refused(CarrierError):
    """A clear no: nothing rang and nothing changed.

    `permanent` says that asking again in the same words is pointless; otherwise the carrier was busy, not
    reachable, or did not accept our credentials, and the same request may succeed later.
    """

    def __init__(
        self, message: str, *, permanent: bool, status: int | None = None, code: int | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.status = status
        """The HTTP status, None when the carrier was never reached."""
        self.code = code
        """Twilio's number for the error, where one was given."""


class Uncertain(CarrierError):
    """The request was sent and no usable answer came: it may have been done, the phone may be ringing.

    Find out before asking again for anything that rings.
    """


class NotYet(CarrierError):
    """The recording's audio is not there (yet): ask again later."""


class TooLarge(CarrierError):
    """The audio is larger than the cap that was handed in; none of it was kept."""
