"""What a close has in it of the halves before it, and of those before them: the points of a line through time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from domain.catalogue import Indicator
from domain.figure import ALL, ITSELF, SAME_HALF, YEAR, YEAR_END, Figure, Figures
from domain.half_year import HalfYear
from domain.history import MOST_HALVES, History, Point
from domain.observation import Basis
from warehouse import closes, frozen
from warehouse.closes import Close
from warehouse.store import Connection

_Found = dict[str, Point]


def history_of(close: Close, indicators: Collection[Indicator], connection: Connection) -> History:
    """The points before a close's own; see ``history_before``."""
    return history_before(HalfYear.parse(close.period), *_frozen(close, indicators, connection), indicators, connection)


def history_before(
    period: HalfYear,
    bases: Mapping[str, Close],
    here: Figures,
    indicators: Collection[Indicator],
    connection: Connection,
) -> History:
    """The points before a half's own (``here``): those of the halves that it is compared with (``bases``), as they are
    frozen in it, and so on from their closes, each half as the newest of them knew it. Since every step is frozen, the
    history stays the same when an earlier half is closed again. States and registrations are levels; what occurred is
    of the half alone."""
    found: dict[HalfYear, _Found] = {}
    waiting: dict[HalfYear, Close] = {}
    while True:
        for base, points in _compared(bases, here, indicators, connection):
            then = HalfYear.parse(base.period)
            if then not in found:
                found[then], waiting[then] = points, base
        if not waiting or _enough(found, max(waiting)):
            break
        bases, here = _frozen(waiting.pop(max(waiting)), indicators, connection)
    newest = sorted(found)[1 - MOST_HALVES :]
    codes = [one.code for one in indicators]
    return {code: tuple(found[then][code] for then in newest if code in found[then]) for code in codes}


def _enough(found: Collection[HalfYear], newest: HalfYear) -> bool:
    """Whether what a close of ``newest`` is compared with is older than all that is wanted."""
    return len(found) >= MOST_HALVES - 1 and newest <= sorted(found)[1 - MOST_HALVES]


def _frozen(
    close: Close, indicators: Collection[Indicator], connection: Connection
) -> tuple[Mapping[str, Close], Figures]:
    return closes.compared_by(connection, close.id), _figures(close, indicators, connection)


def _compared(
    bases: Mapping[str, Close], here: Figures, indicators: Collection[Indicator], connection: Connection
) -> Iterator[tuple[Close, _Found]]:
    """The closes that a half has figures of, each with these."""
    for comparison in (SAME_HALF, YEAR_END):
        if base := bases.get(comparison):
            yield base, points_of(base.period, [here.find(one.code, comparison=comparison) for one in indicators])
    if first := bases.get(ITSELF):  # the first half, which the year's figures add up
        then = _figures(first, indicators, connection)
        yield first, points_of(first.period, [_first_half(one, then, here) for one in indicators])


def _figures(close: Close, indicators: Collection[Indicator], connection: Connection) -> Figures:
    codes = [one.code for one in indicators]
    return Figures.from_frame(frozen.figures_of(connection, close.id, scope=ALL, indicators=codes))


def _first_half(indicator: Indicator, then: Figures, here: Figures) -> Figure | None:
    """The first half as the year has it in it: of what occurred that is the year without its second half, since final
    figures may have come after the first was closed."""
    closed = then.find(indicator.code)
    year, second = here.value(indicator.code, span=YEAR), here.value(indicator.code)
    if closed is None or indicator.kind != "P" or year is None or second is None:
        return closed
    return closed._replace(value=year - second)


def points_of(code: str, figures: Collection[Figure | None]) -> dict[str, Point]:
    """Indicator → its point, of figures of one period."""
    period = HalfYear.parse(code)
    return {
        one.key.indicator: Point(period, one.value, one.counted, one.expected, one.basis == Basis.ESTIMATED)
        for one in figures
        if one
    }
