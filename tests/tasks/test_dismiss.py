"""Letting a refused file rest."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from domain.half_year import HalfYear
from flows.cli import app
from tasks.dismiss import dismiss
from tasks.gate import standing
from tasks.registry import HomeError
from tests.homes import SmallHome

SCAN = "inbox/003-ban-khuyen-hoc-truong-ba/ban ky.pdf"


@pytest.fixture
def with_a_scan(small_home: SmallHome) -> SmallHome:
    small_home.send("B-03")
    small_home.put("B-03", "ban ky.pdf", b"%PDF-1.7\n")
    small_home.collect()
    return small_home


def status(home: SmallHome, code: str) -> str:
    opened = home.open()
    with opened.warehouse.read() as connection:
        units = standing(opened, HalfYear.parse("2022H1"), connection).units
    return next(one.status for one in units if one.unit.code == code)


def test_a_scan_beside_a_good_form_stops_the_gate_until_somebody_looks_at_it(with_a_scan: SmallHome) -> None:
    assert status(with_a_scan, "B-03") == "refused"
    assert dismiss(with_a_scan.open(), SCAN, "Thư ký", "bản ký") == 1
    assert status(with_a_scan, "B-03") == "received"
    assert [act[:3] for act in with_a_scan.acts()] == [("Thư ký", "dismiss", SCAN)]


def test_a_dismissed_file_stays_dismissed_when_the_folder_is_collected_again(with_a_scan: SmallHome) -> None:
    dismiss(with_a_scan.open(), SCAN, "Thư ký", "bản ký")
    assert not with_a_scan.collect().changed
    assert status(with_a_scan, "B-03") == "received"


def test_a_path_where_nothing_is_refused_is_told_with_the_nearest(with_a_scan: SmallHome) -> None:
    with pytest.raises(HomeError, match=r"did you mean 'inbox/003-ban-khuyen-hoc-truong-ba/ban ky\.pdf'"):
        dismiss(with_a_scan.open(), "inbox/003-ban-khuyen-hoc-truong-ba/ban ki.pdf", "Thư ký", "bản ký")


def test_an_accepted_file_cannot_be_dismissed(with_a_scan: SmallHome) -> None:
    dismiss(with_a_scan.open(), SCAN, "Thư ký", "bản ký")
    with pytest.raises(HomeError, match="nothing is refused now"):
        dismiss(with_a_scan.open(), "inbox/003-ban-khuyen-hoc-truong-ba/bieu.xlsx", "Thư ký", "thừa")


def test_a_reason_must_be_told(with_a_scan: SmallHome) -> None:
    with pytest.raises(ValueError, match="--reason"):
        dismiss(with_a_scan.open(), SCAN, "Thư ký", "  ")


def test_the_command_tells_what_was_dismissed(with_a_scan: SmallHome) -> None:
    told = CliRunner().invoke(app, ["--home", str(with_a_scan.path), "dismiss", SCAN, "--reason", "bản ký"])
    assert (told.exit_code, told.stdout) == (0, f"dismissed: {SCAN}\n")


def test_a_file_in_the_wrong_folder_asks_for_nothing_once_it_is_accepted_in_the_right_one(
    small_home: SmallHome,
) -> None:
    wrong = small_home.send("B-03", as_unit=small_home.unit("B-04"), name="lac.xlsx")
    small_home.send("B-03")
    right = small_home.folder("B-04") / "lac.xlsx"
    small_home.collect()
    assert status(small_home, "B-03") == "received", "a newer good form clears it"
    late = small_home.send("B-03", as_unit=small_home.unit("B-04"), name="lac 2.xlsx", bieu_1__hoi_vien__ky_nay=7)
    small_home.collect()
    assert status(small_home, "B-03") == "refused"
    right.parent.mkdir(exist_ok=True)
    right.write_bytes(late.read_bytes())
    wrong.unlink()
    small_home.collect()
    assert (status(small_home, "B-03"), status(small_home, "B-04")) == ("received", "received")
