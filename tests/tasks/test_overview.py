"""What is known of a period on a day: of the closed sample, and of small homes in every state."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.close import PeriodState
from domain.finding import Severity
from domain.half_year import HalfYear
from outputs.page_content import FigureLine, Overview, UnitLine, YearTotal
from samples.association import SILENT
from tasks.home import Home
from tasks.look import figures_known
from tasks.overview import overview
from tasks.registry import HomeError
from tasks.versions import reopen
from tests.homes import UNITS, SmallHome

P, DAY = HalfYear(2022, 1), date(2022, 6, 30)


@pytest.fixture(scope="module")
def sampled(sample_home: Path) -> Iterator[tuple[Home, Overview]]:
    home = Home.open(sample_home)
    yield home, overview(home, P, DAY)
    home.warehouse.close()


def known(home: SmallHome, day: date = DAY, period: HalfYear = P) -> Overview:
    return overview(home.open(), period, day)


def line(found: Overview, code: str) -> UnitLine:
    return next(one for one in found.units if one.code == code)


def figure(found: Overview, code: str) -> FigureLine:
    return next(one for one in found.figures.lines if one.code == code)


# --- the closed sample ------------------------------------------------------------------------


def test_of_a_closed_half_it_has_the_dates_the_rates_and_every_expected_unit(sampled: tuple[Home, Overview]) -> None:
    home, found = sampled
    assert (found.association, found.state, found.version) == (home.settings.association.name, PeriodState.CLOSED, 1)
    assert (found.expected, found.received, len(found.units)) == (48, 47, 49), "the office itself sent too"
    assert [(one.rate.expected, one.rate.received) for one in found.by_kind] == [(12, 12), (3, 3), (33, 32)]
    (silent,) = [one for one in found.units if one.status == "missing"]
    assert (silent.code, silent.open, silent.replies) == (SILENT[0], ("Chưa nhận được số liệu của kỳ.",), ())


def test_its_figures_are_those_that_were_closed_beside_last_years(sampled: tuple[Home, Overview]) -> None:
    home, found = sampled
    _, closed = figures_known(home, P)
    assert found.published is found.figures and found.figures.version == 1
    assert [(one.code, one.value) for one in found.figures.lines] == [(i.code, f.value) for i, f in closed]
    members = figure(found, "hoi_vien")
    assert (members.value, members.before, members.change) == (33_872, 32_410, 1_462)
    assert (members.counted, members.expected, members.main) == (47, 48, True)
    assert [(str(one.period), one.value) for one in members.points] == [
        ("2021H1", 32_410),
        ("2021H2", 33_105),
        ("2022H1", 33_872),
    ]
    homes = figure(found, "gdht_dang_ky")
    assert (homes.of_year, homes.before_of_year) == (2022, 2021)


def test_every_reply_and_report_that_it_names_is_there(sampled: tuple[Home, Overview]) -> None:
    home, found = sampled
    named = [reply.path for one in found.units for reply in one.replies]
    assert len(named) > 47 and all((home.path / path).is_file() for path in named)
    assert {reply.name for one in found.units for reply in one.replies} <= {
        "Tệp trả lời",
        "Phiếu tiếp nhận",
        "Tin nhắn",
    }
    (version,) = found.versions
    assert (version.by, version.reason, version.changed, version.number) == ("thử", "chưa gửi", None, None)
    assert version.report and version.sha256 and (home.path / version.report).is_file()


# --- an open half -----------------------------------------------------------------------------


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[SmallHome]:
    """One unit has a number to fill in, one was late, one sent a scan, one a word where a number belongs."""
    home = SmallHome(tmp_path / "home", UNITS.replace("Trường Ba,ban,,,,", 'Trường Ba,ban,1,,,"Trưởng ban, 0000"'))
    home.send("00001", bieu_1__hoi_vien__ky_nay=None)
    os.utime(home.send("00002"), (1_656_400_000, 1_656_400_000))
    home.put("B-03", "scan.pdf", b"%PDF-1.4")
    home.send("B-04", bieu_4__hoc_bong__so_luong="nhiều", bieu_4__hoc_bong__so_tien="ít")
    home.collect()
    yield home
    home.close()


def test_a_unit_is_told_with_what_is_open_in_vietnamese(mixed: SmallHome) -> None:
    found = known(mixed)
    assert [(one.code, one.status, one.days_late) for one in found.units] == [
        ("00001", "received", 0),
        ("00002", "received", 4),
        ("B-03", "refused", 6),
        ("B-04", "refused", 6),
    ]
    (fill_in,) = line(found, "00001").open
    assert fill_in.startswith("Cần bổ sung: Biểu 1!F19 (Hội viên: tổng số, Kỳ này): để trống; cần: một số.")
    (scan,) = line(found, "B-03").open
    assert scan.startswith("Chưa tiếp nhận được tệp “scan.pdf”: tệp là ảnh hoặc PDF")
    assert line(found, "B-03").contact == "Trưởng ban, 0000"
    (word,) = line(found, "B-04").open
    assert '“bieu.xlsx”: Biểu 4!E11 (Học bổng, Số lượng): "nhiều"' in word and word.endswith("(và 1 điểm khác)")
    assert [one.name for one in line(found, "B-04").replies] == ["Tệp trả lời", "Tin nhắn"]
    assert line(found, "00002").open == () and line(found, "00002").arrived == date(2022, 6, 28)


def test_the_forms_that_are_missing_are_named_and_what_waits_is_counted(mixed: SmallHome) -> None:
    mixed.send("00002", "2021H1", name="mot.xlsx", only=["bieu_1"])
    mixed.collect("2021H1")
    mixed.send("00002", "2021H1", name="hai.xlsx", only=["bieu_2"])
    mixed.receive()
    found = known(mixed, period=HalfYear(2021, 1))
    (missing, waits) = line(found, "00002").open
    assert missing.startswith("Chưa nhận được Biểu 2 (") and "Biểu 1" not in missing
    assert waits == "Có 1 tệp chưa xét xong; lần thu sau sẽ xét tiếp."
    assert line(found, "00001").open == ("Chưa nhận được số liệu của kỳ.",)
    (scan,) = line(found, "B-03").open
    assert "“scan.pdf”" in scan, "a file that says no period may hold anything of any"


def test_a_rule_counts_its_findings_and_units_names_places_and_says_how_to_mend_them(mixed: SmallHome) -> None:
    rules = {one.rule: one for one in known(mixed).rules}
    number = rules["whole_number"]
    assert (number.severity, number.findings, number.units, number.explained) == (Severity.REFUSE_FILE, 2, 1, 0)
    assert (number.title, number.mend) == (
        "Cần: số nguyên, không âm",
        "Chỉ ghi số, bỏ chữ, không ghi số âm, không ghi số lẻ.",
    )
    assert [(one.unit, one.place) for one in number.examples] == [("B-04", "Biểu 4!E11 (Học bổng, Số lượng)")]
    assert [one.severity for one in known(mixed).rules] == sorted(
        (one.severity for one in known(mixed).rules), key=list(Severity).index
    )
    assert rules["required"].title == "Cần: một số"


def test_a_rule_whose_words_differ_from_file_to_file_says_what_is_seen_too(small_home: SmallHome) -> None:
    small_home.send_all("2021H1")
    small_home.close_period("2021H1")
    small_home.send("00001", bieu_1__hoi_vien__ky_nay=5000)
    small_home.collect()
    titles = {one.rule: one.title for one in known(small_home).rules}
    assert titles["change_same_half"].startswith("‹số kỳ này›, cùng kỳ") and "; cần: mức" in titles["change_same_half"]


def test_the_figures_of_an_open_half_are_those_that_a_close_would_freeze(small_home: SmallHome) -> None:
    for period in ("2021H1", "2021H2"):
        small_home.send_all(period)
        small_home.close_period(period)
    small_home.send_all()
    small_home.collect()
    before = known(small_home)
    assert (before.state, before.figures.version, before.published, before.versions) == ("open", None, None, ())
    small_home.close_period()
    after = known(small_home)
    assert before.figures.lines == after.figures.lines and after.figures.version == 1
    assert max(len(one.points) for one in before.figures.lines) == 3
    assert [one.before for one in before.figures.lines if one.code == "hoi_vien"] == [2000]


def test_the_second_half_knows_the_first_too(small_home: SmallHome) -> None:
    for period, grants in (("2021H1", 30), ("2021H2", 12)):
        small_home.send_all(period, bieu_4__hoc_bong__so_luong=grants)
        small_home.collect(period)
        if period == "2021H1":
            small_home.close_period(period)
    open_half = known(small_home, period=HalfYear(2021, 2))
    small_home.close_period("2021H2")
    closed = known(small_home, period=HalfYear(2021, 2))
    assert open_half.figures.lines == closed.figures.lines
    assert [len(one.points) for one in closed.figures.lines if one.code == "hoi_vien"] == [2]
    of_grants = figure(closed, "hoc_bong")
    assert (of_grants.value, of_grants.year) == (4 * 12, YearTotal(4 * 42, 4, 4))


def test_of_a_first_half_nothing_is_said_of_the_year(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    found = known(small_home)
    assert found.figures.lines and {one.year for one in found.figures.lines} == {None}


def test_nothing_is_kept_by_looking(small_home: SmallHome) -> None:
    def files() -> list[str]:
        return sorted(path.name for path in small_home.path.rglob("*") if not path.name.startswith("warehouse.db-"))

    before = files()
    found = known(small_home)
    assert (found.expected, found.received, {one.status for one in found.units}) == (4, 0, {"missing"})
    assert files() == before and small_home.acts() == []


# --- closed, opened again, closed again -------------------------------------------------------


@pytest.mark.both_engines
def test_opened_again_it_tells_what_is_published_and_what_would_be(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()
    closed_on = known(small_home, day=date(2100, 1, 1)).day
    assert closed_on == known(small_home, day=date(2099, 1, 1)).day, "what is closed grows no later"
    small_home.send("B-04", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=700)
    small_home.collect()
    assert known(small_home).notices == ("Có 1 tệp gửi sau khi chốt; số liệu đã công bố chưa thay đổi.",)
    reopen(small_home.open(), P, "Thư ký", "Trường Bốn gửi muộn")
    found = known(small_home)
    assert (found.state, found.version, found.notices) == (PeriodState.REOPENED, 1, ())
    assert found.published is not None and found.published.version == 1
    told = {one.code: one.value for one in found.published.lines}
    assert (told["hoi_vien"], figure(found, "hoi_vien").value) == (2000, 2200)
    small_home.close_period(reason="bản sửa")
    again = known(small_home)
    assert [(one.version, one.changed, one.reason) for one in again.versions] == [
        (1, None, "chưa gửi"),
        (2, 1, "bản sửa"),
    ]
    assert again.figures.version == 2 and again.published is again.figures


def test_what_belongs_to_no_unit_is_told(small_home: SmallHome) -> None:
    lost = small_home.path / "inbox" / "la.xlsx"
    lost.parent.mkdir(exist_ok=True)
    lost.write_bytes(b"x")
    small_home.put("B-04", "anh.pdf", b"%PDF-1.4")
    small_home.collect()
    units = (small_home.path / "units.csv").read_text(encoding="utf-8")
    (small_home.path / "units.csv").write_text(units[: units.index("4,B-04")], encoding="utf-8")
    assert known(small_home).notices == (
        "inbox/la.xlsx: nằm ngoài thư mục của các đơn vị.",
        "inbox/004-ban-khuyen-hoc-truong-bon/anh.pdf: chưa tiếp nhận được, đơn vị không còn trong danh sách đơn vị.",
    )


def test_a_period_that_is_not_declared_is_refused(small_home: SmallHome) -> None:
    with pytest.raises(HomeError, match="period 2030H1 is not there"):
        known(small_home, period=HalfYear(2030, 1))
