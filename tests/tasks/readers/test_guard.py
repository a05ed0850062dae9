# ruff: noqa: E501
"""The guard: real files of every format, under every name, whole and bent."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.readers import compound, reading
from tasks.readers.guard import admit
from tasks.readers.sheet import Read, Unreadable
from tests import workbooks
from tests.workbooks import changed, in_utf16, unzipped, zipped

BOOK: workbooks.Book = {
    "Biểu 1": [[f"Chỉ tiêu {row}", row * 17, row * 31 + 0.5] for row in range(40)],
    "Biểu 2": [["Gia đình học tập", 700]],
}


def document() -> bytes:
    made, data = docx.Document(), io.BytesIO()
    made.add_paragraph("Mã đơn vị: 00001")
    table = made.add_table(rows=2, cols=3)
    table.cell(0, 0).text, table.cell(1, 2).text = "Hội viên", "500"
    made.save(data)
    return data.getvalue()


FILES = {
    "xlsx": workbooks.xlsx(BOOK),
    "xls": workbooks.xls(BOOK),
    "xlsb": workbooks.xlsb(BOOK),
    "ods": workbooks.ods(BOOK),
    "docx": document(),
}
PACKAGES = [name for name in FILES if name != "xls"]
WHOLE: dict[str, Read] = {name: reading.read(data, "") for name, data in FILES.items()}


def refusal(data: bytes, suffix: str = ".xlsx") -> tuple[str, dict[str, str]]:
    with pytest.raises(Unreadable) as caught:
        reading.read(data, suffix)
    return caught.value.rule, caught.value.words


def unsafe(what: str) -> tuple[str, dict[str, str]]:
    return "unsafe", {"what": what}


@pytest.mark.parametrize("suffix", [".xlsx", ".XLS", ".xlsb", ".ods", ".docx", ".csv", ".doc", ".pdf", ""])
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_by_what_it_holds_whatever_it_is_called(name: str, suffix: str) -> None:
    assert reading.read(FILES[name], suffix) == WHOLE[name]
    assert WHOLE[name].format == name


def test_all_formats_of_a_workbook_say_the_same() -> None:
    assert WHOLE["xlsx"].sheets == WHOLE["xls"].sheets == WHOLE["xlsb"].sheets == WHOLE["ods"].sheets
    assert len(WHOLE["xlsx"].sheets[0].cells) == 120


@pytest.mark.parametrize("name", ["xlsx", "ods", "docx"])
def test_parts_in_utf_16_are_legal_and_read(name: str) -> None:
    data = changed(FILES[name], in_utf16)
    assert data != FILES[name]
    assert reading.read(data, "") == WHOLE[name]


# --- half copies, flipped bits --------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", FILES)
def test_half_a_copy_is_damaged(name: str, share: float) -> None:
    data = FILES[name]
    whole = int(len(data) * share)
    for half in (data[:whole], data[:whole].ljust(len(data), b"\0")):
        if name == "xls" and share == 0.99:  # its last bytes are padding that no one reads
            assert reading.read(half, "") == WHOLE[name]
        else:
            assert refusal(half)[0] == "damaged"


@pytest.mark.parametrize("name", PACKAGES)
def test_a_flipped_bit_is_refused_or_changes_nothing(name: str) -> None:
    data, told = FILES[name], set()
    for at in range(0, len(data), max(1, len(data) // 400)):
        flipped = data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]
        try:
            assert reading.read(flipped, "").sheets == WHOLE[name].sheets
        except Unreadable as refused:
            told.add(refused.rule)
    assert told and told <= {"damaged", "unsafe", "encrypted", "archive", "too_heavy"}


@settings(max_examples=300)
@given(data=st.data())
def test_an_old_workbook_with_any_byte_changed_is_read_or_refused_by_name(data: st.DataObject) -> None:
    """It has no checksum: what is wanted is that nothing else than a refusal comes of it."""
    at = data.draw(st.integers(0, len(FILES["xls"]) - 1))
    flipped = FILES["xls"][:at] + bytes([data.draw(st.integers(0, 255))]) + FILES["xls"][at + 1 :]
    try:
        admitted = admit(flipped, ".xls")
        assert admitted.format in ("xls", "csv")
    except Unreadable as refused:
        assert refused.rule


# --- what a reader must not be handed -------------------------------------------------------------------


def part(name: str, data: bytes = b"x") -> Callable[[bytes], bytes]:
    return lambda package: zipped({**unzipped(package), name: data})


def swapped(name: str, old: str, new: str) -> Callable[[bytes], bytes]:
    def change(member: str, data: bytes) -> bytes:
        return data.replace(old.encode(), new.encode()) if member == name else data

    def bend(package: bytes) -> bytes:
        bent = changed(package, change)
        assert unzipped(bent) != unzipped(package), "the bending found nothing to bend"
        return bent

    return bend


TYPES, MAIN, SHEET, LINKS = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/_rels/workbook.xml.rels",
)
ENCRYPTED_ENTRY = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
BENT: list[tuple[str, str, Callable[[bytes], bytes], tuple[str, dict[str, str]]]] = [
    ("a program", "xlsx", part("xl/vbaProject.bin"), ("macro", {})),
    ("a program elsewhere", "xlsx", part("vbaproject.bin"), ("macro", {})),
    ("a program in Word", "docx", part("word/vbaProject.bin"), ("macro", {})),
    ("a program in a binary workbook", "xlsb", part("xl/vbaProject.bin"), ("macro", {})),
    ("a macro sheet", "xlsx", part("xl/macrosheets/sheet1.xml"), ("macro", {})),
    ("a macro sheet by its link", "xlsx", swapped(LINKS, "/worksheet\"", "/xlMacrosheet\""), ("macro", {})),
    ("a macro type", "xlsx", swapped(TYPES, "sheet.main+xml", "sheet.macroEnabled.main+xml"), ("macro", {})),
    ("a macro type of Word", "docx", swapped(TYPES, "document.main+xml", "document.macroEnabled.main+xml"), ("macro", {})),
    ("Basic", "ods", part("Basic/Standard/Module1.xml"), ("macro", {})),
    ("scripts", "ods", part("Scripts/python/a.py"), ("macro", {})),
    ("a listener", "ods", swapped("content.xml", "<office:scripts/>", "<office:scripts><office:event-listeners/></office:scripts>"), ("macro", {})),
    ("a password", "ods", swapped("META-INF/manifest.xml", "</manifest:manifest>", ENCRYPTED_ENTRY), ("encrypted", {})),
    ("an entity", "xlsx", swapped(SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY a "5">]><worksheet'), unsafe("khai báo DOCTYPE")),
    ("an entity in the table", "ods", swapped("content.xml", "<office:document-content", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><office:document-content'), unsafe("khai báo DOCTYPE")),
    ("an entity in Word", "docx", swapped("word/document.xml", "<w:document", "<!DOCTYPE x><w:document"), unsafe("khai báo DOCTYPE")),
    ("another encoding", "xlsx", swapped(SHEET, "UTF-8", "windows-1258"), unsafe("kiểu mã chữ windows-1258")),
    ("a sheet that ends early", "xlsx", swapped(SHEET, "</sheetData>", ""), ("damaged", {})),
    ("a table that ends early", "ods", swapped("content.xml", "</table:table>", ""), ("damaged", {})),
    ("a document that ends early", "docx", swapped("word/document.xml", "</w:tbl>", ""), ("damaged", {})),
    ("a sheet that is none", "xlsx", swapped(SHEET, "worksheet", "chartsheet"), ("damaged", {})),
    ("a sheet without its member", "xlsx", swapped(LINKS, "sheet2.xml", "sheet9.xml"), ("damaged", {})),
    ("two sheets in one member", "xlsx", swapped(LINKS, "sheet2.xml", "sheet1.xml"), unsafe("hai trang trùng tên")),
    ("two sheets of one name", "xlsx", swapped(MAIN, "Biểu 2", "BIỂU 1"), unsafe("hai trang trùng tên")),
    ("two tables of one name", "ods", swapped("content.xml", "Biểu 2", "Biểu 1"), unsafe("hai trang trùng tên")),
    ("two links of one id", "xlsx", swapped(LINKS, "rId2", "rId1"), unsafe("hai mối nối trùng mã")),
    ("no workbook", "xlsx", swapped("_rels/.rels", "officeDocument\"", "other\""), ("damaged", {})),
    ("slides", "docx", swapped("word/document.xml", "w:document", "w:presentation"), ("unsupported", {"suffix": ".xlsx"})),
    ("a letter of LibreOffice", "ods", swapped("content.xml", "office:spreadsheet", "office:text"), ("unsupported", {"suffix": ".xlsx"})),
    ("a book to read", "ods", lambda _: zipped({"mimetype": b"application/epub+zip", "a.xhtml": b""}), ("unsupported", {"suffix": ".xlsx"})),
    ("a cell wider than a page", "docx", swapped("word/document.xml", "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="64"/>'), unsafe("ô bảng rộng bất thường")),
    ("a cell of no width", "docx", swapped("word/document.xml", "<w:tcPr>", '<w:tcPr><w:gridSpan w:val="-1"/>'), unsafe("ô bảng rộng bất thường")),
    ("a vast cell", "docx", swapped("word/document.xml", "<w:tcPr>", f'<w:tcPr><w:gridSpan w:val="{10**30}"/>'), unsafe("ô bảng rộng bất thường")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bend", "wanted"), [case[1:] for case in BENT], ids=[case[0] for case in BENT])
def test_what_no_office_program_writes_is_refused_by_name(
    name: str, bend: Callable[[bytes], bytes], wanted: tuple[str, dict[str, str]]
) -> None:
    assert refusal(bend(FILES[name])) == wanted


LEGAL: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    ("a picture in it", "xlsx", part("xl/media/image1.png", bytes(5000))),
    ("its members under absolute names", "xlsx", swapped(LINKS, 'Target="worksheets', 'Target="/xl/worksheets')),
    ("an extent that says all of the sheet", "xlsx", swapped(SHEET, "A1:C40", "A1:XFD1048576")),
    ("another prefix", "xlsx", swapped(SHEET, 'xmlns="', 'xmlns:q="http://q" xmlns="')),
    ("a remark in the XML", "xlsx", swapped(SHEET, "<v>17</v>", "<v>1<!-- -->7</v>")),
    ("a letter by its number", "xlsx", swapped(SHEET, "<v>17</v>", "<v>1&#55;</v>")),
    ("CDATA", "xlsx", swapped(SHEET, "<v>17</v>", "<v><![CDATA[17]]></v>")),
    ("a letter by its number in a table", "ods", swapped("content.xml", 'office:value="17"', 'office:value="1&#55;"')),
    ("an outer link", "xlsx", swapped(LINKS, "</Rel", '<Relationship Id="x" Type="t" Target="http://a/" TargetMode="External"/></Rel')),
    ("strict names", "xlsx", swapped(SHEET, "schemas.openxmlformats.org/spreadsheetml/2006/main", "purl.oclc.org/ooxml/spreadsheetml/main")),
    ("settings beside it", "ods", part("Configurations2/accelerator/current.xml", b"")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bend"), [case[1:] for case in LEGAL], ids=[case[0] for case in LEGAL])
def test_what_programs_write_differently_is_read_the_same(name: str, bend: Callable[[bytes], bytes]) -> None:
    assert reading.read(bend(FILES[name]), "") == WHOLE[name]


# --- the clean copy -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_the_readers_copy_passes_the_guard_and_says_the_same(name: str) -> None:
    first = admit(FILES[name], "")
    second = admit(first.data, "")
    assert second == first, "it is as clean as it can be"
    assert reading.read(first.data, "") == WHOLE[name]


def test_the_readers_copy_holds_nothing_that_was_not_checked() -> None:
    data = part("docProps/hidden.bin", b"hidden")(FILES["xlsx"])
    assert unzipped(admit(data, "").data).keys() == {
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    }


@pytest.mark.parametrize("size", [1, 4095, 4096, 65_000, 8_000_000])
def test_an_old_workbook_is_rebuilt_whole_whatever_its_size(size: int) -> None:
    stream = bytes(n % 251 for n in range(min(size, 1000))) * (size // min(size, 1000))
    made = compound.workbook(compound.rebuilt(stream), ".xls")
    assert made == stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")


def rows_of(styled: str) -> Callable[[bytes], bytes]:
    return swapped(SHEET, "</sheetData>", "".join(styled.format(r) for r in range(50, 120_000)) + "</sheetData>")


@pytest.mark.parametrize(
    "styled",
    [
        '<row r="{0}" ht="15"><c r="A{0}" s="0"/><c r="B{0}" s="0"></c></row>',
        '<row r="{0}" spans="1:3" s="0" customFormat="1"/><!-- nothing to take out here -->',
        '<row r="{0}"><c s="0"/><c r="C{0}" s="0"/></row>',
    ],
)
def test_rows_that_have_a_look_and_no_content_change_nothing(styled: str) -> None:
    assert reading.read(rows_of(styled)(FILES["xlsx"]), "") == WHOLE["xlsx"]


def test_cells_without_their_address_stay_behind_the_empty_ones_before_them() -> None:
    data = rows_of('<row r="{0}"><c r="A{0}" s="0"/><c s="0"/><c s="0"/></row>')(FILES["xlsx"])
    data = swapped(SHEET, '<c r="A119999" s="0"/><c s="0"/>', '<c r="A119999" s="0"/><c><v>7</v></c>')(data)
    assert reading.read(data, "").sheets[0].cells[-1][:3] == (119_999, 2, "7")
