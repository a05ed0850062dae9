"""TOML → the records of domain/catalogue.py; a bad entry is refused by name, file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from domain.catalogue import Axis, Catalogue, Indicator, Kind, ReportPlan, Usual, UsualOf
from domain.finding import Severity
from domain.form import Form
from domain.record import DeclarationError, Record, declare
from domain.rule import FILE_RULES, Compare, Rule

SHIPPED = Path(__file__).parent


class _Indicators(Record):
    kinds: tuple[Kind, ...]
    axes: tuple[Axis, ...] = ()
    usual: tuple[UsualOf, ...] = ()
    indicators: tuple[Indicator, ...]


class _Rules(Record):
    rules: tuple[Rule, ...]


R = TypeVar("R", bound=Record)


def load_catalogue(folder: Path = SHIPPED) -> Catalogue:
    """The catalogue that ``folder`` declares, with groups of kinds spelled out and every name checked.

    Its version is the first 16 hex digits of the sha256 over the declaring files.
    """
    declared = _read(_Indicators, folder / "indicators.toml")
    groups = _groups(declared.kinds)
    forms = [_read(Form, path) for path in _files(folder / "forms")]
    catalogue = Catalogue(
        version=_version(folder),
        kinds=declared.kinds,
        axes=declared.axes,
        indicators=tuple(
            _spelled_out(_with_usual(i, declared.usual), groups, "reported_by") for i in declared.indicators
        ),
        forms=tuple(_form(form, groups) for form in forms),
        rules=tuple(rule for path in _files(folder / "rules") for rule in _read(_Rules, path).rules),
        report=_read(ReportPlan, folder / "report.toml"),
    )
    for problem in _problems(catalogue):
        raise DeclarationError(f"{folder}: {problem}")
    return catalogue


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DeclarationError(f"{folder}: no such folder; a catalogue has forms/ and rules/")
    return sorted(folder.glob("*.toml"))


def _read(record: type[R], path: Path) -> R:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read ({error.strerror})") from None
    return declare(record, text, str(path))


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _groups(kinds: tuple[Kind, ...]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {kind.code: (kind.code,) for kind in kinds}
    for kind in kinds:
        if kind.group:
            groups[kind.group] = (*groups.get(kind.group, ()), kind.code)
    return groups


def _spelled_out(record: R, groups: dict[str, tuple[str, ...]], key: str) -> R:
    named: tuple[str, ...] = getattr(record, key)
    kinds = tuple(kind for name in named for kind in groups.get(name, (name,)))
    return record.changed(**{key: kinds})


def _with_usual(indicator: Indicator, declared: Iterable[UsualOf]) -> Indicator:
    """What is usual of an indicator, its own or the first that is declared of its kind and unit."""
    fits = (one for one in declared if one.kind == indicator.kind and one.unit in (None, indicator.unit))
    if indicator.usual or indicator.source != "reported" or (found := next(fits, None)) is None:
        return indicator
    return indicator.changed(usual=Usual(change=found.change, least=found.least))


def _form(form: Form, groups: dict[str, tuple[str, ...]]) -> Form:
    rows = tuple(_spelled_out(row, groups, "asked_of") for row in form.rows)
    return _spelled_out(form.changed(rows=rows), groups, "sent_by")


def _problems(catalogue: Catalogue) -> Iterable[str]:
    """Names that point nowhere, and codes given twice, each as one line."""
    yield from _repeated("kind of unit", [kind.code for kind in catalogue.kinds])
    yield from _repeated("axis", [axis.code for axis in catalogue.axes])
    yield from _repeated("indicator", [i.code for i in catalogue.indicators])
    yield from _repeated("form", [form.code for form in catalogue.forms])
    yield from _repeated("rule", [rule.id for rule in catalogue.rules])
    for axis in catalogue.axes:
        yield from _unknown(f"axis {axis.code!r}", "member in aliases", axis.aliases, axis.members)
    for indicator in catalogue.indicators:
        yield from _bad_indicator(indicator, catalogue)
    for form in catalogue.forms:
        yield from _bad_form(form, catalogue)
    for rule in catalogue.rules:
        yield from _bad_rule(rule, catalogue)
    for missing in FILE_RULES:
        if missing not in catalogue.rule_by_id:
            yield f"rules: {missing!r} is missing; without it a file could not be answered"
    yield from _bad_report(catalogue)


def _repeated(what: str, codes: list[str]) -> Iterable[str]:
    return (f"{what} {code!r} is declared twice" for code in sorted(set(codes)) if codes.count(code) > 1)


def _unknown(where: str, what: str, names: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    allowed = sorted(known)
    for name in names:
        if name not in allowed:
            yield f"{where}: unknown {what} {name!r}; known are {', '.join(allowed)}"


def _bad_indicator(indicator: Indicator, catalogue: Catalogue) -> Iterable[str]:
    where = f"indicator {indicator.code!r}"
    named = [*indicator.sum_of, *([indicator.denominator] if indicator.denominator else [])]
    yield from _unknown(where, "kind of unit", indicator.reported_by, catalogue.kind_by_code)
    yield from _unknown(where, "axis", indicator.axes, (axis.code for axis in catalogue.axes))
    yield from _unknown(where, "indicator", named, catalogue.indicator_by_code)
    if indicator.usual and not indicator.usual.change[0] < 0 < indicator.usual.change[1]:
        yield f"{where}: usual.change {indicator.usual.change}: wanted a fall and a rise, such as [-30, 50]"
    for part in indicator.sum_of:
        summand = catalogue.indicator_by_code.get(part)
        if summand and (summand.sum_of or summand.source != "reported"):
            yield f"{where}: sum_of names {part!r}, which no form reports; name the reported indicators"


def _bad_form(form: Form, catalogue: Catalogue) -> Iterable[str]:
    where = f"form {form.code!r}"
    kinds = [*form.sent_by, *(kind for row in form.rows for kind in row.asked_of)]
    wholes = [row.part_of for row in form.rows if row.part_of]
    columns = [column for row in form.rows for column in (*row.measures, *row.least)]
    there = [column.code for column in form.columns] if form.shape == "matrix" else ["value"]
    yield from _repeated(f"{where}: row", [row.code for row in form.rows])
    yield from _repeated(f"{where}: column", [column.code for column in form.columns])
    yield from _unknown(where, "kind of unit", kinds, catalogue.kind_by_code)
    yield from _unknown(where, "row in part_of", wholes, (row.code for row in form.rows))
    yield from _unknown(where, "column", columns, there)
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
    yield from _unknown(where, "axis", axes, catalogue.axis_by_code)
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
    yield from _unknown(where, "column", beside, (column.code for column in form.columns))
    yield from _unknown(where, "indicator", carried, catalogue.indicator_by_code)
    yield from _unknown(where, "field", ratios, catalogue.field_by_key)


def _bad_field(where: str, indicator: str | None, breakdown: str, catalogue: Catalogue) -> Iterable[str]:
    if indicator is None:
        return
    yield from _unknown(where, "indicator", [indicator], catalogue.indicator_by_code)
    if breakdown:
        known = catalogue.indicator_by_code[indicator].axes
        members = {f"{a.code}={m}" for a in catalogue.axes if a.code in known for m in a.members}
        yield from _unknown(f"{where}: indicator {indicator!r}", "breakdown", [breakdown], members)


def _bad_rule(rule: Rule, catalogue: Catalogue) -> Iterable[str]:
    where = f"rule {rule.id!r}"
    if rule.on != "file" and rule.expect is None:
        yield f"{where}: 'expect' is missing; name a Great Expectations type"
    if (rule.on == "comparison") != (rule.compare is not None):
        yield f"{where}: 'compare' belongs to rules on comparisons, and each of them has one"
    if (rule.on == "review") != (rule.review is not None):
        yield f"{where}: 'review' belongs to rules on review, and each of them has one"
    if rule.on == "review" and (rule.severity is not Severity.WARN or rule.severity_in_list or rule.stops_gate):
        yield f'{where}: a review may only warn, for its sender has been answered already; severity = "warn"'
    if rule.compare:
        for what, names, known in _named_by(rule.compare, catalogue):
            yield from _unknown(where, what, names, known)
        yield from _bad_kinds(where, rule.compare, catalogue)


def _named_by(compare: Compare, catalogue: Catalogue) -> Iterable[tuple[str, list[str], Iterable[str]]]:
    """What a comparison names: of which sort, the names, and those that there are."""
    sides = [key for pair in compare.pairs for key in (*pair.left, *pair.right)]
    columns = [*(name for both in compare.columns for name in both), compare.column, compare.against]
    yield "form", [compare.list] if compare.list else [], catalogue.form_by_code
    yield "field", [*sides, *([compare.field] if compare.field else [])], catalogue.field_by_key
    there = {column.code for form in catalogue.forms for column in form.columns}
    yield "column", [name for name in columns if name], there


def _bad_kinds(where: str, compare: Compare, catalogue: Catalogue) -> Iterable[str]:
    """A comparison of kinds needs the kinds of the list's rows, and a total that is broken down by them."""
    if compare.what != "list_kinds":
        return
    form, total = catalogue.form_by_code.get(str(compare.list)), catalogue.field_by_key.get(str(compare.field))
    axis = next((column.one_of for column in form.columns if column.code == compare.column), None) if form else None
    whole = catalogue.form_by_code[total.form] if total else None
    parts = whole.parts_of(whole.row(total.row), total.column) if whole and total else ()
    measures = [part.measures[total.column].partition("@")[2] for part in parts] if total else []
    if not axis or not measures or any(not measure.startswith(f"{axis}=") for measure in measures):
        yield f"{where}: 'list_kinds' needs a column with 'one_of' and a total whose parts are of that axis"


def _bad_report(catalogue: Catalogue) -> Iterable[str]:
    plan = catalogue.report
    tables = [code for section in plan.results for code in section.table]
    yield from _unknown("report.toml", "indicator", [*tables, *plan.annex], catalogue.indicator_by_code)
    reported = [one.code for one in catalogue.indicators if one.source == "reported" and not one.sum_of]
    yield from _unknown("report.toml, receipt", "reported indicator", plan.receipt, reported)
    yield from _unknown("report.toml", "field", plan.narratives.values(), catalogue.field_by_key)
