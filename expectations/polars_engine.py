"""A suite's expectations run by Polars: each becomes masks over the frame, all made by one select.

Great Expectations has no engine for Polars, and its own over pandas costs tens of milliseconds an expectation
whatever the size of the frame. What comes back are its own result objects with its own counts; an expectation
without a translation here, or with arguments that have none, is the caller's to run otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.row_conditions import AndCondition, ComparisonCondition

from expectations.patterns import translated

_EVERY = pl.repeat(True, pl.len(), dtype=pl.Boolean)
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Mask:
    """Per row: whether what is judged is missing there, and whether it is as wanted. Where a missing value is
    itself what is judged, ``missing`` is None."""

    missing: pl.Expr | None
    wanted: pl.Expr


@dataclass(frozen=True)
class Domain:
    """What an expectation is on: a frame, and which of its rows."""

    frame: pl.DataFrame
    rows: pl.Expr

    def text(self, arguments: Arguments, *others: str) -> pl.Expr | None:
        """The column of text of an expectation with these arguments and no other."""
        known = arguments.keys() == {"column", *others}
        return pl.col(arguments["column"]) if known and _is_text(self.frame, arguments["column"]) else None

    def numbers(self, *columns: str) -> bool:
        """Whether the columns are there and all whole numbers, or all floats: a mixture would be rounded."""
        kinds = [self.frame.schema.get(column, pl.Null()) for column in columns]
        return all(kind.is_integer() for kind in kinds) or all(self.floats(column) for column in columns)

    def floats(self, column: str) -> bool:
        """Whether the column is there and of floats, none of them no number: that is missing to one engine and
        a value to the other."""
        return self.frame.schema.get(column, pl.Null()).is_float() and not self.frame[column].is_nan().any()


def evaluate(frame: pl.DataFrame, expectations: Sequence[Any]) -> list[ExpectationValidationResult | None]:
    """The result of each expectation over the frame, in their order; None for one that has no translation. The
    rows that break it are in ``unexpected_index_list`` by their number, as ``row``."""
    masks = [_translated(frame, one) for one in expectations]
    selected = [column for n, one in enumerate(masks) if one is not None for column in _columns(n, *one)]
    # as a lazy frame, so that a mask that stands in several columns is made once; counted afterwards, since an
    # aggregate among them would keep all to one core
    made = frame.lazy().select(selected).collect()
    return [
        None if found is None else _result(one, found[1], n, made)
        for n, (one, found) in enumerate(zip(expectations, masks, strict=True))
    ]


def _translated(frame: pl.DataFrame, expectation: Any) -> tuple[pl.Expr, Mask] | None:
    """The rows that the expectation is for, and its mask."""
    arguments = dict(expectation.configuration.kwargs)
    arguments.pop("row_condition", None)
    rows = _rows(frame, expectation.row_condition)
    translation = _TRANSLATIONS.get(expectation.expectation_type)
    mask = translation(Domain(frame, rows), arguments) if translation is not None and rows is not None else None
    return None if mask is None or rows is None else (rows, mask)


def _rows(frame: pl.DataFrame, condition: Any) -> pl.Expr | None:
    """The rows whose columns of text hold what the condition says; None for a condition of another sort."""
    if condition is None:
        return _EVERY
    if isinstance(condition, AndCondition):
        parts = [part for one in condition.conditions if (part := _rows(frame, one)) is not None]
        return pl.all_horizontal(parts) if len(parts) == len(condition.conditions) else None
    if not isinstance(condition, ComparisonCondition) or condition.operator != "==":
        return None
    column, value = condition.column.name, condition.parameter
    return pl.col(column).eq_missing(value) if _is_text(frame, column) and isinstance(value, str) else None


def _is_text(frame: pl.DataFrame, column: str) -> bool:
    return frame.schema.get(column) == pl.String


def _columns(number: int, rows: pl.Expr, mask: Mask) -> list[pl.Expr]:
    """Of one expectation: which rows are judged, in which a value is missing, and which are not as wanted."""
    missing = ~_EVERY if mask.missing is None else mask.missing
    return [
        rows.alias(f"{number}.rows"),
        (rows & missing).alias(f"{number}.missing"),
        (rows & ~missing & ~mask.wanted).alias(f"{number}.unexpected"),
    ]


def _result(expectation: Any, mask: Mask, number: int, made: pl.DataFrame) -> ExpectationValidationResult:
    """The library's own result, counted as it counts."""
    rows, missing = (int(made[f"{number}.{name}"].sum()) for name in ("rows", "missing"))
    unexpected = made[f"{number}.unexpected"].arg_true().to_list()
    share = _per_cent(len(unexpected), rows - missing)
    told: dict[str, Any] = {"element_count": rows, "unexpected_count": len(unexpected), "unexpected_percent": share}
    if mask.missing is not None:
        told |= {
            "missing_count": missing,
            "missing_percent": _per_cent(missing, rows),
            "unexpected_percent_total": _per_cent(len(unexpected), rows),
            "unexpected_percent_nonmissing": share,
        }
    told |= {"unexpected_index_column_names": ["row"], "unexpected_index_list": [{"row": row} for row in unexpected]}
    return ExpectationValidationResult(
        success=not unexpected, expectation_config=expectation.configuration, result=told, meta={}
    )


