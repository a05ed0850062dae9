"""A unit's forms laid out as sheets: what is printed, what is asked for, what is shown beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.catalogue import Catalogue
from domain.form import Column, Form, Row
from domain.vietnamese import grouped
from outputs.sheet_plan import Answer, Formula, ListRow, PlannedCell, SheetPlan, Style


@dataclass(frozen=True)
class Filling:
    """What stands in a form: the unit, the period, answers by field key, list rows by form, and the
    figures shown beside the inputs: by field key the same half last year, the half before, the year's
    first half, and what a locked opening carries over."""

    unit_name: str
    unit_code: str
    kind: str
    period: str
    cut_off: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    lists: Mapping[str, Sequence[ListRow]] = field(default_factory=dict)
    same_half: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)
    first_half: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)


def plan_forms(catalogue: Catalogue, filling: Filling) -> list[SheetPlan]:
    """The sheets of every form that the unit's kind is given, the control total wired to their inputs."""
    plans = [_plan(catalogue, form, filling) for form in catalogue.forms_for(filling.kind)]
    return [_with_control(plan, tuple(_input_keys(catalogue, plans))) for plan in plans]


def _plan(catalogue: Catalogue, form: Form, filling: Filling) -> SheetPlan:
    match form.shape:
        case "matrix":
            return _matrix(catalogue, form, filling)
        case "list":
            return _list(form, filling)
        case _:
            return _lines(form, filling)


def _head(form: Form, filling: Filling, width: int) -> list[list[PlannedCell | None]]:
    number = f"Biểu số: {form.number}" if form.number else ""
    left = 2 if width > 2 else 1
    unit = PlannedCell(f"Đơn vị báo cáo: {filling.unit_name}", "small", span=max(width - left, 1))
    return [
        [PlannedCell(number, "small", span=left), *[None] * (left - 1), unit],
        [PlannedCell(form.name.upper(), "title", span=width)],
        [PlannedCell(f"Kỳ báo cáo: {filling.period} · Số liệu tính đến ngày: {filling.cut_off}", "small", span=width)],
        [PlannedCell(form.instruction, "small", span=width)] if form.instruction else [],
    ]


# --- matrices ---------------------------------------------------------------------------------


def _matrix(catalogue: Catalogue, form: Form, filling: Filling) -> SheetPlan:
    rows = _head(form, filling, len(form.columns))
    headings = _headings(form, filling.period[-4:])
    rows += headings
    rows.append([PlannedCell(letter, "letters") for letter in _letters(form)])
    ordinal = 0
    above: set[str] = set()
    for row in form.rows_for(filling.kind):
        part = row.part_of in above
        above.add(row.code)
        ordinal += not part
        number = str(form.rows.index(row) + 1).zfill(2)
        first = "-" if part else str(ordinal)
        rows.append([_matrix_cell(catalogue, form, row, column, filling, first, number) for column in form.columns])
    return SheetPlan(form.code, form.sheet, rows, [column.width for column in form.columns], len(headings))


def _headings(form: Form, year: str) -> list[list[PlannedCell | None]]:
    """One row, or two where headings have levels; a group's heading spans its columns."""
    levels = [column.heading.split(" / ") for column in form.columns]
    if all(len(level) == 1 for level in levels):
        return [[PlannedCell(level[0], "heading") for level in levels]]
    top: list[PlannedCell | None] = []
    low: list[PlannedCell | None] = []
    for number, level in enumerate(levels):
        grouped = len(level) == 2
        first = number == 0 or levels[number - 1][0] != level[0] or not grouped
        span = sum(1 for other in levels[number:] if grouped and other[0] == level[0]) if first else 1
        title = f"{level[0]} {year}" if level[0].endswith(" năm") else level[0]
        top.append(PlannedCell(title, "heading", span=max(span, 1), down=1 if grouped else 2) if first else None)
        low.append(PlannedCell(level[1], "heading") if grouped else None)
    return [top, low]


def _letters(form: Form) -> Iterator[str]:
    """The label row of ministry forms: A B C for what is printed, 1 2 3 for what is counted."""
    words = iter("ABCDEFGH")
    number = 0
    for column in form.columns:
        if column.role in ("ordinal", "label", "code", "unit"):
            yield next(words)
        else:
            number += 1
            yield str(number)


def _matrix_cell(
    catalogue: Catalogue, form: Form, row: Row, column: Column, filling: Filling, first: str, number: str
) -> PlannedCell:
    printed = {"ordinal": first, "label": row.label, "code": number, "unit": row.unit, "note": ""}
    if column.role in printed:
        style: Style = (
            "label" if column.role == "label" and row.part_of else "whole" if column.role == "label" else "text"
        )
        return PlannedCell(printed[column.role], "words" if column.role == "note" else style)
    key = f"{form.code}.{row.code}.{column.code}"
    if column.role == "shown":
        return _shown(catalogue, form, row, column, filling)
    if row.ratio:
        is_first = column.role == "value"
        return (
            PlannedCell(style="formula", formula=Formula("percent", (row.ratio[0],), (row.ratio[1],)))
            if is_first
            else PlannedCell(style="shut")
        )
    if (column.of or column.code) not in row.measures:
        return PlannedCell(style="shut")
    if form.is_formula(row, column.of or column.code):
        return PlannedCell(style="formula", key=key, formula=_parts(form, row, column))
    value = filling.answers.get(key, filling.carried.get(key))
    if column.role == "year":
        return PlannedCell(value, "year", key=key)
    return PlannedCell(value, "locked" if row.locked and key in filling.carried else "input", key=key)


