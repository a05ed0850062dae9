"""What we wrote, when it comes back: corrected it is a submission like the form, as it was it changes nothing."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from domain.half_year import HalfYear
from tasks.answers import MESSAGE, RECEIPT
from tasks.look import period_status
from tests.homes import SmallHome
from tests.office import saved_again
from warehouse import tables
from warehouse.replies import WORKBOOK

pytestmark = pytest.mark.long

WRONG: dict[str, Any] = {"bieu_1__hoi_vien__ky_nay": "năm trăm", "bieu_4__hoc_bong__so_luong": "mười"}
CORRECT = {("Biểu 1", "F19"): 500, ("Biểu 4", "E11"): 10, ("Biểu 4", "F11"): 5_000_000}


@pytest.fixture
def refused(small_home: SmallHome) -> SmallHome:
    """00001 sent a form with two cells that are no numbers, and was answered."""
    small_home.send("00001", name="sai.xlsx", **WRONG)
    assert small_home.collect().refused == 1
    return small_home


def returned(home: SmallHome, name: str = "sai") -> Path:
    return home.documents("00001", WORKBOOK)[name]


def corrected(path: Path, cells: dict[tuple[str, str], int]) -> bytes:
    """The workbook as a person corrects it in an office program, formulas left to be calculated."""
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def through_office(data: bytes, target: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sua.xlsx"
    path.write_bytes(data)
    return saved_again([path], target, folder) / f"sua.{target}"


def values(home: SmallHome) -> list[tuple[Any, ...]]:
    """The values that count, without their places."""
    with home.open().warehouse.read() as connection:
        query = (
            select(tables.observation.c.field, tables.observation.c.value)
            .join(tables.section, tables.section.c.id == tables.observation.c.section_id)
            .where(tables.section.c.state == "accepted")
            .order_by(tables.observation.c.field)
        )
        return [tuple(row) for row in connection.execute(query)]


# --- corrected ----------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["xlsx", "ods", "xls"])
def test_a_corrected_return_workbook_is_accepted_like_the_form(refused: SmallHome, tmp_path: Path, target: str) -> None:
    """Through LibreOffice, which calculates the control total; and the list is ignored in any format."""
    made = through_office(corrected(returned(refused), CORRECT), target, tmp_path / "office")
    refused.put("00001", made.name, made.read_bytes())
    assert refused.collect().accepted == 1
    assert {rule for (rule,) in refused.rows(tables.finding, "rule")} <= {"whole_number", "no_control_total"}
    told = refused.replies("00001")["sua"]
    assert "Đã sửa 2 điểm" in told
    mended = values(refused)
    plain = SmallHome(tmp_path / "plain")
    good: dict[str, Any] = {"bieu_4__hoc_bong__so_luong": 10, "bieu_4__hoc_bong__so_tien": 5_000_000}
    plain.send("00001", bieu_1__hoi_vien__ky_nay=500, **good)
    plain.collect()
    assert mended == values(plain)
    plain.close()


def test_a_workbook_corrected_where_it_lies_among_the_replies_is_a_submission(
    refused: SmallHome, tmp_path: Path
) -> None:
    path = returned(refused)
    made = through_office(corrected(path, CORRECT), "xlsx", tmp_path / "office")
    path.write_bytes(made.read_bytes())
    assert refused.collect().accepted == 1
    assert [state for _, state, _ in refused.files()] == ["refused", "accepted"]
    receipts = refused.documents("00001", RECEIPT)
    assert list(receipts) == ["sai"], "under the name of the first file"
    assert not refused.collect().changed


def test_a_workbook_of_which_one_cell_was_mended_is_told_what_is_left(refused: SmallHome, tmp_path: Path) -> None:
    one = {("Biểu 4", "E11"): 10, ("Biểu 4", "F11"): 5_000_000}
    made = through_office(corrected(returned(refused), one), "xlsx", tmp_path / "office")
    refused.put("00001", "sua.xlsx", made.read_bytes())
    assert refused.collect().refused == 1
    assert "Đã sửa 1 điểm, còn 1 điểm." in refused.replies("00001")["sua"]
    book = openpyxl.load_workbook(returned(refused, "sua"))
    assert sum(name.startswith("Cần sửa") for name in book.sheetnames) == 1, "one list, the new one"
    listed = [[cell for cell in row if cell] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert [row[-1] for row in listed if row and row[-1] in ("Cần sửa", "✓ Đã sửa")] == ["Cần sửa", "✓ Đã sửa"]


# --- as it was ----------------------------------------------------------------------------------


def test_a_return_workbook_sent_back_as_it_was_is_answered_so_and_lists_the_points_again(refused: SmallHome) -> None:
    refused.put("00001", "gui lai.xlsx", returned(refused).read_bytes())
    assert refused.collect().refused == 1
    assert refused.files()[-1] == ("gui lai.xlsx", "refused", "not_mended")
    told = refused.replies("00001")["gui lai"]
    assert "thư trả lời của văn phòng gửi lại nguyên như cũ" in told and '"năm trăm"' in told
    assert returned(refused, "gui lai").exists()
    assert not refused.collect().changed


def test_a_return_workbook_saved_again_without_a_change_is_told_that_nothing_was_mended(
    refused: SmallHome, tmp_path: Path
) -> None:
    made = through_office(returned(refused).read_bytes(), "xlsx", tmp_path / "office")
    refused.put("00001", "luu lai.xlsx", made.read_bytes())
    assert refused.collect().refused == 1
    told = refused.replies("00001")["luu lai"]
    assert "Các điểm đã nêu lần trước chưa sửa." in told and "Đã sửa" not in told


def test_replies_copied_to_the_inbox_are_no_submissions(small_home: SmallHome) -> None:
    """A folder of replies that is copied whole must not make an older file the newest."""
    small_home.send("00001", name="a.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("00001", name="b.xlsx", bieu_1__hoi_vien__ky_nay=501)
    small_home.collect()
    before = values(small_home)
    folder = small_home.folder("00001")
    shutil.copytree(folder / "phan-hoi", folder / "phan-hoi (ban sao)")
    collected = small_home.collect()
    assert (collected.received.new, collected.accepted, collected.refused) == (0, 0, 0)
    assert len(collected.received.ignored) == 5 and values(small_home) == before
    notes = {note for _, note in period_status(small_home.open(), HalfYear(2022, 1)).ignored}
    assert notes == {"reply_copy"}


def test_the_workbook_of_a_refused_file_that_was_cleared_asks_for_nothing(refused: SmallHome) -> None:
    data = returned(refused).read_bytes()
    refused.send("00001", name="dung.xlsx")
    assert refused.collect().accepted == 1
    refused.put("00001", "cu.xlsx", data)
    collected = refused.collect()
    assert (collected.refused, collected.accepted, len(collected.received.ignored)) == (0, 0, 1)


def test_the_same_warnings_again_are_told_as_not_explained(small_home: SmallHome) -> None:
    small_home.send("00001", name="a.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("00001", name="b.xlsx", bieu_1__hoi_vien__ky_nay="…", bieu_4__nha_giao__so_luong=8)
    small_home.collect()
    told = small_home.replies("00001")
    assert "lần trước" not in told["a"]
    assert "Các điểm đã nêu lần trước chưa sửa, chưa giải trình." in told["b"]


def test_a_form_that_a_later_file_does_not_hold_is_not_told_as_mended(small_home: SmallHome) -> None:
    small_home.send("00001", name="a.xlsx", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("00001", name="b.xlsx", only=["bieu_4"])
    small_home.send("00001", name="c.xlsx", only=["bieu_1", "danh_sach"])
    small_home.collect()
    told = small_home.replies("00001")
    assert "Đã sửa" not in told["b"]


def test_a_text_or_a_picture_of_an_answer_gives_no_figures(refused: SmallHome, tmp_path: Path) -> None:
    """A message and a receipt that were saved again, so that their bytes are no longer ours."""
    message = refused.documents("00001", MESSAGE)["sai"]
    refused.put("00001", "tin nhan.txt", message.read_bytes() + b"\r\n")
    refused.send("00001", name="dung.xlsx")
    refused.collect()
    receipt = saved_again([refused.documents("00001", RECEIPT)["dung"]], "docx", tmp_path / "office")
    (path,) = receipt.iterdir()
    before = values(refused)
    refused.put("00001", "phieu.docx", path.read_bytes())
    refused.collect()
    reasons = {name: reason for name, _, reason in refused.files()}
    assert reasons["phieu.docx"] == "not_mended" and reasons["tin nhan.txt"] is not None
    assert values(refused) == before


def test_a_file_that_is_no_workbook_is_answered_with_the_list_alone(small_home: SmallHome) -> None:
    from samples.files import delimited

    small_home.send("00001", name="bieu.csv", write=delimited, **WRONG)
    small_home.collect()
    book = openpyxl.load_workbook(returned(small_home, "bieu"))
    assert book.sheetnames == ["Cần sửa"]
    small_home.put("00001", "gui lai.xlsx", returned(small_home, "bieu").read_bytes())
    small_home.collect()
    assert small_home.files()[-1][2] == "not_mended"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "công thức chưa có kết quả"),
        ('=HYPERLINK("http://a","b")', "công thức chưa có kết quả"),
        ("+84 912", "+84 912"),
        ("-x", "-x"),
        ("@SUM(A1)", "@SUM(A1)"),
    ],
)
def test_no_text_of_a_sender_becomes_a_formula(small_home: SmallHome, text: str, told: str) -> None:
    path = small_home.send("00001", name="bieu.xlsx")
    sent = openpyxl.load_workbook(path)
    sent["Biểu 4"]["E11"].value = f"{text} năm"
    sent["Biểu 4"]["E11"].data_type = "s"  # typed as a text
    sent.save(path)
    small_home.collect()
    book = openpyxl.load_workbook(returned(small_home, "bieu"))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert any(told in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
