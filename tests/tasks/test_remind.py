"""Reminders on disk: a letter per unit, the summary, and what becomes of them when the day goes on."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx

from domain.half_year import HalfYear
from tasks.remind import Reminders, remind
from tests.homes import SmallHome

P, DAY = HalfYear(2022, 1), date(2022, 6, 27)


def reminders(home: SmallHome, day: date = DAY) -> Reminders:
    return remind(home.open(), P, day)


def on_disk(home: SmallHome) -> dict[str, bytes]:
    folder = home.path / "reminders"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.docx"))}


def words(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def test_each_unit_that_is_late_gets_a_letter_of_its_own_and_the_office_a_summary(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.send("B-03", bieu_4__hoc_bong__so_luong="nhiều")
    small_home.collect()
    done = reminders(small_home)
    written = on_disk(small_home)
    assert sorted(written) == [
        "2022H1/2022-06-27/002-hoi-khuyen-hoc-xa-hai.docx",
        "2022H1/2022-06-27/003-ban-khuyen-hoc-truong-ba.docx",
        "2022H1/2022-06-27/004-ban-khuyen-hoc-truong-bon.docx",
        "2022H1/2022-06-27/tong-hop.docx",
    ]
    assert (done.written, list(done.letters), done.note) == (4, ["00002", "B-03", "B-04"], "")
    told = words(written["2022H1/2022-06-27/003-ban-khuyen-hoc-truong-ba.docx"])
    assert "Biểu 4!" in told and '"nhiều"' in told and "xã Hai" not in told
    summary = words(written["2022H1/2022-06-27/tong-hop.docx"])
    assert "1/4 đơn vị đã gửi đủ biểu (25,00%)" in summary and "xã Hai" in summary


def test_the_same_day_again_writes_the_same_bytes_and_nothing_new(small_home: SmallHome) -> None:
    small_home.collect()
    first, before = reminders(small_home), on_disk(small_home)
    times = [path.stat().st_mtime_ns for path in sorted((small_home.path / "reminders").rglob("*.docx"))]
    again = reminders(small_home)
    assert (again.written, again.set_aside, again.letters) == (0, (), first.letters)
    assert on_disk(small_home) == before and len(before) == 5
    assert times == [path.stat().st_mtime_ns for path in sorted((small_home.path / "reminders").rglob("*.docx"))]


def test_another_home_with_the_same_files_gets_the_same_bytes(small_home: SmallHome, tmp_path: Path) -> None:
    other = SmallHome(tmp_path / "other")
    for home in (small_home, other):
        home.send("B-03", bieu_4__hoc_bong__so_luong="nhiều")
        home.collect()
        reminders(home)
    assert on_disk(other) == on_disk(small_home)
    other.close()


def test_a_letter_of_whoever_sends_later_that_day_is_set_aside_and_nothing_is_lost(small_home: SmallHome) -> None:
    small_home.collect()
    first = reminders(small_home)
    letter = first.letters["B-03"].read_bytes()
    small_home.send("B-03")
    small_home.collect()
    again = reminders(small_home)
    assert "B-03" not in again.letters and not first.letters["B-03"].exists()
    aside = {path.name.rpartition("-")[0]: path.read_bytes() for path in again.set_aside}
    assert aside["003-ban-khuyen-hoc-truong-ba"] == letter
    assert set(aside) == {"003-ban-khuyen-hoc-truong-ba", "tong-hop"} and again.written == 1


def test_a_letter_that_somebody_worked_on_is_kept_aside(small_home: SmallHome) -> None:
    small_home.collect()
    path = reminders(small_home).letters["B-03"]
    issued = path.read_bytes()
    path.write_bytes(b"worked on")
    (path.parent / f"~${path.name}").write_bytes(b"lock")
    again = reminders(small_home)
    assert [one.read_bytes() for one in again.set_aside] == [b"worked on"] and path.read_bytes() == issued
    assert (path.parent / f"~${path.name}").exists()


def test_a_letter_that_cannot_be_written_is_named_and_the_others_are(small_home: SmallHome) -> None:
    small_home.collect()
    folder = small_home.path / "reminders" / "2022H1" / "2022-06-27"
    (folder / f"{small_home.unit('B-03').slug}.docx").mkdir(parents=True)
    done = reminders(small_home)
    (told,) = done.problems
    assert "truong-ba.docx: cannot be written" in told.for_log == str(told)
    assert done.written == 4


def test_a_letter_that_somebody_else_saved_there_is_named_to_the_person_and_to_no_log(small_home: SmallHome) -> None:
    small_home.collect()
    folder = small_home.path / "reminders" / "2022H1" / "2022-06-27"
    (folder / "Bà Nguyễn Thị Hoa.docx").mkdir(parents=True)
    (told,) = reminders(small_home).problems
    assert str(told).startswith(f"{folder}/Bà Nguyễn Thị Hoa.docx: cannot be written (")
    assert told.for_log == f"{folder}: {told.text}"


def test_the_next_days_leave_them_time_and_then_remind_again(small_home: SmallHome) -> None:
    path = small_home.path / "soket.toml"
    path.write_text(path.read_text("utf-8").replace("signing = 2022-06-28", "signing = 2022-07-29"), "utf-8")
    small_home.collect()
    reminders(small_home)
    next_day = reminders(small_home, date(2022, 6, 28))
    assert next_day.letters == {} and len(next_day.held) == 4 and next_day.summary is not None
    assert next_day.held["B-03"] == "its letter of 2022-06-27 gives it until 2022-06-30"
    assert "đã lập ngày 27/06/2022, hẹn 30/06/2022" in words(next_day.summary.read_bytes())
    assert len(reminders(small_home, date(2022, 7, 1)).letters) == 4


def test_where_everybody_has_sent_no_folder_is_made(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    done = reminders(small_home)
    assert done.note == "2022H1: nobody is to be reminded (deadline 2022-06-24)" and done.summary is None
    assert not (small_home.path / "reminders").exists()


def test_a_day_off_is_said_and_nothing_is_written(small_home: SmallHome) -> None:
    small_home.collect()
    assert "day off" in reminders(small_home, date(2022, 6, 26)).note
    assert not (small_home.path / "reminders").exists()


def test_contacts_stand_in_the_summary_and_in_no_letter(tmp_path: Path) -> None:
    units = "id,code,name,kind,parent,valid_from,valid_to,contact\n"
    units += '1,B-01,Ban Một,ban,,,,"Trưởng ban, 0000 000 001"\n2,B-02,Ban Hai,ban,,,,"Thư ký, 0000 000 002"\n'
    home = SmallHome(tmp_path / "home", units)
    home.collect()
    done = reminders(home)
    assert done.summary is not None and "0000\u00a0000\u00a0001" in words(done.summary.read_bytes())
    assert all("0000" not in words(path.read_bytes()) for path in done.letters.values())
    home.close()


def test_the_covering_letters_number_comes_from_the_period(small_home: SmallHome) -> None:
    path = small_home.path / "soket.toml"
    path.write_text(path.read_text("utf-8") + 'letter = "12/HKH"\n', "utf-8")
    small_home.collect()
    assert "có Công văn số 12/HKH" in words(reminders(small_home).letters["B-03"].read_bytes())
