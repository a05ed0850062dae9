"""A total over nothing, as LibreOffice keeps it in an .xls file, is no zero."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.observation import FIELDS
from domain.vietnamese import Written
from outputs.blank_form import write_workbook
from outputs.sheet_plan import Answer
from tasks.sums import without_sums_over_nothing
from tests.tasks.submitted import filled, planned, read_here, recognise

TOTAL, EARLIER = "bieu_1.chi_hoi.ky_nay", "bieu_1.chi_hoi.chinh_thuc_ky_truoc"
PARTS = ("thon", "truong", "co_quan", "dong_ho")


def fields(catalogue: Catalogue, in_a_village: Answer = None) -> pl.DataFrame:
    """A form's fields with its totals over nothing as LibreOffice keeps them: the number 0."""
    parts = {f"bieu_1.chi_hoi_{part}.ky_nay": None for part in PARTS}
    empty = filled(branches=[])
    filling = replace(empty, answers={**empty.answers, **parts, "bieu_1.chi_hoi_thon.ky_nay": in_a_village})
    made = recognise(catalogue, read_here(write_workbook(planned(catalogue, filling)))).fields
    zero = pl.col("field").is_in([TOTAL, EARLIER]) & (pl.col("text") == "")
    as_kept = {"text": pl.lit("0"), "written": pl.lit("nothing"), "value": pl.lit(0), "canonical": pl.lit("0")}
    kept = [pl.when(zero).then(to).otherwise(pl.col(name)).alias(name) for name, to in as_kept.items()]
    return made.with_columns(kept).select([pl.col(name).cast(kind) for name, kind in FIELDS.items()])


def total(found: pl.DataFrame, field: str) -> tuple[str, str, int | None, str | None]:
    row = found.row(by_predicate=pl.col("field") == field, named=True)
    return row["text"], row["written"], row["value"], row["canonical"]


BLANK = ("", Written.BLANK, None, None)
ZERO = ("0", Written.NOTHING, 0, "0")


@pytest.mark.parametrize("field", [TOTAL, EARLIER])
def test_a_zero_over_parts_that_are_all_blank_is_blank(catalogue: Catalogue, field: str) -> None:
    found = without_sums_over_nothing(fields(catalogue), {1: "xls"}, catalogue)
    assert total(found, field) == BLANK


def test_the_missing_total_is_asked_for(catalogue: Catalogue) -> None:
    found = without_sums_over_nothing(fields(catalogue), {1: "xls"}, catalogue)
    row = found.row(by_predicate=pl.col("field") == TOTAL, named=True)
    assert (row["blank"], row["canonical"]) == ("ask", None), "what the rule 'required' looks for"


@pytest.mark.parametrize("part", [0, "-", 2])
def test_a_part_that_is_filled_in_makes_the_total_a_number(catalogue: Catalogue, part: Answer) -> None:
    given = fields(catalogue, in_a_village=part)
    found = without_sums_over_nothing(given, {1: "xls"}, catalogue)
    assert total(found, TOTAL) == total(given, TOTAL) != BLANK
    assert total(found, TOTAL)[2] == (part if isinstance(part, int) else 0)


@pytest.mark.parametrize("format_", ["xlsx", "xlsb", "ods", "csv", "docx"])
def test_other_formats_say_themselves_what_is_blank(catalogue: Catalogue, format_: str) -> None:
    given = fields(catalogue)
    found = without_sums_over_nothing(given, {1: format_}, catalogue)
    assert found.equals(given)
    assert total(found, TOTAL) == ZERO


def test_nothing_else_changes_and_the_order_stays(catalogue: Catalogue) -> None:
    given = fields(catalogue)
    found = without_sums_over_nothing(given, {1: "xls"}, catalogue)
    assert found.schema == FIELDS
    assert found["field"].to_list() == given["field"].to_list()
    touched = found.filter(pl.Series([a != b for a, b in zip(found.rows(), given.rows(), strict=True)]))
    assert set(touched["field"]) == {TOTAL, EARLIER}


def test_only_the_file_in_question_is_touched(catalogue: Catalogue) -> None:
    one = fields(catalogue)
    both = pl.concat([one, one.with_columns(file_id=pl.lit(2, pl.Int64))])
    found = without_sums_over_nothing(both, {1: "xlsx", 2: "xls"}, catalogue)
    assert total(found.filter(pl.col("file_id") == 1), TOTAL) == ZERO
    assert total(found.filter(pl.col("file_id") == 2), TOTAL) == BLANK


def test_no_fields_and_no_files_are_no_trouble(catalogue: Catalogue) -> None:
    empty = pl.DataFrame(schema=FIELDS)
    assert without_sums_over_nothing(empty, {1: "xls"}, catalogue).equals(empty)
    assert without_sums_over_nothing(empty, {}, catalogue).equals(empty)
