"""The return workbook: additions only, whatever the sender's workbook holds."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.finding import Severity
from outputs.reply_workbook import LIST_SHEET, CannotMark, findings_workbook, mark_workbook
from tasks.readers.reading import read
from tests.decorated import book, changed, packed, put, samples, unpacked
from tests.office import saved_again
from tests.outputs.answered import (
    EVERY,
    MENDED,
    SECOND,
    WARNED,
    cells_of,
    complaints,
    entry,
    listed,
    lost,
    notes,
    opened,
    pieces,
    rules,
    sheet_parts,
)

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")

SAMPLES = samples()
MAY_CHANGE = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/app.xml",
}
MARKED = {"can-sua": ["B2"], "xem-lai": ["B3"], "giai-trinh": ["C4"]}


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The samples, and the answers to them, opened and saved again by LibreOffice."""
    folder = tmp_path_factory.mktemp("resaved")
    files = {name: (sample, mark_workbook(sample, EVERY)) for name, sample in SAMPLES.items()}
    paths: dict[str, Path] = {}
    for number, (name, (sample, answer)) in enumerate(files.items()):
        paths[name], paths[f"answer to {name}"] = folder / f"s{number}.xlsx", folder / f"a{number}.xlsx"
        paths[name].write_bytes(sample)
        paths[f"answer to {name}"].write_bytes(answer)
    made = saved_again(list(paths.values()), "xlsx", folder)
    return {name: (made / path.name).read_bytes() for name, path in paths.items()}


# --- additions only ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_the_cells_of_every_sheet_are_the_same_bytes(name: str) -> None:
    before, after = cells_of(SAMPLES[name]), cells_of(mark_workbook(SAMPLES[name], EVERY))
    assert len(before) >= 2
    assert {sheet: after[sheet] for sheet in before} == before
    assert after.keys() - before.keys() == {LIST_SHEET}


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_of_the_senders_is_lost(name: str) -> None:
    assert lost(unpacked(SAMPLES[name]), unpacked(mark_workbook(SAMPLES[name], EVERY))) == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_parts_that_need_not_say_more_are_the_same_bytes(name: str) -> None:
    before = unpacked(SAMPLES[name])
    after = unpacked(mark_workbook(SAMPLES[name], listed(entry())))
    changed_parts = {part for part in before if after[part] != before[part]} - MAY_CHANGE
    marked = sheet_parts(SAMPLES[name])["Biểu 1"]
    selected = {part for part in before if b"tabSelected" in before[part]}
    beside = {part for part in changed_parts if part.startswith(("xl/comments", "xl/drawings/vmlDrawing"))}
    assert changed_parts - beside - selected <= {marked, marked.replace("sheets/", "sheets/_rels/") + ".rels"}


@pytest.mark.parametrize("name", SAMPLES)
def test_openxml_audit_finds_no_new_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    before = complaints(SAMPLES[name], path)
    assert complaints(mark_workbook(SAMPLES[name], EVERY), path) - before == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_our_readers_see_the_same_cells_and_our_sheet_before_them(name: str) -> None:
    before = read(SAMPLES[name], ".xlsx").sheets
    after = read(mark_workbook(SAMPLES[name], EVERY), ".xlsx").sheets
    assert after[0].name == LIST_SHEET
    assert after[1:] == before


@pytest.mark.parametrize("name", SAMPLES)
def test_the_cells_that_the_list_names_are_marked(name: str) -> None:
    answer = mark_workbook(SAMPLES[name], EVERY)
    assert rules(answer, "Biểu 1") == MARKED
    assert rules(answer, "Biểu 2") == {"can-sua": ["B2"]}
    said = notes(answer, "Biểu 1")
    assert "Cần sửa" in said["B2"] or "Threaded" in said["B2"]
    assert "Thấy: 9, cùng kỳ 3" in said["B3"] and "Cách sửa: Đúng thì ghi lý do ở Giải trình" in said["B3"]
    assert "Sáp nhập hai xã" in said["C4"]
    assert "B5" not in said  # it was mended


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLES)
def test_a_copy_that_libreoffice_saved_is_answered_without_loss_too(
    resaved: Mapping[str, bytes], name: str, tmp_path: Path
) -> None:
    sample = resaved[name]
    answer = mark_workbook(sample, EVERY)
    before, after = cells_of(sample), cells_of(answer)
    assert {sheet: after[sheet] for sheet in before} == before
    assert lost(unpacked(sample), unpacked(answer)) == {}
    assert complaints(answer, tmp_path / "book.xlsx") - complaints(sample, tmp_path / "book.xlsx") == {}
    assert read(answer, ".xlsx").sheets[1:] == read(sample, ".xlsx").sheets
    assert rules(answer, "Biểu 1") == MARKED


