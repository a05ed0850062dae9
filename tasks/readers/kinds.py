"""Files that no reader takes, known by their first bytes."""

from __future__ import annotations

import codecs
import re

from tasks.readers.sheet import Unreadable

_ARCHIVES = (
    b"PK\5\6", b"PK\7\x08", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\x1f\x9d", b"\x1f\xa0", b"LZIP", b"MSCF", b"xar!", b"ISc(", b"\x60\xea",
)  # fmt: skip
_SCANS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"8BPS",
    b"\0\0\0\x0cjP  ", b"\xffO\xffQ", b"\0\0\1\0", b"AT&TFORM", b"%!PS", b"\xd7\xcd\xc6\x9a", b"\xff\x0a",
    b"gimp xcf", b"II\xbc\1", b"\0\0\0\x0cJXL ",
)  # fmt: skip
_OLD_WORD = (b"{\\rtf", b"\xdb\xa5-\0", b"1\xbe\0\0", b"\xfe7\0#")  # RTF; Word 2, Write, Word for DOS
_OTHERS = (
    b"SQLite format 3\0",
    b"\0\1\0\0Standard",
    b"MZ\x90\0",
    b"MZ\x78\0",
    b"MZP\0",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"ID3",
    b"OggS",
    b"L\0\0\0\x01\x14\x02\0",  # a shortcut of Windows
    b"fLaC",
)
#: Workbooks of Excel 2 to 4 are a stream of records that begins with one of these.
_OLD_WORKBOOKS = (b"\x09\0\4\0", b"\x09\2\6\0", b"\x09\4\6\0", b"\x09\x08\x08\0", b"\x09\x08\x10\0")
_STILLS = {
    b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"jp2 ")
}
_PDF_WITHIN = 1024  # a PDF may begin a little later
_PROGRAM = 'progid="excel.sheet"'
_HTML = re.compile(r"<(?:html|table|body|head|!doctype html|div|meta|style|tr|td|p|span)(?=[\s>/])")
_MAIL = re.compile(r"(?:mime-version|from|return-path|received|content-type|date|subject|x-[a-z-]+):[^\n;|\t]*$", re.I)


def refuse(data: bytes, suffix: str) -> None:
    """Unreadable for what is no text with a delimiter."""
    words = {"suffix": suffix}
    if data.startswith(_ARCHIVES) or _is_bzip(data) or data[257:262] == b"ustar" or data[2:5] in (b"-lh", b"-lz"):
        raise Unreadable("archive", words)
    if data.startswith(_SCANS) or _is_picture(data) or b"%PDF-" in data[:_PDF_WITHIN]:
        raise Unreadable("scan", words)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_OLD_WORD):
        raise Unreadable("old_word", words)
    if data.startswith((*_OTHERS, *_OLD_WORKBOOKS)) or data[4:8] == b"ftyp" or _is_film_or_sound(data):
        raise Unreadable("unsupported", words)
    _refuse_markup(_opening(data), words)


def _is_bzip(data: bytes) -> bool:
    return data.startswith(b"BZh") and data[4:10] in (b"1AY&SY", b"\x17rE8P\x90")


def _is_picture(data: bytes) -> bool:
    """No text that begins with BM has zeros so soon; WebP, HEIC and their kin name themselves a little later."""
    bitmap = data.startswith(b"BM") and b"\0" in data[2:30]
    metafile = data.startswith(b"\1\0\0\0") and data[40:44] == b" EMF"
    return bitmap or metafile or (data.startswith(b"RIFF") and data[8:12] == b"WEBP") or data[4:12] in _STILLS


def _is_film_or_sound(data: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] in (b"AVI ", b"WAVE")


def _opening(data: bytes) -> str:
    """The first letters, whatever they are encoded in."""
    head = data[:8192]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace").lstrip("\ufeff")
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return head.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _refuse_markup(text: str, words: dict[str, str]) -> None:
    text = text.lstrip()
    if not text.startswith("<"):
        _refuse_mail(text, words)
        return
    lower = text.lower()
    if not (re.match(r"<[!?/a-z]", lower) and ("</" in lower or "<!" in lower or "<?" in lower)):
        return  # a cell may begin with "less than"
    if "<svg" in lower:
        raise Unreadable("scan", words)
    what = "tệp XML"
    if "<html" not in lower and ("urn:schemas-microsoft-com:office:spreadsheet" in lower or _PROGRAM in lower):
        what = "tệp XML kiểu Excel 2003"
    elif _HTML.search(lower):
        what = "trang web (HTML)"
    raise Unreadable("web_page", {**words, "what": what})


def _refuse_mail(text: str, words: dict[str, str]) -> None:
    """A letter, or a web archive (.mht), which is one; JSON, as shortcuts into the web are."""
    if re.match(r'[\[{]\s*"', text):
        raise Unreadable("unsupported", words)
    first = text.splitlines()[:8]
    if sum(bool(_MAIL.match(line)) for line in first) >= 2 and "mime-version" in text.lower():
        raise Unreadable("unsupported", words)
