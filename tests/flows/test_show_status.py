"""status: a table with colours on a terminal, lines parted by tabs where piped, everything as JSON."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from domain.half_year import HalfYear
from flows import screen, show_status
from tasks.look import PeriodStatus, period_status
from tests.homes import UNITS, SmallHome

P, DAY = HalfYear(2022, 1), date(2022, 6, 30)
_CODES = ("00001", "00002", "B-03", "B-04")


@pytest.fixture
def mixed(tmp_path: Path) -> Iterator[SmallHome]:
    """One unit on time, one late, one missing, one refused."""
    units = UNITS.replace("Trường Ba,ban,,,,", 'Trường Ba,ban,1,,,"Trưởng ban, 0000 000 003"')
    home = SmallHome(tmp_path / "home", units)
    home.send("00001", bieu_1__hoi_vien__ky_nay=None)
    late = home.send("00002")
    os.utime(late, (1_656_400_000, 1_656_400_000))
    home.send("B-04", bieu_4__hoc_bong__so_luong="nhiều")
    home.collect()
    yield home
    home.close()


@pytest.fixture
def found(mixed: SmallHome) -> PeriodStatus:
    return period_status(mixed.open(), P, DAY)


def printed(found: PeriodStatus, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> str:
    console = Console(
        file=io.StringIO(), force_terminal=terminal, width=200, highlight=False, color_system="truecolor", record=True
    )
    monkeypatch.setattr(screen, "out", console)
    monkeypatch.setattr(show_status, "out", console)
    show_status.status(P, found)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_piped_each_unit_is_a_line_parted_by_tabs(found: PeriodStatus, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(found, monkeypatch, terminal=False).splitlines()
    assert lines[:3] == [
        "2022H1: open; received 2/4",
        "deadline 24/06/2022: on time 1, late 1, missing 1, refused 1",
        "code\tunit\tstatus\tarrived\tdays late\tcontact\twhat is open",
    ]
    cells = {line.split("\t")[0]: line.split("\t") for line in lines[3:7]}
    assert cells["00001"][2:6] == ["received", "12/06/2022", "0", ""]
    assert cells["00001"][6].startswith("to fill in: Biểu 1!")
    assert cells["00002"][2:] == ["late 4 days", "28/06/2022", "4", "", ""]
    assert cells["B-03"][2:6] == ["missing", "", "6", "Trưởng ban, 0000 000 003"]
    assert cells["B-04"][2:5] == ["refused", "", "6"] and "\x1b" not in "".join(lines)


def test_the_rates_follow_by_kind_and_by_parent(found: PeriodStatus, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = printed(found, monkeypatch, terminal=False).splitlines()
    first = lines.index("by\tgroup\texpected\treceived\tcomplete %\ton time\ton time %")
    assert lines[first + 1 : first + 5] == [
        "\tall units\t4\t2\t50.00\t1\t25.00",
        "kind\tHội Khuyến học xã, phường\t2\t2\t100.00\t1\t50.00",
        "kind\tBan Khuyến học cơ quan, đơn vị, doanh nghiệp\t2\t0\t0.00\t0\t0.00",
        "parent\tHội Khuyến học xã Một\t1\t0\t0.00\t0\t0.00",
    ]


def test_on_a_terminal_each_state_has_its_colour(found: PeriodStatus, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = printed(found, monkeypatch, terminal=True)
    colours = {"00001": "\x1b[32m", "00002": "\x1b[33m", "B-03": "\x1b[35m", "B-04": "\x1b[31m"}
    for line in shown.splitlines():
        for code in [code for code in colours if f"m{code}" in line]:
            assert colours.pop(code) in line
    assert colours == {} and "\t" not in shown


def test_json_has_everything(found: PeriodStatus) -> None:
    told = show_status.status_json(P, found)
    assert (told["deadline"], told["day"], told["expected"], told["received"]) == ("2022-06-24", "2022-06-30", 4, 2)
    assert told["rates"]["all"] == {
        "expected": 4,
        "received": 2,
        "on_time": 1,
        "completeness": 50.0,
        "punctuality": 25.0,
    }
    assert [one["kind"] for one in told["rates"]["by_kind"]] == ["hoi_xa", "ban"]
    assert told["rates"]["by_parent"][0]["unit"] == "00001"
    by_code = {one["code"]: one for one in told["units"]}
    assert [by_code[code]["status"] for code in _CODES] == ["received", "received", "missing", "refused"]
    assert [by_code[code]["on_time"] for code in _CODES] == [True, False, False, False]
    assert [by_code[code]["days_late"] for code in _CODES] == [0, 4, 6, 6]
    assert [by_code[code]["arrived"] for code in _CODES] == ["2022-06-12", "2022-06-28", None, None]
    assert by_code["00001"]["warnings"] == {"open": 1, "explained": 0}
    assert by_code["B-03"]["contact"] == "Trưởng ban, 0000 000 003"
    assert by_code["B-04"]["forms"][0] == {"code": "bia", "state": "refused"}


def test_before_the_deadline_nobody_is_late_yet(mixed: SmallHome) -> None:
    told = show_status.status_json(P, period_status(mixed.open(), P, date(2022, 6, 24)))
    silent = next(one for one in told["units"] if one["code"] == "B-03")
    assert (silent["on_time"], silent["days_late"], silent["status"]) == (None, None, "missing")


def test_an_optional_unit_that_sent_nothing_is_left_out_for_people_and_not_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = SmallHome(tmp_path / "home", UNITS + "5,VP-01,Văn phòng Hội,van_phong,,,,\n")
    found = period_status(home.open(), P, DAY)
    assert "VP-01" not in printed(found, monkeypatch, terminal=False)
    assert [one["expected"] for one in show_status.status_json(P, found)["units"]] == [True] * 4 + [False]
    home.close()
