from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.lineage import Lineage
from domain.record import DeclarationError
from expectations.load import SHIPPED
from tasks.home import Home
from tasks.new_home import make_home
from tasks.registry import HomeError
from tests import merged
from tests.homes import SmallHome

HEADING = "id,code,name,kind,parent,valid_from,valid_to,contact\n"


def refused(call: Callable[[], object], error: type[Exception] = HomeError) -> str:
    with pytest.raises(error) as caught:
        call()
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- soket.toml -------------------------------------------------------------------------------


def test_a_home_is_what_its_settings_say(small_home: SmallHome, catalogue: Catalogue) -> None:
    home = small_home.open()
    assert home.settings.association.name == "Hội Khuyến học huyện Thử"
    assert home.catalogue == catalogue
    assert home.inboxes == (small_home.path / "inbox",)
    assert (home.raw, home.reports) == (small_home.path / "raw", small_home.path / "reports")
    assert home.warehouse_url == f"sqlite:///{small_home.path / 'warehouse.db'}"
    assert [unit.code for unit in home.units] == ["00001", "00002", "B-03", "B-04"]
    assert home.dates(HalfYear(2022, 1)).deadline == date(2022, 6, 24)


def test_a_folder_without_settings_is_no_home(tmp_path: Path) -> None:
    told = refused(lambda: Home.open(tmp_path))
    assert str(tmp_path / "soket.toml") in told and "soket init" in told


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("colour = 1", "colour"),
        ("read_seconds = 'soon'", "read_seconds"),
        ("inboxes = []", "inboxes"),
        ("[periods.2022Q1]\ncut_off = 2022-06-14\ndeadline = 2022-06-14\nsigning = 2022-06-14", "2022Q1"),
        ("[periods.2023H1]\ncut_off = 2022-06-14\ndeadline = 2022-06-14", "signing"),
        ("[periods.2023H1]\ncut_off = 2023-06-14\ndeadline = 2023-06-13\nsigning = 2023-06-28", "before the cut-off"),
        ("[periods.2023H1]\ncut_off = 2023-06-14\ndeadline = 2023-06-24\nsigning = 2023-06-01", "signing 2023-06-01"),
        ("[periods.2023H1]\ncut_off = 'June'\ndeadline = 2022-06-14\nsigning = 2022-06-14", "cut_off"),
        ("name = ", "soket.toml"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_by_name(small_home: SmallHome, line: str, named: str) -> None:
    path = small_home.path / "soket.toml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(f"{line}\n{whole}" if not line.startswith("[") else f"{whole}\n{line}\n", encoding="utf-8")
    told = refused(small_home.open, ValueError)
    assert named in told and str(path) in told


def test_settings_that_notepad_saved_are_read_and_those_of_another_encoding_named(small_home: SmallHome) -> None:
    path = small_home.path / "soket.toml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("utf-8-sig"))
    assert small_home.open().settings.association.place == "Thử"
    path.write_bytes(text.encode("utf-16"))
    assert refused(small_home.open, ValueError) == f"{path}: not a text in UTF-8; save it as UTF-8"


def test_inboxes_may_lie_outside_and_the_warehouse_elsewhere(small_home: SmallHome, tmp_path: Path) -> None:
    path = small_home.path / "soket.toml"
    told = f'inboxes = ["hop thu", "{tmp_path}"]\nwarehouse = "sqlite:////x/y.db"\n' + path.read_text(encoding="utf-8")
    path.write_text(told, encoding="utf-8")
    home = small_home.open()
    assert home.inboxes == (small_home.path / "hop thu", tmp_path)
    assert home.warehouse_url == "sqlite:////x/y.db"


def test_a_homes_own_expectations_take_the_place_of_the_shipped_ones(small_home: SmallHome) -> None:
    own = small_home.path / "expectations"
    shutil.copytree(SHIPPED, own)
    (own / "forms" / "07_giai_trinh.toml").unlink()
    assert "giai_trinh" not in small_home.open().catalogue.form_by_code
    (own / "indicators.toml").write_text("kinds = 3", encoding="utf-8")
    assert str(own) in refused(small_home.open, DeclarationError)


# --- periods ----------------------------------------------------------------------------------


def test_a_period_that_is_not_in_the_settings_is_refused_with_those_that_are(small_home: SmallHome) -> None:
    told = refused(lambda: small_home.open().dates(HalfYear(2025, 2)))
    assert "2025H2" in told and "2021H1, 2021H2, 2022H1" in told and "[periods.2025H2]" in told


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2021, 6, 14), "2021H1"),
        (date(2021, 12, 13), "2021H1"),
        (date(2021, 12, 14), "2021H2"),
        (date(2030, 1, 1), "2022H1"),
    ],
)
def test_the_period_that_is_due_is_the_newest_past_its_cut_off(small_home: SmallHome, day: date, due: str) -> None:
    assert str(small_home.open().period_due(day)) == due


