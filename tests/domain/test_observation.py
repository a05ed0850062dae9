"""The columns in which answers travel, from a file to the warehouse."""

from __future__ import annotations

import polars as pl

from domain.figure import FIGURES, UNIT_VALUES
from domain.observation import FIELDS, OBSERVATIONS, Basis


def test_a_value_is_done_or_estimated() -> None:
    assert [str(one) for one in Basis] == ["done", "estimated"]


def test_numbers_stay_whole_from_the_cell_to_the_figure() -> None:
    for schema in (FIELDS, OBSERVATIONS, UNIT_VALUES, FIGURES):
        assert schema["value"] == pl.Int64
        assert not any(kind.is_float() for kind in schema.values())


def test_every_answer_keeps_the_file_and_the_place_that_it_came_from() -> None:
    for schema in (FIELDS, OBSERVATIONS):
        assert {"file_id", "sheet", "cell"} <= set(schema)


def test_a_field_keeps_what_was_written_beside_what_it_reads_as() -> None:
    row = (
        1,
        7,
        "m",
        "m.a.now",
        "A",
        0,
        "value",
        "number",
        "ask",
        "1.600 hộ",
        "number",
        1600,
        "1600",
        False,
        "M",
        "C7",
    )
    kept = pl.DataFrame([row], schema=FIELDS, orient="row").to_dicts()[0]
    assert (kept["text"], kept["written"], kept["value"], kept["canonical"]) == ("1.600 hộ", "number", 1600, "1600")


def test_what_a_figure_is_made_from_is_part_of_every_observation() -> None:
    assert set(UNIT_VALUES) - {"unit_id"} <= set(OBSERVATIONS)
    assert set(UNIT_VALUES) - {"unit_id"} <= set(FIGURES)
