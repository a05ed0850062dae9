"""Verdicts, from real files in real folders to what the warehouse then holds."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from outputs.blank_form import write_workbook
from outputs.sheet_plan import Answer, PlannedCell, SheetPlan
from samples.files import delimited, document
from tasks.look import period_findings
from tests.homes import SmallHome, good_branches, period_table
from warehouse import tables

P = HalfYear(2022, 1)


def findings(home: SmallHome, period: HalfYear = P) -> list[tuple[str, str, str | None, str | None]]:
    """Rule, severity, sheet and cell of each finding that stands."""
    return [(one["rule"], one["severity"], one["sheet"], one["cell"]) for one in period_findings(home.open(), period)]


def rules(home: SmallHome, period: HalfYear = P) -> list[str]:
    return [rule for rule, *_ in findings(home, period)]


def files(home: SmallHome) -> dict[str, tuple[str, str | None]]:
    """Name of the file → its state and the reason."""
    with home.open().warehouse.read() as connection:
        rows = connection.execute(select(tables.file.c.path, tables.file.c.state, tables.file.c.reason))
        return {Path(path).name: (state, reason) for path, state, reason in rows}


def standing(home: SmallHome, indicator: str, unit_id: int = 1) -> list[int | None]:
    """What counts of a unit's indicator."""
    query = """SELECT o.value FROM observation o JOIN section s ON s.id = o.section_id
               WHERE s.state = 'accepted' AND o.indicator = :indicator AND s.unit_id = :unit ORDER BY o.id"""
    with home.open().warehouse.read() as connection:
        return list(connection.scalars(text(query), {"indicator": indicator, "unit": unit_id}))


def unwired(plans: list[SheetPlan] | Any, key: str, value: Answer) -> bytes:
    """The workbook with one formula typed over."""

    def over(cell: PlannedCell | None) -> PlannedCell | None:
        return replace(cell, formula=None, value=value) if cell and cell.key == key else cell

    return write_workbook([replace(plan, rows=[[over(cell) for cell in row] for row in plan.rows]) for plan in plans])


# --- good files -------------------------------------------------------------------------------


