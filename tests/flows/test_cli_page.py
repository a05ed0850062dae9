"""soket page: where the pages are, for people and for programs, and how it ends."""

from __future__ import annotations

import json

from tests.flows.conftest import Run
from tests.homes import SmallHome


def test_people_read_where_the_pages_are_and_that_nothing_changed_since(run: Run, small_home: SmallHome) -> None:
    folder = small_home.path / "pages"
    public = f"for everybody: {folder / '2022H1-cong-khai.html'}\n"
    first = run("--home", str(small_home.path), "page", "2022H1")
    assert first == (0, f"page: {folder / '2022H1.html'}\n{public}", "")
    again = run("--home", str(small_home.path), "page", "2022H1")
    assert again == (0, f"page: {folder / '2022H1.html'} (nothing changed)\n{public}", "")


def test_programs_read_the_same_as_json(run: Run, small_home: SmallHome) -> None:
    code, out, _ = run("--home", str(small_home.path), "page", "2022H1", "--json")
    folder = small_home.path / "pages"
    assert code == 0 and json.loads(out) == {
        "period": "2022H1",
        "page": str(folder / "2022H1.html"),
        "public": str(folder / "2022H1-cong-khai.html"),
        "index": str(folder / "index.html"),
        "written": True,
        "problems": [],
    }


def test_a_page_that_cannot_be_written_is_told_and_may_be_tried_again(run: Run, small_home: SmallHome) -> None:
    (small_home.path / "pages" / "2022H1.html").mkdir(parents=True)
    code, out, errors = run("--home", str(small_home.path), "page", "2022H1")
    assert (code, errors) == (3, "") and "2022H1.html: cannot be written (Is a directory); " in out


def test_a_period_that_is_not_declared_is_used_wrongly(run: Run, small_home: SmallHome) -> None:
    code, out, errors = run("--home", str(small_home.path), "page", "2030H1")
    assert (code, out) == (2, "") and "period 2030H1 is not there" in errors
