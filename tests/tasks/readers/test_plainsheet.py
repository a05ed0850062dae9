"""Sheets read by a pattern, held against the same sheets read as a tree."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.cells import column_letters
from tasks.readers import markup, sheetxml
from tasks.readers.plainsheet import content, plain_sheet
from tasks.readers.scan import Scan
from tasks.readers.sheet import Unreadable

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1"/>'
TAIL = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'


def part(rows: str, head: str = HEAD, tail: str = TAIL) -> str:
    return f"{head}<sheetData>{rows}</sheetData>{tail}"


def as_tree(text: str) -> Scan:
    return sheetxml._scan_tree("Biểu 1", markup.tree(text))


def as_plain(text: str) -> Scan:
    found = plain_sheet(text)
    assert found is not None, text
    return sheetxml._scan_plain("Biểu 1", found)


PLAIN = {
    "excel": '<row r="1" spans="1:3" ht="18.75" customHeight="1"><c r="A1" s="2" t="s"><v>0</v></c><c r="B1" s="2"/>'
    '<c r="C1"><f>SUM(A1:B1)</f><v>3.5</v></c></row><row r="3"/>',
    "libreoffice": '<row r="1" customFormat="false" ht="12.8"><c r="A1" s="0" t="n"><v>-5</v></c>'
    '<c r="B1" t="str"><f aca="false">IF(A1&lt;0,&quot;x&quot;,&quot;&quot;)</f><v></v></c></row>',
    "a formula without a result": '<row r="1"><c r="A1"><f>1+A2</f></c><c r="B1" t="str"><f>B2</f><v/></c></row>',
    "a shared formula": '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>',
    "errors": '<row r="7"><c r="A7" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="ZZ7" t="e"/>'
    '<c r="AAA7" t="e"><v/></c></row>',
    "booleans and days": '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="d"><v>2022-06-14</v></c></row>',
    "an empty value": '<row r="1"><c r="A1"><v></v></c><c r="B1" t="s"><v/></c><c r="C1" t="str"><v> a </v></c></row>',
    "spaces around a number": '<row r="1"><c r="A1"><v> 5 </v></c></row>',
    "nothing": "",
}


@pytest.mark.parametrize("rows", PLAIN.values(), ids=PLAIN)
def test_a_plain_sheet_says_what_its_tree_says(rows: str) -> None:
    assert as_plain(part(rows)) == as_tree(part(rows))


NOT_PLAIN = {
    "a comment": '<row r="1"><c r="A1"><v>5<!-- -->0</v></c></row>',
    "a character by its number": '<row r="1"><c r="A1"><v>&#53;</v></c></row>',
    "another order": '<row r="1"><c t="s" r="A1"><v>0</v></c></row>',
    "a row without its number": '<row><c r="A1"><v>5</v></c></row>',
    "a cell without its place": '<row r="1"><c><v>5</v></c></row>',
    "a text in its cell": '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>',
    "two values": '<row r="1"><c r="A1"><v>5</v><v>6</v></c></row>',
    "spaces between": '<row r="1"> <c r="A1"><v>5</v></c></row>',
    "a prefix": '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1"/>',
    "an extension": '<row r="1"><c r="A1"><v>5</v><extLst/></c></row>',
    "a letter of nobody": '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
    "half a pair": '<row r="1"><c r="A1" t="str"><v>\uffff</v></c></row>',
    "a line end of another system": '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
    "text beside the cells": '<row r="1">5<c r="A1"><v>5</v></c></row>',
    "an open row": '<row r="1"><c r="A1"><v>5</v></c>',
}


@pytest.mark.parametrize("rows", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_written_otherwise_is_no_plain_sheet(rows: str) -> None:
    assert plain_sheet(part(rows)) is None


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (f"{HEAD}<!-- a -->", TAIL),
        (HEAD, f"<?x y?>{TAIL}"),
        (f"{HEAD}<sheetData/>", TAIL),
        (HEAD, f'<extLst><sheetData><row r="1"/></sheetData></extLst>{TAIL}'),
        (f"{HEAD}<sheetViews>", f"</sheetViews>{TAIL}"),
    ],
)
def test_rows_of_which_another_reader_might_see_others_are_no_plain_sheet(head: str, tail: str) -> None:
    assert plain_sheet(part('<row r="1"><c r="A1"><v>5</v></c></row>', head, tail)) is None


@pytest.mark.parametrize(
    ("rows", "tail"),
    [
        ('<row r="1" ht="1" ht="2"/>', TAIL),
        ('<row r="1" x:ht="1"/>', TAIL),
        ('<row r="1"><c r="A1"><f a="1" a="2">B1</f></c></row>', TAIL),
        ('<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>', TAIL),
        ('<row r="1"><c r="A1" t="str"><v>&nobody;</v></c></row>', TAIL),
        ("", TAIL.removesuffix("</worksheet>")),
        ("", f"<a>{TAIL}"),
    ],
)
def test_what_is_not_well_formed_is_damaged_as_it_is_in_a_tree(rows: str, tail: str) -> None:
    for read in (plain_sheet, markup.tree):
        with pytest.raises(Unreadable) as caught:
            read(part(rows, tail=tail))
        assert caught.value.rule == "damaged"


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ('<row r="2"/><row r="2"/>', "hai hàng cùng một chỗ"),
        ('<row r="2"/><row r="1"/>', "hai hàng cùng một chỗ"),
        ('<row r="1"><c r="B1"/><c r="B1"/></row>', "ô đặt sai chỗ"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "ô đặt sai chỗ"),
        ('<row r="1"><c r="A2"/></row>', "ô đặt sai chỗ"),
    ],
)
def test_cells_out_of_place_are_refused_both_ways(rows: str, what: str) -> None:
    for read in (as_plain, as_tree):
        with pytest.raises(Unreadable) as caught:
            read(part(rows))
        assert (caught.value.rule, caught.value.words) == ("unsafe", {"what": what})


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>năm</v></c>',
        '<c r="A1" t="z"><v>5</v></c>',
        '<c r="XFE1"><v>5</v></c>',
        '<c r="A1"><v>1,5</v></c>',
    ],
)
def test_a_value_that_is_none_is_damaged_both_ways(cell: str) -> None:
    for read in (as_plain, as_tree):
        with pytest.raises(Unreadable) as caught:
            read(part(f'<row r="1">{cell}</row>'))
        assert caught.value.rule == "damaged"


def test_a_part_that_is_large_is_left_to_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    text = part('<row r="1"><c r="A1"><v>5</v></c></row>')
    assert plain_sheet(text) is not None
    monkeypatch.setattr("tasks.readers.plainsheet._LARGEST", len(text) - 1)
    assert plain_sheet(text) is None


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ("", None),
        ("<v/>", ""),
        ("<v />", ""),
        ("<v></v>", ""),
        ("<v> 5 </v>", " 5 "),
        ("<f/>", ""),
        ('<f t="shared" si="0"/>', ""),
        ('<f aca="false">A1&gt;B1</f>', "A1>B1"),
        ("<f>&amp;lt; &quot;a&quot; &apos;b&apos;</f>", "&lt; \"a\" 'b'"),
    ],
)
def test_the_content_of_an_element_is_what_a_parser_says(element: str, said: str | None) -> None:
    assert content(element) == said
    if element:
        assert (markup.tree(element).text or "") == said


# --- any sheet ------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x1EFF, exclude_characters="\x7f"), max_size=6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.integers(-(10**15), 10**15).map(str)


@st.composite
def cells(draw: st.DrawFn) -> tuple[str, str]:
    """Type attribute and content of a cell."""
    kind = draw(st.sampled_from(["", "s", "n", "str", "b", "e"]))
    formula = draw(st.sampled_from(["", "", "<f>{}</f>", '<f aca="false">{}</f>', "<f/>"])).format(escape(draw(TEXTS)))
    said = {"str": escape(draw(TEXTS)), "b": "1", "e": "#N/A", "s": "7"}.get(kind, draw(NUMBERS))
    value = draw(st.sampled_from(["", "<v/>", "<v></v>", f"<v>{said}</v>", f"<v>{said}</v>"]))
    return (f' t="{kind}"' if kind else ""), formula + value


@st.composite
def sheets(draw: st.DrawFn) -> str:
    rows = []
    for row in sorted(draw(st.sets(st.integers(1, 60), max_size=5))):
        line = ""
        for column in sorted(draw(st.sets(st.integers(1, 800), max_size=5))):
            kind, inner = draw(cells())
            line += f'<c r="{column_letters(column)}{row}"{kind}{f">{inner}</c>" if inner else "/>"}'
        rows.append(f'<row r="{row}" ht="{draw(st.integers(1, 99))}">{line}</row>')
    return part("".join(rows))


@given(sheets())
@example(part('<row r="1" ht="1"><c r="A1" t="n"><f>a</f><v/></c></row>'))
def test_every_sheet_that_is_plain_says_what_its_tree_says(text: str) -> None:
    assert as_plain(text) == as_tree(text)
