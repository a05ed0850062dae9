from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from domain.half_year import HalfYear
from outputs.form_plan import plan_forms
from outputs.sheet_plan import Answer
from tasks.forms import write_forms
from tests.homes import SmallHome, good_answers, good_branches
from tests.office import saved_again
from warehouse import tables

P = HalfYear(2022, 1)


def row(home: SmallHome, period: HalfYear, slug: str, sheet: str, label: str) -> dict[str, Any]:
    """Heading → cell of one row of a written form."""
    data = (home.path / "forms" / str(period) / f"{slug}.xlsx").read_bytes()
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet]
    heading = next(r for r in page.iter_rows() if any(cell.value in ("Chỉ tiêu", "Mô hình") for cell in r))
    found = next(r for r in page.iter_rows() if any(cell.value == label for cell in r))
    return {str(top.value): cell for top, cell in zip(heading, found, strict=True) if top.value}


ONE, BAN = "001-hoi-khuyen-hoc-xa-mot", "003-ban-khuyen-hoc-truong-ba"


def test_every_valid_unit_gets_a_form_under_its_folders_name(tmp_path: Path) -> None:
    home = SmallHome(
        tmp_path / "home",
        "id,code,name,kind,parent,valid_from,valid_to,contact\n"
        "1,00001,Hội Khuyến học xã Một,hoi_xa,,,,\n3,B-03,Ban Khuyến học Trường Ba,ban,,,2022-06-14,\n"
        "4,B-04,Ban đã giải thể,ban,,,2022-06-13,\n",
    )
    folder, count = write_forms(home.open(), P)
    assert (folder, count) == (home.path / "forms" / "2022H1", 2)
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{n}.{kind}" for n in (ONE, BAN) for kind in ("docx", "xlsx")
    ]
    home.close()


def test_a_form_of_a_first_period_names_the_unit_and_the_dates_and_shows_no_figures(small_home: SmallHome) -> None:
    write_forms(small_home.open(), P)
    book = openpyxl.load_workbook(small_home.path / "forms" / "2022H1" / f"{ONE}.xlsx", data_only=True)
    said = {str(a.value): b.value for a, b, *_ in book["Bìa"].iter_rows() if a.value}
    assert (said["Tên đơn vị"], said["Mã đơn vị"]) == ("Hội Khuyến học xã Một", "00001")
    assert said["Kỳ báo cáo"] == "6 tháng đầu năm 2022"
    assert said["Số liệu tính đến ngày"] == f"{date(2022, 6, 14):%d/%m/%Y}"
    members = row(small_home, P, ONE, "Biểu 1", "Hội viên: tổng số")
    assert (members["Cùng kỳ năm trước"].value, members["Kỳ này"].value) == (None, None)
    opening = row(small_home, P, ONE, "Biểu 4", "Quỹ tồn đầu kỳ")["Số tiền (đồng)"]
    assert opening.value is None and opening.protection.locked is False, "nothing to carry over: to be filled in"


@pytest.fixture(scope="module")
def closed_year(tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    home = SmallHome(tmp_path_factory.mktemp("forms") / "home")
    for n, period in enumerate(("2021H1", "2021H2")):
        home.send("B-03", period, name=f"{period}.xlsx", bieu_1__hoi_vien__ky_nay=480 + n)
        recognised: dict[str, Any] = {"bieu_2__gdht__cong_nhan": 650, "bieu_2__gdht__cong_nhan_nam": 2020}
        home.send("00001", period, name=f"{period}.xlsx", bieu_3__hoc_vien__ky_nay=60 + n, **recognised)
        home.close_period(period, accept=["00002", "B-04"])
    home.close()
    return home


def test_a_form_shows_the_units_own_figures_known_of_the_same_half(closed_year: SmallHome) -> None:
    write_forms(closed_year.open(), P)
    assert row(closed_year, P, BAN, "Biểu 1", "Hội viên: tổng số")["Cùng kỳ năm trước"].value == 480
    learners = row(closed_year, P, ONE, "Biểu 3", "Học viên, mỗi người tính một lần")
    assert learners["Cùng kỳ năm trước"].value == 60
    assert learners["Lũy kế từ đầu năm"].value == 0, "the year begins with this half"
    parts = row(closed_year, P, ONE, "Biểu 1", "Chi hội trường học")
    assert parts["Cùng kỳ năm trước"].value == 1 and parts["Cùng kỳ năm trước"].protection.locked is True
    silent = row(closed_year, P, "004-ban-khuyen-hoc-truong-bon", "Biểu 1", "Hội viên: tổng số")
    assert silent["Cùng kỳ năm trước"].value is None


def test_the_opening_fund_is_carried_over_from_the_half_before_and_locked(closed_year: SmallHome) -> None:
    write_forms(closed_year.open(), P)
    opening = row(closed_year, P, BAN, "Biểu 4", "Quỹ tồn đầu kỳ")["Số tiền (đồng)"]
    assert (opening.value, opening.protection.locked) == (2_000_000, True)
    silent = row(closed_year, P, "004-ban-khuyen-hoc-truong-bon", "Biểu 4", "Quỹ tồn đầu kỳ")["Số tiền (đồng)"]
    assert (silent.value, silent.protection.locked) == (None, False)


def test_in_a_second_half_the_running_total_begins_with_the_first(closed_year: SmallHome) -> None:
    write_forms(closed_year.open(), HalfYear(2021, 2))
    learners = row(closed_year, HalfYear(2021, 2), ONE, "Biểu 3", "Học viên, mỗi người tính một lần")
    assert (learners["Cùng kỳ năm trước"].value, learners["Lũy kế từ đầu năm"].value) == (None, 60)


def test_forms_written_again_are_the_same_bytes(small_home: SmallHome) -> None:
    folder, _ = write_forms(small_home.open(), P)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_forms(small_home.open(), P)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_renamed_unit_keeps_the_name_of_its_form(small_home: SmallHome) -> None:
    write_forms(small_home.open(), P)
    units = small_home.path / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("xã Một", "xã Nhất"), encoding="utf-8")
    folder, _ = write_forms(small_home.open(), P)
    assert len(list(folder.glob("*.xlsx"))) == len(list(folder.glob("*.docx"))) == 4
    assert (folder / f"{ONE}.xlsx").exists()


