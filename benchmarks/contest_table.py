"""The costs of a contest as Markdown: what each entrant took, and what each further file takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.clock import Cost
from benchmarks.entrants import AGAIN, PER_FILE

Costs = dict[str, dict[int, Cost]]  # what was done → files → its cost
DRAWN_OUT = "drawn out"


def drawn_out(costs: dict[int, Cost], files: int) -> Cost | None:
    """What more files would cost, along the line through the two largest sizes; None where there are not two. Memory
    is not told."""
    if len(costs) < 2:
        return None
    less, more = sorted(costs)[-2:]
    beyond = (files - more) / (more - less)
    low, high = costs[less], costs[more]
    return Cost(high.wall + beyond * (high.wall - low.wall), high.cpu + beyond * (high.cpu - low.cpu), 0)


def table(costs: Costs, sizes: Sequence[int]) -> Iterator[str]:
    heads = ("wall, s", "processor, s", "ms of a processor a file", "times as fast as per_file: wall", "processor")
    yield f"| files | | {' | '.join(heads)} | peak, MB |"
    yield "| ---: | --- |" + " ---: |" * (len(heads) + 1)
    for files in sizes:
        shown = {name: (one, measured) for name, one, measured in _at(costs, files)}
        pace = shown.get(PER_FILE, (None, False))[0]
        for name, (cost, measured) in shown.items():
            yield _row(files, name if measured else f"{name}, {DRAWN_OUT}", cost, None if name == AGAIN else pace)


def _at(costs: Costs, files: int) -> Iterator[tuple[str, Cost, bool]]:
    """What was done, its cost, and whether that was measured."""
    for name, of_sizes in costs.items():
        if files in of_sizes:
            yield name, of_sizes[files], True
        elif drawn := drawn_out({size: one for size, one in of_sizes.items() if size < files}, files):
            yield name, drawn, False


def _row(files: int, name: str, cost: Cost, pace: Cost | None) -> str:
    faster = (f"{pace.wall / cost.wall:.2f}", f"{pace.cpu / cost.cpu:.2f}") if pace else ("", "")
    numbers = (f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{1000 * cost.cpu / files:.1f}", *faster)
    return f"| {files:,} | {name} | {' | '.join(numbers)} | {cost.peak_mb or ''} |"


def further(costs: Costs) -> Iterator[str]:
    """What a further file takes between the smallest and the largest size that was measured: start-up is not in it.
    Nothing, where one size was measured."""
    if all(len(of_sizes) < 2 for of_sizes in costs.values()):
        return
    yield ""
    yield "| | files | ms a further file: wall | processor |"
    yield "| --- | --- | ---: | ---: |"
    for name, of_sizes in costs.items():
        few, many = min(of_sizes), max(of_sizes)
        if few < many:
            low, high = of_sizes[few], of_sizes[many]
            wall, cpu = (1000 * more / (many - few) for more in (high.wall - low.wall, high.cpu - low.cpu))
            yield f"| {name} | {few:,} to {many:,} | {wall:.1f} | {cpu:.1f} |"
