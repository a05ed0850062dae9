"""The figures that a report prints, by their keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.citation import Citation
from domain.half_year import HalfYear
from tasks.home import Home
from tasks.known import Which
from tasks.printed import PrintedFigure, UnknownKey, printed_figures, trace_printed
from tasks.publish import published_of
from tasks.registry import HomeError
from tests.office import saved_again
from tests.wordml import edited

P = HalfYear(2022, 1)


@pytest.fixture(scope="module")
def home(sample_home: Path) -> Iterator[Home]:
    opened = Home.open(sample_home)
    yield opened
    opened.warehouse.close()


@pytest.fixture(scope="module")
def report(home: Home) -> Path:
    return published_of(home, P, Which()).path


def test_figures_are_listed_once_for_each_text_in_the_order_of_the_report(report: Path) -> None:
    listed = printed_figures(report)
    assert len({(one.key, one.text) for one in listed}) == len(listed) > 300
    assert [Citation.parse(one.key).key for one in listed] == [one.key for one in listed]
    members = [one for one in listed if one.key == "2022H1.1:hoi_vien"]
    assert members == [
        PrintedFigure("2022H1.1:hoi_vien", "gần 34.000", "1. Công tác tổ chức và phát triển hội viên"),
        PrintedFigure("2022H1.1:hoi_vien", "33.872", "Bảng 1. Công tác tổ chức và phát triển hội viên"),
    ]


def test_neither_the_words_of_units_nor_those_of_the_report_as_a_whole_are_figures(report: Path) -> None:
    assert [one for one in printed_figures(report) if ":." in one.key] == []


def test_the_figures_of_a_report_that_libreoffice_saved_are_the_same(report: Path, tmp_path: Path) -> None:
    assert printed_figures(saved_again([report], "docx", tmp_path) / report.name) == printed_figures(report)


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK no")
    with pytest.raises(HomeError, match="cannot be read as a Word document"):
        printed_figures(tmp_path / "a.docx")


def test_a_figure_that_a_report_prints_is_walked_back(home: Home, report: Path) -> None:
    (found,) = trace_printed(home, report, "2022H1.1:hoi_vien")
    assert found.value == 33_872 == sum(cell["value"] for cell in found.cells)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("2022H1.1:hoi_vein", "did you mean '2022H1.1:hoi_vien'?"),
        ("2022H1.2:hoi_vien", "did you mean '2022H1.1:hoi_vien'?"),
        ("xyz", "lists them"),
    ],
)
def test_a_key_that_the_report_has_not_names_the_nearest(home: Home, report: Path, key: str, hint: str) -> None:
    with pytest.raises(UnknownKey) as caught:
        trace_printed(home, report, key)
    assert repr(key) in str(caught.value) and hint in str(caught.value) and "\n" not in str(caught.value)


def test_a_control_that_somebody_made_up_is_no_figure_of_a_report(home: Home, report: Path, tmp_path: Path) -> None:
    forged = "2022H1.1:hoi_vien=much"
    path = edited(report, tmp_path / "a.docx", *[('w:val="2022H1.1:hoi_vien"', f'w:val="{forged}"')] * 2)
    with pytest.raises(ValueError, match="is none of a report's"):
        trace_printed(home, path, forged)
