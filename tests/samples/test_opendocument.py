"""The form as an OpenDocument spreadsheet: read by odfpy and by LibreOffice's rules of the package."""

from __future__ import annotations

import io
import zipfile

import pytest
from odf.opendocument import load
from odf.table import CoveredTableCell, Table, TableCell, TableRow

from domain.catalogue import Catalogue
from outputs.form_plan import plan_forms
from outputs.sheet_plan import Formula, PlannedCell, SheetPlan
from samples.association import PERIODS, units
from samples.deliver import filling
from samples.opendocument import opendocument


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue) -> list[SheetPlan]:
    return plan_forms(catalogue, filling(next(unit for unit in units() if unit.code == "03658"), PERIODS[-1]))


def rows(data: bytes, sheet: str) -> list[list[tuple[str, str]]]:
    """(type, text or value) of each cell, covered ones left out."""
    book = load(io.BytesIO(data))
    table = next(one for one in book.getElementsByType(Table) if one.getAttribute("name") == sheet)
    return [
        [(cell.getAttribute("valuetype") or "", cell.getAttribute("value") or str(cell)) for cell in row.childNodes]
        for row in table.getElementsByType(TableRow)
    ]


def test_the_mimetype_comes_first_and_is_not_compressed(plans: list[SheetPlan]) -> None:
    with zipfile.ZipFile(io.BytesIO(opendocument(plans))) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        assert package.namelist()[1:] == ["META-INF/manifest.xml", "content.xml"]


def test_equal_plans_give_equal_bytes(plans: list[SheetPlan]) -> None:
    assert opendocument(plans) == opendocument(list(plans))


def test_every_sheet_of_the_form_is_there(plans: list[SheetPlan]) -> None:
    book = load(io.BytesIO(opendocument(plans)))
    assert [table.getAttribute("name") for table in book.getElementsByType(Table)] == [plan.name for plan in plans]


def small(*cells: PlannedCell | None) -> bytes:
    return opendocument([SheetPlan("x", "Một & hai", [list(cells), [PlannedCell("dưới", "text")] * 3], [9, 9, 9])])


def test_numbers_words_and_blanks_are_told_apart() -> None:
    top = rows(small(PlannedCell(35), PlannedCell("35"), PlannedCell(None)), "Một & hai")[0]
    assert top == [("float", "35"), ("string", "35"), ("", "")]


def test_a_formula_is_its_result_and_one_over_nothing_is_blank() -> None:
    plus = PlannedCell(5, key="a"), PlannedCell(formula=Formula("sum", ("a",), constant=2), key="b")
    nothing = PlannedCell(formula=Formula("sum_if_any", ("z",)), key="c")
    assert rows(small(*plus, nothing), "Một & hai")[0] == [("float", "5"), ("float", "7"), ("", "")]


def test_text_is_escaped() -> None:
    assert rows(small(PlannedCell("a < b & c")), "Một & hai")[0][0] == ("string", "a < b & c")


def test_a_merged_heading_covers_its_cells() -> None:
    data = small(PlannedCell("trên", "heading", span=2, down=1), None, PlannedCell("bên"))
    book = load(io.BytesIO(data))
    first = book.getElementsByType(TableRow)[0]
    assert [node.qname[1] for node in first.childNodes] == ["table-cell", "covered-table-cell", "table-cell"]
    assert len(book.getElementsByType(CoveredTableCell)) == 1
    assert book.getElementsByType(TableCell)[0].getAttribute("numbercolumnsspanned") == "2"


def test_the_rest_of_the_sheet_is_one_repeated_row_as_libreoffice_writes_it() -> None:
    book = load(io.BytesIO(small(PlannedCell(1))))
    assert book.getElementsByType(TableRow)[-1].getAttribute("numberrowsrepeated") == "1048000"
