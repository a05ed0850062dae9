"""A form in one of four shapes, enough to describe any ministry-style form without code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from domain.record import Record

Blank = Literal["ask", "words", "zero", "optional"]
Shape = Literal["cover", "matrix", "list", "text"]
CoverRole = Literal["unit_name", "unit_code", "period", "as_of", "control_total"]
ColumnRole = Literal[
    "ordinal", "label", "code", "unit", "value", "estimate", "earlier", "year", "name", "text", "shown", "note"
]


class Column(Record):
    """A value column of a matrix or a list.

    ``heading`` is matched level by level from the top of a merged header (``Đăng ký / Tổng số``);
    ``of`` names the value column that an estimate, an earlier final figure or a year belongs to;
    ``shows`` what a column that is not read prints beside the input. In a list ``one_of`` names the axis
    whose members are its answers, and ``unique`` that no two rows have the same. ``least`` is the least
    amount above 0 that is likely. ``no_persons`` are first words of what a column of names holds besides
    people (``thôn``): other names in it are taken out of every text that is kept.
    """

    code: str
    heading: str
    role: ColumnRole
    aliases: tuple[str, ...] = ()
    of: str | None = None
    blank: Blank | None = None
    shows: Literal["same_half", "last", "year_to_date", "percent"] | None = None
    part: str | None = None
    whole: str | None = None
    indicator: str | None = None
    signed: bool = False
    personal: bool = False
    no_persons: tuple[str, ...] = ()
    one_of: str | None = None
    unique: bool = False
    least: int | None = None
    width: int = 12


class Row(Record):
    """A row of a matrix, or a line of a cover or a text form (which have one column, ``value``).

    ``measures`` maps a value column to ``indicator`` or ``indicator@axis=member``. ``part_of``
    names the row it adds up to; ``computed`` rows are formulas over their parts, ``locked`` ones prefilled.
    ``blank``: ``ask`` a number is missing, ``words`` some sentences are wished for, else nothing is missing.
    ``most`` is the most that a value can be; ``least`` by column, and ``least_each`` for one that is
    counted, the least amount that is likely.
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
    most: int | None = None
    least: dict[str, int] = {}
    least_each: int | None = None


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

    @cached_property
    def key(self) -> str:
        return f"{self.form}.{self.row}.{self.column}"


@dataclass(frozen=True)
class Percentage:
    """A place of a form that shows one field over another in per cent."""

    field: Field
    part: str
    whole: str


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

    @cached_property
    def percentages(self) -> tuple[Percentage, ...]:
        """The places that show a percentage: of rows that are a ratio, and of columns that show one."""
        if self.shape != "matrix":
            return ()
        return tuple(one for row in self.rows for one in self._percentages_of(row))

    def _percentages_of(self, row: Row) -> Iterator[Percentage]:
        if row.ratio:
            first = next(column for column in self.columns if column.role == "value")
            yield Percentage(self._percent_field(row, first), *row.ratio)
        for column in self.columns:
            if column.shows == "percent" and {column.part, column.whole} <= set(row.measures):
                part, whole = (f"{self.code}.{row.code}.{name}" for name in (column.part, column.whole))
                yield Percentage(self._percent_field(row, column), part, whole)

    def _percent_field(self, row: Row, column: Column) -> Field:
        return Field(
            form=self.code,
            row=row.code,
            column=column.code,
            label=row.label if row.ratio else f"{row.label}, {column.heading}",
            role="percent",
            blank="optional",
            asked_of=row.asked_of or self.sent_by,
            indicator=None,
            breakdown="",
            input=False,
            personal=False,
            of=None,
        )

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
