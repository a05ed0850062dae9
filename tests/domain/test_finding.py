"""A finding, as a sender reads it."""

from __future__ import annotations

import pytest

from domain.finding import FINDINGS, Finding, Severity


def finding(
    label: str | None = "Hội viên: tổng số, Kỳ này",
    sheet: str | None = "Biểu 1",
    cell: str | None = "F20",
    wanted: str = "một số",
) -> Finding:
    return Finding("required", Severity.WARN, label, sheet, cell, "để trống", wanted, "Ghi số.")


def test_a_message_says_where_what_was_seen_what_is_wanted_and_how_to_mend_it() -> None:
    assert finding().message == "Biểu 1!F20 (Hội viên: tổng số, Kỳ này): để trống; cần: một số. Ghi số."


def test_a_message_leaves_out_what_there_is_not() -> None:
    assert finding(wanted="").message == "Biểu 1!F20 (Hội viên: tổng số, Kỳ này): để trống. Ghi số."
    assert finding(label=None).message == "Biểu 1!F20: để trống; cần: một số. Ghi số."
    assert finding(None, None, None, "").message == "tệp: để trống. Ghi số."


@pytest.mark.parametrize(
    ("sheet", "cell", "place"),
    [
        ("Biểu 1", "F20", "Biểu 1!F20"),
        ("bảng 2", "hàng 4, ô 3", "bảng 2, hàng 4, ô 3"),
        (None, "dòng 3, cột 2", "dòng 3, cột 2"),
        ("Biểu 1", None, "Biểu 1"),
        (None, None, "tệp"),
    ],
)
def test_a_finding_names_its_place_however_little_is_known(sheet: str | None, cell: str | None, place: str) -> None:
    assert finding(sheet=sheet, cell=cell).place == place
    assert finding(sheet=sheet, cell=cell).message.startswith(f"{place} (")


def test_severities_are_kept_under_the_names_that_programs_read() -> None:
    assert [str(one) for one in Severity] == ["refuse_file", "refuse_row", "warn"]
    assert Severity("warn") is Severity.WARN


def test_every_part_of_a_finding_has_its_column() -> None:
    assert set(Finding.__dataclass_fields__) <= set(FINDINGS)
