"""A report's number and day, given once it is signed: an issued copy of the same version, and never another."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.half_year import HalfYear
from tasks.audit import verify as look_over
from tasks.backup import back_up
from tasks.known import NeverClosed, Which
from tasks.number import AlreadyIssued, Given, give_number
from tasks.publish import published_of
from tasks.report_text import read_report
from tasks.verify import verify_report
from tasks.versions import reopen
from tests.homes import SmallHome
from tests.reading import report_text
from tests.tasks.kept_home import members
from warehouse import tables

pytestmark = pytest.mark.both_engines
P = HalfYear(2022, 1)
DAY = date(2022, 7, 5)


@pytest.fixture
def closed(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    small_home.close_period()
    return small_home


def give(
    home: SmallHome, number: str = "15", day: date = DAY, scan: Path | None = None, version: int | None = None
) -> Given:
    return give_number(home.open(), P, Which(version), number, day, "Văn thư", scan)


def reports(home: SmallHome) -> list[str]:
    return sorted(path.name for path in (home.path / "reports" / "2022H1").iterdir())


def rows(home: SmallHome) -> list[tuple[object, ...]]:
    return home.rows(tables.edition, "number", "signed", "made_by", "scan")


def test_number_and_day_stand_in_the_head_and_above_every_annex_and_nothing_else_changes(closed: SmallHome) -> None:
    first = published_of(closed.open(), P, Which()).path
    given = give(closed)
    assert given.new and given.published.path.name == "bao-cao-2022H1-v1-so-15.docx"
    was, now = (report_text(path.read_bytes()) for path in (first, given.published.path))
    assert now.count("15/BC-HKH") == 3 and now.count("05 tháng 7 năm 2022") == 3
    assert was == now.replace("15/BC-HKH", "     /BC-HKH").replace("05 tháng 7 năm 2022", "28 tháng 6 năm 2022")
    assert verify_report(closed.open(), given.published.path).differences == ()


def test_what_was_issued_first_stays_as_it_was(closed: SmallHome) -> None:
    path = published_of(closed.open(), P, Which()).path
    before = path.read_bytes()
    give(closed)
    assert path.read_bytes() == before and reports(closed) == [
        "bao-cao-2022H1-v1-so-15.docx",
        "bao-cao-2022H1-v1.docx",
    ]


def test_the_numbered_copy_is_the_report_of_its_version_from_then_on(closed: SmallHome) -> None:
    given = give(closed).published
    found = published_of(closed.open(), P, Which())
    assert (found.path, found.sha256) == (given.path, given.sha256)
    assert hashlib.sha256(given.path.read_bytes()).hexdigest() == given.sha256
    assert (closed.path / "raw" / given.sha256).read_bytes() == given.path.read_bytes()


@pytest.mark.parametrize(("number", "printed"), [("7", "07"), ("07", "07"), ("115", "115"), ("000015", "15")])
def test_a_number_below_ten_is_padded(closed: SmallHome, number: str, printed: str) -> None:
    given = give(closed, number)
    texts = {piece.text for piece in read_report(given.published.path.read_bytes()).live()}
    assert printed in texts and rows(closed)[0][0] == printed


@pytest.mark.parametrize("number", ["", "0", "00", "-5", "15/BC-HKH", "1.5", "một", "1234567", " 15"])
def test_what_is_no_number_is_refused_and_nothing_is_made(closed: SmallHome, number: str) -> None:
    with pytest.raises(ValueError, match="is no number; wanted one such as 15") as caught:
        give(closed, number)
    assert "\n" not in str(caught.value) and rows(closed) == []


def test_a_day_before_the_cut_off_is_refused_and_the_cut_off_itself_is_none_before_it(closed: SmallHome) -> None:
    with pytest.raises(ValueError, match="wanted the day of signing, from the cut-off 2022-06-14 until today"):
        give(closed, day=date(2022, 6, 13))
    assert rows(closed) == []
    assert give(closed, day=date(2022, 6, 14)).new


def test_a_version_that_was_never_closed_has_no_number(closed: SmallHome) -> None:
    with pytest.raises(NeverClosed):
        give(closed, version=2)


def test_the_same_again_changes_nothing(closed: SmallHome) -> None:
    first, again = give(closed), give(closed, "015")
    assert (first.new, again.new) == (True, False)
    assert first.published.sha256 == again.published.sha256 and len(rows(closed)) == 1


@pytest.mark.parametrize(("number", "day"), [("16", DAY), ("15", date(2022, 7, 6))])
def test_another_number_or_day_is_refused_with_what_to_do(closed: SmallHome, number: str, day: date) -> None:
    give(closed)
    with pytest.raises(AlreadyIssued, match="was issued as number 15 of 2022-07-05") as caught:
        give(closed, number, day)
    assert str(caught.value).endswith("soket reopen 2022H1 --reason TEXT") and "\n" not in str(caught.value)
    assert len(rows(closed)) == 1


# --- the scan -----------------------------------------------------------------------------------------


def test_a_scan_is_kept_as_it_is_and_is_part_of_a_backup(closed: SmallHome, tmp_path: Path) -> None:
    scan = tmp_path / "quet.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")
    sha256 = hashlib.sha256(scan.read_bytes()).hexdigest()
    give(closed, scan=scan)
    assert (closed.path / "raw" / sha256).read_bytes() == scan.read_bytes()
    assert rows(closed) == [("15", DAY, "Văn thư", sha256)]
    assert give(closed, scan=scan).new is False
    made = back_up(closed.open(), tmp_path / "a.tar")
    assert made.problems == () and members(made.path)[f"raw/{sha256}"] == scan.read_bytes()
    (closed.path / "raw" / sha256).write_bytes(b"%PDF-1.4 forged")
    assert [line for line in look_over(closed.open()).problems if line.startswith(f"raw/{sha256}: ")]


def test_a_scan_may_come_after_the_number_and_another_one_is_refused(closed: SmallHome, tmp_path: Path) -> None:
    give(closed)
    for name in ("quet.pdf", "khac.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4 " + name.encode())
    assert give(closed, scan=tmp_path / "quet.pdf").new is False
    with pytest.raises(AlreadyIssued):
        give(closed, scan=tmp_path / "khac.pdf")
    assert give(closed, scan=tmp_path / "quet.pdf").new is False
    (row,) = closed.rows(tables.edition, "scan")
    assert (closed.path / "raw" / str(row[0])).read_bytes() == b"%PDF-1.4 quet.pdf"
    assert look_over(closed.open()).problems == ()


# --- copies -------------------------------------------------------------------------------------------


def test_a_copy_that_was_deleted_is_put_back(closed: SmallHome) -> None:
    given = give(closed).published
    issued = given.path.read_bytes()
    shutil.rmtree(given.path.parent)
    again = give(closed)
    assert (again.new, again.published.altered) == (False, False) and given.path.read_bytes() == issued


def test_a_copy_that_was_changed_is_left_and_told(closed: SmallHome) -> None:
    path = give(closed).published.path
    path.write_bytes(b"edited")
    assert give(closed).published.altered is True and path.read_bytes() == b"edited"


@pytest.mark.parametrize("step", ["store_raw", "editions.add_edition", "put"])
def test_a_run_that_was_killed_is_finished_by_the_next_one(
    closed: SmallHome, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"tasks.number.{step}", killed)
        with pytest.raises(KeyboardInterrupt):
            give(closed)
    given = give(closed)
    assert given.new is (step != "put") and len(rows(closed)) == 1
    assert given.published.path.exists() and look_over(closed.open()).problems == ()


# --- versions -------------------------------------------------------------------------------------------


def test_the_next_version_says_whose_place_it_takes_by_number_and_day(closed: SmallHome) -> None:
    give(closed)
    second = closed_again(closed)
    assert "Báo cáo này thay thế Báo cáo số 15/BC-HKH ngày 05 tháng 7 năm 2022;" in report_text(second.read_bytes())
    given = give(closed, "31", date(2022, 8, 1))
    assert given.published.path.name == "bao-cao-2022H1-v2-so-31.docx"
    assert [number for number, *_ in rows(closed)] == ["15", "31"]


def test_without_a_number_the_next_version_says_which_one_it_was(closed: SmallHome) -> None:
    text = report_text(closed_again(closed).read_bytes())
    assert "Báo cáo này thay thế Báo cáo 6 tháng đầu năm 2022 (lần 1) ngày 28 tháng 6 năm 2022;" in text


def test_an_earlier_version_may_be_given_its_number_later(closed: SmallHome) -> None:
    second = closed_again(closed).read_bytes()
    assert give(closed, version=1).published.path.name == "bao-cao-2022H1-v1-so-15.docx"
    assert published_of(closed.open(), P, Which()).path.read_bytes() == second


def closed_again(home: SmallHome) -> Path:
    reopen(home.open(), P, "Thư ký", "sửa")
    home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=600)
    home.collect()
    home.close_period()
    return published_of(home.open(), P, Which()).path
