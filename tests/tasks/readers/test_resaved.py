"""Workbooks of every format, saved again by LibreOffice: it reads what the tests write, the reader what it writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tasks.readers import reading
from tasks.readers.sheet import Cell
from tests import workbooks
from tests.office import saved_again
from tests.workbooks import Error

BOOK: workbooks.Book = {
    "Biểu 1": [["Hội viên", 500, 12.5, None, "35 hộ"], [None, Error("#DIV/0!"), date(2022, 6, 14), -7, 10**12]],
    "Biểu 2": [[None, None], [None, "dòng một\ndòng hai"]],
}
WRITTEN = {"xlsx": workbooks.xlsx, "xls": workbooks.xls, "xlsb": workbooks.xlsb, "ods": workbooks.ods}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each format saved as each other: ``<to>/<from>.<to>``."""
    folder = tmp_path_factory.mktemp("office")
    sources = []
    for name, write in WRITTEN.items():
        sources.append(folder / f"{name}.{name}")
        sources[-1].write_bytes(write(BOOK))
    for to in ("xlsx", "xls", "ods"):
        saved_again(sources, to, folder)
    return folder


@pytest.mark.long
@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_workbook_saved_again_says_the_same(saved: Path, name: str, to: str) -> None:
    read = reading.read((saved / to / f"{name}.{to}").read_bytes(), "")
    assert read.format == to
    # the tests' .ods has no styles, so that its day is saved as a bare number, and its error as another one
    error = read.sheets[0].cells[4].text if name == "ods" else "#DIV/0!"
    day = Cell(2, 3, "44726", True) if name == "ods" else Cell(2, 3, "14/06/2022", False)
    assert error.startswith("#")
    assert [(sheet.name, sheet.cells) for sheet in read.sheets] == [
        (
            "Biểu 1",
            [
                Cell(1, 1, "Hội viên", False),
                Cell(1, 2, "500", True),
                Cell(1, 3, "12.5", True),
                Cell(1, 5, "35 hộ", False),
                Cell(2, 2, error, False),
                day,
                Cell(2, 4, "-7", True),
                Cell(2, 5, "1000000000000", True),
            ],
        ),
        ("Biểu 2", [Cell(2, 2, "dòng một\ndòng hai", False)]),
    ]
