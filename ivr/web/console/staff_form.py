"""The form of a person: what it shows, what it asks for, and where the schedule names somebody."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import request

from ivr.clock import shanghai
from ivr.hours.publishable import named
from ivr.people import Keeper, PeopleError, Role, User, Wanted
from ivr.telephony import contact
from ivr.web.console import preferences, timeline
from ivr.web.console.words import say
from ivr.web.voice import current_system


@dataclass(frozen=True)
class Standing:
    """The fields as the form shows them: as they stand, or as they were typed when that was refused."""

    name: str
    display: str
    role: str
    desks: Collection[str]
    phone: str
    mobile: str
    no_phone: bool
    no_mobile: bool
    email: str

    @classmethod
    def of(cls, user: User, desks: frozenset[str]) -> "Standing":
        """Numbers are never shown in a field: one that is left empty stays as it is."""
        return cls(user.name, user.display, user.role, desks, "", "", False, False, user.email or "")

    @classmethod
    def fresh(cls, keeper: Keeper) -> "Standing":
        return cls(
            "", "", Role.AGENT, keeper.desks if len(keeper.desks) == 1 else (), "", "", False, False, ""
        )

    @classmethod
    def typed(cls, user: User | None, desks: frozenset[str]) -> "Standing":
        form = request.form
        if user is not None and "display" not in form:  # another act was refused, not this form
            return cls.of(user, desks)
        return cls(
            user.name if user else form.get("name", ""),
            form.get("display", ""),
            form.get("role", user.role if user else Role.AGENT),
            form.getlist("desks"),
            form.get("phone", ""),
            form.get("mobile", ""),
            "no-phone" in form,
            "no-mobile" in form,
            form.get("email", ""),
        )


def choices(keeper: Keeper, served: frozenset[str]) -> list[tuple[str, str]]:
    """The desks that this keeper may put somebody on or take them off, by name."""
    schedule, language = current_system().book.current().schedule, preferences.language()
    known = [*schedule.desks, *sorted(served - set(schedule.desks))]
    return [(desk, timeline.desk_name(schedule, desk, language)) for desk in known if keeper.may_give(desk)]


def wanted(user: User | None, keeper: Keeper, served: frozenset[str]) -> Wanted:
    """What the form asks for; raises PeopleError for a number or a role that is none."""
    form = request.form
    offered = {desk for desk, _ in choices(keeper, served)}
    chosen = set(form.getlist("desks"))
    if strange := chosen - offered:
        raise PeopleError(f"there is no desk {min(strange)!r} to give", "desk", desk=min(strange))
    try:
        role = Role(form.get("role") or (user.role if user else Role.AGENT))
    except ValueError:
        raise PeopleError("there is no such role", "no-role") from None
    return Wanted(
        display=form.get("display", "").strip()[:64] or (user.name if user else form.get("name", "")),
        role=role,
        desks=frozenset((served - offered) | chosen),
        phone=_number("phone", user.phone if user else None),
        mobile=_number("mobile", user.mobile if user else None),
        email=form.get("email", user.email or "" if user else "").strip() or None,
    )


def places(user: User, desks: Collection[str] | None = None) -> str:
    """Where the schedule in force names the user, in words, at these desks or at any; empty for nowhere."""
    system, language = current_system(), preferences.language()
    schedule, today = system.book.current().schedule, shanghai(system.now()).date()
    told = []
    for place, name in named(schedule):
        if name != user.name or (desks is not None and place[1] not in desks):
            continue
        desk = timeline.desk_name(schedule, place[1], language)
        if place[0] == "desks":
            told.append(say(language, "people.named.tiers", desk=desk))
            continue
        shift = schedule.rosters[place[1]][int(place[2]) - 1]
        if shift.on is None or (shift.through or shift.on) >= today:
            told.append(say(language, "people.named.roster", desk=desk, row=place[2]))
    return ("、" if language == "zh" else ", ").join(dict.fromkeys(told))


def _number(field: str, present: str | None) -> str | None:
    """The number as E.164: the present one when the field is empty, none when it is to be taken away."""
    typed = request.form.get(field, "").strip()
    if f"no-{field}" in request.form:
        return None
    if not typed:
        return present
    read = contact(typed, current_system().book.current().schedule.area)
    if read is None or read.extension:
        raise PeopleError("that is no telephone number", "phone")
    return read.e164