def _parts(form: Form, whole: Row, column: Column) -> Formula:
    parts = form.parts_of(whole, column.of or column.code)
    keys = {row.code: f"{form.code}.{row.code}.{column.code}" for row in parts}
    plus = tuple(keys[row.code] for row in parts if not row.minus)
    minus = tuple(keys[row.code] for row in parts if row.minus)
    # where a number is asked for, a sum over nothing is no number
    certain = column.role == "value" and whole.blank != "ask"
    return Formula("sum" if certain else "sum_if_any", plus, minus)


def _shown(catalogue: Catalogue, form: Form, row: Row, column: Column, filling: Filling) -> PlannedCell:
    of = f"{form.code}.{row.code}.{column.of}"
    if column.shows == "percent" and {column.part, column.whole} <= set(row.measures):
        part, whole = (f"{form.code}.{row.code}.{name}" for name in (column.part, column.whole))
        return PlannedCell(style="formula", formula=Formula("percent", (part,), (whole,)))
    measure = row.measures.get(column.of or "")
    if column.shows == "last" and column.of and (form.column(column.of).of or column.of) in row.measures:
        return PlannedCell(filling.last.get(of), "shown_year" if form.column(column.of).role == "year" else "locked")
    if column.shows == "same_half" and measure:
        return PlannedCell(filling.same_half.get(of), "locked")
    if (
        column.shows == "year_to_date"
        and measure
        and catalogue.indicator_by_code[measure.partition("@")[0]].kind == "P"
    ):
        return PlannedCell(style="formula", formula=Formula("sum", (of,), constant=filling.first_half.get(of, 0)))
    return PlannedCell(style="shut")


# --- lists, covers and texts ------------------------------------------------------------------


def _list(form: Form, filling: Filling) -> SheetPlan:
    rows = _head(form, filling, len(form.columns))
    rows.append([PlannedCell(column.heading, "heading") for column in form.columns])
    answers = filling.lists.get(form.code, ())
    for item in range(1, max(len(answers), form.blank_rows) + 1):
        answer = answers[item - 1] if item <= len(answers) else {}
        rows.append([_list_cell(form, column, item, answer) for column in form.columns])
    return SheetPlan(form.code, form.sheet, rows, [column.width for column in form.columns], 1)


def _list_cell(form: Form, column: Column, item: int, answer: ListRow) -> PlannedCell:
    if column.role == "ordinal":
        return PlannedCell(item, "text")
    style: Style = "input" if column.role == "value" else "words"
    return PlannedCell(answer.get(column.code), style, key=f"{form.code}.*.{column.code}#{item}")


def _lines(form: Form, filling: Filling) -> SheetPlan:
    asked = form.rows_for(filling.kind)
    counts = any(row.measures for row in asked)
    beside = next((column for column in form.columns if column.shows == "last" and counts), None)
    widths = [28, 72] if form.shape == "text" else [40, 32, 10] if beside else [44, 40, 14]
    widths += [beside.width] if beside else []
    width = len(widths)
    rows: list[list[PlannedCell | None]] = [[PlannedCell(form.name.upper(), "title", span=width)]]
    rows.append([PlannedCell(form.instruction, "small", span=width)] if form.instruction else [])
    for row in asked:
        last = [_line_last(form, row, beside, filling)] if beside and row.measures else []
        unit = [PlannedCell(row.unit, "text", span=width - 2 - len(last))] if form.shape == "cover" else []
        rows.append([PlannedCell(row.label, "label"), _line_value(form, row, filling), *unit, *last])
    return SheetPlan(form.code, form.sheet, rows, widths)


def _line_last(form: Form, row: Row, column: Column, filling: Filling) -> PlannedCell:
    """A line has no heading above its last figure, so the cell says itself what it is; it is never a number."""
    known = filling.last.get(f"{form.code}.{row.code}.value")
    said = f"{column.heading}: {grouped(known)}" if known is not None else None
    return PlannedCell(said, "locked")


def _line_value(form: Form, row: Row, filling: Filling) -> PlannedCell:
    printed = {
        "unit_name": filling.unit_name,
        "unit_code": filling.unit_code,
        "period": filling.period,
        "as_of": filling.cut_off,
    }
    if row.role in printed:
        return PlannedCell(printed[row.role], "locked")
    if row.role == "control_total":
        return PlannedCell(style="formula", key=f"{form.code}.{row.code}.value", formula=Formula("sum", ()))
    key = f"{form.code}.{row.code}.value"
    return PlannedCell(filling.answers.get(key), "words" if row.text else "input", key=key)


# --- the control total ------------------------------------------------------------------------


def _input_keys(catalogue: Catalogue, plans: Sequence[SheetPlan]) -> Iterator[str]:
    inputs = {one.key for one in catalogue.field_by_key.values() if one.input}
    for plan in plans:
        for cell in (cell for row in plan.rows for cell in row if cell and cell.key):
            if str(cell.key).partition("#")[0] in inputs:
                yield str(cell.key)


def _with_control(plan: SheetPlan, inputs: tuple[str, ...]) -> SheetPlan:
    def wired(cell: PlannedCell | None) -> PlannedCell | None:
        control = cell is not None and cell.formula == Formula("sum", ())
        return replace(cell, formula=Formula("sum", inputs)) if cell and control else cell

    return replace(plan, rows=[[wired(cell) for cell in row] for row in plan.rows])
