"""The change of 1 July 2025 as a whole: 10,035 communes, and five islands that had none, became 3,321 units."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.figure import FIGURES, HALF, ITSELF
from domain.lineage import Lineage
from tasks.succession import Succession, succeed
from tests import merged, nationwide
from tests.nationwide import AFTER, BEFORE

KEYS, PERIODS = 70, 4
SECONDS = 10  # of a processor, for four periods; it takes about two


@pytest.fixture(scope="module")
def figures(catalogue: Catalogue) -> pl.DataFrame:
    """FIGURES of every old commune, for 70 indicators and breakdowns that add; some are negative, some nought."""
    asked = [one for one in catalogue.indicators if "hoi_xa" in one.reported_by and one.merges == "sum"]
    parts = [(one.code, f"{axis.code}={part}") for one in asked for axis in catalogue.axes for part in axis.members]
    keys = [*((one.code, "") for one in asked if one.source == "reported"), *parts][:KEYS]
    assert len(keys) == KEYS
    told = pl.DataFrame(keys, schema=["indicator", "breakdown"], orient="row").with_row_index("key")
    old = pl.DataFrame({"unit": [one.id for one in nationwide.units() if one.valid_on(BEFORE)]})
    fixed = {"comparison": ITSELF, "span": HALF, "of_year": None, "expected": 1, "counted": 1, "basis": "done"}
    return (
        old.join(told, how="cross")
        .with_columns(
            scope=pl.col("unit").cast(pl.String), value=pl.col("unit") * 7919 % (pl.col("key") + 3) * 1009 - 500
        )
        .with_columns([pl.lit(value).alias(name) for name, value in fixed.items()])
        .select([pl.col(name).cast(kind) for name, kind in FIGURES.items()])
    )


def carried(figures: pl.DataFrame, lineage: Lineage, catalogue: Catalogue) -> Succession:
    old = [unit for unit in nationwide.units() if unit.valid_on(BEFORE)]
    return succeed(figures, old, lineage, BEFORE, AFTER, catalogue)


def divided() -> dict[int, list[int]]:
    """The communes that were divided: id → the ids of the units that got a part."""
    ids = nationwide.ids()
    found = {ids[old]: [ids[f"new {new}"] for new in news] for old, news in nationwide.successors().items()}
    return {old: news for old, news in found.items() if len(news) > 1}


def test_the_whole_country_is_read_as_the_package_tells_it() -> None:
    old = [unit.id for unit in nationwide.units() if unit.valid_on(BEFORE)]
    new = {unit.id for unit in nationwide.units() if unit.valid_on(AFTER)}
    courses = nationwide.lineage().courses(old, BEFORE, AFTER)
    assert (len(old), len(new)) == (10_040, 3_321)
    assert {to for course in courses.values() for to in course} == new
    assert Counter(len(course) for course in courses.values()) == {1: 9_569, 2: 397, 3: 58, 4: 15, 5: 1}
    opened = {unit: sorted(course) for unit, course in courses.items() if None in course.values()}
    assert opened == {unit: sorted(to) for unit, to in divided().items()} and len(opened) == 471


def test_the_wards_of_son_la_city_are_those_of_the_real_change() -> None:
    names = {unit.id: unit.name.removeprefix("Hội Khuyến học ") for unit in merged.units()}
    told = {(names[commune], names[ward]) for ward, communes in merged.COMMUNES.items() for commune in communes}
    city = {old: new for old, new in nationwide.successors().items() if "_thanhphosonla_" in old}
    assert len(city) == len(told) == 12
    assert Counter(news[0] for news in city.values()) == {
        "tinhsonla_phuongtohieu": 4,
        "tinhsonla_phuongchiengan": 3,
        "tinhsonla_phuongchiengcoi": 3,
        "tinhsonla_phuongchiengsinh": 2,
    }


def test_whole_communes_are_conserved_and_divided_ones_are_named_never_guessed(
    catalogue: Catalogue, figures: pl.DataFrame
) -> None:
    made = carried(figures, nationwide.lineage(), catalogue)
    opened = [str(unit) for unit in divided()]
    key = ["indicator", "breakdown"]
    kept = figures.filter(~pl.col("scope").is_in(opened)).group_by(key).agg(pl.col("value").sum())
    assert made.figures.group_by(key).agg(pl.col("value").sum()).sort(key).equals(kept.sort(key))
    assert not made.figures["apportioned"].any()
    told = set(made.gaps.select("predecessor", "scope").unique().rows())
    assert told == {(unit, str(to)) for unit, parts in divided().items() for to in parts}
    assert made.gaps["reason"].unique().to_list() == ["unconfirmed"] and len(made.gaps) == 1_033 * KEYS
    assert made.figures["expected"].sum() == (9_569 + 1_033) * KEYS
    assert made.figures["counted"].sum() == 9_569 * KEYS


def test_with_every_share_stated_nothing_is_lost(catalogue: Catalogue, figures: pl.DataFrame) -> None:
    told = nationwide.lineage()
    parts = Counter(edge.from_id for edge in told.edges)
    stated = [replace(edge, share=Fraction(1, parts[edge.from_id])) for edge in told.edges]
    made = carried(figures, Lineage(tuple(stated)), catalogue)
    key = ["indicator", "breakdown"]
    sums = [frame.group_by(key).agg(pl.col("value").sum()).sort(key) for frame in (figures, made.figures)]
    assert sums[0].equals(sums[1]) and made.gaps.is_empty()
    marked = set(made.figures.filter("apportioned")["scope"].unique())
    assert marked == {str(to) for parts in divided().values() for to in parts}


def test_four_periods_of_the_whole_country_are_carried_over_in_time(
    catalogue: Catalogue, figures: pl.DataFrame
) -> None:
    told, begun = nationwide.lineage(), time.process_time()
    for _ in range(PERIODS):
        carried(figures, told, catalogue)
    assert time.process_time() - begun < SECONDS
