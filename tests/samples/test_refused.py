"""Files that nobody can take figures from are what they pretend to be."""

from __future__ import annotations

import io
import zipfile

import olefile
import openpyxl
import pytest

from domain.catalogue import Catalogue
from outputs.form_plan import plan_forms
from outputs.sheet_plan import SheetPlan
from samples import refused
from samples.association import PERIODS, units
from samples.deliver import filling

KINDS = [
    refused.with_macros,
    refused.with_password,
    refused.old_word,
    refused.scan,
    refused.photo,
    refused.archive,
    refused.half_copied,
    refused.web_page,
    refused.thumbnails,
]


def planned(catalogue: Catalogue, code: str) -> list[SheetPlan]:
    return plan_forms(catalogue, filling(next(unit for unit in units() if unit.code == code), PERIODS[-1]))


@pytest.fixture(scope="module")
def plans(catalogue: Catalogue) -> list[SheetPlan]:
    return planned(catalogue, "BKH-02")


@pytest.mark.parametrize("write", KINDS, ids=lambda write: write.__name__)
def test_the_same_office_sends_the_same_bytes_and_another_office_others(
    catalogue: Catalogue, plans: list[SheetPlan], write: refused.Write
) -> None:
    assert write(plans) == write(planned(catalogue, "BKH-02"))
    assert write(plans) != write(planned(catalogue, "BKH-04"))


def streams(data: bytes) -> dict[str, bytes]:
    with olefile.OleFileIO(io.BytesIO(data)) as book:
        assert not book.parsing_issues
        return {"/".join(path): book.openstream(path).read() for path in book.listdir()}


def test_a_compound_file_gives_back_its_streams() -> None:
    held = {"Workbook": b"a" * 5000, "B": b"b", "Mot": bytes(range(256)) * 20}
    found = streams(refused.compound(held))
    assert {name: data[: len(held[name])] for name, data in found.items()} == held
    assert len(found["B"]) == 4096, "short streams are filled up"


def test_a_workbook_with_macros_opens_and_has_a_project(plans: list[SheetPlan]) -> None:
    data = refused.with_macros(plans)
    assert openpyxl.load_workbook(io.BytesIO(data), keep_vba=True).sheetnames == [plan.name for plan in plans]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"macroEnabled" in package.read("[Content_Types].xml")
        assert olefile.isOleFile(io.BytesIO(package.read("xl/vbaProject.bin")))


def test_a_workbook_under_a_password_is_an_encrypted_package(plans: list[SheetPlan]) -> None:
    found = streams(refused.with_password(plans))
    assert set(found) == {"EncryptionInfo", "EncryptedPackage"}
    assert found["EncryptionInfo"].startswith(b"\x04\x00\x04\x00")
    assert b"Content_Types" not in found["EncryptedPackage"]


def test_an_old_document_has_the_stream_of_word_97(plans: list[SheetPlan]) -> None:
    found = streams(refused.old_word(plans))
    assert found["WordDocument"][:2] == b"\xec\xa5"
    assert "Hội viên: tổng số".encode("utf-16-le") in found["WordDocument"]


def test_a_scan_is_a_pdf_whose_table_leads_to_its_objects(plans: list[SheetPlan]) -> None:
    data = refused.scan(plans)
    assert data.startswith(b"%PDF-1.4")
    start = int(data.rpartition(b"startxref\n")[2].split()[0])
    assert data[start : start + 4] == b"xref"
    first = int(data[start:].splitlines()[3].split()[0])
    assert data[first:].startswith(b"1 0 obj")


def test_a_photo_begins_and_ends_as_a_jpeg(plans: list[SheetPlan]) -> None:
    data = refused.photo(plans)
    assert data[:4] == b"\xff\xd8\xff\xe0" and data[6:10] == b"JFIF" and b"\xff\xd9" in data


def test_an_archive_holds_the_workbook(plans: list[SheetPlan]) -> None:
    with zipfile.ZipFile(io.BytesIO(refused.archive(plans))) as packed:
        assert packed.testzip() is None
        assert "Bieu so lieu.xlsx" in packed.namelist()


def test_half_a_copy_begins_like_a_workbook_and_does_not_open(plans: list[SheetPlan]) -> None:
    data = refused.half_copied(plans)
    assert data.startswith(b"PK\x03\x04")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(data))


def test_a_web_page_is_a_table_of_the_same_words(plans: list[SheetPlan]) -> None:
    text = refused.web_page(plans).decode()
    assert text.startswith("<html") and "<td>Hội viên: tổng số</td>" in text


def test_what_machines_leave_is_small() -> None:
    assert len(refused.LOCK) == 165
    assert refused.DESKTOP_INI.decode("utf-16").startswith("[.ShellClassInfo]")
