"""Cells → fields, by headings and labels, never by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.observation import FIELDS
from domain.person import Name, persons_among
from domain.rule import NOT_MENDED
from domain.submission import Receipt
from domain.vietnamese import read_whole, tidy
from tasks.answer import as_one_file
from tasks.cover_lines import Contradiction, Lines, find_lines, read_cover, read_lines
from tasks.form_tables import Refused, Tables, form_twice, unknown
from tasks.grid import Grid
from tasks.headings import Headings, TooMany
from tasks.ours import is_ours
from tasks.readers.sheet import Sheet
from tasks.recognised import Recognition, Refusal


@dataclass
class _Reading:
    """What has been found in one file."""

    forms: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    lines: Lines = field(default_factory=dict)
    names: list[frozenset[Name]] = field(default_factory=list)


class Recogniser:
    """Recognises batches against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.headings = Headings(catalogue)
        named = [indicator.unit for indicator in catalogue.indicators]
        named += [row.unit for form in catalogue.forms for row in form.rows]
        self.units = frozenset(word for unit in named for word in re.split(r"[\W\d]+", tidy(unit).casefold()) if word)

    def recognise(self, receipt: Receipt, sheets: Sequence[Sheet]) -> Recognition | Refusal:
        """What the sheets of a file say."""
        try:
            reading = self._read_file(receipt, [Grid.of(sheet) for sheet in sheets])
        except Refused as error:
            return error.refusal
        doubtful = any(row[_ROLE] == "control_total" for row in reading.rows)
        cover = read_cover(self.catalogue, reading.lines, self.units, doubtful=doubtful)
        columns = list(zip(*reading.rows, strict=True)) or [()] * len(FIELDS)
        fields = pl.DataFrame(columns, schema=FIELDS, orient="col")
        return Recognition(fields, cover, tuple(reading.forms), self._persons(reading))

    def _read_file(self, receipt: Receipt, sheets: Sequence[Grid]) -> _Reading:
        reading = _Reading()
        said = [grid for grid in sheets if not is_ours(grid)]
        try:
            for grid in said:
                taken = self._read_tables(receipt, grid, reading)
                for form in find_lines(self.headings, grid, taken, reading.lines):
                    if form not in reading.forms:
                        reading.forms.append(form)
        except Contradiction as error:
            raise form_twice(error.form) from None
        except TooMany as error:
            raise Refused(Refusal("too_heavy", {"what": error.what})) from None
        if len(said) < len(sheets) and self._has_no_more_than_a_cover(reading):
            raise Refused(Refusal(NOT_MENDED, {}))  # our list, or a receipt, which names the period as a cover does
        if not reading.forms or self._is_a_cover_over_something_else(said, reading):
            raise unknown(self.headings, said)
        lines = read_lines(self.catalogue, receipt, reading.forms, reading.lines, self.units)
        reading.rows = [row for row in as_one_file([*reading.rows, *lines], self.units) if not _is_plain_control(row)]
        return reading

    def _is_a_cover_over_something_else(self, sheets: Sequence[Grid], reading: _Reading) -> bool:
        """Whether our cover is all that was found, and numbers stand in sheets that are not ours."""
        if not self._has_no_more_than_a_cover(reading):
            return False
        lines = self.headings.lines
        others = (s for s in sheets if not any(s.key(row, columns[0]) in lines for row, columns in s.rows.items()))
        return any(read_whole(text).value for grid in others for text, _ in grid.cells.values())

    def _has_no_more_than_a_cover(self, reading: _Reading) -> bool:
        return all(self.catalogue.form_by_code[code].shape == "cover" for code in reading.forms)

    def _read_tables(self, receipt: Receipt, grid: Grid, reading: _Reading) -> set[int]:
        """Reads every table of a sheet; returns the rows that belong to one."""
        tables = Tables(self.headings, grid)
        for code, table in tables.by_form.items():
            if code in reading.forms:
                raise form_twice(table.found.form.name)
            reading.forms.append(code)
            reading.rows.extend(table.fields(receipt, grid, self.units))
            reading.names.extend(table.names(grid))
        return tables.taken

    def _persons(self, reading: _Reading) -> frozenset[Name]:
        """The people whom the lists of a file and the personal lines of its cover name."""
        personal = {(form.code, row.code) for form in self.catalogue.forms for row in form.rows if row.personal}
        lines = [grid.text(*at) for key, (grid, *at) in reading.lines.items() if key in personal]
        return persons_among(lines).union(*reading.names)


_ROLE, _VALUE = list(FIELDS).index("role"), list(FIELDS).index("value")


def _is_plain_control(row: tuple[Any, ...]) -> bool:
    return row[_ROLE] == "control_total" and row[_VALUE] is not None