def _per_cent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


# --- the types that are translated --------------------------------------------------------------


def _not_null(domain: Domain, arguments: Arguments) -> Mask | None:
    value = domain.text(arguments)
    return None if value is None else Mask(None, value.is_not_null())


def _unique(domain: Domain, arguments: Arguments) -> Mask | None:
    value = domain.text(arguments)
    return None if value is None else Mask(value.is_null(), ~pl.when(domain.rows).then(value).is_duplicated())


def _in_set(domain: Domain, arguments: Arguments) -> Mask | None:
    value, members = domain.text(arguments, "value_set"), arguments.get("value_set")
    if value is None or not isinstance(members, list) or not all(isinstance(one, str) for one in members):
        return None
    return Mask(value.is_null(), value.is_in(members))


def _match(domain: Domain, arguments: Arguments) -> Mask | None:
    """Where the pattern has no translation, by Python's own over the texts that differ."""
    value = domain.text(arguments, "regex")
    try:
        pattern = re.compile(arguments.get("regex", ""))
    except re.error:  # the library says what is wrong with it
        return None
    if value is None:
        return None
    if (same := translated(pattern.pattern)) is not None:
        return Mask(value.is_null(), value.str.contains(same))
    matching = [one for one in domain.frame[arguments["column"]].unique() if one is not None and pattern.search(one)]
    return Mask(value.is_null(), value.is_in(matching))


def _not_match(domain: Domain, arguments: Arguments) -> Mask | None:
    mask = _match(domain, arguments)
    return None if mask is None else Mask(mask.missing, ~mask.wanted)


def _between(domain: Domain, arguments: Arguments) -> Mask | None:
    """Two bounds, both within."""
    column, low, high = (arguments.get(name) for name in ("column", "min_value", "max_value"))
    bounds = all(isinstance(one, int | float) for one in (low, high))
    if len(arguments) != 3 or not bounds or not domain.floats(str(column)):
        return None
    value = pl.col(str(column))
    return Mask(value.is_null(), value.is_between(low, high))


def _equal(domain: Domain, arguments: Arguments) -> Mask | None:
    return _pair(domain, arguments, pl.Expr.eq)


def _greater(domain: Domain, arguments: Arguments) -> Mask | None:
    others = dict(arguments)
    return _pair(domain, others, pl.Expr.ge if others.pop("or_equal", False) else pl.Expr.gt)


def _pair(domain: Domain, arguments: Arguments, compare: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Mask | None:
    """Two columns of numbers, where neither is missing."""
    known = arguments.keys() == {"column_A", "column_B", "ignore_row_if"}
    if not known or arguments["ignore_row_if"] != "either_value_is_missing":
        return None
    if not domain.numbers(arguments["column_A"], arguments["column_B"]):
        return None
    left, right = (pl.col(arguments[name]) for name in ("column_A", "column_B"))
    return Mask(left.is_null() | right.is_null(), compare(left, right))


_TRANSLATIONS: Mapping[str, Callable[[Domain, Arguments], Mask | None]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_unique": _unique,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_match_regex": _match,
    "expect_column_values_to_not_match_regex": _not_match,
    "expect_column_values_to_be_between": _between,
    "expect_column_pair_values_to_be_equal": _equal,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
}
