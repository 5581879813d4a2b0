"""A colleague tells callers by telephone what is broken for many of them: which lines, until when, in his own words.

Nobody hears anything before the last key: whoever hangs up on the way, in mid-recording say, has published nothing.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from ivr import incidents, voicemail
from ivr.callbacks import intake
from ivr.flows import words
from ivr.flows.answers import SCRIPTS, Answer, Ask, End, Go, Menu, Script, Take
from ivr.flows.caller import Caller
from ivr.flows.incident import keep, present_take
from ivr.flows.office_acts import moment
from ivr.flows.phrases import NOTHING, Phrase
from ivr.flows.words import office as hours_words
from ivr.flows.words import reporting as said
from ivr.incidents import Incident, IncidentError, Severity, What, Words
from ivr.people import ACT, User

reporting = Script("reporting")

DAY = 24 * 60
LONGEST = 90
"""Seconds of what callers hear."""


REMINDED = "reminded"
"""Who took the reminder that rang: he may give this one update, and nothing else without a PIN."""


def author(caller: Caller) -> User | None:
    """Who proved who he is in this call, while he may act."""
    return _acting(caller, "office")


def _reporter(caller: Caller) -> User | None:
    return author(caller) or _acting(caller, REMINDED)


def _acting(caller: Caller, fact: str) -> User | None:
    user = caller.session.get(User, caller.recall(fact) or 0)
    return user if user is not None and user.active and user.role in ACT else None


def _leave(caller: Caller, said_first: Phrase = NOTHING) -> Go:
    """Back to the pocket, for whoever came from there; a reminder ends here."""
    return Go(SCRIPTS["pocket"].steps["pocket.menu"] if author(caller) else farewell, said_first)


@reporting.step
def farewell(caller: Caller) -> Answer:
    """Nothing more can be done without a PIN."""
    return End(words.farewell())


@reporting.step
def start(caller: Caller) -> Answer:
    """What there is to tell of this line; straight on where nothing is reported."""
    user = author(caller)
    schedule = caller.edition.schedule
    if user is None or not incidents.may_report(caller.session, schedule, user, [caller.call.hotline]):
        return _leave(caller, hours_words.not_possible())
    if not _open(caller):
        return Go(fresh)
    return Menu(said.what_now(), keys={"1": news, "2": repaired, "3": fresh}, otherwise=_leave(caller))


fresh = reporting.choice("fresh", "kind", report_act="open")
news = reporting.choice("news", "which", report_act="update")
repaired = reporting.choice("repaired", "which", report_act="close")


@reporting.step
def which(caller: Caller) -> Answer:
    """Which one, where several are open on this line."""
    rows = _open(caller)
    if len(rows) > 1:
        return Go(kind)
    return _taken_up(caller, rows[0]) if rows else Go(fresh)


@reporting.step
def kind(caller: Caller) -> Answer:
    """What is broken."""
    return Menu(said.which_kind(), keys=dict(zip("1234", _KINDS, strict=True)), otherwise=_leave(caller))


_KINDS = [reporting.choice(what, "of_that_kind", report_what=what) for what in What]


@reporting.step
def of_that_kind(caller: Caller) -> Answer:
    """A new one goes on with its lines; of the others it is looked up."""
    what = caller.call.facts["report_what"]
    row = next((each for each in incidents.open_ones(caller.session) if each.what == what), None)
    if caller.call.facts.get("report_act") == "open":
        if row is None:
            return Go(lines)
        # It is told of on another line, or here: an update, which is heard on this line too.
        caller.remember(report_act="update", report_id=row.id)
        return Go(when, said.already())
    return _taken_up(caller, row) if row is not None else Go(start, said.none_open())


def _taken_up(caller: Caller, row: Incident) -> Go:
    caller.remember(report_id=row.id)
    return Go(closing if caller.call.facts.get("report_act") == "close" else when)


@reporting.step
def lines(caller: Caller) -> Answer:
    """Whose callers hear it: of the dialled hotline, or of all."""
    return Menu(hours_words.lines(), keys={"1": this_line, "2": all_lines}, otherwise=_leave(caller))


this_line = reporting.choice("this_line", "how_bad", report_lines="this")
all_lines = reporting.choice("all_lines", "how_bad", report_lines="all")


@reporting.step
def how_bad(caller: Caller) -> Answer:
    """For those who work on it; callers are not told."""
    return Menu(said.how_bad(), keys=dict(zip("123", _SEVERITIES, strict=True)), otherwise=_leave(caller))


_SEVERITIES = [reporting.choice(each, "when", report_severity=each) for each in Severity]


@reporting.step
def when(caller: Caller) -> Answer:
    """Four digits, or the hash key alone where nobody can say."""
    return Ask(
        said.when_news(),
        then=timed,
        otherwise=Go(no_time),
        empty=Go(no_time),
        most=4,
        exactly=True,
        private=False,
    )


@reporting.step
def timed(caller: Caller) -> Answer:
    """The next time that the clock shows these four digits."""
    if not re.fullmatch(r"([01][0-9]|2[0-3])[0-5][0-9]", caller.keys):
        return Go(when, hours_words.not_a_time())
    minutes = int(caller.keys[:2]) * 60 + int(caller.keys[2:])
    today = moment(caller, minutes)
    chosen = today if today > caller.now else moment(caller, minutes + DAY)
    caller.remember(report_until=chosen.isoformat())
    return Go(dictate)


@reporting.step
def no_time(caller: Caller) -> Answer:
    """News when there is some."""
    caller.remember(report_until=None)
    return Go(dictate)


@reporting.step
def closing(caller: Caller) -> Answer:
    """It is over: at once, or with words."""
    return Menu(
        said.over_menu(), keys={"1": publish, "2": dictate, "3": cancel}, otherwise=Go(cancel), trail=False
    )


@reporting.step
def cancel(caller: Caller) -> Answer:
    """Nothing was told."""
    return _leave(caller, hours_words.cancelled())


@reporting.act
def dictate(caller: Caller) -> Answer:
    """The row first, then the beep."""
    taken = voicemail.begin(caller.session, caller.call, now=caller.now, dictated=True)
    caller.remember(message=taken.id, report_words=False)
    return Take(said.dictate(), message=taken.id, then=dictated, nothing=review, most=LONGEST)


@reporting.act
def dictated(caller: Caller) -> Answer:
    """It is there; whoever hung up has published nothing."""
    taken, heard = present_take(caller), intake.Take.posted(caller.form)
    if heard is None:
        intake.absent(caller.session, taken, now=caller.now)
        return Go(review)
    keep(caller, taken, heard)
    caller.remember(report_words=True)
    return End() if heard.ended_by == "hangup" else Go(review)


@reporting.step
def review(caller: Caller) -> Answer:
    """Publish, hear, say again, or do without one's own words."""
    return Menu(
        said.review(),
        keys={"1": publish, "2": hear, "3": dictate, "4": standard},
        otherwise=Go(cancel),
        trail=False,
    )


