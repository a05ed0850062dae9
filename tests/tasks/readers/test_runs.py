"""Crossed-out and raised figures in workbooks are no digits of the number beside them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from domain.vietnamese import Written, read_whole
from tasks.readers import reading
from tests.office import saved_again

LOOKS: list[tuple[dict[str, object], str, str, bool]] = [
    ({"font_strikeout": True}, "500", "□600", True),
    ({"font_script": 1}, "500", "⁵⁰⁰600", True),
    ({"font_script": 2}, "500", "⁵⁰⁰600", True),
    ({"bold": True}, "500", "500600", False),
]


def workbook(look: dict[str, object], first: str) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.add_worksheet().write_rich_string(0, 0, book.add_format(look), first, book.add_format({"italic": True}), "600")
    book.close()
    return data.getvalue()


def said(data: bytes, suffix: str = ".xlsx") -> str:
    return reading.read(data, suffix).sheets[0].cells[0].text


@pytest.mark.parametrize(("look", "first", "text", "refused"), LOOKS)
def test_a_struck_or_raised_stretch_makes_a_cell_no_number(
    look: dict[str, object], first: str, text: str, refused: bool
) -> None:
    assert said(workbook(look, first)) == text
    assert (read_whole(text).written is Written.UNREADABLE) is refused


def test_so_does_one_that_stands_in_the_cell_itself() -> None:
    runs = "<is><r><rPr><strike/></rPr><t>500</t></r><r><t>600</t></r></is>"
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"bold": True}, "500"))) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b't="s"><v>0</v>', f't="inlineStr">{runs}'.encode())
            new.writestr(name, part)
    assert said(data.getvalue()) == "□600"


@pytest.mark.long
@pytest.mark.parametrize("look", range(len(LOOKS)))
def test_so_does_one_that_libreoffice_saved(tmp_path: Path, look: int) -> None:
    how, first, text, _ = LOOKS[look]
    source = tmp_path / "runs.xlsx"
    source.write_bytes(workbook(how, first))
    for to in ("xlsx", "ods"):
        assert said((saved_again([source], to, tmp_path) / f"runs.{to}").read_bytes(), "") == text
