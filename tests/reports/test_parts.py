"""Parts make the whole, and a figure leads to exactly the tasks it counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from month import BUSINESS, CALLERS, CENTRE, DUTY, SUPPORT, Month, at
from test_a_month import NOW, SEPTEMBER, september

from ivr import contacts
from ivr.callbacks import Viewer
from ivr.contacts import Details, Kind
from ivr.contacts.details import Reached
from ivr.database import Database
from ivr.hours import Hours
from ivr.reports import behind, institutions, leaving, rhythm, span, tally
from ivr.reports.figure import FIGURES, Sums, Unit
from ivr.reports.scope import DIVISIONS, Scope

CALL = st.fixed_dictionaries(
    {
        "minutes": st.integers(0, 60 * 24 * 3),
        "hotline": st.sampled_from([BUSINESS, SUPPORT]),
        "caller": st.sampled_from([None, "A", "B", "C"]),
        "topic": st.sampled_from(["enquiry", "fault", "technical"]),
        "asked": st.sampled_from([None, 0, 7]),
        "desk": st.sampled_from([CENTRE, DUTY]),
        "by": st.sampled_from([None, "wang", "zhao"]),
        "after": st.integers(0, 40),
        "talk": st.integers(0, 900),
    }
)
TASK = st.fixed_dictionaries(
    {
        "minutes": st.integers(0, 60 * 24 * 3),
        "hotline": st.sampled_from([BUSINESS, SUPPORT]),
        "desk": st.sampled_from([CENTRE, DUTY, "operations-1"]),
        "topic": st.sampled_from(["enquiry", "fault", "complaint"]),
        "owner": st.sampled_from([None, "wang", "zhao"]),
        "state": st.sampled_from(["waiting", "resolved", "closed"]),
        "tries": st.lists(st.sampled_from(["reached", "busy", "no-answer"]), max_size=3),
        "counts": st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1), st.integers(0, 2)),
    }
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(CALL, max_size=8), tasks=st.lists(TASK, max_size=8))
def test_every_division_adds_up_to_the_whole(
    database: Database, hours: Hours, calls: list, tasks: list
) -> None:
    with database.writing() as session:
        m = Month(session)
        m.person("wang", CENTRE), m.person("zhao", DUTY)
        start = at("09-01 00:00")
        for row in calls:
            began = start + timedelta(minutes=row.pop("minutes"))
            m.call(began.strftime("%m-%d %H:%M"), row.pop("hotline"), row.pop("caller"), **row)
        for row in tasks:
            created = start + timedelta(minutes=row.pop("minutes"))
            text = [(created + timedelta(minutes=n)).strftime("%m-%d %H:%M") for n in (0, 5, 10, 30, 45)]
            done = row["state"] != "waiting"
            tries = row.pop("tries")
            counts = dict(
                zip(("dispatched", "urged", "sent_back", "reopened"), row.pop("counts"), strict=True)
            )
            task = m.task(
                text[0], due=text[3], closed=text[4] if done else None, taken=text[1], **row, **counts
            )
            for place, outcome in enumerate(tries):
                m.rings(task, "wang", text[place + 1], outcome, talk=60 if outcome == "reached" else 0)
        session.flush()
        whole = tally.whole(session, hours, Scope(), SEPTEMBER, NOW).sums
        for by in DIVISIONS:
            parts = tally.report(session, hours, Scope(), SEPTEMBER, by=by, now=NOW).parts.values()
            for kind, total in whole.items():
                of = [part.sums[kind] for part in parts if kind in part.sums]
                added = sum(of[1:], of[0]) if of else kind()
                assert _comparable(added) == _comparable(total), (by, kind)
        halves = rhythm.halves(session, Scope(), SEPTEMBER)
        slots = rhythm.slots(halves, SEPTEMBER)
        assert (
            sum(slot.calls for slot in slots)
            == len(calls)
            == sum(rhythm.hours_of_day(rhythm.halves(session, Scope(), SEPTEMBER)))
        )
        for figure in FIGURES.values():
            value = tally.Column(whole).value(figure)
            if figure.unit is Unit.SHARE and value is not None:
                assert 0 <= value <= 1, figure.key
        session.rollback()


def _comparable(sums: Sums) -> list[object]:
    values = [getattr(sums, name) for name in type(sums).__dataclass_fields__]
    return [sorted(v) if isinstance(v, tuple) else round(v, 3) for v in values]


def test_a_figure_leads_to_the_tasks_it_counted(database: Database, hours: Hours) -> None:
    with database.writing() as session:
        september(session)
    with database.reading() as session:
        counted = tally.whole(session, hours, Scope(), SEPTEMBER, NOW).sums
        tasks = next(sums for kind, sums in counted.items() if kind.__name__ == "Tasks")
        from ivr.reports.callbacks import COUNTED, Tasks

        fields = list(Tasks.__dataclass_fields__)
        for place, name in enumerate(COUNTED):
            found, many = behind.tasks(session, hours, Scope(), name, SEPTEMBER, NOW, limit=3)
            assert many == getattr(tasks, fields[place]), name
            assert len(found) == min(many, 3)
        missed, _ = behind.tasks(session, hours, Scope(), "missed", SEPTEMBER, NOW, limit=9)
        assert [task.created for task in missed] == [at("09-22 10:00"), at("09-21 10:00"), at("09-03 10:00")]
        assert {figure.behind for figure in FIGURES.values()} - {None} <= behind.names(NOW)


def test_the_desk_a_complaint_is_about_never_finds_it_in_a_figure(database: Database, hours: Hours) -> None:
    with database.writing() as session:
        month = september(session)
        m_wang = month.users["wang"]
        other = month.person("nora", "complaints")
        seen = {}
        for user in (m_wang, other):
            scope = Scope(Viewer.of(session, user))
            seen[user.name] = tally.whole(session, hours, scope, SEPTEMBER, NOW).value(FIGURES["complaints"])
            found, _ = behind.tasks(session, hours, scope, "complaints", SEPTEMBER, NOW, limit=9)
            assert len(found) == seen[user.name]
        assert seen == {"wang": 0, "nora": 1}


def test_a_part_alone_is_the_same_as_that_part_of_the_whole(database: Database, hours: Hours) -> None:
    with database.writing() as session:
        month = september(session)
        wang = month.users["wang"].id
        for by, key, scope in (
            ("hotline", SUPPORT, Scope(hotline=SUPPORT)),
            ("desk", DUTY, Scope(desk=DUTY)),
            ("topic", "fault", Scope(topic="fault")),
            ("agent", str(wang), Scope(agent=wang)),
        ):
            part = tally.report(session, hours, Scope(), SEPTEMBER, by=by, now=NOW).parts[key]
            alone = tally.whole(session, hours, scope, SEPTEMBER, NOW)
            for figure in FIGURES.values():
                if figure.key != "utilisation" or by == "agent":
                    assert part.value(figure) == alone.value(figure), (by, figure.key)


def test_kinds_of_institution_are_told_by_the_contact_book(database: Database, hours: Hours) -> None:
    with database.writing() as session:
        september(session)
        for firm, kind, numbers in (("国泰君安", "securities", "AB"), ("易方达", "fund", "G")):
            made = tuple(Reached(CALLERS[name], "") for name in numbers)
            contacts.add(session, Details(firm=firm, kind=Kind(kind), numbers=made), now=NOW, actor="test")
    with database.reading() as session:
        # A rang on the 1st, 2nd and 20th, B on the 1st, G twice; six calls of others.
        assert institutions.kinds(session, Scope(), SEPTEMBER) == [("securities", 4), ("fund", 2), (None, 6)]
        assert institutions.kinds(session, Scope(topic="fault"), SEPTEMBER) == [("fund", 2)]


def test_how_a_day_went(database: Database, hours: Hours) -> None:
    with database.writing() as session:
        september(session)
    with database.reading() as session:
        tenth = span.read("2026-09-10", "2026-09-10")
        day = rhythm.slots(rhythm.halves(session, Scope(), tenth), tenth)
        assert len(day) == 48
        busy = {
            slot.start.strftime("%H:%M"): (slot.calls, slot.answered, slot.messages)
            for slot in day
            if slot.calls
        }
        assert busy == {"03:00": (1, 0, 1), "03:30": (1, 1, 0)}
        month = rhythm.slots(rhythm.halves(session, Scope(), SEPTEMBER), SEPTEMBER)
        assert len(month) == 30 and [slot.calls for slot in month[:5]] == [2, 2, 2, 1, 1]
        assert [slot.abandoned for slot in month[:4]] == [0, 1, 1, 0]
        by_hour = rhythm.hours_of_day(rhythm.halves(session, Scope(), SEPTEMBER))
        assert (by_hour[9], by_hour[10], by_hour[20]) == (4, 3, 1)
        assert rhythm.busiest(by_hour) == 9
        assert rhythm.busiest([0] * 24) is None
        assert leaving.points(session, Scope(), SEPTEMBER) == []


@pytest.mark.parametrize(
    ("name", "since", "before"),
    [
        ("today", "10-09 00:00", "10-08 00:00"),
        ("week", "10-05 00:00", "09-28 00:00"),
        ("month", "10-01 00:00", "09-01 00:00"),
    ],
)
def test_spans_end_now_and_are_compared_with_as_much_of_the_one_before(name, since, before) -> None:
    found = span.named(name, NOW)
    assert (found.since, found.until, found.before_since) == (at(since), NOW, at(before))
    assert found.before_until - found.before_since == found.until - found.since


def test_a_whole_month_is_compared_with_the_month_before() -> None:
    march = span.read("2026-03-01", "2026-03-31")
    assert (march.before.first.isoformat(), march.before.last.isoformat()) == ("2026-02-01", "2026-02-28")
    assert span.named("month", at("03-31 12:00")).before_until == at("03-01 00:00")  # February has no 31st
    for first, last, key in (
        ("2026-03-02", "2026-03-01", "order"),
        ("2026-01-01", "2027-03-01", "long"),
        ("2026-02-30", "2026-03-01", "day"),
        ("2026-02-20", None, "half"),
    ):
        with pytest.raises(span.BadSpan) as bad:
            span.read(first, last)
        assert bad.value.key == key
