"""A closed version as files for other tools: all of it, with its names, and nobody's contact."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from domain.half_year import HalfYear
from tasks.export import export
from tasks.export_words import TABLES
from tasks.home import Home
from tasks.known import NeverClosed
from tasks.look import figures_known
from tasks.registry import HomeError
from tasks.trace import trace
from tests.homes import SmallHome
from tests.tasks.kept_home import closed_home
from warehouse import tables
from warehouse.views import VIEWS

PERIOD = HalfYear(2022, 1)


@pytest.fixture
def home(small_home: SmallHome) -> SmallHome:
    return closed_home(small_home)


def read(folder: Path) -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_told_of_in_the_offices_words(table: str) -> None:
    holds, words = TABLES[table]
    assert holds and set(VIEWS[f"v_{table}"]) <= set(words) and all(words.values())


def test_the_sample_is_exported_whole(sample_home: Path, tmp_path: Path) -> None:
    home = Home.open(sample_home)
    done = export(home, PERIOD, tmp_path / "x")
    held = read(done.folder)
    assert sorted(path.name for path in done.folder.iterdir()) == sorted(
        ["README.txt", *(f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet"))]
    )
    _, found = figures_known(home, PERIOD)
    of_all = held["figures"].filter(pl.col("unit_id").is_null(), breakdown="", comparison="", span="half")
    newest = {row["indicator"]: row for row in of_all.sort("of_year", nulls_last=False).iter_rows(named=True)}
    assert {code: row["value"] for code, row in newest.items()} == {i.code: figure.value for i, figure in found}
    assert {row["indicator_name"] for row in newest.values()} == {i.name for i, _ in found}
    assert {row["measure"] for row in newest.values()} == {i.unit for i, _ in found}
    assert set(held["figures"]["comparison"]) == {"", "same_half", "year_end", "plan"}
    assert held["figures"].filter(pl.col("unit_id").is_not_null())["unit_name"].null_count() == 0
    assert held["figures"].filter(pl.col("breakdown") != "")["breakdown_name"].null_count() == 0
    cells = {(c["unit"], c["file"], c["cell"], c["value"]) for c in trace(home, PERIOD, "chi_hoi").cells}
    counted = held["values"].filter(indicator="chi_hoi", breakdown="")
    assert cells <= set(counted.select("unit", "file", "cell", "value").iter_rows())
    assert len(held["units"]) == 49 and done.rows == {name: len(rows) for name, rows in held.items()}


def test_both_formats_hold_the_same_and_excel_can_open_the_csv(home: SmallHome, tmp_path: Path) -> None:
    done = export(home.open(), PERIOD, tmp_path / "x")
    for name, rows in read(done.folder).items():
        data = (done.folder / f"{name}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        again = pl.read_csv(data, schema=rows.schema)
        assert again.with_columns(pl.col(pl.String).fill_null("")).equals(
            rows.with_columns(pl.col(pl.String).fill_null(""))
        )


def test_a_text_that_excel_would_work_out_is_shown_as_it_is(home: SmallHome, tmp_path: Path) -> None:
    with home.open().warehouse.write() as connection:
        connection.execute(tables.unit.update().where(tables.unit.c.id == 2).values(code="=1+1", name="- Hội"))
    done = export(home.open(), PERIOD, tmp_path / "x")
    again = pl.read_csv(done.folder / "units.csv")
    assert (again["code"][1], again["name"][1]) == ("'=1+1", "'- Hội")
    assert read(done.folder)["units"]["code"][1] == "=1+1"


def test_the_readme_tells_of_every_column_that_there_is(home: SmallHome, tmp_path: Path) -> None:
    done = export(home.open(), PERIOD, tmp_path / "x")
    text = (done.folder / "README.txt").read_bytes().decode("utf-8-sig")
    assert text.startswith("Số liệu kỳ 2022H1, lần chốt 1\r\n")
    for name, rows in read(done.folder).items():
        part = text.split(f"\n{name}: ")[1].split("\r\n\r\n")[0]
        assert [line.split(":")[0].strip() for line in part.splitlines()[1:]] == rows.columns


def test_again_it_takes_the_place_of_the_earlier_export_and_says_the_same(home: SmallHome, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in export(home.open(), PERIOD, tmp_path / "x").folder.iterdir()}
    (tmp_path / "x" / "units.csv").write_text("altered")
    (tmp_path / "x" / "values.csv").unlink()
    again = {path.name: path.read_bytes() for path in export(home.open(), PERIOD, tmp_path / "x").folder.iterdir()}
    assert again == first and [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_holds_anything_else_is_left_alone(home: SmallHome, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "units.xlsx").touch()
    for place in (tmp_path / "mine", tmp_path / "mine" / "units.xlsx"):
        with pytest.raises(HomeError, match=r"units\.xlsx"):
            export(home.open(), PERIOD, place)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["units.xlsx"]


def test_a_period_or_a_version_that_was_never_closed_is_no_export(home: SmallHome, tmp_path: Path) -> None:
    for period, version in ((HalfYear(2021, 1), None), (PERIOD, 2)):
        with pytest.raises(NeverClosed):
            export(home.open(), period, tmp_path / "x", version)
    assert not (tmp_path / "x").exists()
