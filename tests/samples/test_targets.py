"""The sample's targets: what a home reads of them."""

from __future__ import annotations

import pytest

from domain.catalogue import Catalogue
from domain.target import Target
from samples.association import declared, units
from samples.deliver import HERE
from samples.targets import targets_csv
from tasks.targets import read_targets


@pytest.fixture(scope="module")
def targets(catalogue: Catalogue) -> tuple[Target, ...]:
    return read_targets(targets_csv().encode(), HERE / "targets.csv", units(), catalogue)


@pytest.mark.parametrize("year", [2021, 2022])
def test_the_associations_targets_are_those_that_are_declared(targets: tuple[Target, ...], year: int) -> None:
    own = {one.indicator: one.value for one in targets if one.unit_id is None and one.year == year}
    assert own == declared()["targets"][str(year)]["association"]


@pytest.mark.parametrize("year", [2021, 2022])
def test_what_is_shared_out_to_units_adds_up_to_what_is_declared(targets: tuple[Target, ...], year: int) -> None:
    for code, total in declared()["targets"][str(year)]["units"].items():
        shares = [one.value for one in targets if (one.indicator, one.year) == (code, year) and one.unit_id]
        assert sum(shares) == total and min(shares) > 0
        assert len(shares) == (12 if code == "hoc_vien" else 48)


def test_every_target_says_that_it_is_invented(targets: tuple[Target, ...]) -> None:
    assert {one.source for one in targets} == {f"Kế hoạch mẫu năm {year} (số giả định)" for year in (2021, 2022)}
