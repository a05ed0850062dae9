from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from domain.half_year import HalfYear
from tasks.freeze import freeze
from tasks.known import closed
from tasks.publish import Published, publish
from tasks.report_of import gather
from tests.homes import SmallHome
from tests.reading import report_text
from warehouse import tables
from warehouse.closes import Close

pytestmark = [pytest.mark.long, pytest.mark.both_engines]


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    """One committee sent; the others are let pass."""
    small_home.send("B-03", thuyet_minh__kien_nghi__value="Mở lớp bồi dưỡng.")
    small_home.close_period(accept=["00001", "00002", "B-04"], reason="chưa gửi")
    return small_home


def newest(home: SmallHome) -> Close:
    with home.open().warehouse.read() as connection:
        return closed(connection, HalfYear(2022, 1), None)


def test_the_report_is_kept_under_its_hash_with_a_copy_to_read(home: SmallHome) -> None:
    close = newest(home)
    path = home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == close.report_sha256
    assert (home.path / "raw" / str(close.report_sha256)).read_bytes() == path.read_bytes()
    text = report_text(path.read_bytes())
    assert "1/4 đơn vị" in text


def test_what_was_issued_is_returned_unchanged_whatever_the_home_says_now(home: SmallHome) -> None:
    issued = (home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx").read_bytes()
    for name in ("soket.toml", "units.csv"):
        path = home.path / name
        path.write_text(path.read_text(encoding="utf-8").replace("Thử", "Khác").replace("Ba", "Bảy"), encoding="utf-8")
    home.send("B-04")
    home.collect()
    again = publish(home.open(), newest(home))
    assert (again.new, again.sha256) == (False, hashlib.sha256(issued).hexdigest())
    assert again.path.read_bytes() == issued


def test_a_copy_that_was_deleted_is_put_back_from_the_issued_bytes(home: SmallHome) -> None:
    path = home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    issued = path.read_bytes()
    path.unlink()
    path.parent.rmdir()
    again = publish(home.open(), newest(home))
    assert (again.path, again.new) == (path, False)
    assert path.read_bytes() == issued


def test_a_copy_that_somebody_changed_is_left_and_told(home: SmallHome) -> None:
    path = home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    assert publish(home.open(), newest(home)).altered is False
    path.write_bytes(b"edited")
    again = publish(home.open(), newest(home))
    assert again.altered is True and path.read_bytes() == b"edited"
    assert hashlib.sha256((home.path / "raw" / again.sha256).read_bytes()).hexdigest() == newest(home).report_sha256


def test_a_unit_that_was_let_pass_with_all_its_forms_is_not_missing(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="…")
    small_home.send("B-04", only=["bieu_1"])
    small_home.close_period(accept=["00001", "00002", "B-03", "B-04"])
    opened = small_home.open()
    with opened.warehouse.read() as connection:
        report = gather(opened, newest(small_home), connection)
    assert report.missing == ("Hội Khuyến học xã Một", "Hội Khuyến học xã Hai", "Ban Khuyến học Trường Bốn")
    assert report.incomplete == ("Ban Khuyến học Trường Ba",)


def test_a_unit_that_only_a_file_beside_its_good_one_stopped_is_not_short_of_anything(small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.put("B-03", "cũ.xls", b"no workbook")
    small_home.close_period(accept=["00001", "00002", "B-03", "B-04"])
    opened = small_home.open()
    with opened.warehouse.read() as connection:
        report = gather(opened, newest(small_home), connection)
    assert report.incomplete == () and "Ban Khuyến học Trường Ba" not in report.missing


def test_a_close_whose_report_was_not_written_yet_gets_the_same_one(home: SmallHome) -> None:
    from sqlalchemy import update

    issued = newest(home).report_sha256
    with home.open().warehouse.write() as connection:
        connection.execute(update(tables.close).values(report_sha256=None))
    again = publish(home.open(), newest(home))
    assert (again.new, again.sha256) == (True, issued) and newest(home).report_sha256 == issued


def test_the_report_is_gathered_from_the_close(home: SmallHome) -> None:
    opened = home.open()
    with opened.warehouse.read() as connection:
        report = gather(opened, newest(home), connection)
    assert (report.period, report.version, report.expected, report.received) == (HalfYear(2022, 1), 1, 4, 1)
    assert report.missing == ("Hội Khuyến học xã Một", "Hội Khuyến học xã Hai", "Ban Khuyến học Trường Bốn")
    assert [one[:2] for one in report.narratives["requests"]] == [("Ban Khuyến học Trường Ba", "Mở lớp bồi dưỡng.")]
    assert [one[:2] for one in report.narratives["limits"]] == [
        ("Ban Khuyến học Trường Ba", "Một số chi hội hoạt động chưa đều.")
    ]
    assert report.narratives["tasks"] == ()
    assert report.figures.value("hoi_vien") == 500
    assert [unit.code for unit in report.units] == ["00001", "00002", "B-03", "B-04"]
    assert (str(report.dates.cut_off), str(report.dates.deadline), str(report.dates.signing)) == (
        "2022-06-14",
        "2022-06-24",
        "2022-06-28",
    )


def test_a_narrative_that_came_after_the_close_is_not_gathered(home: SmallHome) -> None:
    home.send("B-03", name="muon.xlsx", thuyet_minh__kien_nghi__value="Điều khác.")
    home.collect()
    opened = home.open()
    with opened.warehouse.read() as connection:
        report = gather(opened, newest(home), connection)
    assert [one[:2] for one in report.narratives["requests"]] == [("Ban Khuyến học Trường Ba", "Mở lớp bồi dưỡng.")]


def test_a_report_measures_by_the_targets_that_its_close_used(small_home: SmallHome) -> None:
    """The association's own by all units; those of units by the units that have both."""
    lines = ",hoi_vien,2022,1250,KH 1\nB-03,hoi_vien,2022,600,KH 1\nB-03,quy_thu,2022,8000000,KH 1\n,lop,2023,9,KH 2\n"
    (small_home.path / "targets.csv").write_text("unit,indicator,year,value,source\n" + lines, encoding="utf-8")
    for code in ("B-03", "B-04"):
        small_home.send(code)
    small_home.close_period(accept=["00001", "00002"], reason="chưa gửi")
    report = small_home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    text = report_text(report.read_bytes())
    assert "Tổng số hội viên là 1.000 người (số liệu của 2/4 đơn vị)" in text
    assert "; đạt 80,00% kế hoạch năm." in text
    assert "; đạt 62,50% kế hoạch năm (tính trên 1/4 đơn vị có cả kế hoạch và số liệu);" in text


# --- two who publish ----------------------------------------------------------------------------


@pytest.fixture
def unpublished(small_home: SmallHome) -> tuple[SmallHome, Close]:
    """A closed period without a report, as a run leaves it that was killed there."""
    small_home.send_all()
    small_home.collect()
    close = freeze(small_home.open(), HalfYear(2022, 1), {}, "Thư ký", "").close
    assert close
    return small_home, close


def test_of_two_who_publish_at_once_one_issues_and_both_have_its_report(unpublished: tuple[SmallHome, Close]) -> None:
    home, close = unpublished
    together = Barrier(2)

    def one(number: int) -> Published:
        opened = home.open()
        opened.warehouse.schema_version()  # it connects before the race
        together.wait()
        return publish(opened, close)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(one, range(2))
    assert {first.new, second.new} == {True, False}
    assert first.sha256 == second.sha256 == newest(home).report_sha256
    assert not first.altered and not second.altered
    assert [act for (act,) in home.rows(tables.audit, "act")].count("issue") == 1


def test_who_comes_second_with_other_settings_has_what_was_issued_first(unpublished: tuple[SmallHome, Close]) -> None:
    home, close = unpublished
    first = publish(home.open(), close)
    settings = home.path / "soket.toml"
    settings.write_text(settings.read_text("utf-8").replace("Thử", "Khác"), "utf-8")
    second = publish(home.open(), close)
    assert (first.new, second.new, second.altered) == (True, False, False)
    assert second.sha256 == first.sha256 == hashlib.sha256(second.path.read_bytes()).hexdigest()


def test_what_a_killed_run_left_beside_a_copy_is_taken_out(home: SmallHome) -> None:
    left = home.path / "reports" / "2022H1" / ".tmp-left"
    left.write_bytes(b"half")
    os.utime(left, (1_655_000_000, 1_655_000_000))
    publish(home.open(), newest(home))
    assert [path.name for path in left.parent.iterdir()] == ["bao-cao-2022H1-v1.docx"]
