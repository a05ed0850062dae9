"""XML inside the archives: entities, encodings, breakage, depth."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.bases import Base
from tests.hostile.record import Hostile, one
from tests.hostile.zips import changed, members, packed, with_members, without

BAD, HEAVY = "unsafe|damaged", "unsafe|damaged|too_heavy"
SHEET = "xl/worksheets/sheet4.xml"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{_LAUGHS}]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/soket.dtd">'
PARAMETER = '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'
_PARTS = {
    "xlsx": (
        "xl/workbook.xml",
        SHEET,
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
        "docProps/app.xml",
        "docProps/core.xml",
        "xl/theme/theme1.xml",
    ),
    "docx": (
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
        "docProps/core.xml",
        "customXml/item1.xml",
    ),
    "ods": ("content.xml", "META-INF/manifest.xml"),
}


def files() -> Iterator[Hostile]:
    yield from doctypes()
    yield from encodings()
    yield from broken()
    yield from heavy()


def with_prolog(content: bytes, prolog: str) -> bytes:
    """The document with a prolog between its declaration and its root."""
    declaration, mark, rest = content.partition(b"?>")
    if not declaration.startswith(b"<?xml"):
        return prolog.encode() + content
    return declaration + mark + prolog.encode() + rest


def _prolog(base: Base, suffix: str, part: str, prolog: str) -> bytes:
    return changed(base.of(suffix), part, lambda content: with_prolog(content, prolog))


def doctypes() -> Iterator[Hostile]:
    for suffix, parts in _PARTS.items():
        for part in parts:
            yield one(
                f"doctype-{suffix}-{part}",
                f"d.{suffix}",
                BAD,
                f"an entity bomb in {part}",
                lambda b, suffix=suffix, part=part: _prolog(b, suffix, part, BOMB),  # type: ignore[misc]
            )
    for id_, prolog in (
        ("file", OUTSIDE),
        ("remote", REMOTE),
        ("parameter", PARAMETER),
        ("plain", "<!DOCTYPE worksheet>"),
        ("late", f"<!--{'x' * 200_000}-->{BOMB}"),
        ("behind-instruction", f"<?mso-application progid='Excel.Sheet'?>\n\n{BOMB}"),
    ):
        yield one(
            f"doctype-{id_}",
            "d.xlsx",
            BAD,
            f"a DOCTYPE: {id_}",
            lambda b, prolog=prolog: _prolog(b, "xlsx", SHEET, prolog),  # type: ignore[misc]
        )
    for encoding in ("utf-16", "utf-16-be", "utf-32"):
        yield one(
            f"doctype-{encoding}",
            "d.xlsx",
            BAD,
            f"an entity bomb written in {encoding}",
            lambda b, encoding=encoding: changed(  # type: ignore[misc]
                b.xlsx, "xl/sharedStrings.xml", lambda c: recoded(with_prolog(c, BOMB), encoding)
            ),
        )
    yield one(
        "doctype-utf-16-docx",
        "d.docx",
        BAD,
        "an entity bomb written in utf-16 in a Word file",
        lambda b: changed(b.docx, "word/document.xml", lambda c: recoded(with_prolog(c, BOMB), "utf-16")),
    )
    yield one(
        "doctype-utf-7",
        "d.xlsx",
        BAD,
        "an entity bomb hidden by utf-7",
        lambda b: changed(b.xlsx, "xl/sharedStrings.xml", _in_utf_7),
    )
    yield one(
        "doctype-in-comment",
        "d.xlsx",
        f"accepted|{BAD}",
        "a DOCTYPE inside a comment",
        lambda b: _prolog(b, "xlsx", SHEET, "<!-- <!DOCTYPE a> -->"),
    )
    yield one(
        "doctype-as-text",
        "d.xlsx",
        "accepted",
        "a sentence that speaks of a DOCTYPE",
        lambda b: _rewritten(b, thuyet_minh__han_che__value="Tệp cũ có <!DOCTYPE html> nên chưa đọc được."),
    )
    yield one(
        "doctype-new-part",
        "d.xlsx",
        f"accepted|{BAD}",
        "an entity bomb in a part that no one reads",
        lambda b: with_members(b.xlsx, {"customXml/item1.xml": f"{BOMB}<a>&l9;</a>".encode()}),
    )


def _rewritten(base: Base, **changes: str) -> bytes:
    from outputs.blank_form import write_workbook

    return write_workbook(base.plans(**changes))


def _in_utf_7(content: bytes) -> bytes:
    text = with_prolog(content, BOMB).decode().partition("?>")[2]
    return b'<?xml version="1.0" encoding="utf-7"?>' + text.encode("utf-7")


def recoded(content: bytes, encoding: str) -> bytes:
    """The document in another encoding, with its mark and a declaration that says so."""
    text = content.decode("utf-8-sig")
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]
    declared = encoding if encoding.startswith(("windows", "iso")) else encoding[:6].upper()
    mark = "\ufeff" if encoding.endswith(("-be", "-le")) else ""
    return f'{mark}<?xml version="1.0" encoding="{declared}" standalone="yes"?>{text}'.encode(
        encoding, "xmlcharrefreplace"
    )


def encodings() -> Iterator[Hostile]:
    for suffix, part in (
        ("xlsx", SHEET),
        ("xlsx", "xl/sharedStrings.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("xlsx", "xl/_rels/workbook.xml.rels"),
        ("xlsx", "[Content_Types].xml"),
        ("docx", "word/document.xml"),
        ("ods", "content.xml"),
    ):
        for encoding in ("utf-16", "utf-16-be"):
            yield one(
                f"{encoding}-{suffix}-{part}",
                f"u.{suffix}",
                "accepted",
                f"{part} in {encoding}, which is legal",
                lambda b, s=suffix, p=part, e=encoding: changed(b.of(s), p, lambda c: recoded(c, e)),  # type: ignore[misc]
            )
    yield one(
        "utf-16-all",
        "u.xlsx",
        "accepted",
        "every part in utf-16",
        lambda b: packed({name: recoded(content, "utf-16") for name, content in members(b.xlsx).items()}),
    )
    for encoding in ("windows-1258", "iso-8859-1", "utf-32"):
        yield one(
            f"coded-{encoding}",
            "u.xlsx",
            f"accepted|{BAD}",
            f"shared strings in {encoding}",
            lambda b, e=encoding: changed(b.xlsx, "xl/sharedStrings.xml", lambda c: recoded(c, e)),  # type: ignore[misc]
        )
    yield one(
        "coded-lie",
        "u.xlsx",
        f"accepted|{BAD}|unknown_form",
        "shared strings that call themselves utf-16 and are utf-8",
        lambda b: changed(b.xlsx, "xl/sharedStrings.xml", lambda c: c.replace(b"UTF-8", b"UTF-16", 1)),
    )
    yield one(
        "coded-mark",
        "u.xlsx",
        "accepted",
        "a byte order mark before utf-8",
        lambda b: changed(b.xlsx, SHEET, lambda c: b"\xef\xbb\xbf" + c),
    )
    yield one(
        "coded-invalid",
        "u.xlsx",
        BAD,
        "bytes that are no utf-8 in the shared strings",
        lambda b: changed(b.xlsx, "xl/sharedStrings.xml", lambda c: c.replace("ổ".encode(), b"\xff\xfe\xfd")),
    )


def broken() -> Iterator[Hostile]:
    """Wrong XML in members with right checksums."""
    for suffix, part in (
        ("xlsx", SHEET),
        ("xlsx", "xl/sharedStrings.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("docx", "word/document.xml"),
        ("ods", "content.xml"),
    ):
        for id_, share in (("half", 0.5), ("nearly", 0.97)):
            yield one(
                f"xml-{id_}-{suffix}-{part}",
                f"x.{suffix}",
                BAD,
                f"{part} is cut at {share:.0%}",
                lambda b, s=suffix, p=part, k=share: changed(b.of(s), p, lambda c: c[: int(len(c) * k)]),  # type: ignore[misc]
            )
        yield one(
            f"xml-empty-{suffix}-{part}",
            f"x.{suffix}",
            BAD,
            f"{part} is empty",
            lambda b, s=suffix, p=part: changed(b.of(s), p, lambda _: b""),  # type: ignore[misc]
        )
        yield one(
            f"xml-zeros-{suffix}-{part}",
            f"x.{suffix}",
            BAD,
            f"{part} ends in zeros",
            lambda b, s=suffix, p=part: changed(b.of(s), p, lambda c: c[: len(c) // 2].ljust(len(c), b"\0")),  # type: ignore[misc]
        )
        yield one(
            f"xml-gone-{suffix}-{part}",
            f"x.{suffix}",
            f"{BAD}|unsupported|archive",
            f"{part} is missing",
            lambda b, s=suffix, p=part: without(b.of(s), p),  # type: ignore[misc]
        )
    hit = b"<v>7319</v>"
    for id_, new, what in (
        ("unclosed", b"<v>7319", "an element that never ends"),
        ("crossed", b"<v><x>7319</v></x>", "elements that cross"),
        ("entity", b"<v>&nope;7319</v>", "an entity that nothing declares"),
        ("nul", b"<v>73\x0019</v>", "a NUL inside a number"),
        ("attribute-twice", b'<v a="1" a="2">7319</v>', "an attribute that is there twice"),
        ("bare-and", b"<v>7319</v><is><t>a & b</t></is>", "an ampersand alone"),
        ("bare-less", b"<v>7319<</v>", "a less-than sign alone"),
    ):
        yield one(
            f"xml-{id_}",
            "x.xlsx",
            f"{BAD}|control_total|whole_number" + ("|accepted" if id_ == "attribute-twice" else ""),
            what,
            lambda b, new=new: changed(b.xlsx, SHEET, lambda c: c.replace(hit, new)),  # type: ignore[misc]
        )
    yield one(
        "xml-behind-root",
        "x.xlsx",
        f"accepted|{BAD}",
        "a second root behind the first",
        lambda b: changed(b.xlsx, SHEET, lambda c: c + b"<worksheet/>"),
    )
    yield one(
        "xml-split-text",
        "x.xlsx",
        "accepted|unsafe|damaged|control_total",
        "a number broken by a comment",
        lambda b: changed(b.xlsx, SHEET, lambda c: c.replace(hit, b"<v>73<!-- x -->19</v>")),
    )
    yield one(
        "xml-cdata",
        "x.xlsx",
        "accepted|unsafe|damaged|control_total",
        "a number as CDATA",
        lambda b: changed(b.xlsx, SHEET, lambda c: c.replace(hit, b"<v><![CDATA[7319]]></v>")),
    )
    yield one(
        "xml-charrefs",
        "x.xlsx",
        "accepted|unsafe|damaged|control_total",
        "a number as character references",
        lambda b: changed(b.xlsx, SHEET, lambda c: c.replace(hit, b"<v>&#55;&#x33;&#49;&#57;</v>")),
    )
    yield one(
        "xml-instruction",
        "x.xlsx",
        "accepted|unsafe|damaged|control_total",
        "a number broken by a processing instruction",
        lambda b: changed(b.xlsx, SHEET, lambda c: c.replace(hit, b"<v>73<?x y?>19</v>")),
    )


def heavy() -> Iterator[Hostile]:
    nested = b"<a>" * 100_000 + b"</a>" * 100_000
    for suffix, part, end in (
        ("xlsx", SHEET, b"</worksheet>"),
        ("docx", "word/document.xml", b"</w:body>"),
        ("ods", "content.xml", b"</office:spreadsheet>"),
    ):
        yield one(
            f"deep-{suffix}",
            f"h.{suffix}",
            f"accepted|{HEAVY}",
            "elements nested 100,000 deep",
            lambda b, s=suffix, p=part, e=end: changed(b.of(s), p, lambda c: c.replace(e, nested + e)),  # type: ignore[misc]
        )
    many = b"".join(b' a%d=""' % n for n in range(200_000))
    yield one(
        "attributes",
        "h.xlsx",
        f"accepted|{HEAVY}",
        "an element of 200,000 attributes",
        lambda b: changed(b.xlsx, SHEET, lambda c: c.replace(b"</worksheet>", b"<a" + many + b"/></worksheet>")),
    )
    yield one(
        "comments",
        "h.xlsx",
        f"accepted|{HEAVY}",
        "300,000 comments",
        lambda b: changed(b.xlsx, SHEET, lambda c: c.replace(b"</worksheet>", b"<!---->" * 300_000 + b"</worksheet>")),
    )
    yield one(
        "long-text",
        "h.docx",
        f"accepted|{HEAVY}",
        "a paragraph of 12 million letters",
        lambda b: changed(
            b.docx, "word/document.xml", lambda c: c.replace(b"<w:t>", b"<w:t>" + b"a" * 12_000_000 + b"</w:t><w:t>", 1)
        ),
    )
