"""The command: exit codes, one clear line for every foreseen error, JSON where a program reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows import cli, screen
from tests.flows.conftest import Run
from tests.homes import SmallHome


def _one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


WRONG_USE = [
    (("bogus",), "soket: No such command 'bogus'."),
    (("figures",), "soket: Missing argument 'period'."),
    (("figures", "2022"), "soket: period '2022': wanted a year and a half, such as 2022H1 or 2022H2"),
    (("figures", "2022H1", "--version", "x"), "soket: Invalid value for '--version'"),
    (("figures", "2030H1"), "period 2030H1 is not there (known: 2021H1, 2021H2, 2022H1)"),
    (("trace", "2022H1", "hoi_vein"), "did you mean 'hoi_vien'?"),
    (("close", "2022H1", "--accept-missing", "B-03"), "give the reason with --reason TEXT"),
    (("close", "2022H1", "--accept-missing", "B-99", "--reason", "nghỉ"), "no unit in units.csv has this code"),
]


@pytest.mark.parametrize(("arguments", "line"), WRONG_USE)
def test_wrong_use_is_told_in_one_line_and_ends_with_2(
    run: Run, small_home: SmallHome, arguments: tuple[str, ...], line: str
) -> None:
    code, out, errors = run("--home", str(small_home.path), *arguments)
    assert (code, out) == (2, "")
    told = [one for one in errors.splitlines() if not one.startswith("Prefect:")]
    assert line in _one_line("\n".join(told))


BROKEN_HOMES: list[tuple[str, Callable[[str], str], str]] = [
    (
        "soket.toml",
        lambda text: text.replace("place", "plaice"),
        "soket.toml, line 6: unknown key 'association.plaice'",
    ),
    ("soket.toml", lambda text: text.replace('name = "', "name = "), "not valid TOML"),
    ("soket.toml", lambda text: f"{text}approval = true\n", "stands in the wrong place; move the line above the first"),
    ("soket.toml", lambda text: f'warehouse = "sqlite:///kho.db"\n{text}', "is another file in every folder"),
    ("soket.toml", lambda text: f'warehouse = "mysql://h/kho"\n{text}', "mysql is no engine of a warehouse; wanted "),
    (
        "soket.toml",
        lambda text: f'warehouse = "kho.db"\n{text}',
        "warehouse: is no URL; wanted one such as sqlite:////",
    ),
    (
        "soket.toml",
        lambda text: text.replace("cut_off = 2022-06-14", "cut_off = 2022-06-26"),
        "periods.2022H1: deadline 2022-06-24 lies before the cut-off 2022-06-26; wanted that day or a later one",
    ),
    ("soket.toml", lambda text: text.replace("2022H1", "2022-1"), "wanted a year and a half"),
    ("soket.toml", lambda text: text.replace('place = "Thử"\n', ""), "'association.place' is missing"),
    ("units.csv", lambda text: text.replace(",ban,", ",bann,", 1), "units.csv, line 4: unknown kind 'bann'"),
    ("units.csv", lambda text: text.replace("2,00002", "1,00002"), "units.csv, line 3: id 1 is given twice"),
]


@pytest.mark.parametrize(("name", "broken", "line"), BROKEN_HOMES)
def test_a_broken_home_is_told_in_one_line_with_its_place(
    run: Run, small_home: SmallHome, name: str, broken: Callable[[str], str], line: str
) -> None:
    path = small_home.path / name
    path.write_text(broken(path.read_text(encoding="utf-8")), encoding="utf-8")
    code, _, errors = run("--home", str(small_home.path), "status" if name == "soket.toml" else "forms", "2021H1")
    if name == "units.csv":
        assert line in errors
    else:
        assert line in _one_line(errors)
    assert code == 2


def test_a_home_that_is_not_there_is_named_with_what_to_do(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("--home", str(tmp_path / "none"), "status", "2022H1")
    assert code == 2
    assert _one_line(errors).endswith(f"make a home with 'soket init {tmp_path / 'none'}'")


def test_a_catalogue_with_an_unknown_key_is_refused_by_name_and_line(run: Run, small_home: SmallHome) -> None:
    shutil.copytree(Path(cli.__file__).parents[1] / "expectations", small_home.path / "expectations")
    path = small_home.path / "expectations" / "indicators.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("round_to = 1000\n", "round = 1000\n", 1), encoding="utf-8"
    )
    code, _, errors = run("--home", str(small_home.path), "status", "2022H1")
    assert code == 2
    number = next(
        n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line == "round = 1000"
    )
    assert f"indicators.toml, line {number}: unknown key" in _one_line(errors)


def test_a_warehouse_that_cannot_be_opened_is_one_line_and_3(run: Run, small_home: SmallHome) -> None:
    (small_home.path / "warehouse.db").write_bytes(b"this is no database, only text that lies in its place")
    code, _, errors = run("--home", str(small_home.path), "status", "2022H1")
    assert code == 3
    assert "cannot be opened" in _one_line(errors)


def test_figures_of_a_period_never_closed_end_with_1(run: Run, small_home: SmallHome) -> None:
    code, out, errors = run("--home", str(small_home.path), "figures", "2022H1")
    assert (code, out) == (1, "")
    assert "close the period with 'soket close 2022H1'" in _one_line(errors)


def test_a_shut_gate_lists_what_is_missing_and_ends_with_1(run: Run, small_home: SmallHome) -> None:
    small_home.send("00001")
    code, out, _ = run("--home", str(small_home.path), "close", "2022H1")
    assert code == 1
    assert out.splitlines()[0] == "close: 2022H1 stays open; units that stop the gate: 3"
    assert "  B-03 Ban Khuyến học Trường Ba" in out.splitlines()
    assert not (small_home.path / "reports" / "2022H1").exists()


def test_collect_ends_with_0_even_with_refusals(run: Run, small_home: SmallHome) -> None:
    small_home.put("00001", "ảnh chụp.jpg", b"\xff\xd8\xff")
    code, out, _ = run("--home", str(small_home.path), "collect", "--period", "2022H1")
    assert code == 0
    assert out.splitlines()[0] == "collect: new files 1, accepted 0, refused 1, files answered 1."


def test_close_with_everything_in_says_the_version_and_the_report(run: Run, small_home: SmallHome) -> None:
    small_home.send_all()
    code, out, _ = run("--home", str(small_home.path), "close", "2022H1", "--json")
    done = json.loads(out)
    assert code == 0
    assert (done["closed"], done["new"], done["version"], done["shut_by"]) == (True, True, 1, [])
    assert Path(done["report"]).is_file()
    again = json.loads(run("--home", str(small_home.path), "close", "2022H1", "--json")[1])
    assert (again["closed"], again["new"], again["changed"]) == (True, False, False)
    assert run("--home", str(small_home.path), "report", "2022H1")[1].strip() == done["report"]


def test_findings_json_has_a_record_per_finding(run: Run, small_home: SmallHome) -> None:
    small_home.send("00001", bieu_3__hoc_vien__ky_nay="chừng sáu mươi")
    run("--home", str(small_home.path), "collect", "--period", "2022H1")
    code, out, _ = run("--home", str(small_home.path), "findings", "2022H1", "--json")
    found: list[dict[str, Any]] = json.loads(out)
    assert code == 0
    assert [set(one) for one in found] == [
        {
            "unit",
            "file",
            "sha256",
            "rule",
            "severity",
            "stage",
            "sheet",
            "cell",
            "saw",
            "wanted",
            "explained",
            "message",
        }
    ]
    assert found[0]["file"].startswith("inbox/001-")
    assert (found[0]["unit"], found[0]["severity"], found[0]["sheet"]) == ("00001", "refuse_file", "Biểu 3")


def test_what_a_sender_wrote_is_printed_as_it_stands(run: Run, small_home: SmallHome) -> None:
    small_home.send("B-03", name="bieu [red] :x:.xlsx", bieu_1__hoi_vien__ky_nay="[/] :x: 60")
    small_home.collect()
    code, out, _ = run("--home", str(small_home.path), "findings", "2022H1")
    assert code == 0 and '"[/] :x: 60"' in out
    code, out, _ = run("--home", str(small_home.path), "close", "2022H1", "--no-wait")
    assert code == 1 and "/bieu [red] :x:.xlsx (whole_number)" in out


def test_a_path_is_never_cut_short_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "inbox/003-ban-khuyen-hoc-truong-ba/bieu-gui-lai.xlsx"
    monkeypatch.setattr(screen, "out", Console(force_terminal=True, width=20, color_system=None))
    screen.table(("code", "file"), [("B-03", path)])
    lines = capsys.readouterr().out.splitlines()[1:]
    assert "".join(line.removeprefix(" B-03").strip() for line in lines) == path


def test_init_makes_a_home_and_never_over_another(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("init", str(tmp_path / "nhà"))
    assert code == 0
    assert "soket.toml" in out
    assert {path.name for path in (tmp_path / "nhà").iterdir()} == {
        "soket.toml",
        "units.csv",
        "inbox",
        "raw",
        "reports",
    }
    code, _, errors = run("init", str(tmp_path / "nhà"))
    assert code == 2
    assert "there is a home already" in _one_line(errors)


def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "nha").write_bytes(b"in the way")
    code, out, errors = run("init", str(tmp_path / "nha" / "moi"))
    assert (code, out) == (3, "")
    assert _one_line(errors).startswith(f"soket: {tmp_path / 'nha' / 'moi'}: Not a directory; see to the folder, ")


def test_a_home_just_made_opens(run: Run, tmp_path: Path) -> None:
    run("init", str(tmp_path / "nhà"))
    code, _, errors = run("--home", str(tmp_path / "nhà"), "status", "2026H2")
    assert code == 2
    assert "period 2026H2 is not there (known: none)" in _one_line(errors)


def _lose(*_: object) -> None:
    raise KeyError("lost")


def test_an_error_that_nobody_foresaw_is_one_line_too(
    run: Run, small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.look.period_status", _lose)
    code, _, errors = run("--home", str(small_home.path), "status", "2022H1")
    assert code == 3
    assert _one_line(errors) == "soket: not foreseen: KeyError: 'lost'; SOKET_DEBUG=1 tells where"


def test_status_for_people_lists_each_unit_in_a_line(run: Run, small_home: SmallHome) -> None:
    small_home.send("00002")
    run("--home", str(small_home.path), "collect", "--period", "2022H1")
    _, out, _ = run("--home", str(small_home.path), "status", "2022H1")
    assert out.splitlines()[0] == "2022H1: open; received 1/4"
    assert any(line.startswith("00002\tHội Khuyến học xã Hai\treceived") for line in out.splitlines())


def test_figures_and_trace_for_people_are_tables(run: Run, sample_home: Path) -> None:
    _, figures, _ = run("--home", str(sample_home), "figures", "2022H1")
    assert "hoi_vien\tHội viên\t33.872\thội viên\t47/48" in figures.splitlines()
    _, cells, _ = run("--home", str(sample_home), "trace", "2022H1", "cdht_xa_dang_ky")
    assert cells.splitlines()[0] == "cdht_xa_dang_ky = 12, from 12 cells"


def test_doctor_in_an_empty_folder_looks_at_the_machine_and_ends_with_0(run: Run, tmp_path: Path) -> None:
    code, out, errors = run("--home", str(tmp_path), "doctor")
    assert (code, errors) == (0, "")
    assert out.splitlines()[0] == "check\tstate\twhat was seen\twhat to do"
    assert any(line.startswith("fence\tok\t") for line in out.splitlines())


def test_doctor_ends_with_2_where_the_home_and_with_3_where_the_machine_is_at_fault(
    run: Run, small_home: SmallHome
) -> None:
    settings = small_home.path / "soket.toml"
    settings.write_text('inboxes = ["inbox", "xa"]\n' + settings.read_text(encoding="utf-8"), encoding="utf-8")
    code, out, errors = run("--home", str(small_home.path), "doctor", "--json")
    told = json.loads(out)
    assert (code, errors, told["well"]) == (2, "", False)
    assert [one["name"] for one in told["checks"] if one["state"] == "fail"] == [f"inbox {small_home.path / 'xa'}"]
    assert set(told["checks"][0]) == {"name", "of", "state", "saw", "mend"}
    (small_home.path / "raw").symlink_to("/proc/self")
    assert run("--home", str(small_home.path), "doctor")[0] == 3


# --- collect ----------------------------------------------------------------------------------


def _collect(run: Run, home: SmallHome, *more: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = run("--home", str(home.path), "collect", "--period", "2022H1", "--json", *more)
    return code, json.loads(out)


def test_collect_waits_and_with_no_wait_does_not(
    run: Run, small_home: SmallHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("tasks.take.time.sleep", waits.append)
    small_home.put("B-03", "mot.csv", b"a;1")
    assert _collect(run, small_home, "--no-wait")[0] == 0 and waits == []
    small_home.put("B-03", "hai.csv", b"a;2")
    assert _collect(run, small_home)[0] == 0 and waits == [0.05]
    assert _collect(run, small_home)[1]["changed"] is False and waits == [0.05]


def test_what_collect_could_not_take_is_told_to_people_and_programs(run: Run, small_home: SmallHome) -> None:
    (small_home.path / "inbox" / "chua-ro-don-vi").mkdir(parents=True)
    (small_home.path / "inbox" / "chua-ro-don-vi" / "bieu.csv").write_bytes(b"a;1")
    small_home.put("B-03", "~$bieu.csv", b"")
    code, done = _collect(run, small_home)
    assert code == 0, "a file of the office's own to do is no failure"
    (missed,) = done["unreceived"]
    assert (missed["path"], missed["problem"]) == ("inbox/chua-ro-don-vi/bieu.csv", "unassigned")
    assert done["ignored"] == ["inbox/003-ban-khuyen-hoc-truong-ba/~$bieu.csv"] and done["problems"] == []
    _, out, _ = run("--home", str(small_home.path), "collect", "--period", "2022H1")
    assert out.splitlines() == ["collect: nothing new; nothing changed.", f"  {missed['message']}"]
    _, out, _ = run("--home", str(small_home.path), "status", "2022H1")
    assert missed["message"] in out.splitlines()
    assert "ignored: inbox/003-ban-khuyen-hoc-truong-ba/~$bieu.csv (lock_file)" in out.splitlines()


def test_an_inbox_that_is_not_there_ends_with_1_and_the_others_are_collected(run: Run, small_home: SmallHome) -> None:
    small_home.set('inboxes = ["inbox", "/no/such/share"]')
    small_home.send("B-03")
    code, done = _collect(run, small_home)
    assert (code, done["accepted"], [one["problem"] for one in done["unreceived"]]) == (1, 1, ["no_inbox"])
    code, out, _ = run("--home", str(small_home.path), "close", "2022H1", "--json")
    told = json.loads(out)
    assert (code, told["closed"], len(told["unreceived"])) == (1, False, 1)


def test_a_reply_that_cannot_be_written_ends_with_1(run: Run, small_home: SmallHome) -> None:
    small_home.send_all()
    (small_home.folder("B-03") / "phan-hoi").symlink_to("elsewhere")
    code, done = _collect(run, small_home)
    assert (code, done["accepted"], done["replied"], len(done["problems"])) == (1, 4, 3, 2)
    (small_home.folder("B-03") / "phan-hoi").unlink()
    (small_home.folder("B-03") / "phan-hoi").mkdir()
    assert _collect(run, small_home)[0] == 0


@pytest.mark.parametrize("name", ["raw", ".scan.lock", "inbox"])
def test_a_folder_of_ours_that_cannot_be_written_is_one_line_and_3(run: Run, small_home: SmallHome, name: str) -> None:
    small_home.put("B-03", "bieu.csv", b"a;1") if name != "inbox" else None
    path = small_home.path / name
    path.mkdir() if name == ".scan.lock" else path.write_bytes(b"in the way")
    code, out, errors = run("--home", str(small_home.path), "collect", "--period", "2022H1")
    assert (code, out) == (3, "")
    assert str(path) in _one_line(errors.removeprefix(errors.partition("soket:")[0]))


# --- receive ----------------------------------------------------------------------------------


def test_receive_files_judges_and_answers(run: Run, small_home: SmallHome, tmp_path: Path) -> None:
    path = small_home.send("B-03").rename(tmp_path / "bieu.xlsx")
    arguments = ("receive", str(path), "--unit", "B-03", "--as", "Zalo", "--by", "Lan")
    code, out, errors = run("--home", str(small_home.path), *arguments)
    assert (code, errors) == (0, "")
    first, *replies = out.splitlines()
    assert first == "receive: Zalo/bieu.xlsx of B-03: accepted"
    assert len(replies) == 2 and all(Path(one.removeprefix("reply: ")).is_file() for one in replies)
    code, out, _ = run("--home", str(small_home.path), *arguments, "--json")
    told = json.loads(out)
    assert code == 0 and set(told) == {
        "unit",
        "file",
        "sha256",
        "state",
        "reason",
        "period",
        "replies",
        "waiting",
        "problems",
        "alerts",
    }
    assert (told["unit"], told["state"], told["period"], told["problems"]) == ("B-03", "accepted", "2022H1", [])


def test_receive_ends_with_1_for_a_refused_file_and_with_2_for_wrong_use(
    run: Run, small_home: SmallHome, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"a;1")
    home = ("--home", str(small_home.path))
    code, out, _ = run(*home, "receive", str(tmp_path / "a.csv"), "--unit", "B-03")
    assert code == 1 and out.startswith("receive: nhập thay/a.csv of B-03: refused (")
    for arguments, line in (
        (("receive", str(tmp_path / "a.csv"), "--unit", "B-99"), "no unit in units.csv has this code"),
        (("receive", str(tmp_path / "none.csv"), "--unit", "B-03"), "name the file that the unit sent"),
        (("receive", str(tmp_path), "--unit", "B-03"), "not a regular file"),
        (("receive", str(tmp_path / "a.csv")), "Missing option '--unit'"),
    ):
        code, out, errors = run(*home, *arguments)
        assert (code, out) == (2, "") and line in _one_line(errors)


# --- reread -----------------------------------------------------------------------------------


def test_reread_tells_what_changed(run: Run, small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.collect()
    home = ("--home", str(small_home.path))
    code, out, _ = run(*home, "reread", "2022H1", "--reason", "bản mới", "--json")
    assert code == 0
    assert json.loads(out) == {
        "period": "2022H1",
        "files": 4,
        "accepted_now": [],
        "refused_now": [],
        "changes": [],
        "waiting": [],
        "problems": [],
        "alerts": {"sent": 0, "waiting": []},
    }
    _, out, _ = run(*home, "reread", "2022H1", "--reason", "bản mới")
    assert out.splitlines() == ["reread: 2022H1: 4 files read again, 0 values changed"]


def test_reread_ends_with_1_where_a_file_would_be_refused_now(run: Run, small_home: SmallHome) -> None:
    small_home.send("B-03")
    small_home.collect()
    shutil.copytree(Path(cli.__file__).parents[1] / "expectations", small_home.path / "expectations")
    form = small_home.path / "expectations" / "forms" / "01_bieu_1.toml"
    form.write_text(form.read_text(encoding="utf-8").replace('"Kỳ này"', '"Kỳ khác"'), encoding="utf-8")
    code, out, _ = run("--home", str(small_home.path), "reread", "2022H1", "--reason", "bản mới")
    assert code == 1
    assert "bieu.xlsx: would be refused now (" in out and "what was accepted of it stands" in out


def test_reread_ends_with_2_without_a_reason_and_for_a_closed_period(run: Run, small_home: SmallHome) -> None:
    small_home.send_all()
    home = ("--home", str(small_home.path))
    for arguments, line in (
        (("reread", "2022H1"), "Missing option '--reason'"),
        (("reread", "2022H1", "--reason", " "), "give the reason with --reason TEXT"),
        (("reread", "2030H1", "--reason", "x"), "period 2030H1 is not there"),
    ):
        code, _, errors = run(*home, *arguments)
        assert code == 2 and line in errors
    assert small_home.close_period().closing.new
    code, out, errors = run(*home, "reread", "2022H1", "--reason", "x")
    assert (code, out) == (2, "") and "2022H1 is closed" in errors and "Traceback" not in errors


# --- start-up ---------------------------------------------------------------------------------

ONLY_READ = (
    "figures 2022H1",
    "trace 2022H1 hoi_vien",
    "diff 2022H1 1 1",
    "status 2022H1",
    "findings 2022H1",
    "report 2022H1",
    "audit verify",
)
_LOADED = """
import sys
from flows import cli
home, *commands = sys.argv[1:]
for command in commands:
    sys.argv = ["soket", "--home", home, *command.split()]
    try:
        cli.main()
    except SystemExit as ended:
        assert not ended.code, command
    dear = {"prefect", "great_expectations", "pandas", "docx", "xlsxwriter"} & set(sys.modules)
    assert not dear, (command, dear)
"""


def test_a_command_that_only_reads_waits_for_no_library_that_runs_judges_or_writes(sample_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, str(sample_home), *ONLY_READ], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "hoi_vien\tHội viên\t33.872" in done.stdout
