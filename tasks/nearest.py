"""What a sheet that is none of ours comes nearest to, in words that help its sender."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from domain.form import Column, Form
from domain.person import persons_among
from domain.vietnamese import heading_key, tidy
from tasks.grid import Grid
from tasks.headings import ALIKE, READ, Headings, likeness

NOTHING = "không có biểu nào"
_LONGEST = 60  # letters of a heading that is shown to its sender
_ROWS, _COLUMNS, _SHEETS = 200, 60, 20  # where headings are looked for: not in a whole register of names
_TEXTS = 300  # of a file, compared letter by letter


def nearest(headings: Headings, sheets: Sequence[Grid]) -> str:
    """``Số lượng (biểu Khen thưởng, Quỹ khuyến học); trong tệp ghi “Bao nhiêu”``: the heading that the nearest
    form asks for and the file's own in its place; the form's name alone where no heading is missing."""
    sheets = [_opening(grid) for grid in sheets[:_SHEETS]]
    compared = set(islice((text for grid in sheets for row in grid.rows for text in _texts(grid, row)), _TEXTS))
    scored = [
        (*_score(headings, grid, form, compared), form, grid)
        for grid in sheets
        for form in headings.tables
        if form.purpose == "figures"
    ]
    if not scored:
        return NOTHING
    score, row, form, grid = max(scored, key=lambda one: one[0])
    if score == 0:
        return NOTHING
    missing = _missing(headings, grid, row, form)
    if not missing:
        return form.name
    own = [text for text in _texts(grid, row) if not _is_known(headings, form, text)]
    alike = max(((likeness(a, b), a, b) for a in missing for b in own), default=None, key=lambda one: one[0])
    if alike and alike[0] >= ALIKE:
        return _said(alike[1], form, alike[2])
    alone = own[0] if len(own) == 1 and not persons_among(own) else None  # of what is like no heading, no name
    return _said(missing[0], form, alone)


def _said(column: Column, form: Form, own: str | None) -> str:
    there = f"; trong tệp ghi “{own[:_LONGEST]}”" if own else ""
    return f"{column.heading} (biểu {form.name}){there}"


def _opening(grid: Grid) -> Grid:
    """The part of a sheet in which its headings are looked for."""
    rows = islice(grid.rows.items(), _ROWS)
    return replace(grid, cells={(row, at): grid.cells[row, at] for row, columns in rows for at in columns[:_COLUMNS]})


def _score(headings: Headings, grid: Grid, form: Form, compared: Collection[str]) -> tuple[float, int]:
    """How well the best row of a sheet fits a form's headings, and that row; by their letters only the texts
    that are ``compared`` are."""
    best, at = 0.0, 0
    for row in grid.rows:
        keys = set(_keys(grid, row))
        score = float(sum(any(path[-1] in keys for path in headings.paths[form.code, c.code]) for c in form.columns))
        if score == 0:
            texts = [text for text in _texts(grid, row) if text in compared]
            score = sum(likeness(c, text) >= ALIKE for c in form.columns for text in texts) / 100
        if score > best:
            best, at = score, row
    return best, at


def _missing(headings: Headings, grid: Grid, row: int, form: Form) -> list[Column]:
    needed = ("label", "name", "value")
    keys = {key for near in range(row - 2, row + 3) for key in _keys(grid, near)}
    return [
        column
        for column in sorted(form.columns, key=lambda one: one.role not in needed)
        if column.role in READ and not any(path[-1] in keys for path in headings.paths[form.code, column.code])
    ]


def _is_known(headings: Headings, form: Form, text: str) -> bool:
    key = heading_key(text)
    return any(key in path for column in form.columns for path in headings.paths[form.code, column.code])


def _texts(grid: Grid, row: int) -> list[str]:
    return [tidy(grid.text(row, column)) for column in grid.rows.get(row, ())]


def _keys(grid: Grid, row: int) -> Iterator[str]:
    return (grid.key(row, column) for column in grid.rows.get(row, ()))
