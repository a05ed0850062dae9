"""What could make a figure wrong, or lose a submission, without anybody being told."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from outputs.blank_form import write_workbook
from outputs.sheet_plan import PlannedCell, SheetPlan
from samples.files import delimited
from tasks.look import figures_known, period_findings, period_status
from tasks.publish import publish
from tasks.trace import trace
from tests.homes import UNITS, SmallHome
from tests.reading import report_text
from warehouse import closes

PERIOD = HalfYear(2022, 1)


def _figure(home: SmallHome, code: str) -> tuple[int | None, int, int]:
    _, found = figures_known(home.open(), PERIOD)
    return next((f.value, f.counted, f.expected) for indicator, f in found if indicator.code == code)


def _rules(home: SmallHome) -> list[str]:
    return [one["rule"] for one in period_findings(home.open(), PERIOD)]


def test_the_newest_file_counts_whichever_inbox_it_lies_in(small_home: SmallHome) -> None:
    settings = small_home.path / "soket.toml"
    settings.write_text('inboxes = ["inbox", "second"]\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    older = small_home.send("00001", name="cũ.xlsx", bieu_1__hoi_vien__ky_nay=111)
    elsewhere = small_home.path / "second" / older.parent.name / older.name
    elsewhere.parent.mkdir(parents=True)
    shutil.move(older, elsewhere)
    small_home.send("00001", name="mới.xlsx", bieu_1__hoi_vien__ky_nay=500)
    for code in ("00002", "B-03", "B-04"):
        small_home.send(code)
    assert small_home.close_period().closing.new
    assert _figure(small_home, "hoi_vien") == (2000, 4, 4)


def test_a_damaged_correction_is_not_forgotten_because_of_another_period(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.put("00001", "sửa.xlsx", b"PK\x03\x04 half a file")
    small_home.collect()
    small_home.send("00001", "2021H2", name="muộn.xlsx")
    small_home.send("00001", name="một biểu.xlsx", only=["bieu_1"])
    (stopped,) = small_home.close_period().closing.shut_by
    assert stopped.refused == (("inbox/001-hoi-khuyen-hoc-xa-mot/sửa.xlsx", "damaged"),)
    small_home.send("00001", name="sửa lại.xlsx", bieu_1__hoi_vien__ky_nay=501)
    assert small_home.close_period().closing.new


def test_a_correction_for_a_mistaken_period_stops_the_gate(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.send("00001", "2023H1", name="sửa.xlsx")
    (stopped,) = small_home.close_period().closing.shut_by
    assert [reason for _, reason in stopped.refused] == ["unknown_period"]
    assert _rules(small_home) == ["unknown_period"]


def _with_heading(old: str, new: str, plans: Sequence[SheetPlan]) -> list[SheetPlan]:
    def renamed(cell: PlannedCell | None) -> PlannedCell | None:
        return replace(cell, value=new) if cell and cell.style == "heading" and cell.value == old else cell

    return [replace(plan, rows=[[renamed(cell) for cell in row] for row in plan.rows]) for plan in plans]


@pytest.mark.parametrize("write", [write_workbook, delimited])
def test_a_table_that_no_form_fits_is_refused_and_not_passed_over(small_home: SmallHome, write: type) -> None:
    small_home.send_all()
    name = "sửa.xlsx" if write is write_workbook else "sửa.csv"
    small_home.send("00001", name=name, write=lambda plans: write(_with_heading("Số tiền (đồng)", "Thành tiền", plans)))
    small_home.collect()
    assert _rules(small_home) == ["unknown_form"]


def test_two_columns_under_one_heading_are_refused(small_home: SmallHome) -> None:
    small_home.send("00001", write=lambda plans: write_workbook(_with_heading("Ghi chú", "Kỳ này", plans)))
    small_home.collect()
    (found,) = period_findings(small_home.open(), PERIOD)
    assert (found["rule"], found["saw"]) == ("form_twice", 'hai chỗ trong tệp cùng là "Tổ chức, hội viên: Kỳ này"')


def test_a_second_cover_with_another_number_is_refused(small_home: SmallHome) -> None:
    def with_old_cover(plans: Sequence[SheetPlan]) -> bytes:
        old = [[replace(c, value=4099) if c and c.value == 4000 else c for c in row] for row in plans[0].rows]
        return write_workbook([replace(plans[0], name="Bìa cũ", rows=old), *plans])

    small_home.send("00001", write=with_old_cover)
    small_home.collect()
    assert _rules(small_home) == ["form_twice"]


def test_a_control_total_that_is_no_number_is_told(small_home: SmallHome) -> None:
    def spoilt(plans: Sequence[SheetPlan]) -> bytes:
        rows = [
            [replace(c, value="sai số", formula=None) if c and c.key == "bia.tong_kiem_tra.value" else c for c in row]
            for row in plans[0].rows
        ]
        return write_workbook([replace(plans[0], rows=rows), *plans[1:]])

    small_home.send("00001", write=spoilt)
    small_home.collect()
    assert _rules(small_home) == ["no_control_total"]


def test_a_unit_let_pass_with_a_lost_row_is_not_counted_for_what_the_row_belongs_to(small_home: SmallHome) -> None:
    def without_schools(plans: Sequence[SheetPlan]) -> bytes:
        label = "Đơn vị học tập: trường học"
        kept = [[row for row in plan.rows if not any(c and c.value == label for c in row)] for plan in plans]
        return write_workbook([replace(plan, rows=rows) for plan, rows in zip(plans, kept, strict=True)])

    small_home.send("B-03", write=without_schools)
    for code in ("00001", "00002", "B-04"):
        small_home.send(code)
    closed = small_home.close_period(accept=["B-03"])
    assert closed.closing.new
    assert _figure(small_home, "dvht_dang_ky") == (6, 3, 4)
    cells = trace(small_home.open(), PERIOD, "dvht_dang_ky").cells
    assert {cell["unit"] for cell in cells} == {"00001", "00002", "B-04"}
    assert closed.report is not None
    text = report_text(closed.report.path.read_bytes())
    assert "Số liệu chưa đầy đủ của: Ban Khuyến học Trường Ba." in text
    assert "Chưa có số liệu của" not in text


def test_a_report_written_late_prints_the_units_of_the_close(small_home: SmallHome, tmp_path: Path) -> None:
    from tasks.freeze import freeze

    small_home.send_all()
    small_home.collect()
    home = small_home.open()
    assert freeze(home, PERIOD, {}, "thử", "").new  # and the run dies before the report
    (small_home.path / "units.csv").write_text(UNITS.replace("4,B-04", "5,B-05"), encoding="utf-8")
    later = small_home.open()
    with later.warehouse.read() as connection:
        close = closes.find_close(connection, str(PERIOD))
    assert close is not None
    annex = report_text(publish(later, close).path.read_bytes()).split("Phụ lục I\n")[1].split("Phụ lục II\n")[0]
    assert "Trường Bốn" in annex


def test_a_report_is_not_written_under_another_catalogue_than_the_close(small_home: SmallHome) -> None:
    from tasks.freeze import freeze

    small_home.send_all()
    small_home.collect()
    closing = freeze(small_home.open(), PERIOD, {}, "thử", "")
    expectations = Path(__file__).parents[2] / "expectations"
    shutil.copytree(expectations, small_home.path / "expectations", ignore=shutil.ignore_patterns("*.py"))
    rules = small_home.path / "expectations" / "rules" / "fields.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    assert closing.close is not None
    with pytest.raises(RuntimeError, match="put the expectations of that day back"):
        publish(small_home.open(), closing.close)


@pytest.mark.parametrize("name", [".tmp-abc", "~$bieu.xlsx", ".~lock.bieu.xlsx#", "Thumbs.db", "desktop.ini"])
def test_what_a_computer_leaves_behind_is_listed_and_stops_nothing(small_home: SmallHome, name: str) -> None:
    small_home.send_all()
    replies = small_home.folder("00001") / "phan-hoi"
    replies.mkdir(exist_ok=True)
    (replies / name).write_bytes(b"left behind")
    assert small_home.close_period().closing.new
    ignored = [Path(path).name for path, _ in period_status(small_home.open(), PERIOD).ignored]
    assert ignored == [name]


def test_a_copy_of_the_report_that_somebody_changed_is_told(small_home: SmallHome) -> None:
    small_home.send_all()
    closed = small_home.close_period()
    assert closed.report is not None and not closed.report.altered
    closed.report.path.write_bytes(closed.report.path.read_bytes() + b"x")
    again = small_home.close_period()
    assert again.report is not None and again.report.altered
    assert again.report.path.read_bytes().endswith(b"x")  # it may be somebody's work
