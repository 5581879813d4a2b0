"""Numbers within what people wrote, masked as they are everywhere else."""

import phonenumbers

from ivr.telephony.numbers import masked


def masked_within(text: str) -> str:
    """The text with every telephone number in it masked; anything else, a reference say, stays as it is."""
    parts, end = [], 0
    for found in phonenumbers.PhoneNumberMatcher(text, "CN"):
        number = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
        parts += [text[end : found.start], masked(number)]
        end = found.end
    return "".join([*parts, text[end:]])
