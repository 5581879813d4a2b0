"""When each hotline is open: schedules read strictly, published as versions, and answered from in microseconds."""

from ivr.hours.book import Book, Edition, NothingPublished
from ivr.hours.engine import Closed, Hours, Kind, Open, Why
from ivr.hours.keeping import Kept, ensure_published, write_back
from ivr.hours.model import Desk, Hotline, Opening, Override, Schedule, Text
from ivr.hours.reader import Problem, ScheduleError
from ivr.hours.versions import Conflict, NotWithdrawable, UnknownNumber, VoiceClip

__all__ = [
    "Book",
    "Closed",
    "Conflict",
    "Desk",
    "Edition",
    "Hotline",
    "Hours",
    "Kept",
    "Kind",
    "NotWithdrawable",
    "NothingPublished",
    "Open",
    "Opening",
    "Override",
    "Problem",
    "Schedule",
    "ScheduleError",
    "Text",
    "UnknownNumber",
    "VoiceClip",
    "Why",
    "ensure_published",
    "write_back",
]
