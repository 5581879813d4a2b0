"""The caller as a step sees him: who rings, when, what he just did, and what is remembered of the call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from calendars.trading import Certainty
from ivr.callbacks import Matter
from ivr.calls import Call
from ivr.clock import shanghai
from ivr.flows import words
from ivr.flows.clips import clip_name
from ivr.flows.phrases import NOTHING, Language, Phrase, Piece
from ivr.hours import Closed, Edition, Hotline, Open
from ivr.system import System
from ivr.telephony import outside_mainland

COMPLAINTS = "complaints"
"""The desk that complaints and suggestions go to."""


@dataclass
class Caller:
    """One request of one call, inside its transaction."""

    system: System
    open_session: Callable[[], Session]
    """Opens the transaction of this request, or answers the open one; most steps never ask for it."""
    call: Call
    edition: Edition
    """The schedule the call began with."""
    real_now: datetime
    form: Mapping[str, str]
    """What the carrier posted."""
    looking: bool = False
    """True while the transaction can only read: a step that acts must not be taken in it."""
    afterwards: list[Callable[[], object]] = field(default_factory=list)
    """Acts that need the network; they run once the transaction is committed."""

    @cached_property
    def session(self) -> Session:
        """The transaction of this request."""
        return self.open_session()

    @property
    def now(self) -> datetime:
        """The present moment as this call takes it; pretended calls live at another time."""
        return self.real_now + self.call.offset

    @property
    def keys(self) -> str:
        """The keys just pressed, without the finishing key."""
        keys = self.form.get("Digits", "")
        return keys if len(keys) <= 32 and set(keys) <= set("0123456789*#") else ""

    @property
    def language(self) -> Language:
        return "en" if self.call.language == "en" else "zh"

    @property
    def hotline(self) -> Hotline:
        return self.edition.schedule.hotlines[self.call.hotline]

    @property
    def hours(self) -> Open | Closed:
        return self.edition.hours.at(self.call.hotline, self.now)

    @property
    def is_open(self) -> bool:
        return isinstance(self.hours, Open)

    @property
    def subject(self) -> int:
        """On a leg of ours: the offer or the attempt it rings for."""
        return self.recall("subject") or 0

    @property
    def from_overseas(self) -> bool:
        """True for callers from outside the mainland, who are told whose time is meant."""
        return self.number is not None and outside_mainland(self.number)

    def expects(self, moment: datetime | None, hotline: str | None = None) -> bool:
        """Whether of `moment`, told now, it must be said that we expect so: it is to come, and hangs on trading days
        that no notice of the exchange has confirmed. Today of an open line is certain, whatever its year."""
        if moment is None or moment <= self.real_now:
            return False
        number = hotline or self.call.hotline
        try:
            today = shanghai(moment).date() == shanghai(self.now).date()
            if today and isinstance(self.edition.hours.at(number, self.now), Open):
                return False
            certainty = self.edition.hours.certainty(number, self.now, moment)
        except LookupError:
            return False  # no hours are known: it was promised in plain time
        return certainty is not Certainty.EXCHANGE

    def can_say(self, piece: Piece) -> bool:
        """Whether a clip of this piece is heard: one that ships, or one of the edition's voices."""
        return clip_name(piece, self.edition.voices) is not None

    def tell_of_recording(self) -> Phrase:
        """«This call is recorded», where it is, and that he was told stays with the call; of a closed line nothing but
        messages is."""
        if not (self.hotline.record and self.is_open):
            return NOTHING
        self.call.notice = words.NOTICE_VERSION
        return words.recorded()

    @property
    def number(self) -> str | None:
        """Where this caller can be rung back: the number he keyed in, else the one he calls from."""
        return self.call.contact or self.call.caller

    def remember(self, **facts: int | str | bool | None) -> None:
        """Keeps small facts for a later step of this call."""
        self.call.facts = {**self.call.facts, **facts}

    def recall(self, fact: str) -> int | None:
        """A number remembered earlier in this call."""
        value = self.call.facts.get(fact)
        return value if isinstance(value, int) else None

    def count(self, fact: str) -> int:
        """One more of `fact`; answers how many there are now."""
        total = (self.recall(fact) or 0) + 1
        self.remember(**{fact: total})
        return total

    def pass_on(self, flow: str) -> None:
        """Lets the hotline with another flow serve the rest of the call."""
        self.call.hotline = next(n for n, h in self.edition.schedule.hotlines.items() if h.flow == flow)

    def matter(
        self, *, urgent: bool = False, entered: datetime | None = None, why: str | None = None
    ) -> Matter:
        """What we owe this caller, as things stand."""
        complaint = self.call.topic == "complaint"
        return Matter(
            origin="call",
            call_id=self.call.id,
            hotline=self.call.hotline,
            desk=COMPLAINTS if complaint else self.hotline.desk,
            about=self.hotline.desk if complaint else None,
            topic=self.call.topic,
            urgent=urgent,
            caller=self.call.caller,
            contact=self.call.contact,
            extension=self.call.extension,
            language=self.call.language,
            pretended=self.call.pretended,
            within=self.hotline.call_back_within,
            entered=entered,
            linked_to=self.recall("linked_to"),
            join=self.recall("join"),
            why=why,
        )
