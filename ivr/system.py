"""What an act needs from outside itself, wired once by `ivr.installation` and handed down."""

from dataclasses import dataclass, replace
from datetime import datetime

from ivr.clock import Clock
from ivr.database import Database
from ivr.hours import Book
from ivr.settings import Settings
from ivr.telephony import Carrier
from ivr.voicemail import Store


@dataclass(frozen=True)
class System:
    """The parts of one running installation."""

    settings: Settings
    clock: Clock
    database: Database
    carrier: Carrier
    book: Book
    """The published schedules and the hours they give."""
    store: Store
    """Where recorded audio is kept."""
    exchange: str = ""
    """Which telephone exchange the callers of this process hang on: a test phone's own, or everybody's."""

    def now(self) -> datetime:
        return self.clock()

    def with_database(self, database: Database) -> "System":
        """The same system on another database, as a rehearsal needs it."""
        return replace(self, database=database, book=self.book.on(database))
