"""Word files: spans, nesting, tracked changes, hidden text, macros, prose."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

import docx

from samples.files import document
from tests.hostile import bases
from tests.hostile.bases import Base
from tests.hostile.record import Hostile, one
from tests.hostile.zips import changed, members, packed, swapped, with_members

BAD, HEAVY = "unsafe|damaged", "unsafe|damaged|too_heavy"
PART = "word/document.xml"
HIT = "<w:r><w:t>7319</w:t></w:r>"
LAST = "<w:sectPr"
CELL = '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="9"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>'


def files() -> Iterator[Hostile]:
    yield from numbers()
    yield from tables()
    yield from company()
    yield from prose()


def _without_control(base: Base, run: str) -> bytes:
    """HIT written otherwise in a file that proves no control total: nothing else would notice."""
    return swapped(document(base.without_control()), PART, HIT, run)


def numbers() -> Iterator[Hostile]:
    """Text that Word does not show beside the number, or shows otherwise. What is read is 7319, or refused."""
    was = '<w:del w:id="1" w:author="x"><w:r><w:delText>9</w:delText></w:r></w:del>'
    for id_, run, expect, what in (
        ("inserted", f'{was}<w:ins w:id="2" w:author="x">{HIT}</w:ins>', "accepted|unsafe", "a number put in as a tracked change"),
        ("moved-from", f'<w:moveFrom w:id="1" w:author="x"><w:r><w:t>9</w:t></w:r></w:moveFrom><w:moveTo w:id="2" w:author="x">{HIT}</w:moveTo>', "accepted|unsafe", "a number that was moved here"),
        ("deleted-as-text", f'<w:del w:id="1" w:author="x"><w:r><w:t>9</w:t></w:r></w:del>{HIT}', "accepted|unsafe|damaged", "deleted text under the wrong name"),
        ("hidden", f"{HIT}<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>", "accepted|unsafe|whole_number", "a hidden digit behind the number"),
        ("alternate", '<mc:AlternateContent><mc:Choice Requires="wps"><w:r><w:t>7319</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>7319</w:t></w:r></mc:Fallback></mc:AlternateContent>', "accepted|unsafe|whole_number", "a number with its fallback for an older Word"),
        ("broken-line", "<w:r><w:t>7319</w:t><w:br/><w:t>12</w:t></w:r>", "whole_number", "two numbers on two lines of a cell"),
        ("tab", "<w:r><w:t>7319</w:t><w:tab/><w:t>12</w:t></w:r>", "whole_number", "two numbers with a tab between them"),
        ("return", "<w:r><w:t>7319</w:t><w:cr/><w:t>12</w:t></w:r>", "whole_number", "two numbers with a line end between them"),
        ("hyphen", "<w:r><w:noBreakHyphen/><w:t>7319</w:t></w:r>", "whole_number", "a minus written as Word's own hyphen"),
        ("symbol", '<w:r><w:sym w:font="Symbol" w:char="F02D"/><w:t>7319</w:t></w:r>', "whole_number|unsafe", "a minus written as a symbol"),
        ("two-paragraphs", "<w:r><w:t>7319</w:t></w:r></w:p><w:p><w:r><w:t>12</w:t></w:r>", "whole_number", "two numbers in two paragraphs of a cell"),
        ("split-runs", "<w:r><w:t>73</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>19</w:t></w:r>", "accepted", "a number in two runs"),
        ("struck", "<w:r><w:rPr><w:strike/></w:rPr><w:t>9</w:t></w:r><w:r><w:t>7319</w:t></w:r>", "accepted|unsafe|whole_number", "a digit that is struck through"),
        ("raised", f'{HIT}<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>', "accepted|unsafe|whole_number", "a note's number behind the number"),
        ("footnote", f'{HIT}<w:r><w:footnoteReference w:id="2"/></w:r>', "accepted|unsafe|damaged", "a footnote behind the number"),
        ("field", '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7319</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>', "accepted", "a field that adds up"),
        ("field-uncached", '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>', "accepted|uncached_formula|whole_number|unsafe", "a field that was never worked out"),
        ("simple-field", '<w:fldSimple w:instr="=7319"><w:r><w:t>7319</w:t></w:r></w:fldSimple>', "accepted", "a simple field"),
        ("control", f'<w:sdt><w:sdtPr/><w:sdtContent>{HIT}</w:sdtContent></w:sdt>', "accepted", "a number in a content control"),
        ("placeholder", '<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>0</w:t></w:r></w:sdtContent></w:sdt>', "accepted|whole_number|unsafe", "a placeholder that nobody filled in"),
        ("text-box", f'{HIT}<w:r><w:drawing><a><w:txbxContent><w:p><w:r><w:t>9</w:t></w:r></w:p></w:txbxContent></a></w:drawing></w:r>', "accepted|unsafe|whole_number|damaged", "a text box over the number"),
        ("equation", '<m:oMath><m:r><m:t>7319</m:t></m:r></m:oMath>', "accepted|unsafe|whole_number", "a number as an equation"),
        ("ruby", '<w:r><w:ruby><w:rt><w:r><w:t>9</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>7319</w:t></w:r></w:rubyBase></w:ruby></w:r>', "accepted|unsafe|whole_number", "a number with a reading above it"),
        ("bidi", "<w:r><w:t>\u202e9137</w:t></w:r>", "whole_number|unsafe", "digits that are shown backwards"),
    ):  # fmt: skip
        blank = id_ in ("field-uncached", "placeholder")  # nothing stands there, and a blank there is a zero
        values = {bases.HIT: 0} if blank else {}
        make = partial(_without_control, run=run)
        yield one(f"word-{id_}", "w.docx", expect, what, make, values=values)


def _with_end(base: Base, xml: str) -> bytes:
    return changed(base.docx, PART, lambda c: c.replace(LAST.encode(), xml.encode() + LAST.encode(), 1))


def _table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl><w:p/>"


def tables() -> Iterator[Hostile]:
    for id_, value in (
        ("vast", "1000000000"),
        ("million", "1000000"),
        ("negative", "-5"),
        ("zero", "0"),
        ("nonsense", "x"),
        ("float", "1.5"),
    ):
        for kind, xml in (
            (
                "span",
                f'<w:tc><w:tcPr><w:gridSpan w:val="{value}"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>{CELL}',
            ),
            ("before", f'<w:trPr><w:gridBefore w:val="{value}"/></w:trPr>{CELL}'),
        ):
            yield one(
                f"word-{kind}-{id_}",
                "t.docx",
                f"accepted|{HEAVY}",
                f"a table with a {kind} of {value} columns",
                lambda b, xml=xml: _with_end(b, _table(xml)),  # type: ignore[misc]
            )
    deep = "<w:tbl><w:tr><w:tc>" * 200 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 200
    yield one("word-nested", "t.docx", f"accepted|{HEAVY}", "tables nested 200 deep", lambda b: _with_end(b, deep))
    deeper = "<w:tbl><w:tr><w:tc>" * 5000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 5000
    yield one(
        "word-nested-more", "t.docx", f"accepted|{HEAVY}", "tables nested 5,000 deep", lambda b: _with_end(b, deeper)
    )
    yield one(
        "word-nested-hit",
        "t.docx",
        f"{BAD}|control_total|whole_number|accepted",
        "a table of one cell inside the number's cell",
        lambda b: swapped(
            b.docx, PART, f"<w:p>{HIT}</w:p>", f"<w:p>{HIT}</w:p><w:tbl><w:tr>{CELL}</w:tr></w:tbl><w:p/>"
        ),
    )
    yield one(
        "word-tables",
        "t.docx",
        f"accepted|{HEAVY}|unknown_form",
        "5,000 tables",
        lambda b: _with_end(b, _table(CELL) * 5000),
    )
    yield one(
        "word-cells",
        "t.docx",
        f"accepted|{HEAVY}|unknown_form",
        "a table of 100,000 cells",
        lambda b: _with_end(b, _table(*[CELL * 50] * 2000)),
    )
    yield one(
        "word-wide",
        "t.docx",
        f"accepted|{HEAVY}|unknown_form",
        "a row of 50,000 cells",
        lambda b: _with_end(b, _table(CELL * 50_000)),
    )
    yield one(
        "word-paragraphs",
        "t.docx",
        f"accepted|{HEAVY}",
        "200,000 paragraphs",
        lambda b: _with_end(b, "<w:p><w:r><w:t>a: b</w:t></w:r></w:p>" * 200_000),
    )


def company() -> Iterator[Hostile]:
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    enabled = "application/vnd.ms-word.document.macroEnabled.main+xml"

    def linked(base: Base, kind: str, target: str) -> bytes:
        rel = f'<Relationship Id="rIdE" Type="{links}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
        return swapped(base.docx, rels, "</Relationships>", rel)

    def with_vba(base: Base) -> bytes:
        return with_members(
            swapped(base.docx, types, plain, enabled), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(900)}
        )

    yield one("word-macro", "m.docm", "macro", "a Word file with macros", with_vba)
    yield one("word-macro-renamed", "m.docx", "macro", "a Word file with macros called .docx", with_vba)
    yield one("word-macro-template", "m.dotm", "macro|unsupported", "a Word template with macros", with_vba)
    yield one(
        "word-macro-keys",
        "m.docx",
        "accepted|macro|unsafe",
        "keys that call macros",
        lambda b: with_members(b.docx, {"word/customizations.xml": b"<a/>"}),
    )
    yield one(
        "word-template",
        "k.docx",
        "accepted|unsafe",
        "a template that lies on a server",
        lambda b: linked(b, "attachedTemplate", "http://127.0.0.1:9/t.dotm"),
    )
    yield one(
        "word-frame",
        "k.docx",
        "accepted|unsafe",
        "a frame that lies on a server",
        lambda b: linked(b, "frame", "mhtml:http://127.0.0.1:9/x.html!x"),
    )
    yield one(
        "word-picture",
        "k.docx",
        "accepted|unsafe",
        "a picture that lies on a server",
        lambda b: linked(b, "image", "http://127.0.0.1:9/a.png"),
    )
    yield one(
        "word-dde",
        "k.docx",
        "accepted|unsafe",
        "a field that starts a program",
        lambda b: _with_end(
            b,
            '<w:p><w:fldSimple w:instr="DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
        ),
    )
    yield one(
        "word-chunk",
        "k.docx",
        "accepted|unsafe",
        "a web page inside the Word file",
        lambda b: with_members(
            _with_end(b, f'<w:altChunk r:id="rIdE" xmlns:r="{links}"/>'), {"word/a.html": b"<table><tr><td>9</table>"}
        ),
    )
    yield one(
        "word-object",
        "k.docx",
        "accepted|unsafe|macro",
        "an object in a Word file",
        lambda b: with_members(b.docx, {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(500)}),
    )
    yield one(
        "word-workbook",
        "k.docx",
        "accepted|unsafe",
        "a workbook inside a Word file",
        lambda b: with_members(b.docx, {"word/embeddings/a.xlsx": b.xlsx}),
    )
    yield one("word-is-xlsx", "k.xlsx", "accepted|unsupported|damaged", "a Word file called .xlsx", lambda b: b.docx)
    yield one(
        "xlsx-is-word", "k.docx", "accepted|unsupported|damaged|prose", "a workbook called .docx", lambda b: b.xlsx
    )
    yield one("word-is-doc", "k.doc", "accepted|old_word|unsupported", "a .docx called .doc", lambda b: b.docx)
    yield one(
        "word-main-gone",
        "k.docx",
        BAD,
        "a main part that is not there",
        lambda b: swapped(b.docx, "_rels/.rels", "word/document.xml", "word/gone.xml"),
    )
    yield one("word-main-moved", "k.docx", "accepted|damaged|unsafe", "a main part of another name", _moved)
    yield one(
        "word-two-bodies",
        "k.docx",
        BAD + "|form_twice|accepted",
        "two bodies in one document",
        lambda b: changed(b.docx, PART, _two_bodies),
    )
    yield one(
        "word-no-body",
        "k.docx",
        BAD + "|prose|empty|unknown_form",
        "no body at all",
        lambda b: changed(b.docx, PART, lambda c: c[: c.index(b"<w:body>")] + b"</w:document>"),
    )
    yield one(
        "word-strict",
        "k.docx",
        "accepted|unsupported|unknown_form|prose|damaged|unsafe",
        "a Word file saved as Strict Open XML",
        _strict,
    )


def _moved(base: Base) -> bytes:
    parts = members(base.docx)
    moved = {name.replace("word/document", "word/document2"): content for name, content in parts.items()}
    return packed({name: c.replace(b"word/document.xml", b"word/document2.xml") for name, c in moved.items()})


def _two_bodies(content: bytes) -> bytes:
    start, end = content.index(b"<w:body>"), content.index(b"</w:body>") + len(b"</w:body>")
    return content[:end] + content[start:end].replace(b"7319", b"9") + content[end:]


def _strict(base: Base) -> bytes:
    old, new = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    rels = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            name: content.replace(old, new).replace(rels, b"http://purl.oclc.org/ooxml/officeDocument/relationships")
            for name, content in members(base.docx).items()
        }
    )


def prose() -> Iterator[Hostile]:
    def told(*paragraphs: str) -> bytes:
        word = docx.Document()
        for paragraph in paragraphs:
            word.add_paragraph(paragraph)
        data = io.BytesIO()
        word.save(data)
        return data.getvalue()

    review = (
        "BÁO CÁO SƠ KẾT CÔNG TÁC 6 THÁNG ĐẦU NĂM 2022",
        "Toàn xã có 12 chi hội với 1.204 hội viên, tăng 17 hội viên so với cùng kỳ.",
        "Đã khen thưởng 7319 nhà giáo, tổng số tiền trên 5 triệu đồng.",
    )
    yield one("prose", "p.docx", "prose", "a review in words alone", lambda b: told(*review))
    yield one(
        "prose-cover",
        "p.docx",
        "prose|unknown_form",
        "a review in words under the lines of a cover",
        lambda b: told(f"Tên đơn vị: {b.name}", f"Mã đơn vị: {b.code}", "Kỳ báo cáo: 6 tháng đầu năm 2022", *review),
    )
    yield one("prose-empty", "p.docx", "prose|empty|unknown_form", "a Word file with nothing in it", lambda b: told())

    def list_of_people(base: Base) -> bytes:
        word = docx.Document()
        word.add_paragraph(review[0])
        table = word.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("STT", "Họ và tên", "1", "Nguyễn Văn A"), strict=True):
            cell.text = text
        data = io.BytesIO()
        word.save(data)
        return data.getvalue()

    yield one("prose-table", "p.docx", "unknown_form|prose", "a table that is no form", list_of_people)