# --- an answer that comes back -----------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_answering_an_answer_again_changes_nothing(name: str) -> None:
    answer = mark_workbook(SAMPLES[name], EVERY)
    before, after = unpacked(answer), unpacked(mark_workbook(answer, EVERY))
    assert before.keys() == after.keys()
    for part in before:
        if not part.endswith(".vml"):  # a drawing that stays takes ids of its own each time
            assert after[part] == before[part] or (part, pieces(after[part])) == (part, pieces(before[part]))


@pytest.mark.parametrize("name", SAMPLES)
def test_marks_of_an_earlier_answer_are_taken_off(name: str) -> None:
    answer = mark_workbook(mark_workbook(SAMPLES[name], EVERY), listed(MENDED))
    assert opened(answer).sheetnames.count(LIST_SHEET) == 1
    assert rules(answer, "Biểu 1") == rules(answer, "Biểu 2") == {}
    assert notes(answer, "Biểu 1") == notes(SAMPLES[name], "Biểu 1")
    assert not any("Kiểm tra số liệu" in text for text in notes(answer, "Biểu 2").values())
    assert lost(unpacked(SAMPLES[name]), unpacked(answer)) == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_marks_are_taken_off_after_libreoffice_saved_the_answer(resaved: Mapping[str, bytes], name: str) -> None:
    returned = resaved[f"answer to {name}"]
    assert set(rules(returned, "Biểu 1")) == set(MARKED)  # else there would be nothing to take off
    answer = mark_workbook(returned, listed(entry("C2", saw="mới")))
    names = opened(answer).sheetnames
    assert names == [LIST_SHEET, *opened(SAMPLES[name]).sheetnames]
    assert rules(answer, "Biểu 1") == {"can-sua": ["C2"]}
    assert rules(answer, "Biểu 2") == {}
    ours = {cell: text for cell, text in notes(answer, "Biểu 1").items() if "Kiểm tra số liệu" in text}
    assert list(ours) == ["C2"]
    assert set(notes(SAMPLES[name], "Biểu 1")) <= set(notes(answer, "Biểu 1"))


def test_what_a_sender_wrote_below_our_words_stays() -> None:
    answer = mark_workbook(book(), listed(entry()))
    told = changed(
        answer, {"xl/comments1.xml": put("Chỉ ghi số, bỏ chữ</t>", "Chỉ ghi số, bỏ chữ\nĐã hỏi lại thôn 3</t>")}
    )
    assert notes(mark_workbook(told, listed(MENDED)), "Biểu 1")["B2"].strip() == "Đã hỏi lại thôn 3"


def test_a_mark_that_was_copied_to_another_sheet_is_taken_off_there() -> None:
    answer = unpacked(mark_workbook(book(), listed(entry())))
    rule = answer["xl/worksheets/sheet1.xml"].split(b"<conditionalFormatting")[1].split(b"</conditionalFormatting>")[0]
    copied = b"<conditionalFormatting" + rule + b"</conditionalFormatting><pageMargins"
    answer["xl/worksheets/sheet2.xml"] = answer["xl/worksheets/sheet2.xml"].replace(b"<pageMargins", copied)
    assert rules(packed(answer), "Biểu 2") == {"can-sua": ["B2"]}
    assert rules(mark_workbook(packed(answer), listed(entry())), "Biểu 2") == {}


def test_a_list_that_was_copied_is_not_left_beside_the_new_one() -> None:
    answer = mark_workbook(book(), EVERY)
    for _ in range(3):
        parts = unpacked(answer)
        renamed = parts["xl/workbook.xml"].replace(f'name="{LIST_SHEET}"'.encode(), f'name="{LIST_SHEET} (2)"'.encode())
        answer = mark_workbook(packed({**parts, "xl/workbook.xml": renamed}), EVERY)
    assert opened(answer).sheetnames == [LIST_SHEET, "Biểu 1", "Biểu 2"]


