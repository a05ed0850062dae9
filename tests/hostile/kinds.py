"""Files that are something else than they are called, or are nothing that an office should send; and names."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import tarfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.bases import Base
from tests.hostile.ole import write_ole
from tests.hostile.record import Hostile, one
from tests.hostile.zips import packed

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89" + bytes(200)
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(200)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
RTF = rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 Times;}} S\'f6 li\'eau 7319\par}"
HTML = (
    "<html><head><meta charset='utf-8'></head><body><table><tr><td>Hội viên</td><td>500</td></tr></table></body></html>"
)
XML_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
MHT = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n<html></html>\r\n--x--\r\n"


def files() -> Iterator[Hostile]:
    yield from called_otherwise()
    yield from never_asked_for()
    yield from strange_names()
    yield from no_files()


def _bytes(data: bytes | str) -> Callable[[Base], bytes]:
    made = data.encode() if isinstance(data, str) else data
    return lambda _: made


def called_otherwise() -> Iterator[Hostile]:
    page = "web_page|unsupported"
    for id_, name, data, expect in (
        ("html-xls", "a.xls", HTML, page),
        ("html-mark-xls", "a.xls", "\ufeff\r\n  <!-- x --><HTML xmlns:x='urn:x'><table/></HTML>", page),
        ("html-utf-16-xls", "a.xls", HTML.encode("utf-16"), f"{page}|damaged"),
        ("html-xlsx", "a.xlsx", HTML, f"{page}|damaged"),
        ("html-docx", "a.docx", HTML, f"{page}|damaged"),
        ("html-csv", "a.csv", HTML, f"{page}|unknown_form"),
        ("html-html", "a.html", HTML, page),
        ("table-xls", "a.xls", "<table border=1><tr><td>Hội viên<td>500</table>", page),
        ("xml-2003-xls", "a.xls", XML_2003, page),
        ("xml-2003-doctype-xls", "a.xls", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Workbook>&x;</Workbook>', f"{page}|unsafe"),
        ("xml-xml", "a.xml", XML_2003, page),
        ("mht-xls", "a.xls", MHT, page),
        ("mht-mht", "a.mht", MHT, page),
        ("pdf-xlsx", "a.xlsx", PDF, "scan"),
        ("pdf-docx", "a.docx", PDF, "scan"),
        ("pdf-csv", "a.csv", PDF, "scan|unknown_form"),
        ("pdf-xls", "a.xls", PDF, "scan"),
        ("png-docx", "a.docx", PNG, "scan"),
        ("png-xlsx", "a.xlsx", PNG, "scan"),
        ("jpg-xlsx", "a.xlsx", JPG, "scan"),
        ("jpg-csv", "a.csv", JPG, "scan|damaged|unknown_form"),
        ("rtf-docx", "a.docx", RTF, "old_word|unsupported"),
        ("rtf-doc", "a.doc", RTF, "old_word|unsupported"),
        ("rtf-xls", "a.xls", RTF, "old_word|unsupported|damaged"),
        ("text-xlsx", "a.xlsx", "không phải tệp Excel", "unsupported|damaged|web_page|unknown_form"),
        ("text-docx", "a.docx", "không phải tệp Word", "unsupported|damaged|web_page|unknown_form"),
        ("one-byte", "a.xlsx", b"P", "damaged|unsupported|empty|web_page|unknown_form"),
        ("pk-only", "a.xlsx", b"PK\x03\x04", "damaged|unsafe"),
        ("pk-csv", "a.csv", b"PK\x03\x04;1;2", "damaged|unsafe|archive|unsupported"),
        ("zip-end-only", "a.xlsx", b"PK\x05\x06" + bytes(18), "damaged|unsafe|empty|archive|unsupported"),
        ("zeros-xlsx", "a.xlsx", bytes(10_000), "damaged|empty"),
        ("zeros-xls", "a.xls", bytes(10_000), "damaged|empty"),
        ("zeros-docx", "a.docx", bytes(10_000), "damaged|empty"),
        ("empty-xlsx", "a.xlsx", b"", "empty"),
        ("empty-xls", "a.xls", b"", "empty"),
        ("empty-ods", "a.ods", b"", "empty"),
        ("empty-docx", "a.docx", b"", "empty"),
        ("empty-csv", "a.csv", b"", "empty"),
        ("empty-pdf", "a.pdf", b"", "empty|scan"),
    ):  # fmt: skip
        yield one(f"is-{id_}", name, expect, f"{id_}: what it is and what it is called", _bytes(data))
    read = "accepted|unsupported|damaged|web_page"
    for id_, name, suffix in (
        ("xlsx-xls", "a.xls", "xlsx"),
        ("xls-xlsx", "a.xlsx", "xls"),
        ("csv-xlsx", "a.xlsx", "csv"),
        ("csv-xls", "a.xls", "csv"),
        ("csv-docx", "a.docx", "csv"),
        ("csv-ods", "a.ods", "csv"),
        ("xlsx-csv", "a.csv", "xlsx"),
        ("xls-csv", "a.csv", "xls"),
        ("ods-xls", "a.xls", "ods"),
        ("docx-csv", "a.csv", "docx"),
        ("docx-xls", "a.xls", "docx"),
        ("csv-txt", "a.txt", "csv"),
        ("csv-tsv", "a.tsv", "csv"),
        ("xlsx-zip", "a.zip", "xlsx"),
        ("xlsx-none", "bieu", "xlsx"),
        ("xlsx-dot", "a.xlsx.", "xlsx"),
        ("xlsx-upper", "A.XLSX", "xlsx"),
        ("xlsx-tmp", "a.xlsx.tmp", "xlsx"),
        ("xlsx-exe", "a.xlsx.exe", "xlsx"),
        ("xlsx-cyrillic", "a.xlsх", "xlsx"),
    ):
        expect = read if id_ not in ("xlsx-zip",) else f"{read}|archive"
        expect = {"xlsx-upper": "accepted", "xlsx-tmp": f"{read}|ignored"}.get(id_, expect)
        yield one(
            f"is-{id_}",
            name,
            expect,
            f"{suffix} called {name}",
            lambda b, suffix=suffix: b.of(suffix),  # type: ignore[misc]
        )


def never_asked_for() -> Iterator[Hostile]:
    def tar(base: Base) -> bytes:
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w:gz") as archive:
            info = tarfile.TarInfo("bieu.xlsx")
            info.size = len(base.xlsx)
            archive.addfile(info, io.BytesIO(base.xlsx))
        return data.getvalue()

    for id_, name, make in (
        ("gz", "a.xlsx.gz", lambda b: gzip.compress(b.xlsx)),
        ("gz-xlsx", "a.xlsx", lambda b: gzip.compress(b.xlsx)),
        ("gz-csv", "a.csv", lambda b: gzip.compress(b.csv)),
        ("gz-bomb", "a.csv", lambda b: gzip.compress(bytes(50_000_000))),
        ("bz2", "a.bz2", lambda b: bz2.compress(b.xlsx)),
        ("xz", "a.xz", lambda b: lzma.compress(b.xlsx)),
        ("tar", "a.tar.gz", tar),
        ("zip", "a.zip", lambda b: packed({"bieu.xlsx": b.xlsx})),
        ("zip-xlsx", "a.xlsx", lambda b: packed({"bieu.xlsx": b.xlsx})),
        ("rar", "a.rar", lambda _: b"Rar!\x1a\x07\x01\x00" + bytes(300)),
        ("rar-xlsx", "a.xlsx", lambda _: b"Rar!\x1a\x07\x00" + bytes(300)),
        ("7z", "a.7z", lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(300)),
    ):
        more = "" if Path(name).suffix in (".gz", ".bz2", ".xz", ".zip", ".rar", ".7z") else "|unsupported|damaged"
        yield one(f"archive-{id_}", name, f"archive{more}", f"an archive called {name}", make)
    word97 = write_ole({"WordDocument": b"\xec\xa5" + bytes(4000), "1Table": b"x"})
    for id_, name, data, expect in (
        ("doc", "a.doc", word97, "old_word"),
        ("doc-docx", "a.docx", word97, "old_word"),
        ("doc-xls", "a.xls", word97, "old_word|unsupported"),
        ("doc-empty", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_word|damaged"),
        ("rtf", "a.rtf", RTF, "old_word|unsupported"),
        ("odt", "a.odt", packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "old_word|unsupported"),
        ("pptx", "a.pptx", packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<a/>"}), "unsupported"),
        ("pptx-xlsx", "a.xlsx", packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<a/>"}), "unsupported|damaged|unsafe"),
        ("msg", "a.msg", write_ole({"__properties_version1.0": b"x"}), "unsupported"),
        ("pdf", "Biểu đã ký.pdf", PDF, "scan"),
        ("png", "a.png", PNG, "scan"),
        ("jpg", "IMG_2022.JPG", JPG, "scan"),
        ("heic", "a.heic", b"\0\0\0\x18ftypheic" + bytes(100), "scan"),
        ("tiff", "a.tif", b"II*\0" + bytes(100), "scan"),
        ("gif", "a.gif", b"GIF89a" + bytes(50), "scan"),
        ("bmp", "a.bmp", b"BM" + bytes(60), "scan"),
        ("webp", "a.webp", b"RIFF\x10\0\0\0WEBPVP8 " + bytes(20), "scan"),
        ("mp3", "a.mp3", b"ID3\x03" + bytes(100), "unsupported"),
        ("mp4", "a.mp4", b"\0\0\0\x18ftypisom" + bytes(100), "unsupported"),
        ("exe", "a.exe", b"MZ\x90\0" + bytes(500), "unsupported"),
        ("exe-xlsx", "a.xlsx", b"MZ\x90\0" + bytes(500), "unsupported|damaged"),
        ("elf", "a.csv", b"\x7fELF\x02\x01\x01" + bytes(500), "unsupported|damaged"),
        ("lnk", "Biểu.lnk", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + bytes(60), "unsupported|link"),
        ("url", "Biểu.url", b"[InternetShortcut]\r\nURL=http://127.0.0.1:9/\r\n", "unsupported|link|unknown_form"),
        ("gsheet", "Biểu.gsheet", b'{"url":"http://127.0.0.1:9/","doc_id":"x"}', "unsupported|link"),
        ("json", "a.json", b'{"a":1}', "unsupported|unknown_form"),
        ("svg", "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported|scan|web_page|unknown_form"),
        ("eml", "a.eml", b"From: a@b\r\n\r\nx", "unsupported|web_page|unknown_form"),
        ("db", "a.db", b"SQLite format 3\0" + bytes(200), "unsupported"),
        ("bat", "a.bat", b"@echo off\r\ncalc\r\n", "unsupported|unknown_form"),
        ("numbers", "a.numbers", packed({"Index/Document.iwa": b"x"}), "unsupported|archive"),
        ("fods", "a.fods", b"<?xml version='1.0'?><office:document/>", "unsupported|web_page"),
        ("ods-template", "a.ots", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet-template"}), "unsupported|damaged|unsafe"),
        ("et", "a.et", word97, "unsupported|old_word|damaged"),
        ("large", "a.xlsx", b"PK\x03\x04" + bytes(31 * 2**20), "too_large"),
        ("large-picture", "a.jpg", JPG + bytes(31 * 2**20), "too_large|scan"),
    ):  # fmt: skip
        yield one(f"other-{id_}", name, expect, f"{name}, which nobody asked for", _bytes(data))


def strange_names() -> Iterator[Hostile]:
    for id_, name, expect in (
        ("newline", "biểu\nsố.xlsx", "bad_name"),
        ("tab", "biểu\tsố.xlsx", "bad_name"),
        ("escape", "biểu\x1b[2J.xlsx", "bad_name"),
        ("delete", "biểu\x7f.xlsx", "bad_name"),
        ("c1", "biểu\u0085.xlsx", "bad_name"),
        ("bidi", "bieu\u202exslx.exe", "bad_name|unsupported"),
        ("bidi-xlsx", "bieu\u202efdp.xlsx", "bad_name"),
        ("zero-width", "bi\u200bểu.xlsx", "bad_name|accepted"),
        ("line-separator", "biểu\u2028số.xlsx", "bad_name|accepted"),
        ("format", "{name} {0} %s %n ${x}.xlsx", "accepted"),
        ("markup", "<b>&amp;'\"`.xlsx", "accepted"),
        ("shell", "$(touch x); rm -rf `x` | y.xlsx", "accepted"),
        ("dash", "--home=x -rf.xlsx", "accepted"),
        ("backslash", "..\\..\\biểu.xlsx", "accepted|bad_name"),
        ("dots", "...xlsx", "accepted|unsupported"),
        ("hidden", ".biểu.xlsx", "accepted|unsupported"),
        ("suffix-only", ".xlsx", "accepted|unsupported"),
        ("spaces", "   .xlsx", "accepted|unsupported|bad_name"),
        ("trailing", "biểu.xlsx ", "accepted|unsupported|bad_name"),
        ("emoji", "biểu 👍🏽.xlsx", "accepted"),
        ("device", "CON.xlsx", "accepted|bad_name"),
        ("reply", "bieu-0123abcd.xlsx", "accepted"),
        ("temporary", "bieu.tmp-x.xlsx", "accepted"),
    ):
        yield one(f"name-{id_}", name, expect, f"a file called {name!r}", lambda b: b.xlsx)
    longest = "ă" * 80 + "b" * 90 + ".xlsx"  # 255 bytes: the longest name that a file may have
    yield one("name-longest", longest, "accepted", "a name of 255 bytes", lambda b: b.xlsx)
    yield one("name-bytes", "bi\udcff\udcfeu.xlsx", "accepted|bad_name", "a name that is no utf-8", lambda b: b.xlsx)
    nfd = unicodedata.normalize("NFD", "Biểu số liệu.xlsx")
    yield one("name-nfd", nfd, "accepted", "a name in decomposed letters", lambda b: b.xlsx)
    for id_, first, second in (
        ("case", "Biểu.xlsx", "biểu.XLSX"),
        ("form", unicodedata.normalize("NFC", "Biểu.xlsx"), unicodedata.normalize("NFD", "Biểu.xlsx")),
    ):
        yield one(
            f"name-twice-{id_}",
            first,
            "name_twice|accepted",
            f"two names that differ by {id_} alone",
            lambda b: b.xlsx,
            put=_and_beside(second),
        )
    yield one(
        "name-replies",
        "phan-hoi/biểu.xlsx",
        "accepted",
        "a submission among the replies",
        lambda b: b.xlsx,
        put=_below,
    )
    yield one(
        "name-deep", f"{'a/' * 60}biểu.xlsx", "accepted", "a submission 60 folders down", lambda b: b.xlsx, put=_below
    )


def _below(folder: Path, name: str, data: bytes) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _and_beside(second: str) -> Callable[[Path, str, bytes], None]:
    def put(folder: Path, name: str, data: bytes) -> None:
        from tests.hostile.zips import with_members

        (folder / name).write_bytes(data)
        (folder / second).write_bytes(with_members(data, {"docProps/custom.xml": b"<a/>"}))

    return put


def no_files() -> Iterator[Hostile]:
    def link(target: str) -> Callable[[Path, str, bytes], None]:
        return lambda folder, name, _: (folder / name).symlink_to(target)

    def outside(folder: Path, data: bytes) -> Path:
        """A file beside the home."""
        target = folder.parents[2] / f"outside-{folder.name}" / "bieu.xlsx"
        target.parent.mkdir()
        target.write_bytes(data)
        return target

    def link_out(folder: Path, name: str, data: bytes) -> None:
        (folder / name).symlink_to(outside(folder, data))

    def link_to_folder(folder: Path, name: str, data: bytes) -> None:
        (folder / name).symlink_to(outside(folder, data).parent, target_is_directory=True)

    def fifo(folder: Path, name: str, _: bytes) -> None:
        os.mkfifo(folder / name)

    def listening(folder: Path, name: str, _: bytes) -> None:
        one_end = socket.socket(socket.AF_UNIX)
        before = Path.cwd()
        os.chdir(folder)  # the path of a socket is short
        try:
            one_end.bind(name)
        finally:
            os.chdir(before)
            one_end.close()

    nothing = _bytes(b"")
    yield one("link-outside", "bieu.xlsx", "link", "a link to a file elsewhere", lambda b: b.xlsx, put=link_out)
    yield one("link-passwd", "bieu.csv", "link", "a link to the machine's users", nothing, put=link("/etc/passwd"))
    yield one(
        "link-up", "bieu.xlsx", "link", "a link to the home's own settings", nothing, put=link("../../soket.toml")
    )
    yield one("link-dangling", "bieu.xlsx", "link|not_a_file", "a link to nothing", nothing, put=link("nowhere.xlsx"))
    yield one("link-itself", "bieu.xlsx", "link|not_a_file", "a link to itself", nothing, put=link("bieu.xlsx"))
    yield one(
        "link-folder", "bieu", "link|not_a_file", "a link to a folder elsewhere", lambda b: b.xlsx, put=link_to_folder
    )
    yield one("link-loop", "bieu", "link|not_a_file", "a link to the folder above", nothing, put=link(".."))
    yield one("fifo", "bieu.xlsx", "not_a_file", "a pipe that never answers", nothing, put=fifo)
    yield one("socket", "bieu.xlsx", "not_a_file", "a socket", nothing, put=listening)
    yield one(
        "device", "bieu.xlsx", "link|not_a_file", "a link to a device that never ends", nothing, put=link("/dev/zero")
    )
