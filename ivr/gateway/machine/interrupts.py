"""What breaks into a script, wherever it stands: thrown in by the switchboard, or raised by a verb."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """A document to fetch and perform: its address and what is sent with the standard parameters."""

    url: str
    method: str = "POST"
    extra: dict[str, str] = field(default_factory=dict)


class Interrupt(Exception):
    """A turn in the call, not a mistake."""


class CallOver(Interrupt):
    """The call has ended or is to end, with `status`."""

    def __init__(self, status: str = "completed") -> None:
        super().__init__(status)
        self.status = status


class SentElsewhere(Interrupt):
    """The live call is to go on with another document."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.url)
        self.step = step


class TakenOut(Interrupt):
    """`by` takes the waiting call out of its queue; `step` is what it hears before they are joined."""

    def __init__(self, by: str, step: Step | None) -> None:
        super().__init__(by)
        self.by = by
        self.step = step


class LeftQueue(Interrupt):
    """The verb Leave."""


class Broken(Exception):
    """The call cannot go on: the caller hears an apology and the log says why, with Twilio's number."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
