"""soket reconcile: exit codes, JSON, and one line for what cannot be done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import Run
from tests.homes import SmallHome

RIGHT = "Hiện thành phố có 188 chi hội với gần 34.000 hội viên; 27 người dự họp ngày 29/7."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "bai.txt"
    path.write_text(RIGHT, encoding="utf-8")
    return path


def test_an_article_that_agrees_ends_with_0_and_lists_its_figures(run: Run, sample_home: Path, article: Path) -> None:
    code, out, _ = run("--home", str(sample_home), "reconcile", str(article), "--period", "2022H1")
    assert code == 0
    lines = out.splitlines()
    assert lines[1] == "agrees\t188 chi hội\tchi_hoi\t188\t"
    assert lines[-1] == "figures 3: agrees 2, disagrees 0, unknown 1"


def test_json_has_a_record_for_each_figure(run: Run, sample_home: Path, article: Path) -> None:
    code, out, _ = run("--home", str(sample_home), "reconcile", str(article), "--period", "2022H1", "--json")
    members, *_ = [one for one in json.loads(out) if one["qualifier"]]
    assert code == 0
    assert members == {
        "text": "gần 34.000 hội viên",
        "qualifier": "gần",
        "value": 34000,
        "of": None,
        "unit": "hội viên",
        "indicator": "hoi_vien",
        "verdict": "agrees",
        "warehouse": 33872,
        "why": "",
        "sentence": RIGHT,
    }


def test_a_figure_that_disagrees_is_told_with_the_true_one_and_its_sentence(
    run: Run, sample_home: Path, article: Path
) -> None:
    wrong = RIGHT.replace("188", "190")
    article.write_text(wrong, encoding="utf-8")
    code, out, _ = run("--home", str(sample_home), "reconcile", str(article), "--period", "2022H1")
    assert code == 1
    assert "190 chi hội: 188 (chi_hoi)" in out and f"  {wrong}" in out


def test_an_article_without_figures_has_nothing_to_disagree_with(run: Run, sample_home: Path, article: Path) -> None:
    article.write_text("Phong trào phát triển sâu rộng.", encoding="utf-8")
    assert run("--home", str(sample_home), "reconcile", str(article), "--period", "2022H1", "--json")[:2] == (0, "[]\n")


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (
            ("none.txt", "--period", "2022H1"),
            2,
            "none.txt: no such file; wanted a text file or a Word document (.docx)",
        ),
        (("bai.txt", "--period", "2022H1", "--version", "7"), 1, "2022H1 version 7: no such close"),
        (("bai.txt", "--period", "2022"), 2, "wanted a year and a half"),
        (("bai.txt",), 2, "Missing option '--period'"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, sample_home: Path, article: Path, arguments: tuple[str, ...], code: int, line: str
) -> None:
    name, *rest = arguments
    ended, out, errors = run("--home", str(sample_home), "reconcile", str(article.with_name(name)), *rest)
    assert (ended, out) == (code, "")
    assert line in errors and len(errors.strip().splitlines()) == 1


def test_a_period_that_was_never_closed_is_told_as_by_figures(run: Run, small_home: SmallHome, article: Path) -> None:
    code, out, errors = run("--home", str(small_home.path), "reconcile", str(article), "--period", "2022H1")
    assert (code, out) == (1, "")
    assert "close the period with 'soket close 2022H1'" in errors


_LOADED = """
import sys
from flows import cli
sys.argv = ["soket", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as ended:
    assert not ended.code
dear = {"prefect", "great_expectations", "pandas", "docx"} & set(sys.modules)
assert not dear, dear
"""


def test_it_waits_for_no_library_that_runs_or_judges(sample_home: Path, article: Path) -> None:
    arguments = ["--home", str(sample_home), "reconcile", str(article), "--period", "2022H1"]
    done = subprocess.run([sys.executable, "-c", _LOADED, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "figures 3: agrees 2" in done.stdout
