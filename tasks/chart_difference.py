"""The charts of a report that came back beside those of the one that was issued."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from outputs.chart_read import ReadChart
from tasks.report_text import ReportText
from tasks.table_difference import Difference, What


def chart_differences(issued: ReportText, found: ReportText) -> Iterator[Difference]:
    """Charts with other titles, names or values than they had, or in another order."""
    for was, chart in zip_longest(issued.charts, found.charts):
        before, now = (_shows(one) if one else {} for one in (was, chart))
        title = (was or chart).title
        if was and chart and chart.title != was.title:
            yield Difference(What.CHART, title, "", chart.title, was.title, in_table=True)
        if before.keys() != now.keys():
            saw, wanted = (", ".join(f"{name}: {of}" for name, of in one) for one in (now, before))
            yield Difference(What.CHART, title, "", saw, wanted, in_table=True)
            continue
        for (name, of), wanted in before.items():
            if (saw := now[name, of]) != wanted:
                yield Difference(What.CHART, title, f"{name}: {of}", saw, wanted, in_table=True)


def _shows(chart: ReadChart) -> dict[tuple[str, str], str]:
    """Series and category → the value that is drawn; 95.70 and 95.7 are one."""
    return {
        (one.name, of or ""): "…" if value is None else f"{Decimal(value).normalize():f}"
        for one in chart.series
        for of, value in zip_longest(chart.categories, one.values)
    }
