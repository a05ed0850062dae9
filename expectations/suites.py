"""Rules → a Great Expectations suite → the rows that break them. With polars_engine.py the only importer of GX.

Importing GX costs seconds, so this module is imported only when there is something new to judge.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from domain.rule import Rule
from expectations.deferred import OF_GREAT_EXPECTATIONS, deferred

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
with deferred(OF_GREAT_EXPECTATIONS):
    import great_expectations as gx
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.registry import get_expectation_impl
    from great_expectations.expectations.row_conditions import Column

    from expectations.polars_engine import evaluate

for _name in [name for name in logging.root.manager.loggerDict if name.startswith("great_expectations")]:
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Check:
    """A rule on a frame; ``names`` gives what the rule's arguments name otherwise than the frame does, and
    ``where`` keeps the rows of a column's value, besides the rule's own."""

    rule: Rule
    key: str
    names: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """The rows (numbers in the frame) that break a check."""

    check: Check
    rows: tuple[int, ...]


Place = tuple[int, str | None, str | None]  # a file's number in the ledger, sheet, cell


@dataclass(frozen=True)
class Validation:
    """What a suite came to: the checks that were broken, and Great Expectations' own result."""

    broken: list[Broken]
    result: Any = None
    checks: Sequence[Check] = ()

    def told(self, places: Mapping[int, Place]) -> dict[str, Any]:
        """The result as JSON: of each expectation its rule, its arguments and its counts, and where it was
        broken. What was written there is left out: it may be somebody's name."""
        if self.result is None:
            return {}
        whole = self.result.to_json_dict()
        rows = {id(one.check): one.rows for one in self.broken}
        results = [self._one(one, places, rows) for one in whole["results"]]
        version = whole["meta"].get("great_expectations_version")
        return {
            "success": whole["success"],
            "statistics": whole["statistics"],
            "meta": {"great_expectations_version": version},
            "results": results,
        }

    def told_of(self, frame: pl.DataFrame) -> dict[str, Any]:
        """The same of a frame that names the place of each row: file_id, sheet, cell."""
        numbers = sorted({number for one in self.broken for number in one.rows})
        places = frame[numbers].select("file_id", "sheet", "cell").rows()
        return self.told(dict(zip(numbers, places, strict=True)))

    def _one(
        self, result: Mapping[str, Any], places: Mapping[int, Place], rows: Mapping[int, tuple[int, ...]]
    ) -> dict[str, Any]:
        config, check = result["expectation_config"], self.checks[result["expectation_config"]["meta"]["check"]]
        counts = {name: value for name, value in result["result"].items() if isinstance(value, int | float)}
        return {
            "rule": check.rule.id,
            "key": check.key,
            "success": result["success"],
            "expectation_config": {"type": config["type"], "kwargs": config["kwargs"]},
            "result": counts,
            "places": [places[row] for row in rows.get(id(check), ())],
        }


class SuiteError(RuntimeError):
    """An expectation could not be evaluated: its rule in the catalogue is wrong."""


def validate(frame: pl.DataFrame, checks: Sequence[Check]) -> Validation:
    """Runs one suite over a frame, once. SuiteError names a rule that GX cannot evaluate."""
    if frame.is_empty() or not checks:
        return Validation([])
    suite = gx.ExpectationSuite(name="soket", expectations=[expectation(i, c) for i, c in enumerate(checks)])
    result = _run(frame, suite)
    broken = [_read(one, checks) for one in result.results]
    return Validation([one for one in broken if one.rows], result, checks)


def _run(frame: pl.DataFrame, suite: gx.ExpectationSuite) -> ExpectationSuiteValidationResult:
    """Each expectation by Polars where it can be, and by the library's own engine over pandas where not."""
    found = evaluate(frame, suite.expectations)
    left = [one for one, result in zip(suite.expectations, found, strict=True) if result is None]
    of_pandas = iter(by_pandas(frame, left) if left else ())
    results = [next(of_pandas) if result is None else result for result in found]
    held = sum(bool(one.success) for one in results)
    return ExpectationSuiteValidationResult(
        success=held == len(results),
        results=results,
        suite_name=suite.name,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": held,
            "unsuccessful_expectations": len(results) - held,
            "success_percent": held / len(results) * 100,
        },
        meta={"great_expectations_version": gx.__version__},
    )


def by_pandas(frame: pl.DataFrame, expectations: Sequence[Any]) -> list[ExpectationValidationResult]:
    """The results in the order of the expectations, which the library does not keep."""
    numbers = [one.meta["check"] for one in expectations]
    suite = gx.ExpectationSuite(name="soket", expectations=list(expectations))
    result = _batch(frame).validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]}
    )
    by_number = {one.expectation_config.meta["check"]: one for one in result.results}
    return [by_number[number] for number in numbers]


def _batch(frame: pl.DataFrame) -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("soket").add_dataframe_asset("batch")
    # whole numbers as objects: beside a missing value pandas would compare them as floats
    numbers = [name for name, kind in frame.schema.items() if kind.is_integer()]
    pandas = frame.with_row_index("row").to_pandas(use_pyarrow_extension_array=True)
    for name in numbers:
        pandas[name] = pd.Series(frame[name].to_list(), dtype=object)
    return asset.add_batch_definition_whole_dataframe("whole").get_batch(batch_parameters={"dataframe": pandas})


def expectation(number: int, check: Check) -> Any:
    """The library's own expectation of a check; SuiteError where it cannot be made."""
    arguments = {name: _named(value, check.names) for name, value in check.rule.arguments.items()}
    if check.rule.on == "comparison":
        arguments["ignore_row_if"] = "either_value_is_missing"
    if where := {**check.rule.where, **check.where}:
        condition: Any = None
        for column, value in where.items():
            one = Column(column) == value
            condition = one if condition is None else condition & one
        arguments["row_condition"] = condition
    try:
        kind = get_expectation_impl(str(check.rule.expect))
        return kind(**arguments, meta={"rule": check.rule.id, "check": number})
    except Exception as error:
        raise SuiteError(
            f"rule {check.rule.id!r}: {check.rule.expect} cannot be made: {str(error).splitlines()[0]}"
        ) from None


def _named(value: Any, names: Mapping[str, Any]) -> Any:
    return names.get(value, value) if isinstance(value, str) else value


def _read(result: Any, checks: Sequence[Check]) -> Broken:
    check = checks[result.expectation_config.meta["check"]]
    failure = result.exception_info or {}
    raised = failure if "raised_exception" in failure else next(iter(failure.values()), {})
    if raised.get("raised_exception"):
        raise SuiteError(f"rule {check.rule.id!r}: {check.rule.expect} failed: {raised.get('exception_message')}")
    rows = [int(entry["row"]) for entry in result.result.get("unexpected_index_list") or []]
    return Broken(check, tuple(sorted(set(rows))))
