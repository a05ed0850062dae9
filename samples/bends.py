"""What offices do to the form before they send it: plans → plans, with the same answers in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from outputs.sheet_plan import PlannedCell, SheetPlan

Plans = Sequence[SheetPlan]
Row = list[PlannedCell | None]

_PRINTED = ("heading", "label", "whole", "title", "small")  # the styles of what the form itself says
_HEAD_ROWS = 4  # number and unit, title, period, instruction
_OLD_TONES = {  # the mark on the first vowel → on the second, as older spelling has it
    f"{first}{second}": f"{plain}{unicodedata.normalize('NFC', second + tone)}"
    for plain, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
    for first in (unicodedata.normalize("NFC", plain + tone),)
}
_ENDS_IN_TWO_VOWELS = re.compile(rf"(?:{'|'.join(_OLD_TONES)})(?!\w)")


# --- how words and numbers are typed ----------------------------------------------------------


def decomposed(plans: Plans) -> list[SheetPlan]:
    """Letters and their marks apart, as a Mac types them (NFD)."""
    return _retyped(plans, lambda cell: _said(cell, lambda text: unicodedata.normalize("NFD", text)))


def old_tones(plans: Plans) -> list[SheetPlan]:
    """``Lũy kế`` → ``Luỹ kế``, in what the form says."""
    return _retyped(plans, lambda cell: _said(cell, _with_old_tones) if cell.style in _PRINTED else cell)


def _with_old_tones(text: str) -> str:
    return _ENDS_IN_TWO_VOWELS.sub(lambda found: _OLD_TONES[found[0]], text)


def upper_case(plans: Plans) -> list[SheetPlan]:
    """Every heading and label in capitals."""
    return _retyped(plans, lambda cell: _said(cell, str.upper) if cell.style in _PRINTED else cell)


def with_dots(plans: Plans) -> list[SheetPlan]:
    """``1.600``, as text."""
    return _numbers_as_text(plans, lambda number: f"{number:,}".replace(",", "."))


def with_spaces(plans: Plans) -> list[SheetPlan]:
    """``1 600`` with a no-break space, as text."""
    return _numbers_as_text(plans, lambda number: f" {number:,}".replace(",", "\u00a0"))


def with_commas(plans: Plans) -> list[SheetPlan]:
    """``1,600`` and ``35.0``, as a machine set to English shows numbers, as text."""
    return _numbers_as_text(plans, lambda number: f"{number:,}" if number > 999 else f"{number}.0")


def _numbers_as_text(plans: Plans, typed: Callable[[int], str]) -> list[SheetPlan]:
    """But for years, and for the parts of a sum: over text Excel would add up nothing."""
    summed = {
        key
        for plan in plans
        if plan.heading_rows
        for row in plan.rows
        for cell in row
        if cell and cell.key and cell.formula
        for key in (*cell.formula.plus, *cell.formula.minus)
    }

    def changed(cell: PlannedCell) -> PlannedCell:
        key = str(cell.key)
        plain = cell.key is None or key.endswith("_nam") or key in summed or not isinstance(cell.value, int)
        return cell if plain else replace(cell, value=typed(int(str(cell.value))))

    return _retyped(plans, changed)


def _retyped(plans: Plans, change: Callable[[PlannedCell], PlannedCell]) -> list[SheetPlan]:
    def changed(row: Row) -> Row:
        return [change(cell) if cell else None for cell in row]

    return [replace(plan, rows=[changed(row) for row in plan.rows]) for plan in plans]


def _said(cell: PlannedCell, change: Callable[[str], str]) -> PlannedCell:
    return replace(cell, value=change(cell.value)) if isinstance(cell.value, str) else cell


# --- how sheets are bent ----------------------------------------------------------------------


def with_columns(plans: Plans) -> list[SheetPlan]:
    """An empty column before the table, and one among its columns."""
    return [_with_columns(plan, (0, 2) if plan.heading_rows else (0,)) for plan in plans]


def _with_columns(plan: SheetPlan, at: tuple[int, ...]) -> SheetPlan:
    widths = [width for c, width in enumerate(plan.widths) for width in (*(4 for a in at if a == c), width)]
    return replace(plan, rows=[list(_moved(row, at)) for row in plan.rows], widths=widths)


def _moved(row: Row, at: tuple[int, ...]) -> Iterator[PlannedCell | None]:
    for c, cell in enumerate(row):
        yield from (None for a in at if a == c)
        grown = sum(c < a < c + cell.span for a in at) if cell else 0
        yield replace(cell, span=cell.span + grown) if cell else None


def with_three_header_rows(plans: Plans) -> list[SheetPlan]:
    """One more heading over all columns that are counted; what stands beside it is merged downwards."""
    return [_with_three_header_rows(plan) for plan in plans]


def _with_three_header_rows(plan: SheetPlan) -> SheetPlan:
    letters = next((row for row in plan.rows if row and row[0] and row[0].style == "letters"), [])
    words = sum(bool(cell and str(cell.value).isalpha()) for cell in letters)
    if not words:
        return plan
    head, (top, *low), body = (
        plan.rows[:_HEAD_ROWS],
        plan.rows[_HEAD_ROWS : _HEAD_ROWS + plan.heading_rows],
        plan.rows[_HEAD_ROWS + plan.heading_rows :],
    )
    over: Row = [replace(cell, down=3) if cell else None for cell in top[:words]]
    over.append(PlannedCell("Số liệu của đơn vị", "heading", span=len(top) - words))
    single = not low
    middle: Row = [*[None] * words, *(replace(cell, down=2) if cell and single else cell for cell in top[words:])]
    return replace(plan, rows=[*head, over, middle, *(low or [[]]), *body], heading_rows=3)


def with_subtotals(plans: Plans) -> list[SheetPlan]:
    """A row "Cộng" among the data of every table that is filled in, and notes under it."""
    return [_with_subtotals(plan) if plan.heading_rows and any(map(_filled, plan.rows)) else plan for plan in plans]


def _with_subtotals(plan: SheetPlan) -> SheetPlan:
    rows: list[Row] = []
    above: list[Row] = []
    for row in plan.rows:
        rows.append(row)
        if _filled(row):
            above.append(row)
        if len(above) == 3:
            rows.append(_subtotal(above))
            above = []
    notes = "Ghi chú: số liệu lấy theo sổ theo dõi của đơn vị.", "(*) Dòng “Cộng” do đơn vị tự thêm."
    rows.append([])
    rows.extend([PlannedCell(note, "small")] for note in notes)
    return replace(plan, rows=rows)


def _filled(row: Row) -> bool:
    return any(cell and cell.key and cell.value is not None for cell in row)


def _subtotal(above: Sequence[Row]) -> Row:
    """The word in the second column, the sums of the numbers above it in theirs."""
    made: Row = [None, PlannedCell("Cộng", "whole")]
    for column in range(2, min(len(row) for row in above)):
        cells = [row[column] for row in above]
        numbers = [cell.value for cell in cells if cell and cell.key and isinstance(cell.value, int)]
        made.append(PlannedCell(sum(numbers), "text") if numbers else None)
    return made


def with_a_list_of_kinds(plans: Plans) -> list[SheetPlan]:
    """One more sheet: what a drop-down list takes its words from."""
    words = ("thôn, tổ dân phố", "trường học", "cơ quan", "dòng họ")
    return [*plans, SheetPlan("", "DM", [[PlannedCell(word)] for word in words], [24])]
