"""docs/bieu is made from the catalogue and must not lag behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.make_form_pages import FOLDER, INDEX, pages
from domain.catalogue import Catalogue
from expectations.load import load_catalogue

ANOTHER = Path(__file__).parents[1] / "another" / "expectations"


def test_the_pages_are_those_that_the_catalogue_makes(catalogue: Catalogue) -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert there == pages(catalogue), "run: .venv/bin/python -m docs.make_pages"


def test_there_is_a_page_for_every_form_and_the_index_leads_to_it(catalogue: Catalogue) -> None:
    made = pages(catalogue)
    assert set(made) == {INDEX, *(f"{form.code}.md" for form in catalogue.forms)}
    assert all(f"({form.code}.md)" in made[INDEX] for form in catalogue.forms)


@pytest.mark.parametrize("folder", [None, ANOTHER], ids=["shipped", "another organisation"])
def test_a_page_names_every_row_and_column_with_its_unit(folder: Path | None) -> None:
    catalogue = load_catalogue(folder) if folder else load_catalogue()
    made = pages(catalogue)
    for form in catalogue.forms:
        page = made[f"{form.code}.md"]
        for row in form.rows:
            assert f"| {row.label} | {row.unit} |" in page
        for column in form.columns:
            assert f"| {column.heading} |" in page


def test_a_page_says_what_a_blank_means_and_who_is_asked(catalogue: Catalogue) -> None:
    made = pages(catalogue)
    row = next(line for line in made["bieu_1.md"].splitlines() if "| Lớp bồi dưỡng nghiệp vụ |" in line)
    assert row == (
        "| 17 | Lớp bồi dưỡng nghiệp vụ | lớp | P | tính là 0 |  | Hội Khuyến học xã, phường; Hội Khuyến học khác |"
    )


def test_a_changed_catalogue_changes_its_page(catalogue: Catalogue) -> None:
    form = catalogue.forms[1]
    renamed = form.model_copy(update={"rows": (form.rows[0].model_copy(update={"label": "Tên mới"}), *form.rows[1:])})
    changed = catalogue.model_copy(update={"forms": (catalogue.forms[0], renamed, *catalogue.forms[2:])})
    assert pages(changed)[f"{form.code}.md"] != pages(catalogue)[f"{form.code}.md"]
