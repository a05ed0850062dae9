"""What is found in a batch: rows of FINDINGS, with the rules' own words filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.day import states_day
from domain.finding import FINDINGS, Severity
from domain.rule import Rule
from domain.submission import Cover, Receipt
from domain.vietnamese import grouped
from tasks.compare import Comparison
from tasks.home import Home
from tasks.read import Refusal
from tasks.recognise import Recognised

BLANK = "để trống"
_WITHOUT_FORMULAS = {"xls", "csv"}  # formats: where a form's own sums are not kept, or bytes have no checksum


def of_refusals(catalogue: Catalogue, refusals: Mapping[int, Refusal]) -> pl.DataFrame:
    """The refusals of files, a finding each."""
    rows = [
        _finding(file_id, catalogue.rule_by_id[refusal.rule], refusal.words, refusal.place)
        for file_id, refusal in refusals.items()
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def without_control(
    catalogue: Catalogue, recognised: Recognised, receipts: Sequence[Receipt], refusals: Mapping[int, Refusal]
) -> pl.DataFrame:
    """Files that should prove a control total and do not."""
    rows = [
        _finding(receipt.file_id, catalogue.rule_by_id["no_control_total"], {})
        for receipt in receipts
        if receipt.file_id not in refusals and _lacks_control(recognised, receipt.file_id)
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def _lacks_control(recognised: Recognised, file_id: int) -> bool:
    """A total that is there and no number proves nothing, and formats without formulas must prove one."""
    cover = recognised.covers[file_id]
    absent = cover.control_total is None and recognised.formats.get(file_id) in _WITHOUT_FORMULAS
    return cover.control_unreadable or absent


def of_another_day(
    home: Home, recognised: Recognised, receipts: Sequence[Receipt], refusals: Mapping[int, Refusal]
) -> pl.DataFrame:
    """A cover may state no day; one that it states is the period's cut-off."""
    rows: list[tuple[Any, ...]] = []
    for receipt in receipts:
        cover = recognised.covers.get(receipt.file_id, Cover())
        if receipt.file_id in refusals or cover.period is None or not cover.as_of_text:
            continue
        cut_off = home.settings.periods[cover.period].cut_off
        if not states_day(cover.as_of_text, cut_off):
            words = {"text": cover.as_of_text, "cut_off": f"{cut_off:%d/%m/%Y}"}
            rows.append(_finding(receipt.file_id, home.catalogue.rule_by_id["other_date"], words, cover.as_of_cell))
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def of_fields(catalogue: Catalogue, fields: pl.DataFrame) -> pl.DataFrame:
    """What the rules on cells find, by one suite over all fields of the batch."""
    rules = [rule for rule in catalogue.rules if rule.on == "cell"]
    rows: list[tuple[Any, ...]] = []
    if rules and not fields.is_empty():
        from expectations.suites import Check, validate

        checks = [Check(rule, rule.id, {}) for rule in rules]
        judged = fields.select("canonical", "blank", "asks", "role", "form", "field")
        for broken in validate(judged, checks):
            for row in fields[list(broken.rows)].iter_rows(named=True):
                rows.append(_field_finding(broken.check.rule, row))
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def _field_finding(rule: Rule, row: Mapping[str, Any]) -> tuple[Any, ...]:
    in_list = row["item"] > 0
    label = f"{row['item_name'] or row['item']}, {row['label']}" if in_list else row["label"]
    return _finding(
        row["file_id"],
        rule,
        {"text": row["text"] or BLANK},
        (row["sheet"], row["cell"]),
        form=row["form"],
        field=row["field"],
        label=label,
        severity=rule.severity_in_list if in_list else None,
    )


def of_comparisons(made: Sequence[Comparison]) -> pl.DataFrame:
    """What the rules on two numbers find, by one suite over all comparisons of the batch."""
    rows: list[tuple[Any, ...]] = []
    if made:
        from expectations.suites import Check, validate

        checks = [Check(one.rule, str(i), {"left": f"left_{i}", "right": f"right_{i}"}) for i, one in enumerate(made)]
        wide = _wide(made)
        for broken in validate(wide, checks):
            one = made[int(broken.check.key)]
            failing = wide[list(broken.rows)]["file_id"].to_list()
            for row in one.numbers.filter(pl.col("file_id").is_in(failing)).iter_rows(named=True):
                rows.append(_comparison_finding(one, row))
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def _wide(made: Sequence[Comparison]) -> pl.DataFrame:
    """A row per submission, two columns per comparison."""
    files = pl.concat([one.numbers.select("file_id") for one in made]).unique().sort("file_id")
    for number, one in enumerate(made):
        pair = one.numbers.select(
            "file_id", pl.col("left").alias(f"left_{number}"), pl.col("right").alias(f"right_{number}")
        )
        files = files.join(pair, on="file_id", how="left")
    return files


def _comparison_finding(one: Comparison, row: Mapping[str, Any]) -> tuple[Any, ...]:
    words = {"left": grouped(row["left"]), "right": grouped(row["right"]), "year": str(row["year"])}
    place = (row["sheet"], row["cell"])
    return _finding(row["file_id"], one.rule, words, place, form=one.form, field=one.field, label=row["label"])


def _finding(
    file_id: int,
    rule: Rule,
    words: Mapping[str, str],
    place: tuple[str | None, str | None] | None = None,
    *,
    form: str | None = None,
    field: str | None = None,
    label: str | None = None,
    severity: Severity | None = None,
) -> tuple[Any, ...]:
    """A row of FINDINGS, its words filled into the rule's templates."""
    said = (text.format_map(words) for text in (rule.saw, rule.wanted, rule.mend))
    sheet, cell = place or (None, None)
    level = severity or rule.severity
    stops = rule.stops_gate or level is Severity.REFUSE_ROW
    return (file_id, rule.id, level, form, field, label, sheet, cell, *said, stops, None)
