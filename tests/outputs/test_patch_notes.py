"""Notes on cells."""

from __future__ import annotations

import pytest

from domain.finding import Severity
from outputs.reply_workbook import CannotMark, mark_workbook
from tests.decorated import book, changed, put, samples, unpacked
from tests.outputs.answered import MENDED, entry, listed, notes, opened

SAMPLES = samples()


def test_a_note_says_what_was_seen_what_is_wanted_and_how_to_mend_it() -> None:
    answer = mark_workbook(book(), listed(entry()))
    assert notes(answer, "Biểu 1") == {
        "B2": "Kiểm tra số liệu: Cần sửa\nThấy: 12a\nCần: số nguyên, không âm\nCách sửa: Chỉ ghi số, bỏ chữ"
    }
    assert opened(answer)["Biểu 1"]["B2"].comment.author == "Kiểm tra số liệu"


def test_a_text_that_looks_like_an_escape_is_escaped_in_a_note_too() -> None:
    marked = unpacked(mark_workbook(book(), listed(entry(saw="_x0041_"))))
    assert "Thấy: _x005F_x0041_" in marked["xl/comments1.xml"].decode()


def test_what_there_is_nothing_to_say_of_has_no_line() -> None:
    assert "Cần:" not in notes(mark_workbook(book(), listed(entry(wanted=""))), "Biểu 1")["B2"]


def test_our_words_follow_those_that_are_there() -> None:
    said = notes(mark_workbook(SAMPLES["notes"], listed(entry())), "Biểu 1")
    assert said["B2"].startswith("Xem lại số này\nKiểm tra số liệu: Cần sửa\nThấy: 12a\n")
    assert said["A5"] == "Quỹ gồm cả hiện vật"
    authors = {cell.comment.author for row in opened(SAMPLES["notes"])["Biểu 1"] for cell in row if cell.comment}
    after = mark_workbook(SAMPLES["notes"], listed(entry("C3")))
    assert authors <= {cell.comment.author for row in opened(after)["Biểu 1"] for cell in row if cell.comment}


def test_a_note_in_plain_text_becomes_a_run_with_the_same_words() -> None:
    text = "<text><t>Chị Hoa xem</t></text>"
    plain = changed(
        SAMPLES["notes"],
        {"xl/comments1.xml": lambda part: part.split(b"<text>")[0] + text.encode() + part.split(b"</text>", 1)[1]},
    )
    comments = unpacked(mark_workbook(plain, listed(entry(), entry("A5"))))["xl/comments1.xml"].decode()
    assert "<r><t>Chị Hoa xem</t></r>" in comments
    assert "<text><t>" not in comments


def test_a_cell_that_is_being_talked_about_keeps_its_note_as_it_is() -> None:
    sample = SAMPLES["threads"]
    answer = mark_workbook(sample, listed(entry(), entry("B3")))
    assert notes(answer, "Biểu 1")["B2"] == notes(sample, "Biểu 1")["B2"]
    assert "Kiểm tra số liệu" in notes(answer, "Biểu 1")["B3"]


def test_when_only_such_cells_are_named_no_note_is_touched() -> None:
    before, after = unpacked(SAMPLES["threads"]), unpacked(mark_workbook(SAMPLES["threads"], listed(entry())))
    assert after["xl/comments1.xml"] == before["xl/comments1.xml"]
    assert after["xl/drawings/vmlDrawing1.vml"] == before["xl/drawings/vmlDrawing1.vml"]


def test_a_drawing_of_buttons_takes_the_boxes_of_new_notes() -> None:
    sample = SAMPLES["header picture and button"]
    answer = mark_workbook(sample, listed(entry()))
    parts = unpacked(answer)
    assert [name for name in parts if name.endswith(".vml")] == [
        name for name in unpacked(sample) if name.endswith(".vml")
    ]
    drawn = [part for name, part in parts.items() if name.endswith(".vml") and b'ObjectType="Note"' in part]
    assert len(drawn) == 1 and b'ObjectType="Button"' in drawn[0]
    assert parts["xl/worksheets/sheet1.xml"].count(b"<legacyDrawing ") == 1


@pytest.mark.parametrize("words", ["a\nCần: b\nc", "dòng\r\nmới", "  ", "x" * 5_000])
def test_notes_are_taken_off_whole_whatever_is_in_them(words: str) -> None:
    told = entry(saw=words, wanted=words, mend=words, severity=Severity.WARN, explained=words)
    answer = mark_workbook(SAMPLES["notes"], listed(told, entry("C3", saw=words, mend=words)))
    assert notes(mark_workbook(answer, listed(MENDED)), "Biểu 1") == notes(SAMPLES["notes"], "Biểu 1")


def test_a_long_text_is_cut_in_the_note_and_whole_in_the_list() -> None:
    long = "Ghi số của từng chi hội. " * 60
    answer = mark_workbook(book(), listed(entry(mend=long)))
    assert len(notes(answer, "Biểu 1")["B2"]) < 900
    assert long in [cell.value for row in opened(answer)[opened(answer).sheetnames[0]] for cell in row]


def test_where_the_last_note_was_ours_its_parts_go_too() -> None:
    answer = mark_workbook(mark_workbook(book(), listed(entry())), listed(MENDED))
    parts = unpacked(answer)
    assert not [name for name in parts if "comments" in name or name.endswith(".vml")]
    assert b"legacyDrawing" not in parts["xl/worksheets/sheet1.xml"]
    assert b"comments" not in parts["[Content_Types].xml"]


def test_a_note_that_speaks_like_us_elsewhere_is_the_senders() -> None:
    theirs = changed(
        SAMPLES["notes"], {"xl/comments1.xml": put("Xem lại số này", "Kiểm tra số liệu: chưa xong\nCần: hỏi")}
    )
    assert notes(mark_workbook(theirs, listed(MENDED)), "Biểu 1") == notes(theirs, "Biểu 1")


def test_comments_without_a_list_are_refused() -> None:
    broken = changed(SAMPLES["notes"], {"xl/comments1.xml": lambda part: part.replace(b"commentList", b"commentLst")})
    with pytest.raises(CannotMark, match="damaged"):
        mark_workbook(broken, listed(entry()))
