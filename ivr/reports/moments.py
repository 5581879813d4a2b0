"""Sums of time inside the database, on SQLite and PostgreSQL alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from ivr.database import Moment


class seconds(GenericFunction[float]):  # noqa: N801 - a function of the database
    """`seconds(start, end)`: from one moment to the other, to the millisecond; NULL where either is."""

    type = Float()
    inherit_cache = True
    name = "ivr_seconds"


class epoch(GenericFunction[int]):  # noqa: N801
    """`epoch(moment)`: whole seconds since 1970 in UTC."""

    type = BigInteger()
    inherit_cache = True
    name = "ivr_epoch"


class days_before(GenericFunction[datetime]):  # noqa: N801
    """`days_before(moment, n)`: n whole days of 24 hours earlier; n is a plain number, as written."""

    type = Moment()
    inherit_cache = True
    name = "ivr_days_before"


@compiles(days_before, "sqlite")
def _days_before_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    moment, days = (compiler.process(clause, **how) for clause in element.clauses)
    # In the very form in which moments are stored, so that it compares with them.
    return f"strftime('%Y-%m-%d %H:%M:%f000', {moment}, '-' || {days} || ' days')"


@compiles(days_before, "postgresql")
def _days_before_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    moment, days = (compiler.process(clause, **how) for clause in element.clauses)
    return f"({moment} - {days} * INTERVAL '1 day')"


@compiles(seconds, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(clause, **how) for clause in element.clauses)
    return f"round((julianday({end}) - julianday({start})) * 86400.0, 3)"


@compiles(seconds, "postgresql")
def _seconds_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(clause, **how) for clause in element.clauses)
    return f"CAST(extract(epoch FROM ({end} - {start})) AS double precision)"


@compiles(epoch, "sqlite")
def _epoch_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **how)}) AS INTEGER)"


@compiles(epoch, "postgresql")
def _epoch_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **how)})) AS bigint)"
