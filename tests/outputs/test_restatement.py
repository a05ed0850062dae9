"""The table "Điều chỉnh số liệu", as its reader reads it."""

from __future__ import annotations

import pytest

from domain.catalogue import Catalogue
from domain.figure import HALF, YEAR
from domain.restatement import Cause, Place, Restated, Why
from outputs.live import Citing, plain
from outputs.restatement import restatement_table
from outputs.word_table import Line, Table

CITING = Citing("2022H1", 2)
LATE = Cause("B-04", "Ban Bốn", Why.LATE, None, 90, (), (Place("a.xlsx", "a" * 64, "Biểu 1", "F7", 90),))


def restated(*causes: Cause, **changes: object) -> Restated:
    made = {"before": 1500, "now": 1590, "span": HALF, "breakdown": "", "of_year": None, **changes}
    return Restated(period="2022H1", printed_in=1, indicator="hoi_vien", causes=causes, **made)  # type: ignore[arg-type]  # a table of changes


def lines(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [
        [" / ".join(plain(line.text) for line in cell.lines if isinstance(line, Line)) for cell in row]
        for row in table.rows
    ]


def test_each_row_has_the_figure_printed_now_the_difference_and_why_by_unit_and_cell(catalogue: Catalogue) -> None:
    head, row = lines(restatement_table([restated(LATE)], catalogue, 160, CITING))
    assert head == ["STT", "Chỉ tiêu", "Đã công bố", "Nay", "Tăng, giảm", "Nguyên nhân"]
    assert row == [
        "1",
        "Hội viên (hội viên); 6 tháng đầu năm 2022",
        "1.500",
        "1.590",
        "+90",
        "Ban Bốn: gửi sau khi chốt số liệu (+90; Biểu 1, ô F7).",
    ]


@pytest.mark.parametrize(
    ("changes", "name", "numbers"),
    [
        ({"span": YEAR}, "Hội viên (hội viên); cả năm 2022", ["1.500", "1.590", "+90"]),
        ({"of_year": 2021}, "Hội viên (hội viên), năm 2021; 6 tháng đầu năm 2022", ["1.500", "1.590", "+90"]),
        ({"now": 1400}, "Hội viên (hội viên); 6 tháng đầu năm 2022", ["1.500", "1.400", "-100"]),
        ({"before": None}, "Hội viên (hội viên); 6 tháng đầu năm 2022", ["…", "1.590", "…"]),
    ],
)
def test_a_figure_says_of_which_time_it_is(
    catalogue: Catalogue, changes: dict[str, object], name: str, numbers: list[str]
) -> None:
    _, row = lines(restatement_table([restated(LATE, **changes)], catalogue, 160, CITING))
    assert row[1:5] == [name, *numbers]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why.LATE, "gửi sau khi chốt số liệu"),
        (Why.CORRECTION, "đơn vị sửa số liệu"),
        (Why.ESTIMATE, "số chính thức thay số ước"),
        (Why.MERGED, "sáp nhập, chia tách đơn vị"),
        (Why.READ_AGAIN, "đọc lại tệp của đơn vị"),
        (Why.UNITS, "danh sách đơn vị thay đổi"),
    ],
)
def test_every_reason_has_its_words(catalogue: Catalogue, why: Why, words: str) -> None:
    _, row = lines(restatement_table([restated(Cause("x", "Ban Ba", why, 5, 7))], catalogue, 160, CITING))
    assert row[5] == f"Ban Ba: {words} (+2)."


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why.FIRST_HALF, "Số liệu 6 tháng đầu năm được điều chỉnh."),
        (Why.OTHERWISE, "Cách tổng hợp thay đổi."),
    ],
)
def test_a_reason_of_no_unit_is_a_sentence_of_its_own(catalogue: Catalogue, why: Why, words: str) -> None:
    _, row = lines(restatement_table([restated(Cause("", "", why, None, None))], catalogue, 160, CITING))
    assert row[5] == words


def test_cells_of_one_sheet_are_named_together_and_a_word_table_by_its_own_words(catalogue: Catalogue) -> None:
    places = [("Biểu 2", "E8"), ("Biểu 2", "E9"), ("bảng 1", "hàng 6, ô 3")]
    cells = tuple(Place("a", "a" * 64, sheet, cell, 1) for sheet, cell in places)
    _, row = lines(
        restatement_table([restated(Cause("x", "Ban Ba", Why.LATE, None, 3, (), cells))], catalogue, 160, CITING)
    )
    assert row[5] == "Ban Ba: gửi sau khi chốt số liệu (+3; Biểu 2, ô E8, E9; bảng 1, hàng 6, ô 3)."


def test_the_units_that_moved_it_most_come_first_and_those_after_the_fifth_are_counted(catalogue: Catalogue) -> None:
    causes = [Cause(f"{n}", f"Ban {n}", Why.LATE, None, n) for n in range(1, 8)]
    _, row = lines(restatement_table([restated(*causes)], catalogue, 160, CITING))
    told = row[5].split(" / ")
    assert [one.split(":")[0] for one in told] == ["Ban 7", "Ban 6", "Ban 5", "Ban 4", "Ban 3", "và 2 đơn vị khác."]


def test_breakdowns_are_not_printed_and_without_a_whole_there_is_no_table(catalogue: Catalogue) -> None:
    parts = restated(LATE, breakdown="loai_chi_hoi=thon")
    assert restatement_table([parts], catalogue, 160, CITING) is None
    assert len(lines(restatement_table([parts, restated(LATE)], catalogue, 160, CITING))) == 2