def test_before_the_first_cut_off_no_period_is_due(small_home: SmallHome) -> None:
    assert small_home.open().period_due(date(2021, 6, 13)) is None


# --- its tables ------------------------------------------------------------------------------


def test_a_missing_registry_is_refused_when_it_is_needed(small_home: SmallHome) -> None:
    (small_home.path / "units.csv").unlink()
    home = small_home.open()
    assert str(small_home.path / "units.csv") in refused(lambda: home.units)


def test_a_home_without_a_lineage_has_no_changes(small_home: SmallHome) -> None:
    home = small_home.open()
    assert home.lineage_bytes is None and home.lineage == Lineage()


def test_the_lineage_lies_beside_the_units_and_names_them(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home", merged.UNITS_CSV, merged.PERIODS)
    (home.path / "lineage.csv").write_text(merged.LINEAGE_CSV, encoding="utf-8")
    opened = home.open()
    assert opened.lineage == merged.lineage() and opened.lineage_bytes == merged.LINEAGE_CSV.encode()
    (home.path / "lineage.csv").write_text(merged.LINEAGE_CSV + "99,101,2025-07-01,\n", encoding="utf-8")
    told = refused(lambda: home.open().lineage)
    assert told.startswith(f"{home.path / 'lineage.csv'}, line 14: ") and "99" in told
    home.close()


def test_a_lineage_that_cannot_be_read_is_not_taken_for_none(small_home: SmallHome) -> None:
    (small_home.path / "lineage.csv").mkdir()
    assert "lineage.csv: cannot be read" in refused(lambda: small_home.open().lineage)


def test_units_of_a_day_are_those_that_are_valid(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home", HEADING + "1,a,A,ban,,,2022-06-13,\n2,b,B,ban,,2022-06-14,,\n")
    assert [unit.code for unit in home.open().units_on(date(2022, 6, 14))] == ["b"]
    assert [unit.code for unit in home.open().units_on(date(2022, 6, 13))] == ["a"]
    home.close()


# --- a new home -------------------------------------------------------------------------------


def test_a_new_home_can_be_opened_once_made_and_is_never_made_twice(tmp_path: Path) -> None:
    made = make_home(tmp_path / "hoi" / "moi")
    assert made == [tmp_path / "hoi" / "moi" / "soket.toml", tmp_path / "hoi" / "moi" / "units.csv"]
    home = Home.open(tmp_path / "hoi" / "moi")
    assert (home.units, home.settings.periods) == ((), {})
    assert all(folder.is_dir() for folder in (*home.inboxes, home.raw, home.reports))
    before = made[0].read_bytes()
    made[0].write_text(re.sub(r"^#(?! )", "", before.decode("utf-8"), flags=re.MULTILINE), encoding="utf-8")
    settings = Home.open(tmp_path / "hoi" / "moi").settings
    assert settings.approval and len(settings.inboxes) == 2 and settings.not_submissions, "a line is used without its #"
    assert set(settings.alerts) == {"thu-ky"}
    assert [(str(period), dates.letter) for period, dates in settings.periods.items()] == [("2026H2", "12/HKH")]
    made[0].write_bytes(before)
    assert "there is a home already" in refused(lambda: make_home(tmp_path / "hoi" / "moi"))
    assert made[0].read_bytes() == before


@pytest.mark.parametrize(
    "channel",
    [
        'thu-ky = "mailto://soket:bi-mat@a.vn"',
        'thu-ky = "env:"',
        'thu-ky = "env:A B"',
        'thu-ky = "block:a/b/c"',
        'prefect = "env:A"',
        '"Thư ký" = "env:A"',
    ],
)
def test_a_channel_that_cannot_be_one_is_refused_without_repeating_it(small_home: SmallHome, channel: str) -> None:
    path = small_home.path / "soket.toml"
    path.write_text(f"{path.read_text('utf-8')}\n[alerts]\n{channel}\n", encoding="utf-8")
    with pytest.raises(HomeError, match=r"\[alerts\]") as raised:
        small_home.open()
    assert "bi-mat" not in str(raised.value)


def test_channels_are_named_in_soket_toml(small_home: SmallHome) -> None:
    path = small_home.path / "soket.toml"
    alerts = '[alerts]\nthu-ky = "env:SOKET_MAIL"\nmay-chu = "block:secret/hook"\n'
    path.write_text(f"{path.read_text('utf-8')}\n{alerts}", encoding="utf-8")
    assert small_home.open().channels == ("thu-ky", "may-chu")
