"""Who works here: users, roles, telephones, desk membership, signing in."""

from ivr.people.keeping import Keeper, Wanted
from ivr.people.passwords import generate as generated_password
from ivr.people.pin import ACT, authenticate_pin, of_telephone, set_pin
from ivr.people.roster import (
    PeopleError,
    add,
    desks_of,
    everybody,
    find,
    is_email,
    members,
    ringable,
    set_active,
    set_desks,
    set_display,
    set_email,
    set_language,
    set_mobile,
    set_password,
    set_phone,
    set_role,
    telephone,
    with_mobile,
)
from ivr.people.signin import Refusal, authenticate
from ivr.people.tables import Membership, Role, SignIn, User

__all__ = [
    "ACT",
    "Keeper",
    "Membership",
    "PeopleError",
    "Refusal",
    "Role",
    "SignIn",
    "User",
    "Wanted",
    "add",
    "authenticate",
    "authenticate_pin",
    "desks_of",
    "everybody",
    "find",
    "generated_password",
    "is_email",
    "members",
    "of_telephone",
    "ringable",
    "set_active",
    "set_desks",
    "set_display",
    "set_email",
    "set_language",
    "set_mobile",
    "set_password",
    "set_phone",
    "set_pin",
    "set_role",
    "telephone",
    "with_mobile",
]
