"""docs/quy-tac.md is made from the rules and the forms and must not lag behind them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.make_rule_page import PAGE, page
from domain.catalogue import Catalogue
from domain.finding import Severity
from expectations.load import load_catalogue

ANOTHER = Path(__file__).parents[1] / "another" / "expectations"


def section(text: str, title: str) -> str:
    """What stands below a heading, up to the next of any rank."""
    return re.split(r"^#+ ", text.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def test_the_page_is_the_one_that_the_rules_make(catalogue: Catalogue) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(catalogue), "run: .venv/bin/python -m docs.make_pages"


@pytest.mark.parametrize("folder", [None, ANOTHER], ids=["shipped", "another organisation"])
def test_every_rule_on_what_is_written_stands_once_with_its_words(folder: Path | None) -> None:
    catalogue = load_catalogue(folder) if folder else load_catalogue()
    told = page(catalogue)
    for rule in catalogue.rules:
        assert told.count(f" | `{rule.id}` |\n") == (rule.on != "file"), rule.id
    assert "‹…›" not in told and not re.search(r"[{}]", told)


def test_a_severity_is_told_in_words(catalogue: Catalogue) -> None:
    words = {Severity.REFUSE_FILE: "Không nhận tệp", Severity.WARN: "Xin xem lại"}
    told = page(catalogue)
    for rule in catalogue.rules:
        if rule.on != "file":
            row = next(line for line in told.splitlines() if line.endswith(f"| `{rule.id}` |"))
            assert f"| {words[rule.severity]}" in row
    assert "trong danh sách: không nhận dòng" in told


def test_each_form_names_the_places_that_a_rule_judges(catalogue: Catalogue) -> None:
    told = page(catalogue)
    card = section(told, "Bìa")
    assert "| `forms_agree` | Xin xem lại | “Số hộ”, “Số dòng họ”, “Số thôn, bản, tổ dân phố” |" in card
    assert "Người lập biểu" not in card, "what is dropped is not judged"
    assert "| `in_set` | Xin xem lại | “Loại” |" in section(told, "Danh sách chi hội")
    words = section(told, "Thuyết minh")
    assert "| `narrative_present` | Xin xem lại | “Kết quả nổi bật”, “Hạn chế” |" in words
    assert "“Quỹ tồn đầu kỳ, Số tiền (đồng)” |" in next(
        line for line in section(told, "Biểu 4").splitlines() if "opening_stock" in line
    )


def test_a_rule_of_another_kind_has_a_place_of_its_own(catalogue: Catalogue) -> None:
    rule = catalogue.rule_by_id["required"].model_copy(update={"id": "later", "on": "review"})
    told = page(catalogue.model_copy(update={"rules": (*catalogue.rules, rule)}))
    assert "| `later` |" in section(told, "So với các kỳ và các đơn vị khác")


def test_the_guide_leads_to_the_page() -> None:
    assert "(quy-tac.md)" in (PAGE.parent / "huong-dan.md").read_text(encoding="utf-8")
