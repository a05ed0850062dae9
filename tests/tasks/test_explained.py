"""Warnings and the reasons that their senders give for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.finding import FINDINGS
from tasks.explained import Reasons, with_reasons
from tasks.observe import EXPLANATIONS
from warehouse.reviews import STANDING_EXPLANATIONS

WHY = "Sáp nhập hai bản"


def finding(file_id: int = 1, severity: str = "warn", cell: str = "F19") -> dict[str, Any]:
    place = {"form": "bieu_1", "field": "bieu_1.hoi_vien.ky_nay", "sheet": "Biểu 1", "cell": cell}
    words = dict.fromkeys(("label", "saw", "wanted", "mend"), "…")
    return {"file_id": file_id, "rule": "required", "severity": severity, **place, **words, "stops_gate": True}


def found(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{**row, "explained": None} for row in rows], schema=FINDINGS)


def own(*rows: Sequence[Any]) -> pl.DataFrame:
    return pl.DataFrame(
        [(1, "giai_trinh", n, *row) for n, row in enumerate(rows, 1)], schema=EXPLANATIONS, orient="row"
    )


def standing(*rows: Sequence[Any]) -> pl.DataFrame:
    schema: dict[str, Any] = {"file_id": pl.Int64, **STANDING_EXPLANATIONS}
    return pl.DataFrame([(1, 7, "2022H1", *row) for row in rows], schema=schema, orient="row")


HERE = ("Biểu 1", "F19", WHY)


def explained(
    catalogue: Catalogue, findings: pl.DataFrame, given: pl.DataFrame, stood: pl.DataFrame, holders: Sequence[int]
) -> list[str | None]:
    told = with_reasons(findings, catalogue, given, stood, holders)
    assert told.schema == FINDINGS and len(told) == len(findings)
    return told["explained"].to_list()


def test_a_warning_takes_the_reason_of_its_own_file(catalogue: Catalogue) -> None:
    findings = found(finding(), finding(cell="F20"), finding(file_id=2))
    assert explained(catalogue, findings, own(HERE), standing(), [1]) == [WHY, None, None]


def test_only_a_warning_is_explained(catalogue: Catalogue) -> None:
    findings = found(finding(severity="refuse_file"), finding(severity="refuse_row"))
    assert explained(catalogue, findings, own(HERE), standing(), [1]) == [None, None]


def test_what_stands_of_the_unit_counts_where_the_file_holds_no_form_for_it(catalogue: Catalogue) -> None:
    assert explained(catalogue, found(finding()), own(), standing(HERE), []) == [WHY]
    assert explained(catalogue, found(finding()), own(), standing(HERE), [1]) == [None]


def test_of_two_reasons_the_first_counts_and_an_empty_one_is_none(catalogue: Catalogue) -> None:
    rows = [("Biểu 1", "F19", ""), HERE, ("Biểu 1", "F19", "Khác")]
    assert explained(catalogue, found(finding()), own(*rows), standing(), [1]) == [WHY]


def test_one_row_may_explain_several_cells(catalogue: Catalogue) -> None:
    reasons = Reasons(catalogue, own(("Biểu 1", "F19; F21", WHY)), by="file_id")
    assert [reasons.of(1, finding(cell=cell)) for cell in ("F19", "F20", "F21")] == [WHY, None, WHY]
    assert reasons.of(2, finding()) is None
