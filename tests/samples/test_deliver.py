"""Deliveries: the files that the sample's offices send, the same on every run."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from samples.association import SILENT, said, senders, units
from samples.deliver import (
    CORRECTED,
    TWICE,
    WORDY,
    Delivery,
    deliver,
    deliveries,
    filling,
    folder_of,
    make_home,
    with_mistakes,
)
from samples.habits import HABITS, Habit
from tasks.home import TIMEZONE, Home

NOW, BEFORE = HalfYear(2022, 1), HalfYear(2021, 2)
UNIT = {unit.code: unit for unit in units()}


@pytest.fixture(scope="module")
def sent(catalogue: Catalogue) -> dict[str, list[Delivery]]:
    """Unit code → its files of the last period, oldest first."""
    return {unit.code: list(deliveries(catalogue, unit, NOW)) for unit in senders(NOW)}


@pytest.fixture(scope="module")
def delivered(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("delivered")
    make_home(home)
    deliver(home, catalogue, NOW)
    return home


def fingerprints(home: Path) -> dict[str, tuple[str, int]]:
    """Path below the inbox → hash of the bytes, and when they were saved."""
    inbox = home / "inbox"
    return {
        str(path.relative_to(inbox)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(inbox.rglob("*"))
        if path.is_file()
    }


# --- on disk -----------------------------------------------------------------------------------------


def test_two_deliveries_are_equal_in_bytes_and_times(catalogue: Catalogue, delivered: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_home(other)
    deliver(other, catalogue, NOW)
    assert fingerprints(other) == fingerprints(delivered) != {}


def test_every_file_is_counted_and_lies_in_its_units_folder(
    catalogue: Catalogue, delivered: Path, sent: dict[str, list[Delivery]]
) -> None:
    names = {f"{UNIT[code].slug}/{one.name}" for code, files in sent.items() for one in files}
    assert set(fingerprints(delivered)) == names
    assert deliver(delivered, catalogue, NOW) == sum(len(files) for files in sent.values()) == len(names)
    assert folder_of(delivered, TWICE) == delivered / "inbox" / UNIT[TWICE].slug


def test_a_file_that_is_there_stays_as_it_is(catalogue: Catalogue, tmp_path: Path) -> None:
    make_home(tmp_path)
    mine = folder_of(tmp_path, CORRECTED) / "Bieu so lieu 2022H1.xlsx"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    (tmp_path / "units.csv").write_text("id\n", encoding="utf-8")
    deliver(tmp_path, catalogue, NOW)
    make_home(tmp_path)
    assert mine.read_bytes() == b"mine"
    assert (tmp_path / "units.csv").read_text(encoding="utf-8") == "id\n"


def test_the_home_of_the_sample_opens_with_its_units_and_periods(delivered: Path) -> None:
    home = Home.open(delivered)
    assert home.units == units()
    assert sorted(home.settings.periods) == ["2021H1", "2021H2", "2022H1"]


def test_files_are_saved_after_the_cut_off_the_older_version_first(delivered: Path) -> None:
    saved = {path: time for path, (_, time) in fingerprints(delivered).items()}
    first_day = datetime.fromtimestamp(min(saved.values()) / 1e9, TIMEZONE).date()
    assert first_day == Home.open(delivered).dates(NOW).cut_off + timedelta(days=1)
    folder = UNIT[CORRECTED].slug
    assert saved[f"{folder}/Bieu so lieu 2022H1.xlsx"] < saved[f"{folder}/Bieu so lieu 2022H1 (sửa).xlsx"]


# --- who sends what ----------------------------------------------------------------------------------


def test_one_committee_sends_nothing_in_the_last_period(sent: dict[str, list[Delivery]]) -> None:
    assert set(UNIT) - set(sent) == {SILENT[0]}


def test_one_office_sends_the_same_file_twice(sent: dict[str, list[Delivery]]) -> None:
    first, copy = sent[TWICE]
    assert first.data == copy.data and first.name != copy.name and first.hours < copy.hours
    twice = [code for code, files in sent.items() if len({one.data for one in files}) < len(files)]
    assert twice == [TWICE]


def test_one_office_corrects_what_it_sent(catalogue: Catalogue, sent: dict[str, list[Delivery]]) -> None:
    wrong, right = sent[CORRECTED]
    assert (wrong.name, right.name) == ("Bieu so lieu 2022H1.xlsx", "Bieu so lieu 2022H1 (sửa).xlsx")
    assert wrong.data != right.data and wrong.hours < right.hours
    assert len(list(deliveries(catalogue, UNIT[CORRECTED], BEFORE))) == 1, "only once"


def test_the_first_version_lacks_a_branch_and_has_a_number_in_words() -> None:
    right = filling(UNIT[CORRECTED], NOW)
    wrong = with_mistakes(right)
    changed = {key for key in right.answers if right.answers[key] != wrong.answers[key]}
    assert changed == {"bieu_3.hoc_vien.ky_nay"} and wrong.answers["bieu_3.hoc_vien.ky_nay"] == "khoảng một trăm"
    assert list(wrong.lists["danh_sach"]) == list(right.lists["danh_sach"])[:-1]


def test_one_office_types_units_behind_its_numbers() -> None:
    answers = filling(UNIT[WORDY], NOW).answers
    plain = said(NOW)[WORDY].answers
    assert answers["bieu_3.hoc_vien.ky_nay"] == f"{plain['bieu_3.hoc_vien.ky_nay']} học viên"
    registered = plain["bieu_2.gdht.dang_ky"]
    assert isinstance(registered, int) and registered > 999
    assert answers["bieu_2.gdht.dang_ky"] == f"{registered // 1000}.{registered % 1000:03d} hộ"


def habit(name: str) -> Habit:
    return next(one for one in HABITS if one.name == name)


# --- what is in the files ----------------------------------------------------------------------------


def sheets(one: Delivery) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(one.data), data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_an_office_bends_the_form(sent: dict[str, list[Delivery]]) -> None:
    """Sheets renamed and in another order, rows inserted; the same answers."""
    code = next(code for code in habit("rows, sheets").units if UNIT[code].kind == "hoi_xa")
    straight = ["Bìa", "Biểu 1", "Biểu 2", "Biểu 3", "Biểu 4", "Danh sách chi hội", "Thuyết minh", "Giải trình"]
    told = sheets(sent[code][0])
    assert sorted(name.rpartition(" (")[0] for name in told) == sorted(straight)
    assert [name.rpartition(" (")[0] for name in told] == [straight[0], *reversed(straight[1:])]
    table = next(rows for name, rows in told.items() if name.startswith("Biểu 1"))
    numbered = [number for number, row in enumerate(table) if any(row)]
    assert numbered[0] == 1 and numbered[-1] - numbered[0] + 1 > len(numbered), "rows are inserted above and between"
    members = said(NOW)[code].answers["bieu_1.hoi_vien.ky_nay"]
    assert [row[5] for row in table if len(row) > 5 and row[1] == "Hội viên: tổng số"] == [members]


def test_a_text_file_is_as_excel_saves_it(sent: dict[str, list[Delivery]]) -> None:
    data = sent[habit("csv").units[0]][0].data
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").split("\r\n")
    assert any(line.startswith("Kỳ báo cáo;6 tháng đầu năm 2022") for line in lines)
    assert any(line.startswith("Tổng kiểm tra;") and line.split(";")[1].isdigit() for line in lines)


def test_a_word_document_has_the_cover_as_lines_and_each_form_as_a_table(sent: dict[str, list[Delivery]]) -> None:
    document = docx.Document(io.BytesIO(sent[habit("word").units[0]][0].data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert "Kỳ báo cáo: 6 tháng đầu năm 2022" in lines
    assert len(document.tables) == 7
    cells = [cell.text for cell in document.tables[0]._cells]
    assert "Hội viên: tổng số" in cells
