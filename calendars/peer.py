"""Our calendar beside that of exchange_calendars, day by day: `make check-calendar`.

The peer knows Shanghai's exchange (XSHG), which trades on Shenzhen's days. It is a development dependency only. Where
the two differ, one of them is wrong, and callers would hear it; so every difference has to be explained by a notice
of ours that names the day as closed. A day that we let trade and the peer does not is never explained: nobody who
believes us would find out.
"""

import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from calendars import szse
from calendars.notices import Notice, shipped
from calendars.trading import Certainty, TradingCalendar

NAME = "exchange_calendars"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A day on which one of the two trades alone."""

    date: date
    ours: bool
    """Whether we say that there is trading."""
    explained: str | None
    """The title of our notice that names the day; None where no notice does."""
    certainty: Certainty

    def __str__(self) -> str:
        we, they = ("trading", "closed") if self.ours else ("closed", "trading")
        told = f"{self.date:%Y-%m-%d %a}: {we} by our calendar ({self.certainty}), {they} by {NAME}"
        return f"{told}; explained: {self.explained}" if self.explained else told


def disagreements(
    ours: TradingCalendar, notices: Iterable[Notice], sessions: Collection[date], first: date, last: date
) -> Iterator[Disagreement]:
    """Every day from `first` to `last`, both included, that trades in only one; `sessions` are the peer's days."""
    named = {day: one.title for one in notices for closure in one.closed for day in closure.days()}
    for n in range((last - first).days + 1):
        day = first + n * _DAY
        trades = ours.is_trading(day)
        if trades is not (day in sessions):
            yield Disagreement(day, trades, None if trades else named.get(day), ours.certainty(day.year))


def main() -> int:
    """Compares the calendar that ships; answers the exit status."""
    return compare(szse.build(), shipped())


def compare(ours: TradingCalendar, notices: Iterable[Notice]) -> int:
    """Prints what differs and answers 1 where nothing explains it, else 0."""
    import exchange_calendars

    peer = exchange_calendars.get_calendar("XSHG", start=f"{szse.YEARS[0]}-01-01")
    sessions = {session.date() for session in peer.sessions}
    first, last = date(szse.YEARS[0], 1, 1), peer.last_session.date()
    found = list(disagreements(ours, notices, sessions, first, last))
    for one in found:
        print(one)  # noqa: T201
    unexplained = [one for one in found if not one.explained]
    print(  # noqa: T201
        f"{first} to {last}: {len(sessions)} trading days of {NAME} {exchange_calendars.__version__}, "
        f"{len(found)} differences, {len(unexplained)} of them unexplained"
    )
    if unexplained:
        print(  # noqa: T201
            "calendars/notices.yaml: find the exchange's own notice for these days and add it with its source; "
            "a day that is only provisional waits for the exchange",
            file=sys.stderr,
        )
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
