"""Telephone numbers: what the network says, what callers key in, and what is shown to others.

Everything that is kept is E.164 (`+8675583183333`), so that a formatted number meets the same person as an
unformatted one. Local forms get the area first, then `phonenumbers` decides.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

AREA = "+86 755"
"""Country code and area code of Shenzhen."""

RAW_LIMIT = 64
"""Characters of a caller id that are kept for evidence."""

_HIDDEN_WORDS = frozenset(
    {"", "anonymous", "restricted", "unavailable", "unknown", "blocked", "private", "withheld"}
)
# The same words on a keypad, as carriers send them. Some pass as possible numbers, so they are met first.
_HIDDEN_DIGITS = frozenset({"266696687", "7378742833", "86282452253", "8656696", "2562533"})
_SEPARATORS = re.compile(r"[\s().\-/]+")
_EXTENSION = re.compile(
    r"^(?P<number>.+?)\s*(?:\*|转|分机|ext\.?|x)\s*(?P<extension>\d{1,8})$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CallerId:
    """Who the network says is calling."""

    raw: str
    """What was said, printable and at most 64 characters: evidence, never dialled."""
    e164: str | None
    """A number that can be rung back, or None: ask the caller to key one in."""
    hidden: bool
    """True when the number was withheld or is unknown; False for a short code or an extension, which is told
    but cannot be rung back (`e164` is None for both)."""

    @classmethod
    def parse(cls, raw: str | None, area: str = AREA) -> "CallerId":
        """Reads any `From` a carrier sends; never raises, whatever is in it."""
        said = _printable(raw or "")
        user = _user_part(said)
        if user.casefold() in _HIDDEN_WORDS or user.removeprefix("+") in _HIDDEN_DIGITS:
            return cls(said[:RAW_LIMIT], None, hidden=True)
        number = _SEPARATORS.sub("", user)
        found = e164(number, area)
        if found is None and number.isdecimal():
            # Some carriers leave out the plus of a number from abroad.
            found = _international(number, sure=True)
        return cls(said[:RAW_LIMIT], found, hidden=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a customer wants to be rung."""

    e164: str
    extension: str | None = None
    """Digits to key after the connection, at most 8; never part of the number."""


def contact(keyed: str, area: str = AREA) -> Contact | None:
    """A number as a caller keys it in or writes it, or None when nobody could be rung there.

    A landline with its area code (075583183333) or without (83183333), a mobile, or 00 and the country code;
    an extension follows after `*`, as in 075583183333*6021.
    """
    said = _printable(keyed).rstrip("#").strip()
    if len(said) > RAW_LIMIT:
        return None
    extension = None
    if split := _EXTENSION.match(said):
        said, extension = split["number"], split["extension"]
    number = _SEPARATORS.sub("", said)
    if number.removeprefix("+") in _HIDDEN_DIGITS:
        return None
    found = e164(number, area)
    return Contact(found, extension) if found else None


def e164(number: str, area: str = AREA) -> str | None:
    """`number` (a plus and digits, or digits) in E.164, or None when it is none that can be dialled.

    In the area's own country a number must be valid; elsewhere its length must be possible, because numbering
    plans change faster than tables do.
    """
    if not re.fullmatch(r"\+?[0-9]{3,18}", number):
        return None
    country, city = area.removeprefix("+").split()
    if number.startswith("+"):
        return _international(number[1:], home=country)
    if number.startswith("00"):
        return _international(number[2:], home=country)
    if len(number) in (7, 8) and number[0] not in "01":
        return _international(country + city + number, sure=True)
    try:
        parsed = phonenumbers.parse(number, phonenumbers.region_code_for_country_code(int(country)))
    except NumberParseException:
        return None
    return _formatted(parsed) if phonenumbers.is_valid_number(parsed) else None


def masked(number: str | None) -> str:
    """A number as it may be shown before it is revealed: 138****5678, 0755-****3333, +852 ****6789."""
    parsed = _parsed(number or "")
    if parsed is None:
        return "****"
    national = phonenumbers.national_significant_number(parsed)
    if parsed.country_code != _MAINLAND:
        shown = national[-4:] if len(national) >= 8 else national[-2:]
        return f"+{parsed.country_code} ****{shown}"
    if phonenumbers.number_type(parsed) == PhoneNumberType.MOBILE:
        return f"{national[:3]}****{national[-4:]}"
    code = phonenumbers.length_of_geographical_area_code(parsed)
    return f"0{national[:code]}-****{national[-4:]}" if code else f"****{national[-4:]}"


def written(number: str) -> str:
    """An E.164 number as people here write it, and as :func:`contact` reads it: 0755 8318 3333, +852 2345 6789."""
    parsed = _parsed(number)
    if parsed is None:
        return number
    home = parsed.country_code == _MAINLAND
    shape = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, shape)


def outside_mainland(number: str) -> bool:
    """True for an E.164 number whose country code is not +86; Hong Kong, Macau and Taiwan have their own."""
    parsed = _parsed(number)
    return parsed is not None and parsed.country_code != _MAINLAND


_MAINLAND = 86


def _international(digits: str, *, home: str = "", sure: bool = False) -> str | None:
    """`digits` begin with a country code; with `sure`, or at home, the number must be valid."""
    parsed = _parsed("+" + digits)
    if parsed is None:
        return None
    if sure or str(parsed.country_code) == home:
        return _formatted(parsed) if phonenumbers.is_valid_number(parsed) else None
    possible = phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    return _formatted(parsed) if possible else None


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except NumberParseException:
        return None


def _formatted(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _printable(text: str) -> str:
    """Full-width digits made plain; what a database or a terminal would choke on left out."""
    plain = unicodedata.normalize("NFKC", text[:1000])
    return "".join(" " if c.isspace() else c for c in plain if c.isspace() or c.isprintable()).strip()


def _user_part(said: str) -> str:
    """The user of `"Li" <sip:+8613800138000;x=y@host;user=phone>`, or what was said when it is no address."""
    inner = re.search(r"<([^<>]*)>", said)
    address = inner[1] if inner else said
    scheme, colon, rest = address.partition(":")
    if not colon or scheme.casefold() not in ("sip", "sips", "tel"):
        return address.strip()
    user = re.split(r"[@;:?]", rest, maxsplit=1)[0]
    return _printable(unquote(user))
