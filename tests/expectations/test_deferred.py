from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from domain.finding import Severity
from domain.rule import Rule
from expectations.deferred import deferred

NAME = "module_of_a_test"
#: Prints whether it held, and what was imported that it does not need.
A_SUITE = """
import sys
import polars as pl
from tests.expectations.test_deferred import rule
from expectations.suites import Check, validate
frame = pl.DataFrame({"value": [1]})
found = validate(frame, [Check(rule("expect_column_values_to_not_be_null", column="value"), "a")])
unneeded = {"altair.vegalite", "scipy.stats._stats_py", "scipy.optimize"}
print(found.result.success, *unneeded & sys.modules.keys())
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package that tells when it is imported, with a module within."""
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "__init__.py").write_text("import sys\nsys.times_imported += 1\nsaid = 'đây'\n", encoding="utf-8")
    (folder / "within.py").write_text("said = 'trong'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "times_imported", 0, raising=False)
    yield NAME
    for name in [one for one in sys.modules if one.partition(".")[0] == NAME]:
        del sys.modules[name]


def rule(expect: str, **arguments: Any) -> Rule:
    return Rule(id="r", on="cell", severity=Severity.WARN, expect=expect, arguments=arguments, saw="", mend="")


def times() -> int:
    return int(vars(sys)["times_imported"])


def test_a_deferred_module_is_imported_once_by_its_first_use(module: str) -> None:
    with deferred((module,)):
        one = import_module(module)
    assert times() == 0
    assert (one.said, one.said, times()) == ("đây", "đây", 1)


def test_whoever_imports_it_afterwards_has_the_module_itself(module: str) -> None:
    with deferred((module,)):
        one = import_module(module)
    assert module not in sys.modules
    real = import_module(module)
    assert real is not one and real.__file__ and one.said == real.said and times() == 1


def test_what_is_asked_of_every_module_there_is_imports_none(module: str) -> None:
    with deferred((module,)):
        assert not hasattr(sys.modules[module], "__file__") and times() == 0


@pytest.mark.parametrize(
    "asked", [f"from {NAME} import said", f"import {NAME}.within", f"from {NAME}.within import said"]
)
def test_a_deferred_module_is_imported_from_as_any_other(module: str, asked: str) -> None:
    with deferred((module,)):
        exec(asked, {})
    assert times() == 1 and sys.modules[module].__file__


def test_a_module_that_is_there_stays(module: str) -> None:
    real = import_module(module)
    with deferred((module,)):
        assert sys.modules[module] is real
    assert sys.modules[module] is real


def test_a_name_that_a_module_has_not_is_told_by_that_module(module: str) -> None:
    with deferred((module,)):
        one = import_module(module)
    with pytest.raises(AttributeError, match=f"module '{NAME}' has no attribute 'other'"):
        _ = one.other


def test_a_suite_is_run_without_what_great_expectations_imports_for_others() -> None:
    said = subprocess.run([sys.executable, "-c", A_SUITE], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True"]


def test_an_expectation_that_needs_a_deferred_module_is_evaluated() -> None:
    from expectations.suites import Check, by_pandas, expectation

    asked = rule(
        "expect_column_kl_divergence_to_be_less_than",
        column="value",
        partition_object={"values": ["a", "b"], "weights": [0.5, 0.5]},
        threshold=0.1,
    )
    (even,) = by_pandas(pl.DataFrame({"value": ["a", "b"]}), [expectation(0, Check(asked, "a"))])
    (uneven,) = by_pandas(pl.DataFrame({"value": ["a"] * 9 + ["b"]}), [expectation(0, Check(asked, "a"))])
    assert (even.success, uneven.success) == (True, False)
