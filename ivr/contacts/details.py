"""What an entry says, as somebody wrote it."""

from dataclasses import dataclass, field

from ivr.contacts.cleaning import line_of_text, paragraph
from ivr.contacts.errors import ContactError
from ivr.contacts.kinds import Kind
from ivr.contacts.tables import LONGEST_FIRM, LONGEST_NAME, LONGEST_NOTE
from ivr.telephony import Contact as Reached


@dataclass(frozen=True)
class Details:
    """What an entry says, as somebody wrote it: cleaned, and short enough to be kept. Raises ContactError otherwise."""

    name: str = ""
    firm: str = ""
    firm_en: str = ""
    kind: Kind | None = None
    """None: as it is, and «other» for an organisation that is new."""
    note: str = ""
    numbers: tuple[Reached, ...] = field(default=())

    def __post_init__(self) -> None:
        for name, most in (("name", LONGEST_NAME), ("firm", LONGEST_FIRM), ("firm_en", LONGEST_FIRM)):
            object.__setattr__(self, name, line_of_text(getattr(self, name), name, most))
        object.__setattr__(self, "note", paragraph(self.note, "note", LONGEST_NOTE))
        object.__setattr__(self, "numbers", tuple(dict.fromkeys(self.numbers)))
        if not self.name and not self.firm:
            raise ContactError("nothing")
        if (self.kind or self.firm_en) and not self.firm:
            raise ContactError("kind-alone")
