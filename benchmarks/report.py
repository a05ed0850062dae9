"""What a report costs: ``python -m benchmarks.report [--units N …]`` prints for each size the seconds to write it, to
read it back, to find what was edited in it and to write its workbook, the bytes, and the process's peak of memory.

The figures are made up, of every indicator of the shipped catalogue and for every unit; each size runs in a process of
its own. ``--close HOME PERIOD`` times a real close's report instead, gathered from its warehouse.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from domain.figure import PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey, Figures
from domain.unit import Unit
from domain.vietnamese import heading_key
from expectations.load import load_catalogue
from outputs.figures_workbook import figures_workbook
from outputs.report import write_report
from outputs.report_content import Report, Source
from tests.outputs.handmade import handmade_report

T = TypeVar("T")
SIZES = (48, 1_000, 3_321)
_COMPARED = (SAME_HALF, YEAR_END)


def made_up(units: int) -> Report:
    """A report of so many units, four of five of them communes."""
    chance, catalogue = random.Random(1), load_catalogue()
    kinds = ["hoi_xa", "hoi_xa", "hoi_xa", "hoi_xa", "ban"]
    those = tuple(
        Unit(at, f"{at:05d}", f"Hội Khuyến học xã Thứ {at}", kinds[at % 5], None, None, None, "", at + 1)
        for at in range(1, units + 1)
    )
    sources = tuple(Source(one.name, date(2022, 6, 14), f"{one.id:064x}") for one in those)
    return replace(
        handmade_report(),
        catalogue=catalogue,
        figures=Figures(_figures(those, chance)),
        units=those,
        expected=units,
        received=units,
        sources=sources,
    )


def _figures(units: tuple[Unit, ...], chance: random.Random) -> Iterator[Figure]:
    for indicator in load_catalogue().indicators:
        asked = [one for one in units if one.kind in indicator.reported_by]
        year = 2022 if indicator.kind == "N" else None
        values = {one.id: chance.randint(0, 900) for one in asked}
        for id_, value in values.items():
            yield Figure(FigureKey(indicator.code, scope=f"{id_}"), value, year, 1, 1, "done")
        if asked:
            total = sum(values.values())
            yield Figure(FigureKey(indicator.code), total, year, len(asked), len(asked), "done")
            for comparison in _COMPARED:
                key = FigureKey(indicator.code, comparison=comparison)
                yield Figure(key, total - 7, year and year - 1, len(asked), len(asked), "done")
            yield Figure(FigureKey(indicator.code, comparison=PLAN, span=YEAR), total + 9, None, 1, 1, "done")


def measure(report: Report) -> None:
    from tasks.report_difference import differences
    from tasks.report_text import read_report

    units = {one.code: heading_key(one.unit) for one in report.catalogue.indicators}
    document, written = _timed(lambda: write_report(report).document)
    at_writing = _peak()
    text, read = _timed(lambda: read_report(document))
    found, compared = _timed(lambda: differences(text, text, units))
    book, filled = _timed(
        lambda: figures_workbook(report.catalogue, report.aims, report.period, 1, report.audit, report.association.name)
    )
    assert not found
    print(
        f"{len(report.units):6d} units: write {written:5.2f} s ({len(document) / 1e6:.1f} MB, peak {at_writing} MB), "
        f"read back {read:5.2f} s, compare {compared:5.2f} s, workbook {filled:5.2f} s ({len(book) / 1e6:.1f} MB), "
        f"peak {_peak()} MB"
    )


def of_a_close(home: Path, period: str) -> None:
    from tasks.home import Home
    from tasks.report_of import gather
    from warehouse import closes

    opened = Home.open(home)
    with opened.warehouse.read() as connection:
        close = closes.find_close(connection, period)
        assert close is not None, f"{period} was never closed"
        report, gathered = _timed(lambda: gather(opened, close, connection))
    print(f"{period}: gather {gathered:.2f} s")
    measure(report)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, nargs="*", default=SIZES)
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--close", nargs=2, metavar=("HOME", "PERIOD"))
    asked = parser.parse_args()
    if asked.close:
        of_a_close(Path(asked.close[0]), asked.close[1])
    elif asked.here:
        measure(made_up(asked.units[0]))
    else:
        for units in asked.units:
            subprocess.run([sys.executable, "-m", "benchmarks.report", "--here", "--units", f"{units}"], check=True)


if __name__ == "__main__":
    main()
