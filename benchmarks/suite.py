"""What it costs to judge cells by the suite: ``python -m benchmarks.suite [ROWS]`` (2,000,000 where none are given).

The catalogue's rules on cells over the answers of a nation's forms: as masks that somebody writes by hand in Polars, as
the suite that Great Expectations declares and Polars runs, and as the library itself runs it over pandas. In turn,
median of three; all must find the same cells. pandas is given a tenth of the rows, and so are the others beside it.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator

import polars as pl

from benchmarks.machine import machine
from benchmarks.nation import form, members
from domain.catalogue import Catalogue
from domain.submission import Receipt
from domain.unit import Unit
from expectations import suites
from expectations.load import load_catalogue
from expectations.suites import Check, validate
from tasks.asked import judged_columns
from tasks.findings import JUDGED, members_named
from tasks.readers import reading
from tasks.recognise import Recogniser
from tasks.recognised import FileRead, together

ROWS = 2_000_000
RUNS = 3
_ERROR = (
    r"^#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!|CONNECT!|BLOCKED!|UNKNOWN!|FIELD!|ERR)"
)
_OTHERWISE = rf"^[0-9]+ hoặc [0-9]+,[0-9]+$|^=[^=>\s]|{_ERROR}"
Counts = dict[str, int]


def answers(catalogue: Catalogue, rows: int) -> pl.DataFrame:
    """So many rows as the suite judges them: real forms, one in thirteen with a mistake, repeated as other files with
    other numbers."""
    said = pl.concat([_of_file(catalogue, unit) for unit in members([*range(1, 56), 100, 200, 300, 400, 500])])
    times = -(-rows // len(said))
    numbered = pl.concat([said] * times).head(rows).with_row_index("row")
    other = ((pl.col("value") + pl.col("row") * 7919) % 1_000_003).cast(pl.String)
    plain = pl.col("canonical") == pl.col("value").cast(pl.String)
    return numbered.with_columns(
        canonical=pl.when((pl.col("asks") == "number") & plain).then(other).otherwise("canonical"),
        once=pl.format("{} {}", pl.col("row") // len(said), "once"),
    ).select(JUDGED)


def _of_file(catalogue: Catalogue, unit: Unit) -> pl.DataFrame:
    receipt = Receipt(unit.id, unit.id, unit.code, unit.name, unit.kind, "", "a.xlsx", unit.id, 0, 1)
    sheets = reading.read(form(catalogue, unit), ".xlsx").sheets
    read = FileRead(receipt, Recogniser(catalogue).recognise(receipt, sheets), "", "xlsx")
    fields = together(catalogue, [read]).fields
    return fields.hstack(judged_columns(fields, catalogue)).select([*JUDGED, "value"])


def by_hand(frame: pl.DataFrame, catalogue: Catalogue) -> Counts:
    """Broken rows by rule, as one writes it who has only these rules to check."""
    said, number, year = pl.col("canonical"), pl.col("asks") == "number", pl.col("asks") == "year"
    found = frame.select(
        required=((pl.col("blank") == "ask") & said.is_null()).arg_true().implode(),
        ambiguous_number=(number & said.str.contains("^[0-9]+ hoặc [0-9]+,[0-9]+$")).arg_true().implode(),
        uncached_formula=said.str.contains(r"^=[^=>\s]").arg_true().implode(),
        error_cell=said.str.contains(_ERROR).arg_true().implode(),
        whole_number=(number & ~said.str.contains(rf"^[0-9]{{1,13}}$|{_OTHERWISE}")).arg_true().implode(),
        year=(year & ~said.str.contains(rf"^(?:19|20)[0-9][0-9]$|{_OTHERWISE}")).arg_true().implode(),
        narrative_present=((pl.col("blank") == "words") & pl.col("said").is_null()).arg_true().implode(),
        in_set=(~pl.col("member").is_in(members_named(catalogue)["members"])).arg_true().implode(),
        unique_in_list=(pl.col("once").is_not_null() & pl.col("once").is_duplicated()).arg_true().implode(),
    )
    return {name: len(rows) for name, rows in found.row(0, named=True).items() if len(rows)}


def by_suite(frame: pl.DataFrame, catalogue: Catalogue) -> Counts:
    return {one.check.rule.id: len(one.rows) for one in validate(frame, _checks(catalogue)).broken}


def by_pandas(frame: pl.DataFrame, catalogue: Catalogue) -> Counts:
    """The library's own engine, with its results as complete as the others'."""
    checks = _checks(catalogue)
    results = suites.by_pandas(frame, [suites.expectation(number, check) for number, check in enumerate(checks)])
    broken = {check.rule.id: one.result["unexpected_count"] for check, one in zip(checks, results, strict=True)}
    return {name: count for name, count in broken.items() if count}


def _checks(catalogue: Catalogue) -> list[Check]:
    return [Check(rule, rule.id, members_named(catalogue)) for rule in catalogue.rules if rule.on == "cell"]


WAYS = {"masks by hand": by_hand, "the suite by Polars": by_suite, "the suite by pandas": by_pandas}


def lines(rows: int) -> Iterator[str]:
    catalogue = load_catalogue()
    frame = answers(catalogue, rows)
    yield "| rows | way | wall, s | processor, s | × by hand: wall | processor |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: |"
    for some, ways in ((frame, list(WAYS)[:2]), (frame.head(rows // 10), list(WAYS))):
        spent = _in_turn(some, catalogue, ways)
        for way, (wall, cpu) in spent.items():
            first = spent[ways[0]]
            yield f"| {len(some):,} | {way} | {wall:.2f} | {cpu:.2f} | {wall / first[0]:.2f} | {cpu / first[1]:.2f} |"


def _in_turn(frame: pl.DataFrame, catalogue: Catalogue, ways: list[str]) -> dict[str, tuple[float, float]]:
    spent: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(RUNS):
        found: list[Counts] = []
        for way in ways:
            seconds, counts = _timed(WAYS[way], frame, catalogue)
            spent[way].append(seconds)
            found.append(counts)
        assert all(one == found[0] for one in found), f"they differ: {found}"
    return {way: tuple(map(statistics.median, zip(*each, strict=True))) for way, each in spent.items()}


def _timed(
    way: Callable[[pl.DataFrame, Catalogue], Counts], frame: pl.DataFrame, catalogue: Catalogue
) -> tuple[tuple[float, float], Counts]:
    wall, cpu = time.perf_counter(), time.process_time()
    counts = way(frame, catalogue)
    return (time.perf_counter() - wall, time.process_time() - cpu), counts


if __name__ == "__main__":
    print("\n".join(lines(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
    print(machine())