def test_a_sheet_of_the_senders_of_that_name_is_kept() -> None:
    theirs = changed(book(), {"xl/workbook.xml": put('name="Biểu 2"', f'name="{LIST_SHEET}"')})
    answer = mark_workbook(theirs, listed(entry()))
    assert opened(answer).sheetnames == [f"{LIST_SHEET} (soket)", "Biểu 1", LIST_SHEET]
    assert opened(mark_workbook(answer, listed(entry()))).sheetnames == opened(answer).sheetnames
    assert cells_of(answer)[LIST_SHEET] == cells_of(theirs)[LIST_SHEET]


def test_a_list_alone_that_comes_back_is_replaced() -> None:
    answer = mark_workbook(findings_workbook(EVERY), listed(entry()))
    assert opened(answer).sheetnames == [LIST_SHEET]


# --- one cell, several findings ------------------------------------------------------------------------


def test_a_cell_with_several_findings_shows_the_gravest_and_tells_them_all() -> None:
    answer = mark_workbook(book(), listed(entry("B3", severity=Severity.WARN, saw="lớn"), entry("B3", saw="lẻ")))
    assert rules(answer, "Biểu 1") == {"can-sua": ["B3"]}
    told = notes(answer, "Biểu 1")["B3"]
    assert "Xin xem lại" in told and "Thấy: lớn" in told
    assert "Cần sửa" in told and "Thấy: lẻ" in told


def test_what_is_wrong_with_merged_cells_is_seen_on_the_first_of_them() -> None:
    merged = book(lambda made, sheet: sheet.merge_range("B2:C3", "12a"))
    made = mark_workbook(merged, listed(entry("C3"), entry("B2", severity=Severity.WARN)))
    assert rules(made, "Biểu 1") == {"can-sua": ["B2"]}
    assert list(notes(made, "Biểu 1")) == ["B2"]


def test_of_a_hidden_sheet_the_list_tells_the_way_to_it_and_does_not_lead_there() -> None:
    told = listed(entry("B2", "Ẩn"), entry("B2", "Ẩn hẳn"), entry("B2", "Ẩn", mended=True), entry())
    made = mark_workbook(SAMPLES["views and looks"], told)
    lines = list(opened(made)[LIST_SHEET].iter_rows(min_row=10))
    said = [str(row[4].value) for row in lines]
    assert "Unhide" in said[0] and "ẩn hẳn" in said[1] and "ẩn" not in said[2] and "ẩn" not in said[3]
    assert [bool(row[1].hyperlink) for row in lines] == [False, False, False, True]
    assert "Unhide" not in notes(made, "Ẩn")["B2"]


def test_many_cells_are_marked_by_rules_of_two_hundred() -> None:
    cells = [f"B{row}" for row in range(2, 452)]
    answer = mark_workbook(book(), listed(*map(entry, cells)))
    assert rules(answer, "Biểu 1")["can-sua"] == cells
    part = unpacked(answer)[sheet_parts(answer)["Biểu 1"]]
    assert part.count(b"<conditionalFormatting ") == 3


@pytest.mark.parametrize("place", [("Biểu 9", "B2"), ("Biểu 1", "dòng 3, cột 2"), ("Biểu 1", "XFE1"), (None, None)])
def test_a_place_that_is_no_cell_of_the_workbook_is_in_the_list_alone(place: tuple[str | None, str | None]) -> None:
    sheet, cell = place
    answer = mark_workbook(book(), listed(entry(cell, sheet, saw="thấy gì đó")))
    assert rules(answer, "Biểu 1") == {}
    assert notes(answer, "Biểu 1") == {}
    assert "thấy gì đó" in [one.value for row in opened(answer)[LIST_SHEET] for one in row]


def test_a_sheet_is_found_whatever_way_its_name_is_coded() -> None:
    decomposed = "BIE\u0302\u0309U 1"
    assert rules(mark_workbook(book(), listed(entry(sheet=decomposed))), "Biểu 1") == {"can-sua": ["B2"]}


