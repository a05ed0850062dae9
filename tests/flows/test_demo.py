"""The main job, end to end: offices' files in, the published figures and a Word report out."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.half_year import HalfYear
from tasks.home import Home
from tasks.trace import trace
from tests.flows.conftest import Demo, soket
from tests.reading import report_text

pytestmark = pytest.mark.long

PUBLISHED_EXACTLY = {
    "hoi_co_so": 15,
    "chi_hoi": 188,
    "ban_khuyen_hoc": 33,
    "gdht_dang_ky": 20_576,
    "dhht_dang_ky": 17,
    "cdht_xa_dang_ky": 12,
    "dvht_dang_ky": 76,
    "lop": 31,
    "nha_giao_kt": 615,
}
PUBLISHED_NEARLY = {  # just below (gần) or just above (trên), within a twentieth
    "hoi_vien": (32_300, 34_000),
    "hoc_vien": (1_600, 1_680),
    "hoc_sinh_kt": (12_000, 12_600),
    "tien_kt": (475_000_000, 500_000_000),
}
PRINTED = (
    "15 Hội Khuyến học cơ sở",
    "188 chi hội khuyến học",
    "33 ban khuyến học cơ quan, đơn vị, doanh nghiệp",
    "gần 34.000",
    "20.576 hộ đăng ký",
    "17 dòng họ đăng ký",
    "12 xã, phường đăng ký",
    "76 cơ quan, đơn vị",
    "31 lớp học cộng đồng",
    "trên 1.600 học viên",
    "615 nhà giáo",
    "trên 12.000 lượt học sinh",
    "gần 500 triệu đồng",
)


def _json(demo: Demo, *arguments: str) -> Any:
    done = soket("--home", str(demo.home), *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def figures(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = _json(demo, "figures", "2022H1")
    return found


def test_the_demo_ends_with_0_and_costs_at_most_90_seconds_of_a_processor(demo: Demo) -> None:
    assert demo.exit_code == 0, demo.errors
    assert demo.cpu_seconds < 90


def test_the_demo_says_where_the_report_is_and_what_to_do_next(demo: Demo) -> None:
    report = demo.home / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    assert report.is_file()
    assert str(report) in demo.output
    assert "What to do next:" in demo.output


def test_the_demos_runs_are_recorded_by_its_prefect_server(demo: Demo) -> None:
    assert "no server answers" not in demo.errors
    with sqlite3.connect(demo.home / ".prefect" / "prefect.db") as database:
        runs = database.execute("SELECT name, state_type FROM flow_run ORDER BY start_time").fetchall()
    assert [name for name, _ in runs] == [
        name for period in ("2021H1", "2021H2", "2022H1") for name in (f"thu {period}", f"chốt {period} v1")
    ]
    assert {state for _, state in runs} == {"COMPLETED"}


@pytest.mark.parametrize(("code", "value"), PUBLISHED_EXACTLY.items())
def test_a_figure_that_was_published_exactly_is_that_figure(figures: dict[str, Any], code: str, value: int) -> None:
    assert figures["figures"][code]["value"] == value


@pytest.mark.parametrize(("code", "band"), PUBLISHED_NEARLY.items())
def test_a_figure_that_was_published_as_an_approximation_lies_in_its_band(
    figures: dict[str, Any], code: str, band: tuple[int, int]
) -> None:
    assert band[0] < figures["figures"][code]["value"] < band[1]


def test_figures_tell_how_many_units_were_expected_and_counted(figures: dict[str, Any]) -> None:
    assert (figures["period"], figures["version"]) == ("2022H1", 1)
    members = figures["figures"]["hoi_vien"]
    assert members == {"value": 33_872, "unit": "hội viên", "name": "Hội viên", "expected": 48, "counted": 47}


@pytest.mark.parametrize("words", PRINTED)
def test_the_reports_own_text_prints_the_published_figure(demo: Demo, words: str) -> None:
    assert words in _prose(demo.home)


@pytest.mark.parametrize(
    "words",
    [
        "so với cuối năm trước; đạt 96,78% kế hoạch năm.",
        "20.576 hộ đăng ký “Gia đình học tập”, đạt 97,98% kế hoạch năm",
        "kế hoạch năm (tính trên 47/48 đơn vị có cả kế hoạch và số liệu)",
        "(mục tiêu đến năm 2025: 70%, Quyết định số 387/QĐ-TTg ngày 25/3/2022)",
    ],
)
def test_the_report_measures_by_the_samples_targets_and_the_states(demo: Demo, words: str) -> None:
    assert words in _prose(demo.home)


def _prose(home: Path) -> str:
    report = (home / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx").read_bytes()
    return report_text(report)


@pytest.mark.parametrize("code", [*PUBLISHED_EXACTLY, *PUBLISHED_NEARLY])
def test_the_cells_of_a_published_figure_add_up_to_it(demo: Demo, figures: dict[str, Any], code: str) -> None:
    home = Home.open(demo.home)
    found = trace(home, HalfYear(2022, 1), code)
    home.warehouse.close()
    assert found.value == figures["figures"][code]["value"]
    assert sum(cell["value"] for cell in found.cells) == found.value


def test_trace_tells_unit_file_hash_sheet_cell_and_value(demo: Demo) -> None:
    found = _json(demo, "trace", "2022H1", "hoi_vien")
    assert set(found) == {"value", "cells"}
    assert all(set(cell) == {"unit", "file", "sha256", "sheet", "cell", "value"} for cell in found["cells"])
    first = found["cells"][0]
    assert hashlib.sha256((demo.home / first["file"]).read_bytes()).hexdigest() == first["sha256"]


def test_a_registry_figure_traces_to_rows_of_units_csv_of_value_1_each(demo: Demo) -> None:
    cells = _json(demo, "trace", "2022H1", "ban_khuyen_hoc")["cells"]
    assert {(cell["file"], cell["sheet"], cell["value"]) for cell in cells} == {("units.csv", None, 1)}
    lines = (demo.home / "units.csv").read_text(encoding="utf-8").splitlines()
    for cell in cells:
        assert cell["unit"] in lines[int(cell["cell"].removeprefix("dòng ")) - 1]


def test_status_names_the_unit_that_has_not_sent(demo: Demo) -> None:
    status = _json(demo, "status", "2022H1")
    assert (status["period"], status["state"], status["version"]) == ("2022H1", "closed", 1)
    assert (status["expected"], status["received"]) == (48, 47)
    assert [unit["code"] for unit in status["units"] if unit["status"] == "missing" and unit["expected"]] == ["BKH-17"]
    assert sorted(one["note"] for one in status["ignored"]) == [*["lock_file"] * 3, *["system_file"] * 2]


def test_the_two_mistakes_of_a_first_version_were_answered_and_then_cleared(demo: Demo) -> None:
    folder = next((demo.home / "inbox").glob("005-*"))
    replies = {path.name: path.read_text(encoding="utf-8") for path in (folder / "phan-hoi").glob("*-tin-nhan.txt")}
    refused = next(text for text in replies.values() if "Chưa tiếp nhận được" in text)
    assert "khoảng một trăm" in refused
    assert "danh sách có" in refused
    assert refused.count("Cách sửa:") == 2
    assert _json(demo, "findings", "2022H1") == []


def _bytes(home: Path) -> Iterator[tuple[str, bytes]]:
    for folder in ("inbox", "raw", "reports"):
        for path in sorted((home / folder).rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()


def test_a_second_collect_and_a_second_close_change_nothing_and_say_so_in_one_line(demo: Demo) -> None:
    before = dict(_bytes(demo.home))
    with sqlite3.connect(demo.home / "warehouse.db") as database:
        rows = list(database.iterdump())
    collected = soket("--home", str(demo.home), "collect", "--period", "2022H1")
    closed = soket("--home", str(demo.home), "close", "2022H1")
    assert (collected.returncode, closed.returncode) == (0, 0)
    assert collected.stdout == "collect: nothing new; nothing changed.\n"
    assert closed.stdout.splitlines()[0] == "close: 2022H1 is closed (version 1); nothing changed."
    assert dict(_bytes(demo.home)) == before
    with sqlite3.connect(demo.home / "warehouse.db") as database:
        assert list(database.iterdump()) == rows


def test_without_a_server_one_line_says_that_the_run_is_not_recorded(demo: Demo) -> None:
    collected = soket("--home", str(demo.home), "collect", "--period", "2022H1")
    assert collected.stderr.splitlines() == [
        "Prefect: no server answers; the run goes on without being recorded there."
    ]
