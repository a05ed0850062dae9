"""Charts read back from a document, as it was written and as others saved it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from outputs.chart import Series
from outputs.chart_read import ReadChart, read_charts
from outputs.patch_xml import CannotMark
from outputs.stable_zip import pack
from tests.office import saved_again
from tests.outputs.charted import COLUMNS, EVERY, LINES, document

WRITTEN = [ReadChart(one.title, one.description, one.categories, one.drawn) for one in EVERY]


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old.encode() in parts[part]
    return pack({**parts, part: parts[part].replace(old.encode(), new.encode())})


def test_charts_are_read_as_they_were_written_in_the_order_of_the_document() -> None:
    assert read_charts(document(*EVERY)) == WRITTEN
    with zipfile.ZipFile(io.BytesIO(document(*EVERY))) as package:
        assert read_charts(package) == WRITTEN


def test_a_document_without_charts_has_none() -> None:
    assert read_charts(document()) == []


def test_a_value_that_somebody_changed_is_read_as_it_is_now() -> None:
    edited = changed(document(LINES), "word/charts/chart1.xml", "<c:v>33812</c:v>", "<c:v>33813</c:v>")
    assert read_charts(edited)[0].series == (Series("Hội viên", (32_608, None, 33_813)),)


def test_a_value_that_is_an_error_is_read_as_missing() -> None:
    edited = changed(document(COLUMNS), "word/charts/chart1.xml", "<c:v>615</c:v>", "<c:v>#N/A</c:v>")
    assert read_charts(edited)[0].series[0] == Series("Năm 2021", (None, 20_576))


def test_a_chart_part_with_declarations_is_not_read() -> None:
    head, bad = "<c:chartSpace ", '<!DOCTYPE a [<!ENTITY b "c">]><c:chartSpace '
    with pytest.raises(CannotMark):
        read_charts(changed(document(LINES), "word/charts/chart1.xml", head, bad))


def test_all_but_the_alternative_text_is_read_after_libreoffice_saved_the_document(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document(*EVERY))
    again = saved_again([path], "docx", tmp_path) / "a.docx"
    found = [replace(one, description="") for one in read_charts(again.read_bytes())]  # LibreOffice 7.4 drops it
    assert found == [replace(one, description="") for one in WRITTEN]
