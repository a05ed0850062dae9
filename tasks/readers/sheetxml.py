"""The cells of .xlsx sheets and of .ods tables, as their XML says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import repeat
from operator import lt

from domain.cells import column_number
from tasks.readers import markup, openxml
from tasks.readers.markup import Element, local
from tasks.readers.package import Package
from tasks.readers.plainsheet import PlainSheet, content, plain_sheet
from tasks.readers.scan import LAST_COLUMN, LAST_ROW, Place, Scan, reference
from tasks.readers.sheet import Unreadable, check_cells

MAIN = "xl/workbook.xml"
_EMPTY = len("<v></v>")
_OFFICE, _TABLE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
)
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROWS = {f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def workbook_scans(package: Package, plain: Mapping[str, PlainSheet]) -> Iterator[Scan]:
    """Every sheet of an .xlsx package, in the workbook's order. ``plain``: the parts that were read by pattern."""
    root = markup.parsed(package.part(MAIN))
    for name, target in openxml.sheets(package, MAIN, root):
        text = "" if target in plain else markup.decoded(package.part(target))
        found = plain.get(target) or plain_sheet(text)
        yield _scan_plain(name, found) if found else _scan_tree(name, markup.tree(text))


def _scan_plain(name: str, sheet: PlainSheet) -> Scan:
    scan = Scan(name)
    texts, numbers = scan.texts, scan.numbers
    for place, kind, formula, value in zip(_places(sheet), sheet.types, sheet.formulas, sheet.values, strict=True):
        if value and len(value) > _EMPTY and (kind == "s" or kind is None):
            if kind:
                texts[place] = None
            else:
                numbers[place] = _number(value[3:-4])
        elif value or formula:
            _scan_value(scan, place, kind or "n", content(value), content(formula))
    if filled := [*texts, *numbers]:
        scan.reach(*map(max, zip(*filled, strict=True)))
    return scan


def _places(sheet: PlainSheet) -> list[Place]:
    """Where the cells stand, one after the other, each in the row that holds it: so none is taken twice."""
    places: list[Place] = []
    letters, above = tuple(sheet.columns), 0
    for number, count in sheet.rows:
        row, at = int(number), len(places)
        if row <= above:
            raise Unreadable("unsafe", {"what": "hai hàng cùng một chỗ"})
        above = row
        places += zip(repeat(row), _columns(letters[at : at + count]))
    if sheet.lines != [number for number, count in sheet.rows for _ in range(count)]:
        raise Unreadable("unsafe", {"what": "ô đặt sai chỗ"})
    return places


@lru_cache(maxsize=128)  # most rows of a form fill the same columns
def _columns(letters: tuple[str, ...]) -> tuple[int, ...]:
    """The columns of a row, which follow each other."""
    columns = tuple(map(column_number, letters))
    if not all(map(lt, columns, columns[1:])):
        raise Unreadable("unsafe", {"what": "ô đặt sai chỗ"})
    return columns


def _scan_tree(name: str, root: Element) -> Scan:
    scan, row = Scan(name), 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        row = _row_number(line, row)
        _scan_row(scan, line, row)
    return scan


def _row_number(line: Element, before: int) -> int:
    said = line.get("r")
    row = before + 1 if said is None else int(said) if said.isascii() and said.isdigit() else 0
    if row <= before:
        raise Unreadable("unsafe", {"what": "hai hàng cùng một chỗ"})
    return row


def _scan_row(scan: Scan, line: Element, row: int) -> None:
    column = 0
    for cell in line:
        if local(cell) != "c":
            continue
        said = cell.get("r")
        place = (row, column + 1) if said is None else reference(said)
        if place[0] != row or place[1] <= column:
            raise Unreadable("unsafe", {"what": "ô đặt sai chỗ"})
        column = place[1]
        if len(cell):
            _scan_cell(scan, cell, place)


