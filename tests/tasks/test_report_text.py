"""A report read back: what its reader sees, whoever saved it last, and which of it is a figure."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from domain.citation import LONGEST, Citation
from outputs.live import is_prose
from outputs.report import write_report
from outputs.stable_zip import pack
from tasks.readers.sheet import Unreadable
from tasks.report_text import Paragraph, ReportText, TableText, read_report
from tests.office import saved_again
from tests.outputs.handmade import handmade_report, measured
from tests.wordml import BODY, K, L, box, field, p, package, part, rels, sdt, t, tbl, tc, tr, twice


def shown(line: Paragraph) -> str:
    """What is live in braces, under the short name of its key."""
    short = {K: "lop", L: "hoi_vien", None: ""}
    return "".join(f"{{{short[one.key]} {one.text}}}" if one.key else one.text for one in line.pieces)


def seen(data: bytes) -> list[str]:
    """Blocks in a line each, a row of a table in one with a bar between its cells; text beside the body last."""
    report = read_report(data)
    lines: list[str] = []
    for block in report.blocks:
        rows = block.rows if isinstance(block, TableText) else ()
        lines += [shown(block)] if isinstance(block, Paragraph) else []
        lines += [" | ".join(" / ".join(map(shown, cell)) for cell in row) for row in rows[1:]]
    return lines + [f"({shown(line)})" for line in report.around]


SEEN: list[tuple[str, str, list[str]]] = [
    ("runs are one text", p(t("Có "), t("33."), t("812", "<w:b/>")), ["Có 33.812"]),
    ("breaks and signs", p("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:noBreakHyphen/></w:r>"), ["a\nb\t-"]),
    ("an empty paragraph is one too", p() + p(t("a")), ["", "a"]),
    ("a figure in a sentence", p(t("Có "), sdt(t("31")), t(" lớp")), ["Có {lop 31} lớp"]),
    ("runs of a figure are one", p(sdt(t("3") + t("1", "<w:i/>"))), ["{lop 31}"]),
    ("the alias without a tag", p(sdt(t("31"), name="alias")), ["{lop 31}"]),
    ("somebody else's control", p(t("a"), sdt(t("b"), key="CustomerName"), t("c")), ["abc"]),
    ("a figure in somebody else's control", p(sdt(sdt(t("31")), key="Group")), ["{lop 31}"]),
    ("a figure in a figure is part of the whole", p(sdt(t("a ") + sdt(t("31"), L))), ["{lop a 31}"]),
    ("a control around a paragraph", sdt(p(t("3"), t("1"))), ["{lop 31}"]),
    ("a control around two paragraphs", sdt(p(t("31")) + p(t("lớp"))), ["{lop 31}", "{lop lớp}"]),
    ("a control around a cell", tbl(tr(tc(p(t("Lớp"))), sdt(tc(p(t("31")))))), ["Lớp | {lop 31}"]),
    ("a control around a row", tbl(sdt(tr(tc(p(t("31")))))), ["{lop 31}"]),
    ("a control in a cell", tbl(tr(tc(p(t("Lớp"))), tc(p(sdt(t("31")))))), ["Lớp | {lop 31}"]),
    ("lines of a cell", tbl(tr(tc(p(t("a")), p(), p(t("b"))))), ["a / b"]),
    ("a table in a cell", tbl(tr(tc(tbl(tr(tc(p(t("1")))), tr(tc(p(t("2"))))), p()))), ["1 / 2"]),
    ("an empty cell keeps its place", tbl(tr(tc(p()), tc(p(t("b"))))), [" | b"]),
    ("what was put in under tracking", p(f"<w:ins>{t('a')}</w:ins>") + f"<w:ins>{p(t('b'))}</w:ins>", ["a", "b"]),
    ("what was taken out under tracking", p(t("a"), "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>"), ["a"]),
    ("a figure taken out under tracking", p(t("a"), f"<w:del>{sdt(t('31'))}</w:del>"), ["a"]),
    ("what was moved", p(f"<w:moveFrom>{t('a')}</w:moveFrom>") + p(f"<w:moveTo>{t('a')}</w:moveTo>"), ["", "a"]),
    ("a row taken out under tracking", tbl(f"<w:tr><w:trPr><w:del/></w:trPr>{tc(p(t('a')))}</w:tr>"), []),
    ("a row put in under tracking", tbl(f"<w:ins>{tr(tc(p(t('a'))))}</w:ins>"), ["a"]),
    ("hidden text", p(t("a"), t("31", "<w:vanish/>"), t("b", '<w:vanish w:val="0"/>')), ["ab"]),
    ("a figure that is hidden", p(sdt(t("31", "<w:vanish/>"))), ["{lop }"]),
    ("a link", p(f"<w:hyperlink>{t('a')}</w:hyperlink>"), ["a"]),
    ("a remark inside a number", p("<w:r><w:t>3<!-- -->1</w:t></w:r>"), ["31"]),
    ("a number in an equation", p("<m:oMath><m:r><m:t>31</m:t></m:r></m:oMath>"), ["31"]),
    ("of two drawings of the same the first", p(twice(t('a'), t('b'))), ["a"]),
    ("a text box", p(t("a"), box(p(t("Đạt 31")))) + p(t("b")), ["a", "b", "(Đạt 31)"]),
    ("a text box drawn twice", p(twice(box(p(t('a'))), box(p(t('a'))))), ["", "(a)"]),
    ("a table in a text box", p(box(tbl(tr(tc(p(t("31"))))))), ["", "(31)"]),
    ("a text box that was taken out", p(f"<w:del>{box(p(t('31')))}</w:del>"), [""]),
    ("the number of a page", p(t("trang "), field("PAGE", t("2"))), ["trang "]),
    ("the number of pages, whatever its look", p(field(r"numpages \* MERGEFORMAT", t("31"))), [""]),
    ("an instruction in two runs", p(field("PA</w:instrText></w:r><w:r><w:instrText>GE", t("2"))), [""]),
    ("the number of a page, the short way", p(f'<w:fldSimple w:instr=" PAGE ">{t("2")}</w:fldSimple>'), [""]),
    ("a number of any other field", p(field('QUOTE "31 PAGE"', t("31"))), ["31"]),
    ("a number in a link to a page", p(field('HYPERLINK "http://a/PAGE"', t("31"))), ["31"]),
    ("a number of a short field", p(f'<w:fldSimple w:instr="DATE">{t("7")}</w:fldSimple>'), ["7"]),
    ("a number behind that of a page", p(field("PAGE", t("2")), t(" 31")), [" 31"]),
    ("a line of a table of contents", p(field("TOC", t("a ") + field("PAGEREF _1", t("2")) + t(" 31"))), ["a  31"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), [case[1:] for case in SEEN], ids=[case[0] for case in SEEN])
def test_what_a_reader_sees(body: str, wanted: list[str]) -> None:
    assert seen(package(body)) == wanted


@pytest.mark.parametrize("kind", ["header", "footer", "footnotes", "endnotes"])
def test_what_stands_beside_the_body_is_read_too_wherever_it_is_kept(kind: str) -> None:
    inner = p(t("Đạt "), sdt(t("31"))) + p() + tbl(tr(tc(p(t("5"))))) + p(box(p(t("7"))))
    root = part({"header": "hdr", "footer": "ftr"}.get(kind, kind), inner)
    found = seen(package(p(t("a")), {"word/beside/one.xml": root}, **{kind: "beside/one.xml"}))
    assert found == ["a", "(7)", "(Đạt {lop 31})", "(5)"]


def test_remarks_in_the_margin_are_no_part_of_the_report() -> None:
    remarks = part("comments", p(t("Sửa 31 thành 32?")))
    assert seen(package(p(t("a")), {"word/comments.xml": remarks}, comments="comments.xml")) == ["a"]


@pytest.mark.parametrize(
    ("style", "name", "level"),
    [("Heading2", "heading 2", 2), ("Tiu2", "heading 2", 2), ("Vn", "body text", None), ("", "", None)],
)
def test_a_paragraph_is_known_by_the_name_of_its_style_whatever_its_id(
    style: str, name: str, level: int | None
) -> None:
    (line,) = read_report(package(p(t("a"), style=style))).blocks
    assert isinstance(line, Paragraph) and (line.style, line.level, line.text) == (name, level, "a")


def test_a_style_that_is_not_there_or_has_no_name_is_none() -> None:
    blocks = read_report(package(p(t("a"), style="Lost") + p(t("b"), style="Nameless"))).blocks
    assert [one.style for one in blocks if isinstance(one, Paragraph)] == ["", ""]


def test_a_table_is_one_of_figures_where_its_first_row_repeats() -> None:
    cells = tr(tc(p(t("a"))))
    tables = read_report(package(tbl(cells) + tbl(cells, repeats=False))).tables
    assert [one.figures for one in tables] == [True, False]


def test_the_main_part_is_the_one_that_the_package_names() -> None:
    """Some programs call it document2.xml; another part of the usual name is nothing that Word shows."""
    parts = unzipped(package(p(t("shown"))))
    parts |= {"word/document2.xml": parts[BODY], BODY: part("document", f"<w:body>{p(t('not shown'))}</w:body>")}
    parts |= {"_rels/.rels": rels(officeDocument="word/document2.xml")}
    parts |= {"word/_rels/document2.xml.rels": parts["word/_rels/document.xml.rels"]}
    assert seen(pack(parts)) == ["shown"]


# --- no sound document ----------------------------------------------------------------------------


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def without(name: str) -> bytes:
    parts = unzipped(package(p(t("a"))))
    del parts[name]
    return pack(parts)


def with_part(name: str, data: bytes) -> bytes:
    return pack(unzipped(package(p(t("a")))) | {name: data})


def bomb() -> bytes:
    data = io.BytesIO(package(p(t("a"))))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bin", b"\0" * 120 * 2**20)
    return data.getvalue()


UNSOUND: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "damaged"),
    ("text", "Báo cáo".encode, "damaged"),
    ("an old .doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "damaged"),
    ("half of it", lambda: package(p(t("a")))[:900], "damaged"),
    ("a bit turned", lambda: turned(package(p(t("a" * 300)))), "damaged"),
    ("no main part", lambda: without(BODY), "damaged"),
    ("no relationships", lambda: without("_rels/.rels"), "unsupported"),
    ("another sort of document", lambda: with_part(BODY, b"<workbook/>"), "unsupported"),
    ("no XML", lambda: with_part(BODY, b"<w:document"), "damaged"),
    ("styles that are no XML", lambda: with_part("word/styles.xml", b"none"), "damaged"),
    ("a zip bomb", bomb, "too_heavy"),
    ("a DOCTYPE", lambda: with_part(BODY, b'<!DOCTYPE a [<!ENTITY b "c">]>' + part("document", "<w:body/>")), "unsafe"),
    ("a DOCTYPE in another part", lambda: with_part("word/other.xml", b"<!DOCTYPE a><a/>"), "unsafe"),
    ("a way out", lambda: with_part("../a.xml", b"<a/>"), "unsafe"),
    ("deep inside", lambda: package("<w:ins>" * 30_000 + "</w:ins>" * 30_000), "damaged"),
    ("a chart that is not there", lambda: package(p(chart("r9"))), "damaged"),
]  # fmt: skip


def turned(data: bytes) -> bytes:
    at = data.index(b"word/styles.xml") + 40
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def chart(link: str) -> str:
    return (
        "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='a'/><a:graphic><a:graphicData>"
        f"<c:chart xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart' r:id='{link}'/>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


@pytest.mark.parametrize(("made", "rule"), [case[1:] for case in UNSOUND], ids=[case[0] for case in UNSOUND])
def test_what_is_no_sound_document_is_unreadable(made: Callable[[], bytes], rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_report(made())
    assert caught.value.rule == rule


def test_a_document_as_deep_as_a_parser_allows_is_read_or_refused_and_never_a_crash() -> None:
    for depth in (100, 250, 900, 2_000):
        try:
            read_report(package("<w:ins>" * depth + p(t("a")) + "</w:ins>" * depth))
        except Unreadable as error:
            assert error.rule in ("damaged", "too_heavy")


# --- a real report ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written() -> bytes:
    return write_report(measured(handmade_report())).document


@pytest.fixture(scope="module")
def resaved(written: bytes, tmp_path_factory: pytest.TempPathFactory) -> ReportText:
    folder = tmp_path_factory.mktemp("resaved")
    (folder / "a.docx").write_bytes(written)
    return read_report((saved_again([folder / "a.docx"], "docx", folder) / "a.docx").read_bytes())


def controls(data: bytes) -> Iterator[etree._Element]:
    yield from etree.fromstring(unzipped(data)[BODY]).iter(qn("w:sdt"))


def said_of(control: etree._Element, name: str) -> str | None:
    """What a property of a control says."""
    (found,) = control.iterfind(f"{qn('w:sdtPr')}/{qn(name)}")
    return found.get(qn("w:val"))


def test_the_controls_of_a_report_have_ids_of_their_own_and_keys_that_word_keeps(written: bytes) -> None:
    ids = Counter(said_of(one, "w:id") for one in controls(written))
    assert len(ids) > 100 and set(ids.values()) == {1} and "0" not in ids
    keys = {piece.key or "" for piece in read_report(written).live()}
    assert max(map(len, keys)) <= LONGEST
    figures = [one for one in keys if ":." not in one]
    assert len(figures) > 50 and [Citation.parse(one).key for one in figures] == figures
    assert any(map(is_prose, keys)) and not any(map(is_prose, figures))


def test_every_control_of_a_report_is_read_once(written: bytes) -> None:
    tags = Counter(said_of(one, "w:tag") for one in controls(written))
    assert Counter(piece.key for piece in read_report(written).live()) == tags


def test_a_report_reads_as_it_did_after_libreoffice_saved_it(written: bytes, resaved: ReportText) -> None:
    issued = read_report(written)
    assert list(resaved.live()) == list(issued.live())
    assert [one.figures for one in resaved.tables] == [one.figures for one in issued.tables]
    assert [rows(one) for one in resaved.tables] == [rows(one) for one in issued.tables]
    assert paragraphs(resaved) == paragraphs(issued)
    undescribed = [[replace(one, description="") for one in it.charts] for it in (resaved, issued)]
    assert undescribed[0] == undescribed[1] and issued.charts


def rows(table: TableText) -> list[list[list[str]]]:
    return [[[line.text for line in cell] for cell in row] for row in table.rows]


def paragraphs(report: ReportText) -> list[tuple[str, int | None]]:
    return [(one.text, one.level) for one in report.blocks if isinstance(one, Paragraph) and one.text.strip()]


def test_every_chart_of_a_report_is_read(written: bytes) -> None:
    assert all(one.title and one.series and one.categories for one in read_report(written).charts)


def test_a_file_of_which_any_byte_is_another_is_never_a_crash(written: bytes, tmp_path: Path) -> None:
    for at in range(0, len(written), len(written) // 40):
        turned = written[:at] + bytes([written[at] ^ 0x21]) + written[at + 1 :]
        try:
            read_report(turned)
        except Unreadable as error:
            assert error.rule
