"""What is wrong in a catalogue as it was declared: names that point nowhere, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Iterable

from domain.catalogue import Catalogue, Indicator
from domain.form import Form
from domain.report_plan import ReportChart
from domain.rule import FILE_RULES
from expectations.check_rules import bad_rule, unknown


def problems(catalogue: Catalogue) -> Iterable[str]:
    """Names that point nowhere, and codes given twice, each as one line."""
    yield from _repeated("kind of unit", [kind.code for kind in catalogue.kinds])
    yield from _repeated("axis", [axis.code for axis in catalogue.axes])
    yield from _repeated("indicator", [i.code for i in catalogue.indicators])
    yield from _repeated("form", [form.code for form in catalogue.forms])
    yield from _repeated("rule", [rule.id for rule in catalogue.rules])
    for axis in catalogue.axes:
        yield from unknown(f"axis {axis.code!r}", "member in aliases", axis.aliases, axis.members)
    for indicator in catalogue.indicators:
        yield from _bad_indicator(indicator, catalogue)
    for form in catalogue.forms:
        yield from _bad_form(form, catalogue)
    for rule in catalogue.rules:
        yield from bad_rule(rule, catalogue)
    for missing in FILE_RULES:
        if missing not in catalogue.rule_by_id:
            yield f"rules: {missing!r} is missing; without it a file could not be answered"
    yield from _bad_report(catalogue)
    yield from _bad_national(catalogue)


def _repeated(what: str, codes: list[str]) -> Iterable[str]:
    return (f"{what} {code!r} is declared twice" for code in sorted(set(codes)) if codes.count(code) > 1)


def _bad_indicator(indicator: Indicator, catalogue: Catalogue) -> Iterable[str]:
    where = f"indicator {indicator.code!r}"
    named = [*indicator.sum_of, *([indicator.denominator] if indicator.denominator else [])]
    yield from unknown(where, "kind of unit", indicator.reported_by, catalogue.kind_by_code)
    yield from unknown(where, "axis", indicator.axes, (axis.code for axis in catalogue.axes))
    yield from unknown(where, "indicator", named, catalogue.indicator_by_code)
    if indicator.usual and not indicator.usual.change[0] < 0 < indicator.usual.change[1]:
        yield f"{where}: usual.change {indicator.usual.change}: wanted a fall and a rise, such as [-30, 50]"
    if indicator.source == "registry" and indicator.merges != "sum":
        yield f"{where}: merges is for reported values; units that merge are counted as the units that they became"
    for part in indicator.sum_of:
        summand = catalogue.indicator_by_code.get(part)
        if summand and (summand.sum_of or summand.source != "reported"):
            yield f"{where}: sum_of names {part!r}, which no form reports; name the reported indicators"
        if summand and summand.merges == "none" != indicator.merges:
            yield f'{where}: sum_of names {part!r}, which is no sum when units merge; wanted merges = "none" here too'


def _bad_form(form: Form, catalogue: Catalogue) -> Iterable[str]:
    where = f"form {form.code!r}"
    kinds = [*form.sent_by, *(kind for row in form.rows for kind in row.asked_of)]
    wholes = [row.part_of for row in form.rows if row.part_of]
    columns = [column for row in form.rows for column in (*row.measures, *row.least)]
    there = [column.code for column in form.columns] if form.shape == "matrix" else ["value"]
    yield from _repeated(f"{where}: row", [row.code for row in form.rows])
    yield from _repeated(f"{where}: column", [column.code for column in form.columns])
    yield from unknown(where, "kind of unit", kinds, catalogue.kind_by_code)
    yield from unknown(where, "row in part_of", wholes, (row.code for row in form.rows))
    yield from unknown(where, "column", columns, there)
    yield from _bad_references(form, catalogue)
    yield from _bad_list(form, catalogue)
    for field in form.fields:
        yield from _bad_field(where, field.indicator, field.breakdown, catalogue)


def _bad_list(form: Form, catalogue: Catalogue) -> Iterable[str]:
    """A list's rows are no wholes: its values make no figure, and nothing stands beside them."""
    where = f"form {form.code!r}"
    if form.shape != "list":
        for column in form.columns:
            if column.one_of or column.unique:
                yield f"{where}: column {column.code!r}: 'one_of' and 'unique' are for the columns of a list"
        return
    if form.purpose == "explanations" and len(form.columns) != 3:
        yield f"{where}: a list of explanations has three columns: the form, the cell, the reason"
    axes = [column.one_of for column in form.columns if column.one_of]
    yield from unknown(where, "axis", axes, catalogue.axis_by_code)
    for column in form.columns:
        indicator = catalogue.indicator_by_code.get(column.indicator or "")
        if column.role in ("estimate", "earlier", "year"):
            yield f"{where}: column {column.code!r}: a list has no {column.role} columns"
        if indicator and indicator.reported_by:
            yield f"{where}: column {column.code!r}: indicator {indicator.code!r} makes figures; a list's may not"


