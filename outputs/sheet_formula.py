"""Formulas over fields, written with the addresses of the cells that the fields stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from outputs.sheet_plan import Formula, quoted

Places = Mapping[str, tuple[str, int, int]]  # sheet, row and column of each field's cell


def formula_text(formula: Formula, sheet: str, places: Places) -> str:
    """The formula as the cells of ``sheet`` write it."""
    if formula.kind == "percent":
        part, whole = (
            _address(places[keys[0]], sheet) if keys[0] in places else "0" for keys in (formula.plus, formula.minus)
        )
        return f'=IF(N({whole})=0,"",N({part})/N({whole})*100)'
    plus, minus = (",".join(_ranges(keys, sheet, places)) for keys in (formula.plus, formula.minus))
    parts = ",".join(one for one in (plus, minus) if one)
    total = f"SUM({plus})" if plus else "0"
    total += f"-SUM({minus})" if minus else ""
    total += f"+{formula.constant}" if formula.constant else ""
    return f'=IF(COUNTA({parts})=0,"",{total})' if formula.kind == "sum_if_any" else f"={total}"


def _ranges(keys: Sequence[str], sheet: str, places: Places) -> Iterator[str]:
    """Addresses of the keys' cells, runs down a column as ranges (a formula holds 255 arguments)."""
    cells = sorted({places[key] for key in keys if key in places}, key=lambda one: (one[0], one[2], one[1]))
    start = 0
    for end in range(1, len(cells) + 1):
        if end < len(cells) and cells[end] == (cells[end - 1][0], cells[end - 1][1] + 1, cells[end - 1][2]):
            continue
        first, last = _address(cells[start], sheet), xl_rowcol_to_cell(*cells[end - 1][1:])
        yield first if end - start == 1 else f"{first}:{last}"
        start = end


def _address(place: tuple[str, int, int], sheet: str) -> str:
    name, row, column = place
    cell: str = xl_rowcol_to_cell(row, column)
    return cell if name == sheet else f"{quoted(name)}!{cell}"


def carried(result: int | str) -> float | str:
    """What a formula's cell carries for those who do not calculate: a number, or an empty text."""
    return (float(result) if result else _NoText()) if isinstance(result, str) else result


class _NoText(str):
    """An empty text as a result. xlsxwriter takes ``""`` for a formula that was not calculated."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False
