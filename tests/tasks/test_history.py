"""The points before a close's own: frozen, of the newest close that knew them, and at most so many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.figure import FIGURES, SAME_HALF, YEAR_END, Figures
from domain.half_year import HalfYear
from domain.history import MOST_HALVES, History, Point
from outputs.report_charts import over_time
from tasks.history import history_of
from tests.homes import SmallHome
from tests.warehouse.kept import DATES, SmallWarehouse
from warehouse import closes, frozen, ledger

LEVEL, FLOW = "hoi_vien", "hoi_vien_moi"

Row = tuple[str, str, str, int | None, int | None]  # indicator, comparison, span, value, the close it is of


class Closed:
    """A warehouse in which periods are frozen by hand."""

    def __init__(self, kept: SmallWarehouse, catalogue: Catalogue) -> None:
        self._kept, self._catalogue = kept, catalogue

    def freeze(self, period: str, rows: list[Row], version: int = 1) -> int:
        filled = [
            (code, "", "all", against, span, None, value, 4, 3, "done", of) for code, against, span, value, of in rows
        ]
        frame = pl.DataFrame(filled, schema={**FIGURES, "compared_close": pl.Int64}, orient="row")
        said: dict[str, Any] = {"period": period, "version": version, "closed_by": "Thư ký", "reason": ""}
        said |= {"catalogue": self._catalogue.version, "registry": "a" * 64, "expected": 4, "received": 3}
        said |= {"cut_off": DATES.cut_off, "signing": DATES.signing}
        with self._kept.warehouse.write() as connection:
            ledger.keep_periods(connection, {period: DATES})
            return closes.write_version(connection, said, frame, [], {}).id

    def history(self, period: str, *codes: str) -> History:
        with self._kept.warehouse.read() as connection:
            close = closes.find_close(connection, period)
            assert close is not None
            return history_of(close, [self._catalogue.indicator_by_code[code] for code in codes], connection)

    def values(self, period: str, code: str = LEVEL) -> dict[str, int | None]:
        return {str(point.period): point.value for point in self.history(period, code)[code]}


@pytest.fixture
def closed(tmp_path: Path, catalogue: Catalogue) -> Iterator[Closed]:
    kept = SmallWarehouse(f"sqlite:///{tmp_path / 'warehouse.db'}", catalogue)
    yield Closed(kept, catalogue)
    kept.warehouse.close()


def level(value: int | None, comparison: str = "", of: int | None = None) -> Row:
    return LEVEL, comparison, "half", value, of


def chain(closed: Closed, first: int, last: int) -> None:
    """Every half from one year to another, each compared as a close compares itself; a half's value is its number."""
    ids: dict[HalfYear, int] = {}
    for number, period in enumerate(HalfYear(year, half) for year in range(first, last + 1) for half in (1, 2)):
        rows = [level(number)]
        for name, before in ((SAME_HALF, period.same_half_last_year), (YEAR_END, period.end_of_last_year)):
            if before in ids:
                rows.append(level(2 * (before.year - first) + before.half - 1, name, ids[before]))
        if period.half == 2:
            rows.append((LEVEL, "", "year", number, ids[period.previous]))
        ids[period] = closed.freeze(str(period), rows)


def test_a_first_close_has_no_history(closed: Closed) -> None:
    closed.freeze("2022H1", [level(500)])
    assert closed.history("2022H1", LEVEL, FLOW) == {LEVEL: (), FLOW: ()}


def test_a_point_says_how_many_units_it_is_of_and_whether_it_is_estimated(closed: Closed) -> None:
    of = closed.freeze("2021H1", [level(490)])
    closed.freeze("2022H1", [level(500), level(491, SAME_HALF, of)])
    assert closed.history("2022H1", LEVEL)[LEVEL] == (Point(HalfYear(2021, 1), 491, 3, 4, False),)


def test_an_earlier_half_is_as_the_close_knew_it_and_not_as_it_was_closed(closed: Closed) -> None:
    of = closed.freeze("2021H1", [level(490)])
    closed.freeze("2022H1", [level(500), level(491, SAME_HALF, of)])
    assert closed.values("2022H1") == {"2021H1": 491}


def test_a_half_further_back_is_as_the_newest_close_before_knew_it(closed: Closed) -> None:
    oldest = closed.freeze("2020H2", [level(1)])
    middle = closed.freeze("2021H1", [level(3), level(1, YEAR_END, oldest)])
    newer = closed.freeze("2021H2", [level(4), level(2, SAME_HALF, oldest), (LEVEL, "", "year", 4, middle)])
    closed.freeze("2022H1", [level(5), level(3, SAME_HALF, middle), level(4, YEAR_END, newer)])
    assert closed.values("2022H1") == {"2020H2": 2, "2021H1": 3, "2021H2": 4}


def test_at_most_eight_points_are_told_with_the_closes_own_and_they_are_the_newest(closed: Closed) -> None:
    chain(closed, 2016, 2022)
    for period, newest in (("2022H1", 12), ("2022H2", 13)):
        assert list(closed.values(period).values()) == list(range(newest - MOST_HALVES + 1, newest))
    assert list(closed.values("2017H2")) == ["2016H1", "2016H2", "2017H1"]


def test_closing_an_earlier_half_again_changes_no_history(closed: Closed) -> None:
    chain(closed, 2019, 2022)
    before = closed.history("2022H2", LEVEL)
    for period in ("2019H1", "2021H2", "2022H1"):
        closed.freeze(period, [level(999)], version=2)
    assert closed.history("2022H2", LEVEL) == before


def test_the_first_half_of_what_occurred_is_what_the_year_has_of_it(closed: Closed) -> None:
    """A final figure for the first half came with the second: the year has 40 of it, not the 38 that were closed."""
    rows: list[Row] = [(FLOW, "", "half", 38, None), level(500)]
    first = closed.freeze("2022H1", rows)
    year: list[Row] = [(FLOW, "", "half", 60, None), (FLOW, "", "year", 100, first)]
    closed.freeze("2022H2", [*year, level(510), (LEVEL, "", "year", 510, first)])
    assert closed.values("2022H2", FLOW) == {"2022H1": 40}
    assert closed.values("2022H2", LEVEL) == {"2022H1": 500}


def test_an_indicator_that_an_earlier_half_did_not_have_has_no_point_there(closed: Closed) -> None:
    of = closed.freeze("2021H1", [level(490)])
    closed.freeze("2022H1", [level(500), (FLOW, "", "half", 1, None), level(490, SAME_HALF, of)])
    assert closed.history("2022H1", FLOW) == {FLOW: ()}


@pytest.mark.both_engines
def test_the_history_of_real_closes_is_what_their_reports_compared_with(small_home: SmallHome) -> None:
    for period, members in (("2021H1", 480), ("2021H2", 490), ("2022H1", 500)):
        for unit in small_home.open().units:
            small_home.send(unit.code, period, name=f"bieu {period}.xlsx", bieu_1__hoi_vien__ky_nay=members)
        assert small_home.close_period(period).closing.new
    home = small_home.open()
    with home.warehouse.read() as connection:
        close = closes.find_close(connection, "2022H1")
        assert close is not None
        found = history_of(close, over_time(home.catalogue), connection)
        figures = Figures.from_frame(frozen.figures_of(connection, close.id))
    same_half, year_end = found[LEVEL]
    assert (same_half.period, year_end.period) == (HalfYear(2021, 1), HalfYear(2021, 2))
    assert (same_half.value, year_end.value) == (1920, 1960)
    assert same_half.value == figures.value(LEVEL, comparison=SAME_HALF)
