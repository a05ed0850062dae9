"""What is made beside a report: once, of the frozen figures, and never over what somebody edited."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.half_year import HalfYear
from tasks.beside import Made, beside
from tasks.known import NEWEST
from tasks.pdf import NoLibreOffice
from tasks.publish import published_of
from tests.homes import SmallHome
from tests.office import installed_office

P = HalfYear(2022, 1)


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    small_home.send_all()
    assert small_home.close_period().closing.new
    return small_home


def made(home: SmallHome, *kinds: str) -> list[Made]:
    opened = home.open()
    wanted = (kind in kinds for kind in ("workbook", "speech", "pdf"))
    return beside(opened, P, NEWEST, published_of(opened, P, NEWEST), *wanted)


def names(found: Sequence[Made]) -> list[str]:
    return [one.path.name for one in found]


def test_the_workbook_and_the_speech_stand_beside_the_report_of_their_version(home: SmallHome) -> None:
    found = made(home, "workbook", "speech")
    assert names(found) == ["so-lieu-2022H1-v1.xlsx", "phat-bieu-2022H1-v1.docx"]
    assert {one.path.parent for one in found} == {home.path / "reports" / "2022H1"}
    sheet = load_workbook(found[0].path)["Số liệu"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert 2_000 in rows["hoi_vien"]


def test_nothing_is_made_that_nobody_asked_for(home: SmallHome) -> None:
    assert made(home) == []
    assert [path.name for path in (home.path / "reports" / "2022H1").iterdir()] == ["bao-cao-2022H1-v1.docx"]


def test_figures_that_came_since_change_nothing(home: SmallHome) -> None:
    (before,) = made(home, "workbook")
    data = before.path.read_bytes()
    home.send("B-03", name="sua.xlsx", bieu_1__hoi_vien__ky_nay=9)
    home.collect()
    before.path.unlink()
    (after,) = made(home, "workbook")
    assert (after.path.read_bytes(), after.edited) == (data, False)


def test_what_somebody_edited_is_left_and_told(home: SmallHome) -> None:
    (speech,) = made(home, "speech")
    speech.path.write_bytes(b"edited")
    assert made(home, "speech") == [Made(speech.path, True)]
    assert speech.path.read_bytes() == b"edited"


def test_under_another_catalogue_nothing_is_made(home: SmallHome) -> None:
    expectations = Path(__file__).parents[2] / "expectations"
    shutil.copytree(expectations, home.path / "expectations", ignore=shutil.ignore_patterns("*.py"))
    target = home.path / "expectations" / "report.toml"
    target.write_text(target.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="put the expectations of that day back"):
        made(home, "workbook")


def test_without_libreoffice_a_pdf_says_what_to_install(home: SmallHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home.path))
    with pytest.raises(NoLibreOffice, match="install libreoffice-writer"):
        made(home, "pdf")


def test_a_pdf_is_of_the_issued_bytes_and_made_once(home: SmallHome) -> None:
    installed_office()
    report = home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx"
    report.write_bytes(b"edited")
    (pdf,) = made(home, "pdf")
    data = pdf.path.read_bytes()
    assert pdf.path.name == "bao-cao-2022H1-v1.pdf" and data.startswith(b"%PDF")
    assert made(home, "pdf") == [Made(pdf.path)] and pdf.path.read_bytes() == data
