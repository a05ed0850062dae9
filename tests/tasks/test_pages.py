"""The pages on disk: written when something changed, whole or not at all, and opened from there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from domain.half_year import HalfYear
from tasks.home import Home
from tasks.overview import overview
from tasks.pages import Pages, write_pages
from tests.browser import browser, new_page
from tests.homes import UNITS, SmallHome

P, DAY = HalfYear(2022, 1), date(2022, 6, 30)


def written(home: SmallHome, day: date = DAY, period: HalfYear = P) -> Pages:
    opened = home.open()
    return write_pages(opened, overview(opened, period, day))


def states(home: SmallHome) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (home.path / "pages").iterdir()}


def test_a_period_gets_a_page_for_the_office_one_for_everybody_and_a_place_in_the_list(small_home: SmallHome) -> None:
    done = written(small_home)
    folder = small_home.path / "pages"
    assert (done.path, done.public, done.index) == (
        folder / "2022H1.html",
        folder / "2022H1-cong-khai.html",
        folder / "index.html",
    )
    assert done.written and done.problems == ()
    assert sorted(path.name for path in folder.iterdir()) == ["2022H1-cong-khai.html", "2022H1.html", "index.html"]
    written(small_home, period=HalfYear(2021, 2))
    listed = done.index.read_text(encoding="utf-8")
    assert listed.index('href="2022H1.html"') < listed.index('href="2021H2-cong-khai.html"') and "2021H1" not in listed


def test_the_same_state_on_the_same_day_touches_no_file(small_home: SmallHome) -> None:
    small_home.send("00001")
    small_home.collect()
    assert written(small_home).written
    before = states(small_home)
    assert not written(small_home).written and states(small_home) == before


def test_another_day_or_another_file_is_written_anew(small_home: SmallHome) -> None:
    written(small_home)
    first = written(small_home, day=date(2022, 7, 1))
    small_home.send("00001")
    small_home.collect()
    assert first.written and written(small_home, day=date(2022, 7, 1)).written
    assert "1/4" in first.path.read_text(encoding="utf-8")


def test_a_closed_half_is_the_same_whatever_the_day(small_home: SmallHome) -> None:
    small_home.send_all()
    small_home.close_period()  # which writes it
    before = (small_home.path / "pages" / "2022H1.html").read_bytes()
    assert not written(small_home, day=date(2090, 1, 1)).written
    assert (small_home.path / "pages" / "2022H1.html").read_bytes() == before
    assert not written(small_home, day=date(2091, 1, 1)).written


def test_what_cannot_be_written_is_told_and_the_others_are_written(small_home: SmallHome) -> None:
    folder = small_home.path / "pages"
    (folder / "2022H1.html").mkdir(parents=True)
    done = written(small_home)
    (told,) = done.problems
    assert str(told).startswith(f"{folder / '2022H1.html'}: cannot be written (Is a directory); ") and done.written
    assert told.for_log == str(told), "a page is named by its period, not by a person'"
    assert done.public.is_file() and done.index.is_file()
    assert [path for path in folder.iterdir() if path.name.startswith(".tmp")] == []


def test_a_folder_that_cannot_be_made_is_told(small_home: SmallHome) -> None:
    (small_home.path / "pages").write_text("", encoding="utf-8")
    done = written(small_home)
    assert str(done.problems[0]).startswith(f"{small_home.path / 'pages'}: cannot be written (") and not done.written


def test_the_public_page_of_a_home_names_no_unit_no_contact_and_no_path(tmp_path: Path) -> None:
    home = SmallHome(tmp_path / "home", UNITS.replace("Trường Ba,ban,,,,", 'Trường Ba,ban,1,,,"Bà Kín, 0000 000 003"'))
    home.send("00001")
    home.send("B-04", bieu_4__hoc_bong__so_luong="nhiều")
    home.close_period(accept=["00002", "B-03", "B-04"], reason="Bà Kín xin nộp sau")
    done = written(home)
    office, public = (path.read_text(encoding="utf-8") for path in (done.path, done.public))
    private = [
        "Hội Khuyến học xã Hai",
        "Bà Kín xin nộp sau",
        "0000\xa0000\xa0003",
        "Thư ký",
        "../inbox/",
        "../reports/2022H1/",
    ]
    assert [word for word in private if word not in office] == []
    named = [unit.name for unit in home.open().units]
    assert [word for word in (*private, *named, "Kín", "0000", str(home.path), "inbox") if word in public] == []
    home.close()


# --- in a browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_sample(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample's pages, in a folder of their own: the sample itself is not changed."""
    folder = tmp_path_factory.mktemp("sample")
    for path in sample_home.iterdir():
        if path.name != "pages":
            (folder / path.name).symlink_to(path)
    home = Home.open(folder)
    for code in home.settings.periods:
        write_pages(home, overview(home, HalfYear.parse(code), DAY))
    yield folder / "pages"
    home.warehouse.close()


@pytest.mark.long
@pytest.mark.parametrize("name", ["2022H1", "2022H1-cong-khai", "index"])
def test_the_samples_pages_open_from_disk_on_a_desk_and_on_a_phone(of_sample: Path, name: str) -> None:
    with browser() as opened:
        for width, dark in ((1280, False), (360, True)):
            found = new_page(opened, width=width, dark=dark)
            found.page.goto((of_sample / f"{name}.html").as_uri())
            assert (found.outside, found.errors, found.serious()) == ([], [], [])
            assert found.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_link_of_the_samples_pages_leads_to_a_file(of_sample: Path) -> None:
    assert len(list(of_sample.glob("*.html"))) == 7
    with browser() as opened:
        page = new_page(opened).page
        for name in ("2022H1", "index"):
            page.goto((of_sample / f"{name}.html").as_uri())
            links = page.locator("a:not([href^='#'])").evaluate_all("all => all.map(one => one.href)")
            files = [Path(unquote(urlsplit(one).path)) for one in links]
            assert len(files) > 5 and [path for path in files if not path.is_file()] == []