@reporting.step
def hear(caller: Caller) -> Answer:
    """Plays it from the carrier's own copy."""
    heard = caller.call.facts.get("report_words")
    audio = voicemail.carrier_audio(caller.system.carrier, present_take(caller)) if heard else None
    return Go(review, audio=audio)


@reporting.step
def standard(caller: Caller) -> Answer:
    """The standard sentence is heard."""
    caller.remember(report_words=False)
    return Go(publish)


@reporting.act
def publish(caller: Caller) -> Answer:
    """From now on callers hear it, or everybody who registered is told that it is over."""
    facts, user = caller.call.facts, _reporter(caller)
    if user is None:
        return _leave(caller, hours_words.refused())
    try:
        _publish(caller, user, facts)
    except IncidentError as error:
        match error.why:
            case "already" if author(caller):
                return Go(start, said.already())
            case "over" if author(caller):
                return Go(start, said.none_open())
            case "passed":
                return Go(when, hours_words.not_a_time())
        return _leave(caller, hours_words.not_possible())
    return End(said.over() if facts["report_act"] == "close" else said.published())


def _publish(caller: Caller, user: User, facts: Mapping[str, object]) -> None:
    session, schedule = caller.session, caller.system.book.current(caller.session).schedule
    own = Words(voicemail_id=caller.recall("message")) if facts.get("report_words") else incidents.NO_WORDS
    now, report_id = caller.real_now, caller.recall("report_id") or 0
    until = facts.get("report_until")
    following = datetime.fromisoformat(str(until)) - caller.call.offset if until else None
    match facts["report_act"]:
        case "close":
            incidents.close(session, schedule, report_id, by=user, words=own, now=now)
        case "update":
            incidents.update(
                session,
                schedule,
                report_id,
                by=user,
                next_update=following,
                words=own,
                also=[caller.call.hotline],
                now=now,
            )
        case _:
            every = facts["report_lines"] == "all"
            incidents.report(
                session,
                schedule,
                what=str(facts["report_what"]),
                severity=str(facts["report_severity"]),
                hotlines=schedule.hotlines if every else [caller.call.hotline],
                by=user,
                next_update=following,
                words=own,
                now=now,
            )


def _open(caller: Caller) -> list[Incident]:
    return incidents.open_ones(caller.session, caller.call.hotline)