def test_denominators_and_years_that_make_no_figure_are_shown_too(closed_year: SmallHome) -> None:
    write_forms(closed_year.open(), P)
    book = openpyxl.load_workbook(closed_year.path / "forms" / "2022H1" / f"{ONE}.xlsx")
    said = {str(line[0].value): [cell.value for cell in line] for line in book["Bìa"].iter_rows()}
    assert said["Số hộ"] == ["Số hộ", None, "hộ", "Kỳ trước: 1.000"]
    label = row(closed_year, P, ONE, "Biểu 2", "Gia đình học tập")["Mô hình"]
    assert [cell.value for cell in book["Biểu 2"][label.row][10:15]] == [1000, 700, 0, 2020, 650]


def test_what_is_shown_of_a_half_before_is_what_stands_now(tmp_path: Path) -> None:
    """A correction after the close counts: the next form is judged against it."""
    home = SmallHome(tmp_path / "home")
    fund: dict[str, Any] = {"bieu_4__quy_ton_dau__so_tien": 1_000_000, "bieu_4__quy_chi__so_tien": 4_000_000}
    home.send("B-03", "2021H2", name="a.xlsx", **fund)
    home.close_period("2021H2", accept=["00001", "00002", "B-04"])
    home.send("B-03", "2021H2", name="b.xlsx", **fund, bieu_4__quy_thu__so_tien=6_000_000)
    assert home.collect("2021H2").accepted == 1
    write_forms(home.open(), P)
    opening = row(home, P, BAN, "Biểu 4", "Quỹ tồn đầu kỳ")
    assert (opening["Số tiền (đồng)"].value, opening["Kỳ trước: số tiền (đồng)"].value) == (3_000_000, 1_000_000)
    assert row(home, P, BAN, "Biểu 4", "Quỹ tồn cuối kỳ")["Kỳ trước: số tiền (đồng)"].value == 3_000_000
    home.close()