def _scan_cell(scan: Scan, cell: Element, place: Place) -> None:
    kind, parts = cell.get("t", "n"), {local(part): part for part in cell}
    if len(parts) != len(cell):
        raise Unreadable("unsafe", {"what": "một ô có hai giá trị"})
    if kind == "inlineStr":
        text = "".join(node.text or "" for node in parts["is"].iter("{*}t")) if "is" in parts else ""
        scan.texts[scan.taken(place)] = text
        return
    value, formula = ((parts[name].text or "") if name in parts else None for name in ("v", "f"))
    _scan_value(scan, place, kind, value, formula)


def _scan_value(scan: Scan, place: Place, kind: str, value: str | None, formula: str | None) -> None:
    """What a cell holds; None for a value or a formula that it has not."""
    if value and kind == "s":
        scan.texts[scan.taken(place)] = None
    elif value and kind == "n":
        scan.numbers[scan.taken(place)] = _number(value)
    elif kind == "e":
        scan.marks[scan.taken(place)] = value or "#"
    elif value and kind in ("b", "d"):
        scan.numbers[scan.taken(place)] = None
    elif value and kind != "str":
        raise Unreadable("damaged")
    elif formula is not None and not (kind == "str" and value is not None):
        scan.marks[scan.taken(place)] = f"={formula}"
    elif kind == "str":
        scan.texts[scan.taken(place)] = value or ""


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Unreadable("damaged") from None


# --- OpenDocument ---------------------------------------------------------------------------------------


def table_scans(package: Package) -> Iterator[Scan]:
    """Every table of an .ods package. An empty stretch is as long as it likes, a filled one is not."""
    root = markup.parsed(package.part("content.xml"))
    for table in root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
        scan, row = Scan(table.get(f"{_TABLE}name", "")), 0
        for line in _lines(table):
            repeated = _repeated(line, "rows", LAST_ROW)
            for cell in line:
                _repeated(cell, "columns", LAST_COLUMN)
            for further in range(1, 1 + repeated * _is_filled(line)):
                _scan_line(scan, line, row + further)
            row += repeated
        yield scan


def _lines(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROWS:
            yield from _lines(child)


def _repeated(element: Element, what: str, most: int) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    if not (said.isascii() and said.isdigit() and 0 < int(said[:9]) <= most):
        raise Unreadable("unsafe", {"what": "ô lặp lại bất thường"})
    return int(said)


def _is_filled(line: Element) -> bool:
    return any(cell.tag in _CELLS and _says_something(cell) for cell in line)


def _says_something(cell: Element) -> bool:
    said = cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula")
    return bool(said) or any(cell.find(part) is not None for part in (f"{_TEXT}p", f"{_TABLE}table"))


def _scan_line(scan: Scan, line: Element, row: int) -> None:
    column = 1
    for cell in line:
        if cell.tag in _CELLS:
            repeated = _repeated(cell, "columns", LAST_COLUMN)
            for further in range(repeated * _says_something(cell)):
                _scan_table_cell(scan, cell, (row, column + further))
            column += repeated
            check_cells(len(scan))


def _scan_table_cell(scan: Scan, cell: Element, place: Place) -> None:
    kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
    text = "\n".join("".join(map(str, p.itertext())) for p in cell.iterfind(f"{_TEXT}p"))
    if cell.find(f"{_TABLE}table") is not None:
        raise Unreadable("unsafe", {"what": "bảng nằm trong một ô"})
    is_error = cell.get(f"{_CALCEXT}value-type") == "error" or (formula is not None and text.startswith(("#", "Err:")))
    if is_error:
        scan.marks[scan.taken(place)] = text if text.startswith("#") else f"#{text}"
    elif kind is None:
        if formula is not None:
            scan.marks[scan.taken(place)] = f"={formula.partition('=')[2]}"
        elif text:
            raise Unreadable("damaged")
    elif kind == "string":
        said = cell.get(f"{_OFFICE}string-value")
        scan.texts[scan.taken(place)] = text if said is None else said
    elif kind in ("float", "percentage", "currency"):
        scan.numbers[scan.taken(place)] = _number(cell.get(f"{_OFFICE}value", ""))
    elif kind in ("date", "time", "boolean"):
        scan.numbers[scan.taken(place)] = None
    else:
        raise Unreadable("damaged")
