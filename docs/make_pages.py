"""Writes the pages that come from the catalogue, docs/bieu/, ly-do.md and quy-tac.md, and the parts of warehouse.md
that come from its tables. ``python -m docs.make_pages``"""

from __future__ import annotations

from docs import make_form_pages, make_reason_page, make_rule_page, make_warehouse_page
from expectations.load import load_catalogue


def main() -> None:
    """The pages of the shipped catalogue; those of forms that are gone are removed."""
    catalogue = load_catalogue()
    made = make_form_pages.pages(catalogue)
    make_form_pages.FOLDER.mkdir(exist_ok=True)
    for path in make_form_pages.FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (make_form_pages.FOLDER / name).write_text(text, encoding="utf-8")
    for one in (make_reason_page, make_rule_page):
        one.PAGE.write_text(one.page(catalogue), encoding="utf-8")
    written = make_warehouse_page.PAGE.read_text(encoding="utf-8")
    make_warehouse_page.PAGE.write_text(make_warehouse_page.page(written), encoding="utf-8")


if __name__ == "__main__":
    main()
