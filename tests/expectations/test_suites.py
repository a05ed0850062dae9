"""Rules over a frame: the numbers of the rows that break each, and the name of a rule that cannot be evaluated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.finding import Severity
from domain.rule import Compare, Rule
from expectations.suites import Check, SuiteError, validate

Row = tuple[Any, ...]


def rule(name: str, expect: str | None = "expect_column_values_to_not_be_null", **changes: Any) -> Rule:
    return Rule(id=name, on="cell", severity=Severity.WARN, expect=expect, saw="", mend="", **changes)


def comparison(name: str, expect: str, **arguments: Any) -> Rule:
    return Rule(
        id=name,
        on="comparison",
        severity=Severity.WARN,
        expect=expect,
        arguments=arguments,
        compare=Compare(what="parts"),
        saw="",
        mend="",
    )


EQUAL = comparison("equal", "expect_column_pair_values_to_be_equal", column_A="left", column_B="right")
AT_MOST = comparison(
    "at_most",
    "expect_column_pair_values_a_to_be_greater_than_b",
    column_A="right",
    column_B="left",
    or_equal=True,
)


def fields(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"canonical": pl.String, "blank": pl.String, "asks": pl.String}, orient="row")


def pairs(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")


def broken(frame: pl.DataFrame, *rules: Rule, columns: dict[str, Any] | None = None) -> dict[str, tuple[int, ...]]:
    """Rule → the rows that break it."""
    checks = [Check(one, one.id, columns or {"left": "a", "right": "b"}) for one in rules]
    return {one.check.rule.id: one.rows for one in validate(frame, checks).broken}


# --- single columns ----------------------------------------------------------------------------------


def test_a_value_that_is_asked_for_must_be_there() -> None:
    frame = fields(("1", "ask", "number"), (None, "ask", "number"), (None, "ask", "text"), ("", "ask", "number"))
    assert broken(frame, rule("required", arguments={"column": "canonical"})) == {"required": (1, 2)}


def test_a_rule_judges_only_the_rows_that_it_is_for() -> None:
    frame = fields(
        (None, "zero", "number"),
        (None, "ask", "number"),
        ("1", "ask", "number"),
        (None, "ask", "text"),
        (None, "optional", "number"),
    )
    required = rule("required", arguments={"column": "canonical"}, where={"blank": "ask"})
    both = rule("both", arguments={"column": "canonical"}, where={"blank": "ask", "asks": "number"})
    assert broken(frame, required, both) == {"required": (1, 3), "both": (1,)}


def test_a_pattern_judges_what_is_written_and_lets_a_blank_pass() -> None:
    texts = ("12", None, "-3", "ba", "", "1.5", "007", " 4")
    frame = fields(*((text, "ask", "number") for text in texts))
    arguments = {"column": "canonical", "regex": "^\\d+$"}
    assert broken(frame, rule("whole", "expect_column_values_to_match_regex", arguments=arguments)) == {
        "whole": (2, 3, 4, 5, 7)
    }


def test_numbers_are_those_of_the_frames_rows_however_many_there_are() -> None:
    frame = fields(*((None if n % 3 else "1", "ask", "number") for n in range(200)))
    required = rule("required", arguments={"column": "canonical"}, where={"blank": "ask"})
    assert broken(frame, required)["required"] == tuple(n for n in range(200) if n % 3)


def test_what_holds_is_not_reported() -> None:
    frame = fields(("1", "ask", "number"))
    assert broken(frame, rule("required", arguments={"column": "canonical"})) == {}
    assert broken(frame, rule("none", arguments={"column": "canonical"}, where={"blank": "optional"})) == {}


# --- two numbers -------------------------------------------------------------------------------------


def test_two_numbers_must_be_equal() -> None:
    assert broken(pairs((3, 3), (3, 4), (0, 0), (5, 4)), EQUAL) == {"equal": (1, 3)}


def test_one_number_must_be_at_most_the_other() -> None:
    assert broken(pairs((3, 3), (3, 4), (5, 4), (0, 0), (91, 74)), AT_MOST) == {"at_most": (2, 4)}


def test_a_pair_that_misses_a_number_is_not_judged() -> None:
    frame = pairs((None, 4), (3, None), (None, None), (3, 4), (5, 4))
    assert broken(frame, EQUAL, AT_MOST) == {"equal": (3, 4), "at_most": (4,)}
    assert broken(pairs((None, 4), (None, None)), EQUAL, AT_MOST) == {}


def test_great_numbers_are_compared_to_the_last_digit_beside_a_missing_one() -> None:
    """2**53 and the number after it are one as floats."""
    assert broken(pairs((2**53, 2**53 + 1), (None, 1), (2**53 + 1, 2**53 + 1)), EQUAL) == {"equal": (0,)}


def test_each_check_reads_its_own_columns() -> None:
    frame = pl.DataFrame({"left_0": [1, 2], "right_0": [1, 1], "left_1": [5, 5], "right_1": [6, 5]})
    checks = [Check(EQUAL, str(n), {"left": f"left_{n}", "right": f"right_{n}"}) for n in (0, 1)]
    assert [(one.check.key, one.rows) for one in validate(frame, checks).broken] == [("0", (1,)), ("1", (0,))]


def test_the_same_rule_on_the_same_columns_twice_is_reported_for_both() -> None:
    checks = [Check(EQUAL, key, {"left": "a", "right": "b"}) for key in ("one", "other")]
    assert {one.check.key for one in validate(pairs((1, 2)), checks).broken} == {"one", "other"}


def test_nothing_is_judged_where_there_is_nothing() -> None:
    assert validate(pairs(), [Check(EQUAL, "x", {})]).broken == []
    assert validate(pairs((1, 2)), []).broken == []


# --- rules that cannot be evaluated ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (rule("odd_type", "expect_nonsense"), "rule 'odd_type': expect_nonsense cannot be made"),
        (rule("no_column"), "rule 'no_column': expect_column_values_to_not_be_null cannot be made"),
        (
            rule("odd_argument", arguments={"column": "canonical", "colour": "red"}),
            "rule 'odd_argument': expect_column_values_to_not_be_null cannot be made",
        ),
        (
            rule("bad_column", arguments={"column": "nowhere"}),
            "rule 'bad_column': expect_column_values_to_not_be_null failed: ",
        ),
        (
            rule("bad_where", arguments={"column": "canonical"}, where={"nowhere": "ask"}),
            "rule 'bad_where': expect_column_values_to_not_be_null failed: ",
        ),
        (
            rule("bad_pattern", "expect_column_values_to_match_regex", arguments={"column": "canonical", "regex": "("}),
            "rule 'bad_pattern': expect_column_values_to_match_regex failed: ",
        ),
    ],
)
def test_a_rule_that_cannot_be_evaluated_is_named(wrong: Rule, told: str) -> None:
    right = rule("right", arguments={"column": "canonical"})
    checks: Sequence[Check] = [Check(right, "right", {}), Check(wrong, "wrong", {})]
    with pytest.raises(SuiteError) as error:
        validate(fields(("1", "ask", "number"), (None, "ask", "number")), checks)
    assert str(error.value).startswith(told)
    assert "\n" not in str(error.value)


def test_a_comparison_of_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(SuiteError, match="rule 'equal': expect_column_pair_values_to_be_equal"):
        broken(pairs((1, 2)), EQUAL, columns={"left": "a", "right": "nowhere"})


# --- the shipped rules -------------------------------------------------------------------------------


def test_every_shipped_rule_on_cells_can_be_evaluated(catalogue: Catalogue) -> None:
    rules = [one for one in catalogue.rules if one.on == "cell"]
    columns = ("canonical", "blank", "asks", "role", "form", "field", "member", "once", "said")
    rows = [
        ("12", "ask", "number", "value", "m", "m.a.now"),
        (None, "ask", "number", "value", "m", "m.a.now"),
        ("ba", "zero", "number", "value", "m", "m.a.now"),
        ("-4", "zero", "number", "value", "m", "m.a.now"),
        ("ba", "zero", "text", "text", "m", "m.a.now"),
        (None, "optional", "number", "value", "m", "m.a.now"),
        ("2021", "optional", "year", "year", "m", "m.a.year"),
        ("21", "optional", "year", "year", "m", "m.a.year"),
        (None, "optional", "year", "year", "m", "m.a.year"),
        ("12345678901234", "zero", "number", "value", "m", "m.a.now"),
    ]
    more = [
        (None, "words", "text", "text", "t", "t.a.value", None, None, None),
        ("Ít.", "words", "text", "text", "t", "t.b.value", None, None, "Ít."),
        ("A", "zero", "text", "text", "l", "l.*.kind", "axis=one", "1 l.*.kind a", "A"),
        ("B", "zero", "text", "text", "l", "l.*.kind", "B", "1 l.*.kind a", "B"),
    ]
    whole = [(*row, None, None, row[0]) for row in rows]
    frame = pl.DataFrame([*whole, *more], schema=dict.fromkeys(columns, pl.String), orient="row")
    assert broken(frame, *rules, columns={"members": ["axis=one"]}) == {
        "required": (1,),
        "whole_number": (2, 3, 9),
        "year": (7,),
        "narrative_present": (10,),
        "in_set": (13,),
        "unique_in_list": (12, 13),
    }


def test_every_shipped_rule_on_two_numbers_can_be_evaluated(catalogue: Catalogue) -> None:
    rules = [one for one in catalogue.rules if one.on == "comparison"]
    assert broken(pairs((3, 3), (4, 3), (3, 4), (None, 3)), *rules) == {
        "parts_total": (1, 2),
        "recognised_at_most_registered": (1,),
        "year_not_later": (1,),
        "list_total": (1, 2),
        "list_members": (1,),
        "control_total": (1, 2),
        "list_kinds": (1, 2),
        "part_at_most_whole": (1,),
        "at_most_other": (1,),
        "most_possible": (1,),
        "forms_agree": (1, 2),
        "opening_stock": (1, 2),
        "money_each": (2,),
        "money_scale": (2,),
        "typed_percentage": (1, 2),
    }


# --- what the library said ---------------------------------------------------------------------------


def test_a_check_may_be_for_the_rows_of_a_value_only() -> None:
    frame = pl.DataFrame({"rule": ["one", "other", "one"], "left": [1, 1, 2], "right": [2, 2, 2]})
    validation = validate(frame, [Check(EQUAL, "x", where={"rule": "one"})])
    assert [one.rows for one in validation.broken] == [(0,)]


def test_the_result_is_told_in_counts_and_places_and_never_in_what_was_written() -> None:
    frame = fields(("Nguyễn Thị Kín", "ask", "number"), ("12", "ask", "number"), (None, "ask", "text"))
    whole = rule(
        "whole",
        "expect_column_values_to_match_regex",
        arguments={"column": "canonical", "regex": "^[0-9]+$"},
        where={"asks": "number"},
    )
    required = rule("required", arguments={"column": "canonical"})
    validation = validate(frame, [Check(whole, "whole"), Check(required, "required")])
    told = validation.told({0: (7, "Biểu 1", "F8"), 2: (8, "Biểu 1", "F9")})
    by_rule = {one["rule"]: one for one in told["results"]}
    assert by_rule["whole"]["places"] == [(7, "Biểu 1", "F8")] and not by_rule["whole"]["success"]
    assert by_rule["required"]["places"] == [(8, "Biểu 1", "F9")]
    assert by_rule["whole"]["result"]["unexpected_count"] == 1
    assert by_rule["whole"]["expectation_config"]["type"] == "expect_column_values_to_match_regex"
    assert told["statistics"]["evaluated_expectations"] == 2 and told["success"] is False
    assert "Kín" not in json.dumps(told, ensure_ascii=False)


def test_nothing_judged_tells_nothing() -> None:
    assert validate(pairs(), [Check(EQUAL, "x")]).told({}) == {}
