"""The charts of a section of the report: from the figures that its sentences and tables print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.catalogue import Catalogue, Indicator
from domain.half_year import HalfYear
from domain.history import MOST_HALVES, History, Point
from domain.observation import Basis
from domain.report_plan import ReportChart, ReportSection
from domain.unit import Unit
from outputs.aims import Aims, Reached
from outputs.chart import Chart, Series, Value
from outputs.chart_words import described, note_of
from outputs.figure_of import find_figure, same_year
from outputs.figure_table import label

_MOST_UNITS = 20
_PLANNED = "Kế hoạch năm (100%)"


def charts_of(
    section: ReportSection, catalogue: Catalogue, aims: Aims, history: History, period: HalfYear
) -> list[Chart]:
    """The charts that have data: values at two periods, a target, or values of two units.

    ``history`` are the points before ``period``, whose own are in ``aims``.
    """
    made = []
    for chart in section.charts:
        indicators = [catalogue.indicator_by_code[code] for code in chart.indicators]
        match chart.kind:
            case "periods":
                made.append(_periods(chart, indicators, aims, history, period))
            case "plan":
                made.append(_plan(chart, indicators, aims))
            case "units":
                made.append(_units(chart, indicators[0], aims))
    return [one for one in made if one]


def over_time(catalogue: Catalogue) -> tuple[Indicator, ...]:
    """The indicators whose history the charts of the report want."""
    charts = (chart for section in catalogue.report.results for chart in section.charts if chart.kind == "periods")
    return tuple(
        catalogue.indicator_by_code[code] for code in dict.fromkeys(c for one in charts for c in one.indicators)
    )


# --- over the halves --------------------------------------------------------------------------


def _periods(
    chart: ReportChart, indicators: Sequence[Indicator], aims: Aims, history: History, period: HalfYear
) -> Chart | None:
    """An indicator that is known at one period only is left out: a point is no line. A half that is not known stands
    as a gap between those that are."""
    first = _back(period, MOST_HALVES - 1)
    lines = {one.name: [*history.get(one.code, ()), *_now(one, aims, period)] for one in indicators}
    told = {
        name: [at for at in points if at.value is not None and at.period >= first] for name, points in lines.items()
    }
    known = {name: points for name, points in told.items() if len(points) > 1}
    if not known:
        return None
    oldest = min(point.period for points in known.values() for point in points)
    periods = [one for at in reversed(range(MOST_HALVES)) if (one := _back(period, at)) >= oldest]
    series = tuple(Series(name, _along(periods, points)) for name, points in known.items())
    return Chart(
        key=_key(chart),
        kind="lines",
        title=chart.title,
        description=described("Biểu đồ đường", [one.words for one in periods], series, indicators[0].unit),
        categories=tuple(one.words for one in periods),
        series=series,
        unit=indicators[0].unit,
        note=_periods_note(known),
    )


def _back(period: HalfYear, halves: int) -> HalfYear:
    return _back(period.previous, halves - 1) if halves else period


def _now(indicator: Indicator, aims: Aims, period: HalfYear) -> list[Point]:
    found = aims.figures.find(indicator.code)
    if found is None:
        return []
    return [Point(period, found.value, found.counted, found.expected, found.basis == Basis.ESTIMATED)]


def _along(periods: Iterable[HalfYear], points: Iterable[Point]) -> tuple[Value, ...]:
    values = {point.period: point.value for point in points}
    return tuple(values.get(period) for period in periods)


def _periods_note(known: dict[str, list[Point]]) -> str:
    """Which points are short of units, and which have estimates in them: what a line does not show."""
    named = [(f"{name}, " * (len(known) > 1), at) for name, points in known.items() for at in points]
    short = [(f"{whose}{at.period.words}", at) for whose, at in named if at.counted < at.expected]
    told = [f"{which} ({at.counted}/{at.expected} đơn vị)" for which, at in short]
    estimated = [f"{whose}{at.period.words}" for whose, at in named if at.estimated]
    return note_of(("Chưa đủ số liệu", told), ("Có số ước", estimated))


# --- of the plan ------------------------------------------------------------------------------


def _plan(chart: ReportChart, indicators: Sequence[Indicator], aims: Aims) -> Chart | None:
    """In per cent of each indicator's own target, as the tables print it."""
    stated = [(one, reached) for one in indicators if (reached := aims.reached(one))]
    planned = [(label(one, aims.figures.find(one.code)), reached) for one, reached in stated if reached.wanted]
    values = tuple(_percent(reached) for _, reached in planned)
    if all(value is None for value in values):
        return None
    wanted = {one.code for one, reached in stated if reached.wanted}
    names = [name for name, _ in planned]
    series = Series("Thực hiện", values)
    known = [(f"{name} ({one.counted}/{one.expected} đơn vị)", one) for name, one in planned if one.value is not None]
    return Chart(
        key=_key(chart),
        kind="columns",
        title=chart.title,
        description=described("Biểu đồ cột", names, [series], "% kế hoạch năm"),
        categories=tuple(names),
        series=(series,),
        unit="% kế hoạch năm",
        decimals=2,
        reference=Series(_PLANNED, (100,) * len(names)),
        note=note_of(
            ("Tính trên các đơn vị có cả kế hoạch và số liệu", [said for said, one in known if one.incomplete]),
            ("Chưa đủ số liệu", [said for said, one in known if one.short and not one.incomplete]),
            ("Chưa có số liệu", [name for name, one in planned if one.value is None]),
            ("Chưa giao kế hoạch năm", [one.name for one in indicators if one.code not in wanted]),
        ),
    )


def _percent(reached: Reached) -> Value:
    """The percentage that is printed elsewhere, not one of more places."""
    return None if reached.percent is None else Decimal(reached.percent.replace(",", "."))


# --- by unit ----------------------------------------------------------------------------------


def _units(chart: ReportChart, indicator: Indicator, aims: Aims) -> Chart | None:
    """The largest first; equal ones in the order of the registry."""
    asked = [one for one in aims.units if one.kind in indicator.reported_by]
    values = [(unit.name, value) for unit in asked if (value := _own(indicator, unit, aims)) is not None]
    if len(values) < 2:
        return None
    shown = sorted(values, key=lambda one: -one[1])[:_MOST_UNITS]
    names = [name for name, _ in shown]
    series = Series(label(indicator, aims.figures.find(indicator.code)), tuple(value for _, value in shown))
    some = f" ({len(shown)} đơn vị có số lớn nhất trong {len(values)} đơn vị có số liệu)"
    lacking = [f"{len(asked) - len(values)}/{len(asked)} đơn vị"] if len(values) < len(asked) else []
    return Chart(
        key=_key(chart),
        kind="bars",
        title=f"{chart.title}{some if len(shown) < len(values) else ''}",
        description=described("Biểu đồ thanh ngang", names, [series], indicator.unit),
        categories=tuple(names),
        series=(series,),
        unit=indicator.unit,
        note=note_of(("Chưa có số liệu", lacking)),
    )


def _own(indicator: Indicator, unit: Unit, aims: Aims) -> int | None:
    """A unit's value as the annex prints it: as it counts in the figure over all."""
    scope = str(unit.id)
    if not same_year(aims.figures, indicator, scope, aims.span):
        return None
    found = find_figure(aims.figures, indicator, scope=scope, span=aims.span)
    return found.value if found else None


def _key(chart: ReportChart) -> str:
    return ".".join((chart.kind, *chart.indicators))