def _bad_references(form: Form, catalogue: Catalogue) -> Iterable[str]:
    """Columns that stand beside another, percentages, ratios and openings that point nowhere."""
    where = f"form {form.code!r}"
    beside = [name for column in form.columns for name in (column.of, column.part, column.whole) if name]
    carried = [row.carries for row in form.rows if row.carries]
    ratios = [key for row in form.rows for key in row.ratio or ()]
    yield from unknown(where, "column", beside, (column.code for column in form.columns))
    yield from unknown(where, "indicator", carried, catalogue.indicator_by_code)
    yield from unknown(where, "field", ratios, catalogue.field_by_key)


def _bad_field(where: str, indicator: str | None, breakdown: str, catalogue: Catalogue) -> Iterable[str]:
    if indicator is None:
        return
    yield from unknown(where, "indicator", [indicator], catalogue.indicator_by_code)
    if breakdown:
        known = catalogue.indicator_by_code[indicator].axes
        members = {f"{a.code}={m}" for a in catalogue.axes if a.code in known for m in a.members}
        yield from unknown(f"{where}: indicator {indicator!r}", "breakdown", [breakdown], members)


def _bad_report(catalogue: Catalogue) -> Iterable[str]:
    plan = catalogue.report
    tables = [code for section in plan.results for code in section.table]
    yield from unknown("report.toml", "indicator", [*tables, *plan.annex], catalogue.indicator_by_code)
    reported = [one.code for one in catalogue.indicators if one.source == "reported" and not one.sum_of]
    yield from unknown("report.toml, receipt", "reported indicator", plan.receipt, reported)
    yield from unknown("report.toml", "field", plan.narratives.values(), catalogue.field_by_key)
    charts = [chart for section in plan.results for chart in section.charts]
    yield from _repeated("report.toml: chart", [chart.title for chart in charts])
    for chart in charts:
        yield from _bad_chart(chart, catalogue)


def _bad_chart(chart: ReportChart, catalogue: Catalogue) -> Iterable[str]:
    """Values on one axis are counted in one unit; what units are beside each other in, each of them has."""
    where = f"report.toml: chart {chart.title!r}"
    yield from unknown(where, "indicator", chart.indicators, catalogue.indicator_by_code)
    named = [catalogue.indicator_by_code[code] for code in chart.indicators if code in catalogue.indicator_by_code]
    units = sorted({one.unit for one in named})
    if chart.kind == "periods" and len(units) > 1:
        yield f"{where}: its indicators are counted in {', '.join(units)}; wanted one unit, or a chart for each"
    if chart.kind == "units" and (len(chart.indicators) > 1 or any(one.source != "reported" for one in named)):
        yield f"{where}: sets units side by side in {', '.join(chart.indicators)}; wanted one reported indicator"


def _bad_national(catalogue: Catalogue) -> Iterable[str]:
    """A target of a share that no unit could have, since none reports both numbers."""
    yield from _repeated("targets.toml: target of", [f"{one.indicator} for {one.year}" for one in catalogue.national])
    for one in catalogue.national:
        where = f"targets.toml: target of {one.indicator!r} for {one.year}"
        yield from unknown(where, "indicator", [one.indicator, one.of], catalogue.indicator_by_code)
        part, whole = (catalogue.indicator_by_code[code] for code in (one.indicator, one.of))
        if not set(part.reported_by) & set(whole.reported_by):
            yield f"{where}: no kind of unit reports both {one.indicator!r} and {one.of!r}; name another denominator"
