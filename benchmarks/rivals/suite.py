"""The rules of the form as a suite of Great Expectations, and a context that keeps nothing on the disk."""

from __future__ import annotations

import os

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import pandas as pd
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.core.expect_column_pair_values_a_to_be_greater_than_b import (
    ExpectColumnPairValuesAToBeGreaterThanB,
)
from great_expectations.expectations.core.expect_column_pair_values_to_be_equal import ExpectColumnPairValuesToBeEqual
from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex
from great_expectations.expectations.expectation import Expectation

from benchmarks.rivals import form

_USUAL: dict[str, object] = {"result_format": "SUMMARY"}  # the library's default
_WHICH: dict[str, object] = {"result_format": "COMPLETE", "unexpected_index_column_names": ["unit"]}


class Rules:
    """Made once; ``check`` is called for every frame."""

    def __init__(self) -> None:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("forms").add_dataframe_asset("answers")
        self._frames = asset.add_batch_definition_whole_dataframe("whole")
        self._suite = context.suites.add(gx.ExpectationSuite("form", expectations=_expectations()))

    def reason(self, said: pd.DataFrame) -> str | None:
        """Why one file is refused, the first reason of several; None where it is accepted."""
        return next((_reason(one) for one in self._checked(said, _USUAL).results if not one.success), None)

    def refused(self, said: pd.DataFrame) -> dict[str, str]:
        """Of many files: unit → why it is refused, the first reason of several."""
        found: dict[str, str] = {}
        for one in self._checked(said, _WHICH).results:
            if not one.success:
                for place in one.result["unexpected_index_list"]:
                    found.setdefault(place["unit"], _reason(one))
        return found

    def _checked(self, said: pd.DataFrame, details: dict[str, object]) -> ExpectationSuiteValidationResult:
        batch = self._frames.get_batch(batch_parameters={"dataframe": said})
        return batch.validate(self._suite, result_format=details)


def _reason(result: ExpectationValidationResult) -> str:
    assert result.expectation_config is not None
    return str(result.expectation_config.meta["reason"])


def _expectations() -> list[Expectation]:
    patterns = {"number": form.WHOLE, "signed": form.SIGNED, "year": form.FOUR_DIGITS}
    texts = [
        ExpectColumnValuesToMatchRegex(column=kind, regex=pattern, meta={"reason": form.REASONS[kind]})
        for kind, pattern in patterns.items()
    ]
    sums = [
        ExpectColumnPairValuesToBeEqual(
            column_A="value",
            column_B=against,
            ignore_row_if="either_value_is_missing",
            meta={"reason": form.REASONS[against]},
        )
        for against in ("parts", "rows")
    ]
    limit = ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="limit",
        column_B="value",
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        meta={"reason": form.REASONS["limit"]},
    )
    return [*texts, *sums, limit]
