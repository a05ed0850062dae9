"""Commands on a report: exit codes, one clear line for every foreseen error, JSON where a program reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from domain.half_year import HalfYear
from tasks.home import Home
from tasks.known import Which
from tasks.publish import published_of
from tests.flows.conftest import Run
from tests.homes import SmallHome
from tests.wordml import edited

P = HalfYear(2022, 1)
MORE = ("Toàn huyện hiện có ", "Đến nay, toàn huyện đang có ")
ISSUE = ("issue", "2022H1", "--number", "15", "--date", "2022-07-05", "--by", "Văn thư")


@pytest.fixture
def open_home(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    small_home.collect()
    return small_home


@pytest.fixture
def closed(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    small_home.close_period()
    return small_home


def report_of(home: SmallHome) -> Path:
    return published_of(home.open(), P, Which()).path


def copy(home: SmallHome, *edits: tuple[str, str]) -> Path:
    return edited(report_of(home), home.path / "da-sua.docx", *edits)


def soket(run: Run, home: SmallHome, *arguments: object) -> tuple[int, str, str]:
    code, out, errors = run("--home", str(home.path), *map(str, arguments))
    assert "Traceback" not in errors and len(errors.strip().splitlines()) <= 1, errors
    return code, out, errors


def told(run: Run, home: SmallHome, *arguments: object) -> tuple[int, dict[str, Any]]:
    code, out, errors = soket(run, home, *arguments, "--json")
    assert errors == ""
    found: dict[str, Any] = json.loads(out)
    return code, found


# --- errors -----------------------------------------------------------------------------------------

WRONG: list[tuple[tuple[str, ...], int, str]] = [
    (("verify", "none.docx"), 2, "none.docx: cannot be read as a Word document"),
    (("verify", "units.csv"), 2, "units.csv: cannot be read as a Word document"),
    (("verify",), 2, "Missing argument 'report'"),
    (("adopt", "none.docx"), 2, "none.docx: cannot be read as a Word document"),
    (("trace", "none.docx"), 2, "none.docx: cannot be read as a Word document"),
    (("trace", "none.docx#2022H1.1:lop"), 2, "none.docx: cannot be read as a Word document"),
    (("trace", "2022H1"), 2, "give an indicator's code, as 'soket figures 2022H1' lists it"),
    (("issue", "2022H1"), 2, "Missing option '--number'"),
    (("issue", "2022H1", "--number", "15", "--date", "5/7/2022"), 2, "Invalid value for '--date'"),
    (("issue", "2022H1", "--number", "15", "--date", "2022-07-05"), 1, "close the period with 'soket close 2022H1'"),
    (("issue", "2030H1", "--number", "15", "--date", "2022-07-05"), 2, "period 2030H1 is not there"),
    (("report", "2022H1"), 1, "close the period with 'soket close 2022H1'"),
    (("report", "2022H1", "--draft", "--version", "1"), 2, "--draft is of what stands now"),
]


@pytest.mark.parametrize(("arguments", "code", "line"), WRONG, ids=[" ".join(one[0]) for one in WRONG])
def test_wrong_use_is_told_in_one_line(
    run: Run, small_home: SmallHome, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, line: str
) -> None:
    monkeypatch.chdir(small_home.path)
    done, out, errors = soket(run, small_home, *arguments)
    assert (done, out) == (code, "") and line in errors


def test_of_a_closed_period_there_is_no_draft(run: Run, closed: SmallHome) -> None:
    code, out, errors = soket(run, closed, "report", "2022H1", "--draft")
    assert (code, out) == (2, "") and "2022H1: is closed, and has a report; run: soket report 2022H1" in errors


# --- report --draft -----------------------------------------------------------------------------------


def test_the_path_of_a_draft_is_the_first_line_and_what_it_lacks_the_next(run: Run, small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.collect()
    code, out, _ = soket(run, small_home, "report", "2022H1", "--draft")
    path, lacks = out.splitlines()
    assert code == 0 and Path(path).is_file() and lacks == "it lacks 1 things, named in it"


def test_a_draft_that_was_edited_ends_with_1(run: Run, open_home: SmallHome) -> None:
    path = Path(soket(run, open_home, "report", "2022H1", "--draft")[1].splitlines()[0])
    edited(path, path, MORE)
    code, out, _ = soket(run, open_home, "report", "2022H1", "--draft")
    assert code == 1 and out.splitlines()[0] == str(path) and "soket adopt FILE" in out


# --- verify ---------------------------------------------------------------------------------------------


def test_verify_says_that_every_figure_is_right_and_ends_with_0(run: Run, closed: SmallHome) -> None:
    code, out, _ = soket(run, closed, "verify", report_of(closed))
    (line,) = out.splitlines()
    assert code == 0 and line.startswith("verify: every figure is that of 2022H1 version 1; ")
    code, found = told(run, closed, "verify", report_of(closed))
    assert code == 0 and set(found) == {"period", "version", "draft", "figures", "differences", "notes"}
    assert (found["period"], found["version"], found["draft"], found["differences"]) == ("2022H1", 1, False, [])


def test_verify_tells_each_difference_and_ends_with_1(run: Run, closed: SmallHome) -> None:
    path = copy(closed, (">2.000<", ">2.001<"), ("Hiện có ", "Có 5 xã, hiện có "))
    code, out, _ = soket(run, closed, "verify", path)
    lines = out.splitlines()
    assert code == 1 and lines[-1] == "verify: 2 differences from the report of 2022H1 version 1"
    assert lines[0] == ("1. Công tác tổ chức và phát triển hội viên: the figure was changed: saw 2.001, wanted 2.000")
    assert "  2022H1.1:hoi_vien" in lines
    code, found = told(run, closed, "verify", path)
    assert code == 1 and [one["what"] for one in found["differences"]] == ["altered", "typed"]
    assert {frozenset(one) for one in found["differences"]} == {
        frozenset(("what", "heading", "sentence", "saw", "wanted", "key"))
    }
    typed = found["differences"][1]
    assert (typed["saw"], typed["wanted"], typed["key"]) == ("5", None, None)


def test_verify_of_a_draft_says_that_it_is_one(run: Run, open_home: SmallHome) -> None:
    path = Path(soket(run, open_home, "report", "2022H1", "--draft")[1].splitlines()[0])
    assert "of 2022H1 version 1, a draft;" in soket(run, open_home, "verify", path)[1]
    code, found = told(run, open_home, "verify", path)
    assert (code, found["draft"]) == (0, True)


def test_verify_of_a_version_that_was_never_closed_ends_with_1(run: Run, closed: SmallHome) -> None:
    with_key = 'w:val="2022H1.1:'
    with zipfile.ZipFile(report_of(closed)) as opened:
        count = opened.read("word/document.xml").decode().count(with_key)
    path = copy(closed, *[(with_key, 'w:val="2022H1.7:')] * count)
    code, out, errors = soket(run, closed, "verify", path)
    assert (code, out) == (1, "") and "2022H1 version 7: no such close" in errors


# --- adopt ------------------------------------------------------------------------------------------------


def test_adopt_says_where_prose_was_taken_over_and_names_the_new_edition(run: Run, closed: SmallHome) -> None:
    code, out, _ = soket(run, closed, "adopt", copy(closed, MORE), "--by", "Lan")
    assert code == 0
    assert out.splitlines() == [
        "  Công tác tổ chức và phát triển hội viên",
        "adopt: prose was taken over in 1 places",
        f"report: {report_of(closed)}",
    ]
    assert ("Lan", "adopt") in {(who, act) for who, act, *_ in closed.acts()}


def test_adopt_that_refuses_ends_with_1_and_says_what_to_undo(run: Run, closed: SmallHome) -> None:
    path = copy(closed, MORE, ("Hiện có ", "Có 5 xã, hiện có "))
    code, out, _ = soket(run, closed, "adopt", path)
    assert code == 1 and "a number was typed in: saw 5" in out
    assert out.splitlines()[-1].startswith("adopt: nothing was taken over")
    code, found = told(run, closed, "adopt", path)
    assert code == 1 and set(found) == {"places", "refused", "restored", "report", "report_sha256", "not_adopted"}
    assert (found["places"], found["report"], len(found["refused"])) == ([], None, 1)


def test_adopt_restores_figures_and_ends_with_0(run: Run, closed: SmallHome) -> None:
    code, found = told(run, closed, "adopt", copy(closed, MORE, (">2.000<", ">9.000<")))
    assert code == 0 and [one["saw"] for one in found["restored"]] == ["9.000"]
    assert found["report"] == str(report_of(closed)) and len(found["report_sha256"]) == 64
    assert found["not_adopted"] == []


def test_adopt_of_a_report_with_its_number_ends_with_2(run: Run, closed: SmallHome) -> None:
    path = copy(closed, MORE)
    assert soket(run, closed, *ISSUE)[0] == 0
    code, out, errors = soket(run, closed, "adopt", path)
    assert (code, out) == (2, "") and "was issued as number 15" in errors


# --- issue ------------------------------------------------------------------------------------------------


def test_issue_gives_the_number_and_the_same_again_says_so(run: Run, closed: SmallHome) -> None:
    code, out, _ = soket(run, closed, *ISSUE)
    assert (code, out) == (0, f"issue: 2022H1 has its number; {report_of(closed)}\n")
    code, found = told(run, closed, *ISSUE)
    assert code == 0 and set(found) == {"period", "new", "report", "report_sha256", "altered"}
    assert (found["new"], found["altered"]) == (False, False) and Path(found["report"]).is_file()
    assert soket(run, closed, "report", "2022H1")[1].strip() == found["report"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--number", "x", "--date", "2022-07-05"), "is no number; wanted one such as 15"),
        (("--number", "15", "--date", "2022-06-01"), "from the cut-off 2022-06-14"),
        (("--number", "15", "--date", "2999-01-01"), "until today"),
    ],
)
def test_a_number_or_day_that_cannot_be_ends_with_2(
    run: Run, closed: SmallHome, arguments: tuple[str, ...], line: str
) -> None:
    code, out, errors = soket(run, closed, "issue", "2022H1", *arguments)
    assert (code, out) == (2, "") and line in errors


def test_another_number_ends_with_2_and_a_scan_that_is_not_there_with_3(run: Run, closed: SmallHome) -> None:
    missing = closed.path / "none.pdf"
    code, _, errors = soket(run, closed, *ISSUE, "--scan", missing)
    assert code == 3 and str(missing) in errors
    assert soket(run, closed, *ISSUE)[0] == 0
    code, _, errors = soket(run, closed, "issue", "2022H1", "--number", "16", "--date", "2022-07-05")
    assert code == 2 and "was issued as number 15 of 2022-07-05" in errors


def test_an_issued_copy_that_was_changed_ends_with_1(run: Run, closed: SmallHome) -> None:
    soket(run, closed, *ISSUE)
    report_of(closed).write_bytes(b"edited")
    code, out, _ = soket(run, closed, *ISSUE)
    assert code == 1 and "is no longer the issued copy" in out


# --- trace of a report ------------------------------------------------------------------------------------


def test_the_figures_of_a_report_are_listed_by_their_keys(run: Run, closed: SmallHome) -> None:
    code, out, _ = soket(run, closed, "trace", report_of(closed))
    assert code == 0
    first, *rows = out.splitlines()
    assert first == "key\tprinted as\tunder"
    assert "2022H1.1:hoi_vien\t2.000\t1. Công tác tổ chức và phát triển hội viên" in rows
    code, out, _ = soket(run, closed, "trace", report_of(closed), "--json")
    listed = json.loads(out)
    assert code == 0 and {frozenset(one) for one in listed} == {frozenset(("key", "text", "heading"))}


def test_a_figure_of_a_report_is_walked_to_its_cells(run: Run, closed: SmallHome) -> None:
    key = "2022H1.1:gdht_dang_ky/gdht_tong!2022=share"
    code, found = told(run, closed, "trace", f"{report_of(closed)}#{key}")
    assert code == 0 and found["key"] == key
    assert [(one["period"], one["version"], one["indicator"], one["value"]) for one in found["figures"]] == [
        ("2022H1", 1, "gdht_dang_ky", 1_400),
        ("2022H1", 1, "gdht_tong", 2_000),
    ]
    assert all(sum(cell["value"] for cell in one["cells"]) == one["value"] for one in found["figures"])
    _, out, _ = soket(run, closed, "trace", f"{report_of(closed)}#2022H1.1:hoi_vien")
    assert out.splitlines()[:2] == ["2022H1, version 1", "hoi_vien = 2.000, from 4 cells"]


def test_a_key_that_a_report_has_not_ends_with_2_and_names_the_nearest(run: Run, closed: SmallHome) -> None:
    code, out, errors = soket(run, closed, "trace", f"{report_of(closed)}#2022H1.1:hoi_vein")
    assert (code, out) == (2, "") and "did you mean '2022H1.1:hoi_vien'?" in errors


# --- start-up ---------------------------------------------------------------------------------------------

_LOADED = """
import sys
from flows import cli
home, *commands = sys.argv[1:]
for command in commands:
    sys.argv = ["soket", "--home", home, *command.split("|")]
    try:
        cli.main()
    except SystemExit as ended:
        assert not ended.code, command
    dear = {"prefect", "great_expectations", "pandas"} & set(sys.modules)
    assert not dear, (command, dear)
"""


def test_a_command_on_a_report_waits_for_no_library_that_runs_or_judges(sample_home: Path, tmp_path: Path) -> None:
    home = Home.open(sample_home)
    report = Path(shutil.copy(published_of(home, P, Which()).path, tmp_path / "báo cáo.docx"))
    home.warehouse.close()
    commands = (f"trace|{report}", f"trace|{report}#2022H1.1:hoi_vien", f"verify|{report}")
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, str(sample_home), *commands], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "verify: every figure is that of 2022H1 version 1" in done.stdout
