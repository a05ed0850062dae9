"""What Polars finds is what Great Expectations finds over pandas: for every type, over generated frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from great_expectations.expectations.registry import get_expectation_impl
from great_expectations.expectations.row_conditions import Column
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from expectations.polars_engine import evaluate
from expectations.suites import Check, expectation
from expectations.suites import by_pandas as run_by_pandas
from tests.expectations.test_suites import comparison, rule

COUNTS = (
    "element_count",
    "unexpected_count",
    "unexpected_percent",
    "missing_count",
    "missing_percent",
    "unexpected_percent_total",
    "unexpected_percent_nonmissing",
)
TEXTS = ["", "x", "y", "12", "007", "12\n", "năm", "٣", " 4", "=A1", "1,5"]
SCHEMA = {
    "text": pl.String,
    "kind": pl.String,
    "place": pl.String,
    "a": pl.Int64,
    "b": pl.Int64,
    "c": pl.Float64,
    "d": pl.Float64,
}
WHOLE = st.none() | st.integers(-3, 3) | st.sampled_from([2**53, 2**53 + 1, -(2**53) - 1])
FLOAT = st.none() | st.sampled_from([-3.5, -3.4999, 0.0, -0.0, 0.1, 0.3, 3.5, 1e300])
ROW = st.tuples(
    st.none() | st.sampled_from(TEXTS),
    st.sampled_from(["p", "q", None]),
    st.sampled_from("uv"),
    WHOLE,
    WHOLE,
    FLOAT,
    FLOAT,
)
FRAMES = st.lists(ROW, min_size=1, max_size=12).map(lambda rows: pl.DataFrame(rows, schema=SCHEMA, orient="row"))
WHERE = st.sampled_from([{}, {"kind": "p"}, {"kind": "q", "place": "u"}, {"place": "nowhere"}])

BY_TYPE: dict[str, list[dict[str, Any]]] = {
    "expect_column_values_to_not_be_null": [{"column": "text"}],
    "expect_column_values_to_be_unique": [{"column": "text"}],
    "expect_column_values_to_be_in_set": [
        {"column": "text", "value_set": ["x", "năm", "12"]},
        {"column": "text", "value_set": []},
    ],
    "expect_column_values_to_match_regex": [
        {"column": "text", "regex": "^[0-9]{1,13}$"},
        {"column": "text", "regex": "\\d"},
        {"column": "text", "regex": "m"},
    ],
    "expect_column_values_to_not_match_regex": [
        {"column": "text", "regex": "^=[^=>\\s]"},
        {"column": "text", "regex": "^(?!x)."},
    ],
    "expect_column_values_to_be_between": [{"column": "c", "min_value": -3.5, "max_value": 3.5}],
    "expect_column_pair_values_to_be_equal": [
        {"column_A": "a", "column_B": "b"},
        {"column_A": "c", "column_B": "d"},
    ],
    "expect_column_pair_values_a_to_be_greater_than_b": [
        {"column_A": "a", "column_B": "b"},
        {"column_A": "a", "column_B": "b", "or_equal": True},
        {"column_A": "d", "column_B": "c", "or_equal": True},
    ],
}
CASES = [(kind, arguments) for kind, several in BY_TYPE.items() for arguments in several]


def made(kind: str, arguments: Mapping[str, Any], where: Mapping[str, str], number: int = 0) -> Any:
    pair = "column_A" in arguments
    one = comparison("pair", kind, **arguments) if pair else rule("one", kind, arguments=dict(arguments))
    return expectation(number, Check(one, "key", where=where))


def told(result: Any) -> dict[str, Any]:
    """Success, the counts that are there, and the numbers of the rows in their order."""
    found = result.result
    rows = [entry["row"] for entry in found["unexpected_index_list"]]
    return {"success": result.success, **{name: found[name] for name in COUNTS if name in found}, "rows": rows}


@settings(max_examples=12)
@given(FRAMES, WHERE)
def test_every_type_comes_to_what_the_library_comes_to_over_pandas(frame: pl.DataFrame, where: dict[str, str]) -> None:
    suite = [made(kind, arguments, where, number) for number, (kind, arguments) in enumerate(CASES)]
    by_polars, by_pandas = evaluate(frame, suite), run_by_pandas(frame, suite)
    for (kind, arguments), ours, theirs in zip(CASES, by_polars, by_pandas, strict=True):
        assert not any(one.get("raised_exception") for one in [theirs.exception_info])
        assert ours is not None, kind
        assert told(ours) == told(theirs), (kind, arguments, where)


def test_every_type_that_the_catalogue_uses_is_translated(catalogue: Catalogue) -> None:
    used = {one.expect for one in catalogue.rules if one.expect}
    assert used == set(BY_TYPE)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("expect_column_values_to_not_be_null", {"column": "text", "mostly": 0.5}),
        ("expect_column_values_to_not_be_null", {"column": "a"}),
        ("expect_column_values_to_be_in_set", {"column": "a", "value_set": [1, 2]}),
        ("expect_column_values_to_be_between", {"column": "c", "min_value": 0}),
        ("expect_column_values_to_be_between", {"column": "c", "min_value": 0, "max_value": 1, "strict_min": True}),
        ("expect_column_values_to_be_between", {"column": "a", "min_value": 0, "max_value": 1}),
        ("expect_column_pair_values_to_be_equal", {"column_A": "a", "column_B": "c"}),
        ("expect_column_pair_values_to_be_equal", {"column_A": "a", "column_B": "nowhere"}),
        ("expect_column_values_to_match_regex", {"column": "text", "regex": "("}),
        ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 1}),
    ],
)
def test_what_has_no_translation_is_left_to_the_library(kind: str, arguments: dict[str, Any]) -> None:
    frame = pl.DataFrame([("x", "p", "u", 1, 1, 0.5, 0.5)], schema=SCHEMA, orient="row")
    assert evaluate(frame, [made(kind, arguments, {})]) == [None]


def test_a_text_is_repeated_only_among_the_rows_that_are_judged() -> None:
    texts = [("x", "p"), ("x", "q"), ("y", "p"), ("y", "p"), (None, "p"), (None, "p")]
    frame = pl.DataFrame([(*one, "u", 1, 1, 0.5, 0.5) for one in texts], schema=SCHEMA, orient="row")
    unique = [made("expect_column_values_to_be_unique", {"column": "text"}, {"kind": "p"})]
    (by_polars,), (by_pandas,) = evaluate(frame, unique), run_by_pandas(frame, unique)
    assert told(by_polars)["rows"] == told(by_pandas)["rows"] == [2, 3]


def test_a_float_that_is_no_number_is_left_to_the_library() -> None:
    frame = pl.DataFrame([("x", "p", "u", 1, 1, float("nan"), 0.5)], schema=SCHEMA, orient="row")
    between, pair = (made(kind, BY_TYPE[kind][-1], {}) for kind in list(BY_TYPE)[5:7])
    assert evaluate(frame, [between, pair]) == [None, None]


def test_a_condition_of_another_sort_is_left_to_the_library() -> None:
    frame = pl.DataFrame([("x", "p", "u", 1, 1, 0.5, 0.5)], schema=SCHEMA, orient="row")
    kind: Any = get_expectation_impl("expect_column_values_to_not_be_null")
    for condition in (Column("kind") != "p", Column("a") == 1, (Column("kind") == "p") & (Column("a") > 0)):
        assert evaluate(frame, [kind(column="text", row_condition=condition)]) == [None]


def test_translated_and_not_keep_their_places() -> None:
    frame = pl.DataFrame([(None, "p", "u", 1, 2, 0.5, 0.5)], schema=SCHEMA, orient="row")
    suite = [made(*one, {}) for one in CASES[:1]] + [
        made("expect_column_values_to_be_between", {"column": "a", "min_value": 0, "max_value": 1}, {})
    ]
    found = evaluate(frame, [*suite, *suite])
    assert [one is None for one in found] == [False, True, False, True]