def test_of_a_half_that_was_never_closed_nothing_is_shown(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home")
    home.send("B-03", "2021H2")
    assert home.collect("2021H2").accepted == 1
    write_forms(home.open(), P)
    members = row(home, P, BAN, "Biểu 4", "Quỹ tồn cuối kỳ")
    assert members["Kỳ trước: số tiền (đồng)"].value is None
    assert not row(home, P, BAN, "Biểu 4", "Quỹ tồn đầu kỳ")["Số tiền (đồng)"].protection.locked
    home.close()


def test_each_unit_gets_a_letter_of_its_own_that_names_its_folder_and_whom_to_ask(small_home: SmallHome) -> None:
    settings = small_home.path / "soket.toml"
    said = settings.read_text(encoding="utf-8").replace("[association]", '[association]\nphone = "0212 000 111"')
    settings.write_text(said, encoding="utf-8")
    folder, _ = write_forms(small_home.open(), P)
    for unit in small_home.open().units:
        told = "\n".join(one.text for one in docx.Document(str(folder / f"{unit.slug}.docx")).paragraphs)
        assert f"Kính gửi: {unit.name}" in told and f"“{unit.slug}”" in told and f"{unit.slug}.xlsx" in told
        assert "0212 000 111" in told and "24 tháng 6 năm 2022" in told


def test_a_letter_bears_the_number_and_the_day_that_soket_toml_gives_it(small_home: SmallHome) -> None:
    settings = small_home.path / "soket.toml"
    said = settings.read_text(encoding="utf-8")
    own = '[periods.2022H1]\nletter = "05/HKH"\nletter_date = 2022-06-01\n'
    settings.write_text(said.replace("[periods.2022H1]\n", own), encoding="utf-8")
    folder, _ = write_forms(small_home.open(), P)
    head = "\n".join(cell.text for cell in docx.Document(str(folder / f"{ONE}.docx")).tables[0]._cells)
    assert "Số: 05/HKH" in head and "ngày 01 tháng 6 năm 2022" in head


def test_a_letter_names_the_next_working_day_where_the_deadline_is_a_day_off(small_home: SmallHome) -> None:
    small_home.set("days_off = [2022-06-24]")  # a Friday
    folder, _ = write_forms(small_home.open(), P)
    told = "\n".join(one.text for one in docx.Document(str(folder / f"{ONE}.docx")).paragraphs)
    assert "Gửi chậm nhất ngày 27 tháng 6 năm 2022." in told


# --- filled in and sent back -------------------------------------------------------------------------

SENDERS = {"00001": "hoi_xa", "K-02": "hoi_khac", "B-03": "ban", "VP": "van_phong"}
OF_EVERY_KIND = """id,code,name,kind,parent,valid_from,valid_to,contact
1,00001,Hội Khuyến học xã Một,hoi_xa,,,,
2,K-02,Hội Khuyến học Trường Hai,hoi_khac,,,,
3,B-03,Ban Khuyến học Trường Ba,ban,,,,
4,VP,Văn phòng Hội,van_phong,,,,
"""


def by_hand(home: SmallHome, code: str, target: Path) -> Path:
    """A unit's form as somebody fills it in: only cells that a protected sheet lets them type in, by a program
    that keeps no formula's result."""
    unit, catalogue = home.unit(code), home.open().catalogue
    book = openpyxl.load_workbook(home.path / "forms" / "2022H1" / f"{unit.slug}.xlsx")
    answers: dict[str, Answer] = {**good_answers("hoi_xa"), "thuyet_minh.ket_qua.value": "Mở thêm hai lớp học."}
    rows = [{**one, "loai": loai} for one, loai in zip(good_branches(3), KINDS_OF_BRANCHES, strict=True)]
    answers |= {f"danh_sach.*.{name}#{n}": said for n, one in enumerate(rows, start=1) for name, said in one.items()}
    typed = 0
    for plan in plan_forms(catalogue, home.filling(code)):
        for r, line in enumerate(plan.rows, start=1):
            for c, planned in enumerate(line, start=1):
                cell = book[plan.name].cell(r, c)
                if planned and planned.key in answers and not cell.protection.locked:
                    cell.value, typed = answers[planned.key], typed + 1
    assert typed > 5
    book.save(target)
    return target


KINDS_OF_BRANCHES = ("thôn, tổ dân phố", "thôn, tổ dân phố", "trường học")  # as Biểu 1 counts them


@pytest.fixture(scope="module")
def sent_back(tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    """A home in which a half was closed, and the forms of the next went out, were filled in, opened and saved
    by LibreOffice and collected: one of each kind of unit."""
    folder = tmp_path_factory.mktemp("sent back")
    home = SmallHome(folder / "home", OF_EVERY_KIND)
    for code in ("00001", "B-03"):
        home.send(code, "2021H2", name="2021H2.xlsx")
    home.close_period("2021H2", accept=["K-02"])
    write_forms(home.open(), P)
    filled = [by_hand(home, code, folder / f"{code}.xlsx") for code in SENDERS]
    made = saved_again(filled, "xlsx", folder / "office")
    for code in SENDERS:
        home.put(code, "gui lai.xlsx", (made / f"{code}.xlsx").read_bytes())
    home.collect()
    home.close()
    return home


@pytest.mark.long
@pytest.mark.parametrize("code", SENDERS)
def test_a_form_filled_in_saved_by_libreoffice_and_sent_back_passes_with_no_finding(
    sent_back: SmallHome, code: str
) -> None:
    unit = sent_back.unit(code)
    files = sent_back.rows(tables.file, "unit_id", "path", "state", "id")
    (mine,) = [one for one in files if one[0] == unit.id and one[1].endswith("gui lai.xlsx")]
    found = [one for one in sent_back.rows(tables.finding, "file_id", "rule", "cell", "saw") if one[0] == mine[3]]
    assert (mine[2], found) == ("accepted", [])


def test_what_stands_beside_the_inputs_is_not_taken_for_an_answer(sent_back: SmallHome) -> None:
    """Only what was typed, what was carried over and the form's own sums are kept."""
    kept = sent_back.rows(tables.observation, "field", "period", "value")
    members = [value for field, period, value in kept if field == "bieu_1.hoi_vien.ky_nay" and period == "2022H1"]
    assert members == [500, 500, 500]
    assert [v for f, p, v in kept if f == "bia.so_ho.value" and p == "2022H1"] == [1000]
    assert not [field for field, *_ in kept if "truoc_" in field or field == "bia.ky_truoc.value"]


def test_a_form_sent_back_without_results_is_told_to_be_saved_again(closed_year: SmallHome, tmp_path: Path) -> None:
    write_forms(closed_year.open(), P)
    by_hand(closed_year, "B-03", tmp_path / "a.xlsx")  # as by a program that does not calculate
    closed_year.put("B-03", "chua tinh.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert closed_year.collect().refused == 1
