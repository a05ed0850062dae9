"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.readers.guard import admit
from tasks.readers.sheet import Unreadable
from tests import workbooks

HTML = (
    "<html><head><meta charset=utf-8></head><body><table><tr><td>Hội viên</td><td>500</td></tr></table></body></html>"
)
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    "<Worksheet><Table><Row/></Table></Worksheet></Workbook>"
)
SAVED_BY_EXCEL = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><meta name=ProgId content=Excel.Sheet></html>'
FLAT = '<?xml version="1.0"?><office:document><table:table table:name="a"></table:table></office:document>'
MHT = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
TEXT = "Mã đơn vị;00001\r\nHội viên;500\r\n"


def tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("bieu.xlsx"))
    return data.getvalue()


WORKBOOK = workbooks.xlsx({"Biểu 1": [["Hội viên", 500]]})
CASES: list[tuple[str, bytes, str, str]] = [
    ("nothing", b"", "empty", ""),
    ("zeros", bytes(5000), "empty", ""),
    ("blanks", b" \r\n\t\r\n", "empty", ""),
    ("a PDF", b"%PDF-1.7\n", "scan", ""),
    ("a PDF with something before it", b"\r\n\xef\xbb\xbf%PDF-1.4\n", "scan", ""),
    ("a PNG", b"\x89PNG\r\n\x1a\n" + bytes(20), "scan", ""),
    ("a JPEG", b"\xff\xd8\xff\xe0" + bytes(20), "scan", ""),
    ("a GIF", b"GIF89a" + bytes(20), "scan", ""),
    ("a BMP", b"BM" + bytes(12) + b"\x28\0\0\0" + bytes(20), "scan", ""),
    ("a TIFF", b"II*\0" + bytes(20), "scan", ""),
    ("a TIFF of the other order", b"MM\0*" + bytes(20), "scan", ""),
    ("a WebP", b"RIFF\0\0\0\0WEBPVP8 ", "scan", ""),
    ("a telephone's picture", b"\0\0\0\x18ftypheic" + bytes(20), "scan", ""),
    ("an AVIF", b"\0\0\0\x18ftypavif" + bytes(20), "scan", ""),
    ("an SVG", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>', "scan", ""),
    ("a film", b"\0\0\0\x18ftypmp42" + bytes(20), "unsupported", ""),
    ("a sound", b"ID3\x03" + bytes(20), "unsupported", ""),
    ("a database", b"SQLite format 3\0" + bytes(80), "unsupported", ""),
    ("a program", b"MZ\x90\0" + bytes(80), "unsupported", ""),
    ("a zip of files", workbooks.zipped({"bieu.xlsx": b"x", "anh.jpg": b"y"}), "archive", ""),
    ("an empty zip", workbooks.zipped({}), "archive", ""),
    ("a RAR", b"Rar!\x1a\x07\x01\0" + bytes(20), "archive", ""),
    ("a 7z", b"7z\xbc\xaf\x27\x1c" + bytes(20), "archive", ""),
    ("a workbook in gzip", gzip.compress(WORKBOOK), "archive", ""),
    ("a text in gzip", gzip.compress(TEXT.encode()), "archive", ""),
    ("a bzip2", bz2.compress(TEXT.encode()), "archive", ""),
    ("an xz", lzma.compress(TEXT.encode()), "archive", ""),
    ("a zstd", b"\x28\xb5\x2f\xfd" + bytes(20), "archive", ""),
    ("a tar", tar(), "archive", ""),
    ("a web page", HTML.encode(), "web_page", "trang web (HTML)"),
    ("a web page with a mark", HTML.encode("utf-8-sig"), "web_page", "trang web (HTML)"),
    ("a web page in UTF-16", HTML.encode("utf-16"), "web_page", "trang web (HTML)"),
    ("a web page in UTF-16 without a mark", HTML.encode("utf-16-le"), "web_page", "trang web (HTML)"),
    ("a web page after blank lines", b"\r\n\r\n  <!DOCTYPE HTML><html></html>", "web_page", "trang web (HTML)"),
    ("a bare table", b"<TABLE border=1><TR><TD>1</TD></TR></TABLE>", "web_page", "trang web (HTML)"),
    ("Excel's XML of 2003", XML_2003.encode(), "web_page", "tệp XML kiểu Excel 2003"),
    ("Excel's XML in UTF-16", XML_2003.encode("utf-16"), "web_page", "tệp XML kiểu Excel 2003"),
    ("other XML", b'<?xml version="1.0"?><so_lieu/>', "web_page", "tệp XML"),
    ("a page that Excel saved", SAVED_BY_EXCEL.encode(), "web_page", "trang web (HTML)"),
    ("a flat OpenDocument file", FLAT.encode(), "web_page", "tệp XML"),
    ("a web archive", MHT.encode(), "unsupported", ""),
    ("RTF", b"{\\rtf1\\ansi B\\'e1o c\\'e1o}", "old_word", ""),
    ("a workbook of Excel 4", b"\x09\4\6\0\0\4\x10\0\0\0" + bytes(40), "unsupported", ""),
]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv", ".docx", ".pdf", ""])
@pytest.mark.parametrize(("data", "rule", "what"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_that_no_reader_takes_is_refused_by_what_it_is(data: bytes, rule: str, what: str, suffix: str) -> None:
    with pytest.raises(Unreadable) as caught:
        admit(data, suffix)
    assert caught.value.rule == rule
    words = {"suffix": suffix or "(không có đuôi)"} if rule != "empty" else {}
    assert caught.value.words == (words | {"what": what} if what else words)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".xlsx", ".xls", ""])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "<5 hội viên;3\r\n",  # a cell that begins with "less than"
        "BM;1\r\nBiểu mẫu;2\r\nvà nhiều dòng nữa;3\r\n",
        "From: Ban Khuyến học;To: Hội\r\n",
        "MZ;5\r\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_admitted_as_text_under_any_name(text: str, encoding: str, suffix: str) -> None:
    admitted = admit(text.encode(encoding), suffix)
    assert (admitted.format, admitted.data) == ("csv", text.encode(encoding))


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_they_are_admitted_or_refused_by_name(data: bytes) -> None:
    try:
        assert admit(data, ".xlsx").format in ("csv", "xlsx", "xls", "xlsb", "ods", "docx")
    except Unreadable as refused:
        assert refused.rule in {"empty", "damaged", "unsafe", "archive", "scan", "old_word", "web_page", "unsupported"}