def test_two_sheets_have_notes_with_ids_of_their_own() -> None:
    parts = unpacked(mark_workbook(book(), listed(entry(), WARNED, SECOND)))
    drawings = [part.decode() for name, part in parts.items() if name.endswith(".vml")]
    ids = [one.split('"')[0] for drawing in drawings for one in drawing.split(' id="_x0000_s')[1:]]
    assert len(ids) == 3 == len(set(ids))


# --- refused -------------------------------------------------------------------------------------------

_BINARY = put(
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"',
    'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"',
)
_MACRO = put("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main")
_SIGNED = put(
    "</Relationships>",
    '<Relationship Id="rId8" '
    'Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" '
    'Target="_xmlsignatures/origin.sigs"/></Relationships>',
)
_SHARED = put(
    "</Relationships>",
    '<Relationship Id="rId8" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/revisionHeaders" '
    'Target="revisions/revisionHeaders.xml"/></Relationships>',
)
_STRICT = put(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
)
_LATIN = put('encoding="UTF-8"', 'encoding="ISO-8859-1"')


def _twice() -> bytes:
    data = io.BytesIO(book())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("XL/Styles.xml", b"<styleSheet/>")
    return data.getvalue()


def _locked() -> bytes:
    data = bytearray(book())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        data[place + at] |= 1
    return bytes(data)


