"""A sheet laid out as rows of cells, before it becomes a workbook (or, in samples, any other file).

Formulas name fields, not addresses, so rows and sheets may still be moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

Style = Literal[
    "title",
    "small",
    "heading",
    "letters",
    "text",
    "label",
    "whole",
    "input",
    "year",
    "words",
    "locked",
    "shown_year",
    "formula",
    "shut",
]
Answer = int | str | None
ListRow = Mapping[str, Answer]


@dataclass(frozen=True)
class Formula:
    """``sum``: constant + Σ plus − Σ minus; ``sum_if_any``: the same, empty where no part is
    filled in (``-`` is an answer); ``percent``: plus over minus."""

    kind: Literal["sum", "sum_if_any", "percent"]
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    constant: int = 0


@dataclass(frozen=True)
class PlannedCell:
    """``key`` is the field's key, with ``#item`` in a list; ``span`` the columns that it covers, ``down``
    the rows."""

    value: Answer = None
    style: Style = "text"
    key: str | None = None
    formula: Formula | None = None
    span: int = 1
    down: int = 1


@dataclass(frozen=True)
class SheetPlan:
    """One sheet. ``rows`` are lists of cells from column 1; None is an empty place."""

    form: str
    name: str
    rows: list[list[PlannedCell | None]]
    widths: list[int]
    heading_rows: int = 0


def quoted(sheet: str) -> str:
    """The name as a reference writes it: ``'Trang 1'``."""
    return "'" + sheet.replace("'", "''") + "'"


def results(plans: Sequence[SheetPlan], numbers: Mapping[str, int]) -> dict[str, int | str]:
    """What each formula comes to over ``numbers`` (by field key), by the key or place of its cell.

    Formulas without a key are found under ``sheet:row:column``, counted from 0.
    """
    known: dict[str, int] = dict(numbers)
    filled = {str(cell.key) for plan in plans for row in plan.rows for cell in row if cell and cell.value is not None}
    cells = [
        (cell.key or f"{plan.name}:{r}:{c}", cell.formula)
        for plan in plans
        for r, row in enumerate(plan.rows)
        for c, cell in enumerate(row)
        if cell and cell.formula
    ]
    made: dict[str, int | str] = {}
    for name, formula in sorted(cells, key=lambda one: one[1].kind == "percent"):
        made[name] = _result(formula, known, filled)
        if isinstance(made[name], int) and name not in numbers:
            known[name] = int(made[name])
    return made


def _result(formula: Formula, known: Mapping[str, int], filled: Set[str]) -> int | str:
    if formula.kind == "percent":
        part, whole = known.get(formula.plus[0]), known.get(formula.minus[0])
        return f"{100 * part / whole:.10g}" if part is not None and whole else ""
    if formula.kind == "sum_if_any" and filled.isdisjoint((*formula.plus, *formula.minus)):
        return ""
    plus = sum(known.get(key, 0) for key in formula.plus)
    return formula.constant + plus - sum(known.get(key, 0) for key in formula.minus)
