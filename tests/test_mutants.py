"""The mutants are of the code as it is: each replaces a text that stands in its file once."""

from __future__ import annotations

import pytest

from tests.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_mutant_finds_what_it_replaces_and_the_tests_that_see_it(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.right) == 1
    assert mutant.right != mutant.wrong
    assert all((ROOT / test.partition("::")[0]).exists() for test in mutant.tests.split())
