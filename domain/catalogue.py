"""The catalogue: what is asked for, of whom, and what is right. Filled from expectations/*.toml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pydantic

from domain.finding import Severity
from domain.record import Record

Blank = Literal["ask", "zero", "optional"]
Shape = Literal["cover", "matrix", "list", "text"]
CoverRole = Literal["unit_name", "unit_code", "period", "as_of", "control_total"]
ColumnRole = Literal[
    "ordinal", "label", "code", "unit", "value", "estimate", "earlier", "year", "name", "text", "shown", "note"
]


class Kind(Record):
    """A kind of unit. An optional kind may send but is not expected to. Wherever kinds are listed,
    a ``group`` stands for all its kinds."""

    code: str
    name: str
    group: str | None = None
    optional: bool = False


class Axis(Record):
    """A breakdown. A partition's members add up to the whole."""

    code: str
    name: str
    partition: bool
    members: dict[str, str]


class Indicator(Record):
    """``kind``: C state at the cut-off, P occurred in the period, N of the year (the latest stands).

    ``reported_by`` names the kinds of unit whose values make the figure; a registry indicator
    counts the valid units of those kinds. ``sum_of`` adds other indicators. In prose a value is
    printed in multiples of ``round_to``, divided by ``print_scale`` and followed by ``print_unit``.
    """

    code: str
    name: str
    unit: str
    kind: Literal["C", "P", "N"]
    reported_by: tuple[str, ...]
    source: Literal["reported", "registry"] = "reported"
    axes: tuple[str, ...] = ()
    denominator: str | None = None
    sum_of: tuple[str, ...] = ()
    round_to: int = pydantic.Field(default=1, ge=1)
    print_scale: int = pydantic.Field(default=1, ge=1)
    print_unit: str | None = None


class Column(Record):
    """A value column of a matrix or a list.

    ``heading`` is matched level by level from the top of a merged header (``Đăng ký / Tổng số``);
    ``of`` names the value column that an estimate, an earlier final figure or a year belongs to;
    ``shows`` what a column that is not read prints beside the input.
    """

    code: str
    heading: str
    role: ColumnRole
    aliases: tuple[str, ...] = ()
    of: str | None = None
    blank: Blank | None = None
    shows: Literal["same_half", "year_to_date", "percent"] | None = None
    part: str | None = None
    whole: str | None = None
    indicator: str | None = None
    signed: bool = False
    personal: bool = False
    width: int = 12


class Row(Record):
    """A row of a matrix, or a line of a cover or a text form (which have one column, ``value``).

    ``measures`` maps a value column to ``indicator`` or ``indicator@axis=member``. ``part_of``
    names the row it adds up to; ``computed`` rows are formulas over their parts, ``locked`` ones prefilled.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    blank: Blank = "zero"
    measures: dict[str, str] = {}
    role: CoverRole | None = None
    asked_of: tuple[str, ...] = ()
    part_of: str | None = None
    minus: bool = False
    ratio: tuple[str, str] | None = None
    computed: bool = False
    locked: bool = False
    carries: str | None = None
    personal: bool = False
    text: bool = False


@dataclass(frozen=True)
class Field:
    """One place of a form that is read: a row crossed with a value column, or a list's column.

    ``input`` fields are those a sender types a number in; they make the control total.
    """

    form: str
    row: str
    column: str
    label: str
    role: str
    blank: Blank
    asked_of: tuple[str, ...]
    indicator: str | None
    breakdown: str
    input: bool
    personal: bool
    of: str | None
    signed: bool = False

    @property
    def key(self) -> str:
        return f"{self.form}.{self.row}.{self.column}"


class Form(Record):
    """A form in one of four shapes. ``sent_by`` names the kinds of unit that owe it.

    A form whose ``purpose`` is ``explanations`` answers warnings and is never owed.
    """

    code: str
    number: str = ""
    name: str
    sheet: str
    shape: Shape
    sent_by: tuple[str, ...]
    purpose: Literal["figures", "explanations"] = "figures"
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    instruction: str = ""
    blank_rows: int = 0

    def row(self, code: str) -> Row:
        return next(row for row in self.rows if row.code == code)

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)

    def rows_for(self, kind: str) -> tuple[Row, ...]:
        """The rows asked of a kind of unit, in the form's order."""
        return tuple(row for row in self.rows if kind in (row.asked_of or self.sent_by))

    def parts_of(self, whole: Row, column: str) -> tuple[Row, ...]:
        """The rows whose values in a column add up to the whole's."""
        return tuple(row for row in self.rows if row.part_of == whole.code and column in row.measures)

    def is_formula(self, row: Row, column: str) -> bool:
        """Whether the form computes a cell itself; a computed row has inputs where nothing adds up to it."""
        return row.computed and bool(row.ratio or self.parts_of(row, column))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field that is read, in the form's order."""
        if self.shape == "list":
            return tuple(self._list_field(column) for column in self.columns if column.role != "ordinal")
        if self.shape == "matrix":
            return tuple(field for row in self.rows for field in self._matrix_fields(row))
        return tuple(self._line_field(row) for row in self.rows if row.role is None)

    def _list_field(self, column: Column) -> Field:
        return Field(
            form=self.code,
            row="*",
            column=column.code,
            label=column.heading,
            role=column.role,
            blank=column.blank or "zero",
            asked_of=self.sent_by,
            indicator=column.indicator,
            breakdown="",
            input=column.role == "value",
            personal=column.personal,
            of=column.of,
            signed=column.signed,
        )

    def _matrix_fields(self, row: Row) -> Iterator[Field]:
        for column in self.columns:
            carrier = column.of or column.code
            if carrier not in row.measures or column.role == "shown":
                continue
            indicator, _, breakdown = row.measures[carrier].partition("@")
            yield Field(
                form=self.code,
                row=row.code,
                column=column.code,
                label=f"{row.label}, {column.heading}",
                role=column.role,
                blank=column.blank or row.blank,
                asked_of=row.asked_of or self.sent_by,
                indicator=indicator,
                breakdown=breakdown,
                input=not (row.locked or self.is_formula(row, carrier)),
                personal=False,
                of=column.of,
            )

    def _line_field(self, row: Row) -> Field:
        indicator, _, breakdown = row.measures.get("value", "").partition("@")
        return Field(
            form=self.code,
            row=row.code,
            column="value",
            label=row.label,
            role="value" if indicator else "text",
            blank=row.blank,
            asked_of=row.asked_of or self.sent_by,
            indicator=indicator or None,
            breakdown=breakdown,
            input=False,
            personal=row.personal,
            of=None,
        )


