"""What is wrong in a rule as it was declared, told before any file is judged by it."""

from __future__ import annotations

import pytest

from domain.catalogue import Catalogue
from expectations.check_rules import bad_rule


def test_every_shipped_rule_asks_only_for_words_that_are_filled_in(catalogue: Catalogue) -> None:
    assert [problem for rule in catalogue.rules for problem in bad_rule(rule, catalogue)] == []


@pytest.mark.parametrize(
    ("rule", "name", "template", "told"),
    [
        ("parts_total", "saw", "tổng ghi {lefft}", "unknown word in saw 'lefft'; known are cell, label, left"),
        ("parts_total", "saw", "{left_name} ghi {left}", "unknown word in saw 'left_name'"),
        ("required", "wanted", "{left}", "unknown word in wanted 'left'; known are members, same, text"),
        ("change_same_half", "mend", "{text}", "unknown word in mend 'text'"),
        ("damaged", "saw", "tệp {ten}", "unknown word in saw 'ten'"),
        ("required", "mend", "ghi {text", "braces stand around a word"),
    ],
)
def test_a_template_that_asks_for_a_word_that_nobody_fills_in_is_told(
    catalogue: Catalogue, rule: str, name: str, template: str, told: str
) -> None:
    (problem,) = bad_rule(catalogue.rule_by_id[rule].changed(**{name: template}), catalogue)
    assert problem.startswith(f"rule {rule!r}: ") and told in problem
