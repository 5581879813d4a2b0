"""When each hotline is open: schedules read strictly, published as versions, and answered from in microseconds."""

from ivr.hours.answers import Closed, Kind, Open, Why
from ivr.hours.book import Book, Edition, NothingPublished
from ivr.hours.engine import Hours
from ivr.hours.keeping import Kept, ensure_published, examine
from ivr.hours.model import Desk, Hotline, Opening, Override, Schedule, Text
from ivr.hours.on_disk import write_back
from ivr.hours.reader import Problem, ScheduleError
from ivr.hours.rosters import OnDuty
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
    "OnDuty",
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
    "examine",
    "write_back",
]