REFUSED = {
    "a text": (b"a;b\n1;2\n", "not_a_package"),
    "an old workbook, or one with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    "an archive of something else": (packed({"a.txt": b"a"}), "not_a_package"),
    "a member with a password": (_locked(), "encrypted"),
    "two parts of one name": (_twice(), "duplicate_parts"),
    "cut off": (book()[:2000], "damaged"),
    "a binary workbook": (changed(book(), {"[Content_Types].xml": _BINARY}), "binary"),
    "macros": (changed(book(), {"[Content_Types].xml": _MACRO}), "macro"),
    "the strict variant": (changed(book(), {"xl/workbook.xml": _STRICT}), "strict"),
    "a signature": (changed(book(), {"_rels/.rels": _SIGNED}), "signed"),
    "shared for changes": (changed(book(), {"xl/_rels/workbook.xml.rels": _SHARED}), "shared"),
    "no styles": (
        changed(book(), {"xl/_rels/workbook.xml.rels": put("relationships/styles", "relationships/x")}),
        "no_styles",
    ),
    "styles without fonts": (
        changed(book(), {"xl/styles.xml": lambda part: part.replace(b"fonts", b"fnts")}),
        "no_styles",
    ),
    "a declaration of entities": (
        changed(book(), {"xl/worksheets/sheet1.xml": put("<worksheet ", '<!DOCTYPE w [<!ENTITY e "e">]><worksheet ')}),
        "declarations",
    ),
    "a foreign encoding": (changed(book(), {"xl/worksheets/sheet1.xml": _LATIN}), "encoding"),
    "a sheet without cells": (
        changed(book(), {"xl/worksheets/sheet1.xml": lambda part: part.replace(b"sheetData", b"sheetDatum")}),
        "damaged",
    ),
    "a sheet that is gone": (packed({k: v for k, v in unpacked(book()).items() if "sheet1" not in k}), "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_added_to_without_harm_is_refused_by_its_reason(what: str) -> None:
    data, reason = REFUSED[what]
    with pytest.raises(CannotMark) as refusal:
        mark_workbook(data, EVERY)
    assert refusal.value.reason == reason == str(refusal.value)


def test_no_sheet_more_than_is_read_when_the_file_comes_back() -> None:
    def more(made: Any, _sheet: Any) -> None:
        for number in range(254):
            made.add_worksheet(f"Trang {number}")

    with pytest.raises(CannotMark, match="many_sheets"):
        mark_workbook(book(more), EVERY)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.randoms(use_true_random=False), st.booleans())
def test_a_damaged_workbook_is_refused_and_nothing_else(name: str, chance: random.Random, cut: bool) -> None:
    data = bytearray(SAMPLES[name])
    if cut:
        data = data[: chance.randrange(len(data))]
    for _ in range(chance.randrange(1, 20) if data else 0):
        data[chance.randrange(len(data))] = chance.randrange(256)
    _marked_or_refused(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.randoms(use_true_random=False))
def test_a_damaged_part_in_a_whole_package_is_refused_and_nothing_else(name: str, chance: random.Random) -> None:
    parts = unpacked(SAMPLES[name])
    part = chance.choice(sorted(parts))
    data = bytearray(parts[part])
    start = chance.randrange(len(data))
    kind = chance.randrange(3)
    if kind == 0:
        del data[start : start + chance.randrange(1, 200)]
    elif kind == 1:
        data[start : start + 1] = bytes([chance.randrange(256)])
    else:
        words = bytes(data).split(b'"')
        chance.shuffle(words)
        data = bytearray(b'"'.join(words))
    _marked_or_refused(packed({**parts, part: bytes(data)}))


def _marked_or_refused(data: bytes) -> None:
    try:
        answer = mark_workbook(data, EVERY)
    except CannotMark as refusal:
        assert refusal.reason
    else:
        assert zipfile.ZipFile(io.BytesIO(answer)).testzip() is None


# --- bytes -----------------------------------------------------------------------------------------------


def test_equal_workbooks_and_lists_give_equal_bytes() -> None:
    first, alone = mark_workbook(SAMPLES["notes"], EVERY), findings_workbook(EVERY)
    time.sleep(2.1)  # a clock in a package would have moved on
    assert mark_workbook(SAMPLES["notes"], EVERY) == first
    assert findings_workbook(EVERY) == alone
    assert findings_workbook(listed(entry())) != alone


def test_an_answer_is_dated_as_no_day_that_tells_when_it_was_made() -> None:
    for data in (mark_workbook(book(), EVERY), findings_workbook(EVERY)):
        assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- the list alone --------------------------------------------------------------------------------------


def test_the_list_alone_is_the_same_list(tmp_path: Path) -> None:
    alone, beside = opened(findings_workbook(EVERY)), opened(mark_workbook(book(), EVERY))
    assert alone.sheetnames == [LIST_SHEET]
    ours, theirs = alone[LIST_SHEET], beside[LIST_SHEET]
    assert [[cell.value for cell in row] for row in ours] == [[cell.value for cell in row] for row in theirs]
    assert [[cell.font.sz for cell in row] for row in ours] == [[cell.font.sz for cell in row] for row in theirs]
    assert complaints(findings_workbook(EVERY), tmp_path / "list.xlsx") == {}


def test_the_list_alone_leads_nowhere_and_our_readers_read_it() -> None:
    alone = findings_workbook(EVERY)
    assert not any(cell.hyperlink for row in opened(alone)[LIST_SHEET] for cell in row)
    assert [sheet.name for sheet in read(alone, ".xlsx").sheets] == [LIST_SHEET]


# --- another program -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An answer as LibreOffice opens it, in its own flat format."""
    folder = tmp_path_factory.mktemp("shown")
    path = folder / "answer.xlsx"
    path.write_bytes(mark_workbook(SAMPLES["notes"], EVERY))
    return (saved_again([path], "fods", folder) / "answer.fods").read_text(encoding="utf-8")


def test_libreoffice_colours_the_cells(shown: str) -> None:
    assert shown.count('calcext:value="formula-is(N(&quot;soket:can-sua&quot;)=0)"') == 2
    assert shown.count('calcext:value="formula-is(N(&quot;soket:xem-lai&quot;)=0)"') == 1
    for colour in ("#ffc7cc", "#ffcc66", "#ddebf7"):
        assert f'fo:background-color="{colour}"' in shown or f'fo:background-color="{colour[:-1]}' in shown


def test_libreoffice_shows_the_notes(shown: str) -> None:
    said = [one.partition("</office:annotation>")[0] for one in shown.split("<office:annotation ")[1:]]
    assert len(said) == 5  # three on the first sheet, one on the second, one of the sender's
    assert sum("Kiểm tra số liệu: Cần sửa" in one for one in said) == 2
    assert any("Xem lại số này" in one and "Chỉ ghi số" in one for one in said)


def test_libreoffice_leads_from_the_list_to_the_cell(shown: str) -> None:
    assert (
        'xlink:href="#&apos;Biểu 1&apos;.B2"' in shown or "#'Biểu 1'.B2" in shown or "#&apos;Biểu 1&apos;!B2" in shown
    )
