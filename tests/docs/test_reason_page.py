"""docs/ly-do.md is made from the rules and must not lag behind them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.make_reason_page import PAGE, page
from domain.catalogue import Catalogue
from domain.finding import Severity
from domain.rule import FILE_RULES
from expectations.load import load_catalogue
from tests.homes import SmallHome

ANOTHER = Path(__file__).parents[1] / "another" / "expectations"
DOCS = PAGE.parent


def rows(text: str) -> dict[str, list[str]]:
    """Code → the cells of its row."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and line.endswith("` |")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {row[-1].strip("` "): row for row in cells}


def test_the_page_is_the_one_that_the_rules_make(catalogue: Catalogue) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(catalogue), "run: .venv/bin/python -m docs.make_pages"


@pytest.mark.parametrize("folder", [None, ANOTHER], ids=["shipped", "another organisation"])
def test_every_rule_has_one_row_with_its_code(folder: Path | None) -> None:
    catalogue = load_catalogue(folder) if folder else load_catalogue()
    told = page(catalogue)
    for rule in catalogue.rules:
        assert told.count(f"| `{rule.id}` |") == 1
    assert set(FILE_RULES) <= set(rows(told))


def test_a_row_says_what_is_seen_wanted_and_to_be_done_and_what_becomes_of_the_file(catalogue: Catalogue) -> None:
    assert rows(page(catalogue))["encrypted"] == [
        "tệp đặt mật khẩu",
        "tệp không có mật khẩu",
        "Mở tệp, bỏ mật khẩu, lưu rồi gửi lại.",
        "cả tệp chưa được tiếp nhận",
        "`encrypted`",
    ]


def test_outcomes_tell_file_row_warning_and_what_stops_the_close(catalogue: Catalogue) -> None:
    told = {code: row[3] for code, row in rows(page(catalogue)).items() if len(row) == 5}
    assert told["whole_number"] == ("cả tệp chưa được tiếp nhận; trong danh sách: riêng dòng ấy chưa được tiếp nhận")
    assert told["other_date"] == "tệp đã được tiếp nhận, xin xem lại"
    assert told["required"].endswith("kỳ chưa chốt được cho đến khi có số")
    for rule in catalogue.rules:
        refused = "cả tệp chưa được tiếp nhận" in told[rule.id]
        assert refused == (rule.severity is Severity.REFUSE_FILE)


def test_placeholders_are_told_in_words(catalogue: Catalogue) -> None:
    told = page(catalogue)
    assert not re.search(r"[{}]", told)
    assert "‹…›" not in told, "a placeholder of a rule has no words"
    assert rows(told)["too_large"][:2] == ["tệp nặng ‹số› MB", "tối đa ‹số› MB"]


def test_rules_stand_in_the_order_in_which_a_file_is_judged(catalogue: Catalogue) -> None:
    told = page(catalogue)
    places = [told.index(f"| `{code}` |") for code in FILE_RULES]
    assert places == sorted(places)
    titles = re.findall(r"^## (\d)\. (.+)$", told, re.M)
    assert [number for number, _ in titles] == ["1", "2", "3", "4", "5", "6"]
    assert told.index("| `link` |") < told.index(titles[1][1]) < told.index("| `empty` |")
    assert told.index("| `unsupported` |") < told.index(titles[2][1]) < told.index("| `unknown_form` |")


def test_a_bar_in_a_rule_does_not_break_the_table(catalogue: Catalogue) -> None:
    rule = catalogue.rules[0].model_copy(update={"saw": "a | b"})
    changed = catalogue.model_copy(update={"rules": (rule, *catalogue.rules[1:])})
    assert r"| a \| b |" in page(changed)
    assert page(changed) != page(catalogue)


def test_what_a_scan_leaves_out_is_on_the_page(small_home: SmallHome, catalogue: Catalogue) -> None:
    for name in ("~$bieu.xlsx", ".~lock.bieu.ods#", "Thumbs.db", "desktop.ini", ".DS_Store"):
        small_home.put("00001", name, b"left by a machine")
    small_home.collect()
    with small_home.open().warehouse.read() as connection:
        notes = set(connection.exec_driver_sql("SELECT note FROM sighting WHERE sha256 IS NULL").scalars())
    assert notes == {"lock_file", "system_file"}
    assert notes <= set(rows(page(catalogue)))


def test_the_guide_and_the_readme_lead_to_the_page() -> None:
    assert "(ly-do.md)" in (DOCS / "huong-dan.md").read_text(encoding="utf-8")
    assert "(docs/ly-do.md)" in (DOCS.parent / "README.md").read_text(encoding="utf-8")