class Compare(Record):
    """What a comparison sets side by side, per submission.

    ``parts``: the rows of each whole and the whole. ``same_year``: ``column`` of each row and the
    unit's value of ``against`` for the year that the row states. ``list_rows``, ``list_sum``: the
    number of a list's rows, the sum of its ``column``, and ``field``. ``control``: the sum of the
    input cells and the control total on the cover.
    """

    what: Literal["parts", "same_year", "list_rows", "list_sum", "control"]
    list: str | None = None
    column: str | None = None
    against: str | None = None
    field: str | None = None


#: The refusals of a file that every catalogue words; without them a file could not be answered.
FILE_RULES = (
    "damaged",
    "too_large",
    "unsupported",
    "unknown_form",
    "form_twice",
    "no_period",
    "unknown_period",
    "wrong_unit",
    "tie",
    "no_control_total",
)


class Rule(Record):
    """``on``: every field (``cell``), two numbers of a submission (``comparison``), or the file itself.

    ``expect`` is the Great Expectations type that judges it and ``arguments`` its own; ``where``
    keeps the fields of a column's value. Words are Vietnamese templates.
    """

    id: str
    on: Literal["cell", "comparison", "file"]
    severity: Severity
    severity_in_list: Severity | None = None
    expect: str | None = None
    arguments: dict[str, Any] = {}
    where: dict[str, str] = {}
    compare: Compare | None = None
    stops_gate: bool = False
    saw: str
    wanted: str = ""
    mend: str


class ReportSection(Record):
    """Sentences are Jinja2 templates over figures; one whose figures are missing disappears."""

    title: str
    sentences: tuple[str, ...]
    table: tuple[str, ...] = ()


class ReportPlan(Record):
    """The report: its title by half, the opening, the sections of Part I, tasks and requests."""

    title_first_half: tuple[str, str]
    title_second_half: tuple[str, str]
    opening: tuple[str, ...]
    results: tuple[ReportSection, ...]
    limits: tuple[str, ...]
    narratives: dict[str, str]
    annex: tuple[str, ...]


class Catalogue(Record):
    """Everything declared, with its version: the hash of the declaring files."""

    version: str
    kinds: tuple[Kind, ...]
    axes: tuple[Axis, ...]
    indicators: tuple[Indicator, ...]
    forms: tuple[Form, ...]
    rules: tuple[Rule, ...]
    report: ReportPlan

    @cached_property
    def indicator_by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def form_by_code(self) -> dict[str, Form]:
        return {form.code: form for form in self.forms}

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def kind_by_code(self) -> dict[str, Kind]:
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def field_by_key(self) -> dict[str, Field]:
        return {field.key: field for form in self.forms for field in form.fields}

    @cached_property
    def expected_kinds(self) -> frozenset[str]:
        return frozenset(kind.code for kind in self.kinds if not kind.optional)

    def forms_for(self, kind: str) -> tuple[Form, ...]:
        """The forms that a kind of unit is given, explanations included."""
        return tuple(form for form in self.forms if kind in form.sent_by)

    def forms_owed_by(self, kind: str) -> frozenset[str]:
        """The codes of the forms without which a unit is not received."""
        return frozenset(form.code for form in self.forms_for(kind) if form.purpose == "figures")
