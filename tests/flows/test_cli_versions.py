"""What the commands on a period's versions say, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from domain.restatement import Restated
from flows.show_versions import restated
from tests.flows.conftest import Run
from tests.homes import SmallHome


@pytest.fixture
def late(small_home: SmallHome) -> SmallHome:
    """2022H1 closed, and a correction that came after it."""
    small_home.send_all()
    assert small_home.close_period().closing.new
    small_home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=90)
    small_home.collect()
    return small_home


def test_a_close_of_a_closed_period_says_how_to_see_what_later_files_would_change(late: SmallHome, run: Run) -> None:
    code, out, _ = run("--home", str(late.path), "close", "2022H1", "--no-wait")
    assert code == 0
    assert "(version 1); files that came later: 1; no published figure changed.\n" in out
    assert f"what they would change: soket --home {late.path} reopen 2022H1\n" in out


def test_a_report_that_somebody_changed_is_told_with_the_way_back(late: SmallHome, run: Run) -> None:
    report = ("--home", str(late.path), "report", "2022H1")
    path = Path(run(*report)[1].strip())
    issued = path.read_bytes()
    path.write_bytes(b"another")
    code, _, errors = run(*report)
    assert code == 1 and errors.endswith("; take this one away, then run the command again\n")
    path.unlink()
    assert run(*report)[0] == 0 and path.read_bytes() == issued


def test_reopen_without_a_reason_says_what_can_be_done_next(late: SmallHome, run: Run) -> None:
    reopen = ("--home", str(late.path), "reopen", "2022H1")
    assert "nothing was done; to reopen it: soket reopen 2022H1 --reason TEXT" in run(*reopen)[1]
    assert "2022H1 takes submissions again" in run(*reopen, "--reason", "bản sửa")[1]
    assert "2022H1 was reopened before; to publish its next version: soket close 2022H1" in run(*reopen)[1]
    late.set("approval = true")
    assert late.close_period().closing.asked
    assert "nothing was done; a close of 2022H1 waits: soket approve, or soket refuse" in run(*reopen)[1]


def test_versions_given_the_wrong_way_round_are_refused_with_the_right_way(late: SmallHome, run: Run) -> None:
    home = ("--home", str(late.path))
    run(*home, "reopen", "2022H1", "--reason", "bản sửa")
    assert late.close_period().closing.new
    code, out, errors = run(*home, "diff", "2022H1", "2", "1")
    assert (code, out) == (2, "")
    assert errors == "soket: diff: version 2 is the later one; run: soket diff 2022H1 1 2\n"


def test_figures_that_wait_for_approval_are_not_told_to_be_closed(small_home: SmallHome, run: Run) -> None:
    small_home.set("approval = true")
    small_home.send_all()
    assert small_home.close_period().closing.asked
    code, out, errors = run("--home", str(small_home.path), "figures", "2022H1")
    assert (code, out) == (1, "")
    told = "its figures wait for approval: 'soket approve 2022H1', or 'soket refuse 2022H1'"
    assert errors == f"soket: 2022H1: no such close; {told}\n"


def test_the_acts_of_what_is_no_period_are_wrong_use(small_home: SmallHome, run: Run) -> None:
    code, out, errors = run("--home", str(small_home.path), "audit", "list", "2022")
    assert (code, out) == (2, "") and "wanted a year and a half" in errors


def test_a_part_of_a_figure_is_told_by_its_name(catalogue: Catalogue, capsys: pytest.CaptureFixture[str]) -> None:
    parts = ("chuyen_de=phap_luat", "chuyen_de=khong_con")
    restated(catalogue, [Restated("2022H1", 1, "lop", part, "half", None, 5, 7) for part in parts])
    out = capsys.readouterr().out
    assert "Lớp, chuyên đề đã mở (pháp luật)\t5\t7\t+2" in out
    assert "Lớp, chuyên đề đã mở (chuyen_de=khong_con)\t5" in out