def test_good_files_of_every_kind_are_accepted_without_a_finding(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.send("00002", name="bieu.docx", write=document)
    small_home.send("B-03", name="bieu.csv", write=delimited)
    collected = small_home.collect()
    assert (collected.accepted, collected.refused) == (3, 0)
    assert findings(small_home) == []
    assert standing(small_home, "hoi_vien") == standing(small_home, "hoi_vien", 2) == [500]


def test_without_a_control_total_a_text_file_is_warned_and_a_word_file_is_not(small_home: SmallHome) -> None:
    def without(plans: Any) -> list[SheetPlan]:
        return [
            replace(plan, rows=[row for row in plan.rows if not (row and row[0] and row[0].value == "Tổng kiểm tra")])
            for plan in plans
        ]

    small_home.send("B-03", name="bieu.csv", write=lambda plans: delimited(without(plans)))
    small_home.send("B-04", name="bieu.docx", write=lambda plans: document(without(plans)))
    small_home.send("00001", write=lambda plans: write_workbook(without(plans)))
    assert small_home.collect().accepted == 3
    assert [(one["unit"], one["rule"], one["severity"]) for one in period_findings(small_home.open(), P)] == [
        ("B-03", "no_control_total", "warn")
    ]


# --- fields -----------------------------------------------------------------------------------


def test_blanks_that_are_asked_for_are_warned_at_their_cell(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay=None)
    small_home.send("B-04", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("00001", bia__dan_so__value=None)
    assert small_home.collect().accepted == 3
    found = [
        (one["unit"], one["rule"], one["severity"], one["sheet"], one["saw"])
        for one in period_findings(small_home.open(), P)
    ]
    assert found == [
        ("00001", "required", "warn", "Bìa", "để trống"),
        ("B-03", "required", "warn", "Biểu 1", "để trống"),
        ("B-04", "required", "warn", "Biểu 1", "…"),
    ]
    assert standing(small_home, "hoi_vien", 3) == [None]


def test_what_is_no_whole_number_refuses_the_file(small_home: SmallHome) -> None:
    wrong: dict[str, Answer] = {"00001": "khoảng một trăm", "00002": "-5", "B-03": "12,5", "B-04": -5}
    for code, answer in wrong.items():
        small_home.send(code, name=f"{code}.xlsx", bieu_4__hoc_bong__so_luong=answer)
    assert small_home.collect().refused == 4
    found = period_findings(small_home.open(), P)
    assert [(one["unit"], one["rule"], one["severity"], one["sheet"]) for one in found] == [
        (code, "whole_number", "refuse_file", "Biểu 4") for code in wrong
    ]
    assert {one["cell"][0] for one in found} == {"E"}
    assert [one["saw"] for one in found] == [f'"{answer}"' for answer in wrong.values()]
    assert set(files(small_home).values()) == {("refused", "whole_number")}
    assert standing(small_home, "nha_giao_kt", 3) == []


def test_a_number_too_large_to_be_kept_refuses_its_file_and_no_other(small_home: SmallHome) -> None:
    small_home.send("B-03", name="so.xlsx", bieu_4__hoc_bong__so_luong="99999999999999999999")
    small_home.send(
        "00001", name="nam.xlsx", bieu_2__dvht_truong__cong_nhan_nam=20222022202, bieu_2__dvht_truong__cong_nhan=1
    )
    small_home.send("B-04", name="tot.xlsx")
    small_home.collect()
    kept = files(small_home)
    assert kept["so.xlsx"] == ("refused", "whole_number")
    assert kept["tot.xlsx"] == ("accepted", None)
    assert kept["nam.xlsx"][0] in ("accepted", "refused")


def test_a_wrong_row_of_a_list_is_dropped_alone_and_stops_the_gate(small_home: SmallHome) -> None:
    branches = good_branches(3)
    small_home.send("00001", branches=[branches[0], {**branches[1], "so_hoi_vien": "nhiều"}, branches[2]])
    assert small_home.collect().accepted == 1
    (found,) = period_findings(small_home.open(), P)
    assert (found["rule"], found["severity"], found["saw"]) == ("whole_number", "refuse_row", '"chữ (đã ẩn)"')
    assert found["message"].startswith(f"Danh sách chi hội!{found['cell']} (dòng 2, Số hội viên)")
    assert standing(small_home, "hoi_vien_chi_hoi") == [100, 100]
    assert standing(small_home, "bien_dong_chi_hoi") == [0, 0], "the whole row is dropped"
    assert standing(small_home, "hoi_vien") == [500]
    closing = small_home.close_period(accept=["00002", "B-03", "B-04"]).closing
    assert [one.unit.code for one in closing.shut_by] == ["00001"]


def test_a_falling_membership_of_a_branch_is_no_wrong_number(small_home: SmallHome) -> None:
    branches = good_branches(3)
    small_home.send("00001", branches=[{**branches[0], "tang_giam": -4}, *branches[1:]])
    assert small_home.collect().accepted == 1 and findings(small_home) == []
    assert standing(small_home, "bien_dong_chi_hoi") == [-4, 0, 0]


# --- comparisons ------------------------------------------------------------------------------


def test_numbers_that_do_not_agree_refuse_their_file(small_home: SmallHome) -> None:
    small_home.send("00001", write=lambda plans: unwired(plans, "bieu_1.chi_hoi.ky_nay", 4))
    small_home.send("00002", branches=good_branches(2))
    small_home.send("B-03", write=lambda plans: unwired(plans, "bieu_4.quy_ton_cuoi.so_tien", 10_000_000))
    small_home.send("B-04", write=lambda plans: unwired(plans, "bia.tong_kiem_tra.value", 9_000_000))
    assert small_home.collect().refused == 4
    found = [(one["unit"], one["rule"], one["sheet"], one["saw"]) for one in period_findings(small_home.open(), P)]
    assert found[:4] == [
        ("00001", "parts_total", "Biểu 1", "các phần cộng 3, tổng ghi 4"),
        # the list has as many rows as the parts, so it differs from the total too
        ("00001", "list_total", "Biểu 1", "danh sách có 3 dòng, tổng ghi 4"),
        ("00002", "list_total", "Biểu 1", "danh sách có 2 dòng, tổng ghi 3"),
        ("B-03", "parts_total", "Biểu 4", "các phần cộng 2.000.000, tổng ghi 10.000.000"),
    ]
    ((unit, rule, sheet, saw),) = found[4:]
    assert (unit, rule, sheet) == ("B-04", "control_total", "Bìa")
    assert saw.endswith("Tổng kiểm tra ghi 9.000.000")
    assert {one["severity"] for one in period_findings(small_home.open(), P)} == {"refuse_file"}


def test_an_empty_list_refuses_the_file_whatever_stood_before(small_home: SmallHome) -> None:
    small_home.send("00002", name="hai.xlsx", branches=[])
    small_home.send("00001", name="mot.xlsx")
    small_home.collect()
    small_home.send("00001", name="mot (sua).xlsx", branches=[])
    small_home.collect()
    assert files(small_home) == {
        "hai.xlsx": ("refused", "list_total"),
        "mot.xlsx": ("accepted", None),
        "mot (sua).xlsx": ("refused", "list_total"),
    }


def test_members_of_the_list_above_the_total_are_warned(small_home: SmallHome) -> None:
    small_home.send("00001", bieu_1__hoi_vien__ky_nay=299)
    small_home.send("00002", bieu_1__hoi_vien__ky_nay=300)
    assert small_home.collect().accepted == 2
    (found,) = period_findings(small_home.open(), P)
    assert (found["unit"], found["rule"], found["severity"]) == ("00001", "list_members", "warn")
    assert found["saw"] == "danh sách cộng được 300 hội viên, tổng ghi 299"


def test_recognised_above_the_registration_of_that_year_refuses_the_file(small_home: SmallHome) -> None:
    small_home.send("00001", "2021H2", bieu_2__gdht__dang_ky=550)
    small_home.collect()
    small_home.send("00001", bieu_2__gdht__cong_nhan=551, bieu_2__gdht__cong_nhan_nam=2021, name="cao.xlsx")
    small_home.send("00002", bieu_2__gdht__cong_nhan=551, bieu_2__gdht__cong_nhan_nam=2021, name="khong ro.xlsx")
    collected = small_home.collect()
    assert (collected.accepted, collected.refused) == (1, 1)
    (found,) = period_findings(small_home.open(), P)
    assert (found["unit"], found["rule"]) == ("00001", "recognised_at_most_registered")
    assert found["saw"] == "công nhận 551, đăng ký cùng năm 2021 là 550"
    small_home.send("00001", bieu_2__gdht__cong_nhan=550, bieu_2__gdht__cong_nhan_nam=2021, name="vua.xlsx")
    assert small_home.collect().accepted == 1


def test_a_number_typed_as_text_leaves_the_control_total_right(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_4__hoc_bong__so_luong="11 suất")
    assert small_home.collect().accepted == 1 and findings(small_home) == []


def test_a_total_alone_is_judged_with_the_list_that_stands(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.collect()
    small_home.send("00001", name="bieu 1.xlsx", only=["bieu_1"], bieu_1__chi_hoi_co_quan__ky_nay=1)
    assert small_home.collect().refused == 1
    assert files(small_home)["bieu 1.xlsx"] == ("refused", "list_total")
    small_home.send("00001", name="ds.xlsx", only=["danh_sach"], branches=good_branches(4))
    assert small_home.collect().refused == 1, "the refused total does not stand"


# --- corrections ------------------------------------------------------------------------------


def test_a_total_alone_is_not_judged_by_a_list_that_has_lost_a_row(small_home: SmallHome) -> None:
    branches = good_branches(3)
    branches[1] = {**branches[1], "so_hoi_vien": "chưa rõ lắm"}
    small_home.send("00001", branches=branches)
    small_home.collect()
    assert rules(small_home) == ["whole_number"]
    small_home.send("00001", name="bieu 1.xlsx", only=["bieu_1"])
    small_home.collect()
    assert files(small_home)["bieu 1.xlsx"] == ("accepted", None)
    assert rules(small_home) == ["whole_number"], "the row is asked for still"


def test_a_refused_correction_removes_nothing(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    small_home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600, bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    assert files(small_home) == {"bieu.xlsx": ("accepted", None), "sua.xlsx": ("refused", "whole_number")}
    assert standing(small_home, "hoi_vien", 3) == [500]
    assert standing(small_home, "nha_giao_kt", 3) == [7]


def test_an_accepted_correction_takes_the_place_of_its_forms_and_clears_the_refusal(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.send("B-03", name="sai.xlsx", bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    assert rules(small_home) == ["whole_number"]
    small_home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    small_home.collect()
    assert rules(small_home) == []
    assert standing(small_home, "hoi_vien", 3) == [600]


def test_a_correction_of_one_form_leaves_the_others_standing(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    small_home.send("B-03", name="bieu 1.xlsx", only=["bieu_1"], bieu_1__hoi_vien__ky_nay=600)
    small_home.collect()
    assert standing(small_home, "hoi_vien", 3) == [600]
    assert standing(small_home, "nha_giao_kt", 3) == [7]


def test_two_files_of_one_folder_in_one_scan_are_judged_in_their_order(small_home: SmallHome) -> None:
    small_home.send("B-03", name="z.xlsx", bieu_1__hoi_vien__ky_nay=400)
    small_home.send("B-03", name="a.xlsx", bieu_1__hoi_vien__ky_nay=600)
    assert small_home.collect().accepted == 2
    assert standing(small_home, "hoi_vien", 3) == [600]


def test_two_files_saved_at_one_time_are_a_tie_until_one_is_sent_later(small_home: SmallHome) -> None:
    one = small_home.send("B-03", name="a.xlsx")
    two = small_home.send("B-03", name="b.xlsx", bieu_1__hoi_vien__ky_nay=600)
    os.utime(two, ns=(one.stat().st_mtime_ns, one.stat().st_mtime_ns))
    small_home.collect()
    assert files(small_home) == {"a.xlsx": ("accepted", None), "b.xlsx": ("refused", "tie")}
    assert standing(small_home, "hoi_vien", 3) == [500]
    small_home.send("B-03", name="c.xlsx", bieu_1__hoi_vien__ky_nay=700)
    small_home.collect()
    assert rules(small_home) == [] and standing(small_home, "hoi_vien", 3) == [700]


def test_two_files_saved_at_one_time_for_two_periods_are_no_tie(small_home: SmallHome) -> None:
    one = small_home.send("B-03", name="a.xlsx")
    two = small_home.send("B-03", "2021H2", name="b.xlsx")
    os.utime(two, ns=(one.stat().st_mtime_ns, one.stat().st_mtime_ns))
    assert small_home.collect().accepted == 2


# --- the file itself --------------------------------------------------------------------------


def test_a_file_of_another_unit_is_refused_and_accepted_in_the_right_folder(small_home: SmallHome) -> None:
    path = small_home.send("B-03", name="lac.xlsx", as_unit=small_home.unit("B-04"))
    small_home.collect()
    (found,) = period_findings(small_home.open(), P)
    assert (found["unit"], found["rule"], found["sheet"], found["cell"]) == ("B-03", "wrong_unit", "Bìa", "B4")
    assert found["saw"] == "thư mục của Ban Khuyến học Trường Ba, trong tệp ghi B-04"
    small_home.put("B-04", "lac.xlsx", path.read_bytes())
    assert small_home.collect().accepted == 1
    assert standing(small_home, "hoi_vien", 4) == [500] and standing(small_home, "hoi_vien", 3) == []


def cover(name: str | None, code: str | None) -> Any:
    """Writes the form with another name and code on its cover; None leaves it blank."""
    said = {"Tên đơn vị": name, "Mã đơn vị": code}

    def write(plans: Any) -> bytes:
        def row(cells: list[PlannedCell | None]) -> list[PlannedCell | None]:
            label = cells[0].value if cells and cells[0] else None
            if isinstance(label, str) and label in said:
                return [cells[0], PlannedCell(said[label]), *cells[2:]]
            return cells

        return write_workbook([replace(p, rows=[row(r) for r in p.rows]) if p.form == "bia" else p for p in plans])

    return write


OWN_NAME, OWN_CODE = "tên của đơn vị", "mã của đơn vị"
COVERS = [
    (OWN_NAME, OWN_CODE, True),
    (OWN_NAME, "2", True),  # a code that lost its zeros
    ("tên khác", OWN_CODE, True),  # the code decides
    ("Hội Khuyến học xã 1", "00001", False),
    (OWN_NAME, "50000", False),
    ("HỘI KHUYẾN HỌC XÃ 6", None, True),
    ("Hội Khuyến học xã 1", None, False),
    (None, None, True),  # a file that names no unit is of its folder's
    ("Hội Khuyến học xã 1", OWN_CODE, False),  # the code was that unit's, or is: either way it is not this one's
]


def test_whom_a_cover_may_name(tmp_path: Path) -> None:
    units = [f"{n},0000{n},Hội Khuyến học xã {n},hoi_xa,,,," for n in range(1, len(COVERS) + 1)]
    home = SmallHome(tmp_path / "home", "\n".join(["id,code,name,kind,parent,valid_from,valid_to,contact", *units, ""]))
    for number, (name, code, _) in enumerate(COVERS, start=1):
        own = home.unit(f"0000{number}")
        said = own.name if name is OWN_NAME else name, own.code if code is OWN_CODE else code
        home.send(own.code, write=cover(*said), name=f"{number}.xlsx")
    home.collect()
    assert files(home) == {
        f"{number}.xlsx": ("accepted", None) if accepted else ("refused", "wrong_unit")
        for number, (_, _, accepted) in enumerate(COVERS, start=1)
    }
    home.close()


def test_a_period_that_is_not_open_is_refused_and_judged_again_once_it_is(small_home: SmallHome) -> None:
    small_home.send("B-03", "2025H1")
    small_home.collect()
    assert files(small_home) == {"bieu.xlsx": ("refused", "unknown_period")}
    settings = small_home.path / "soket.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + period_table("2025H1"), encoding="utf-8")
    collected = small_home.collect()
    assert (collected.received.new, collected.received.judged_again, collected.accepted) == (0, 1, 1)
    assert collected.replied.written == 1, "the sender is told anew"
    assert rules(small_home, HalfYear(2025, 1)) == [] and standing(small_home, "hoi_vien", 3) == [500]
    assert small_home.collect().changed is False


def test_a_period_may_be_taken_out_of_the_settings_and_put_back(small_home: SmallHome) -> None:
    settings = small_home.path / "soket.toml"
    whole = settings.read_text(encoding="utf-8")
    small_home.collect()
    settings.write_text(whole.replace(period_table("2021H1"), ""), encoding="utf-8")
    small_home.send("B-03", "2021H1")
    assert small_home.collect().refused == 1
    settings.write_text(whole, encoding="utf-8")
    assert small_home.collect().accepted == 1


def of_period(said: str | None) -> Any:
    """Writes the form with these words for its period; None leaves them blank."""

    def row(cells: list[PlannedCell | None]) -> list[PlannedCell | None]:
        named = cells and cells[0] and cells[0].value == "Kỳ báo cáo"
        return [cells[0], PlannedCell(said)] if named else cells

    return lambda plans: write_workbook([replace(plan, rows=[row(r) for r in plan.rows]) for plan in plans])


def test_a_file_whose_period_cannot_be_read_is_refused(small_home: SmallHome) -> None:
    small_home.send("B-03", write=of_period("quý I năm 2022"))
    small_home.send("B-04", write=of_period(None))
    assert small_home.collect().refused == 2
    found = [(one["rule"], one["sheet"], one["saw"]) for one in period_findings(small_home.open(), P)]
    assert found[0] == ("no_period", "Bìa", 'kỳ báo cáo ghi là "quý I năm 2022"')
    assert (found[1][0], found[1][2]) == ("no_period", 'kỳ báo cáo ghi là "để trống"')


def test_damaged_and_unsupported_files_are_refused_with_their_reason(small_home: SmallHome) -> None:
    small_home.put("B-03", "hong.xlsx", b"PK\x03\x04 half a copy")
    small_home.put("B-03", "anh.pdf", b"%PDF-1.7")
    small_home.send("B-04")
    collected = small_home.collect()
    assert (collected.accepted, collected.refused) == (1, 2)
    found = {one["file"].split("/")[-1]: (one["rule"], one["saw"]) for one in period_findings(small_home.open(), P)}
    assert found == {
        "hong.xlsx": ("damaged", "không mở được trọn vẹn tệp"),
        "anh.pdf": ("scan", "tệp là ảnh hoặc PDF (.pdf), không lấy được số"),
    }


def test_who_filled_in_the_form_is_kept_nowhere_but_in_the_raw_bytes(small_home: SmallHome) -> None:
    secrets: dict[str, Any] = {"bia__nguoi_lap__value": "Nguyễn Thị Kín", "bia__dien_thoai__value": "0912345678"}
    small_home.send("00001", **secrets)
    small_home.send("B-03", name="a.csv", write=delimited, bieu_4__hoc_bong__so_luong="nhiều", **secrets)
    small_home.collect()
    with small_home.open().warehouse.read() as connection:
        kept = "".join(
            repr(row) for table in tables.metadata.sorted_tables for row in connection.execute(select(table))
        )
    replies = "".join(path.read_text(encoding="utf-8") for path in (small_home.path / "inbox").rglob("phan-hoi/*.txt"))
    assert "nhiều" in kept and "nhiều" in replies
    assert not [secret for secret in ("Thị Kín", "0912345678") if secret in kept + replies]


def test_a_verdict_remembers_the_catalogue_and_the_reader(small_home: SmallHome, catalogue: Catalogue) -> None:
    small_home.send("B-03")
    small_home.collect()
    with small_home.open().warehouse.read() as connection:
        ((version, reader),) = connection.execute(select(tables.file.c.catalogue, tables.file.c.reader)).all()
    assert version == catalogue.version and reader.startswith("calamine ")
