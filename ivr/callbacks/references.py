"""References that callers hear and key in: eight digits, random, the last one a Damm check digit.

The check digit finds every single wrong digit and every swap of neighbours, so a slip is never somebody else's
matter. A reference is never reused: it is unique among all tasks, and tasks are never deleted.
"""

import secrets

from stdnum import damm

LENGTH = 8


def draw() -> str:
    """A new reference from the system's source of randomness; whether it is taken, the database says."""
    # A leading zero would be lost in the first spreadsheet somebody pastes it into.
    body = str(10**6 + secrets.randbelow(9 * 10**6))
    return body + str(damm.calc_check_digit(body))


def read(keyed: str) -> str | None:
    """What was keyed in or written, as a reference; None when it cannot be one."""
    digits = keyed.replace(" ", "").replace("-", "")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or not damm.is_valid(digits):
        return None
    return digits


def spoken(ref: str) -> str:
    """The reference in two groups of four, as it is said and shown."""
    return f"{ref[:4]} {ref[4:]}"
