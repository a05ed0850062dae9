"""Fields → verdicts: one suite over the batch's fields and one over its comparisons.

A submission is judged alone, with what stood of its unit before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.finding import FINDINGS, Severity
from domain.half_year import HalfYear
from domain.rule import UNKNOWN_PERIOD, Rule
from domain.submission import Cover, FileState, Judged, Receipt, Verdict
from domain.vietnamese import grouped, heading_key
from tasks.compare import Comparison, Submissions, comparisons, needed_fields
from tasks.home import Home
from tasks.observe import explain, narrate, observe
from tasks.read import Refusal
from tasks.recognise import Recognised
from warehouse import facts

BLANK = "để trống"
_WITHOUT_FORMULAS = {".xls", ".csv", ".tsv"}


def judge_batch(home: Home, recognised: Recognised, receipts: Sequence[Receipt]) -> Judged:
    """The verdict on every file of the batch, with its findings and what it says."""
    unit_ids = [receipt.unit_id for receipt in receipts]
    with home.warehouse.read() as connection:
        sections = facts.standing_sections(connection, unit_ids)
        values = facts.standing_values(connection, unit_ids, needed_fields(home.catalogue))
    refusals = dict(recognised.refusals)
    for receipt in receipts:
        refusal = _refusal(home, receipt, recognised, sections) if receipt.file_id not in refusals else None
        if refusal is not None:
            refusals[receipt.file_id] = refusal
    fields = recognised.fields.filter(~pl.col("file_id").is_in(list(refusals)))
    batch = _submissions(home.catalogue, fields, recognised, [r for r in receipts if r.file_id not in refusals], values)
    findings = pl.concat(
        [
            _refused(home.catalogue, refusals),
            _without_control(home.catalogue, recognised, receipts, refusals),
            _field_findings(home.catalogue, fields),
            _comparison_findings(comparisons(home.catalogue, batch)),
        ]
    )
    return _judged(home.catalogue, recognised, receipts, refusals, fields, findings)


# --- the file itself --------------------------------------------------------------------------


def _refusal(home: Home, receipt: Receipt, recognised: Recognised, sections: pl.DataFrame) -> Refusal | None:
    cover = recognised.covers[receipt.file_id]
    if not _same_unit(cover, receipt):
        names = {"unit": receipt.unit_name, "code": receipt.unit_code}
        return Refusal("wrong_unit", {**names, "saw": cover.unit_code or cover.unit_name or ""}, cover.code_cell)
    if cover.period is None:
        return Refusal("no_period", {"text": cover.period_text or BLANK}, cover.period_cell)
    if cover.period not in home.settings.periods:
        open_now = ", ".join(HalfYear.parse(code).words for code in sorted(home.settings.periods))
        words = {"period": HalfYear.parse(cover.period).words, "open": open_now}
        return Refusal(UNKNOWN_PERIOD, words, cover.period_cell)
    same_hour = (pl.col("scan") == receipt.scan) & (pl.col("mtime_ns") == receipt.mtime_ns)
    same_form = (pl.col("period") == cover.period) & pl.col("form").is_in(recognised.forms[receipt.file_id])
    tied = sections.filter((pl.col("unit_id") == receipt.unit_id) & same_hour & same_form)
    return Refusal("tie", {}) if len(tied) else None


def _same_unit(cover: Cover, receipt: Receipt) -> bool:
    """The cover may name no unit; a code may have lost its leading zeros."""
    if cover.unit_code is not None:
        return cover.unit_code.lstrip("0") == receipt.unit_code.lstrip("0")
    return cover.unit_name is None or heading_key(cover.unit_name) == heading_key(receipt.unit_name)


def _refused(catalogue: Catalogue, refusals: Mapping[int, Refusal]) -> pl.DataFrame:
    rows = [
        _finding(file_id, catalogue.rule_by_id[refusal.rule], refusal.words, refusal.place)
        for file_id, refusal in refusals.items()
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def _without_control(
    catalogue: Catalogue, recognised: Recognised, receipts: Sequence[Receipt], refusals: Mapping[int, Refusal]
) -> pl.DataFrame:
    rows = [
        _finding(receipt.file_id, catalogue.rule_by_id["no_control_total"], {})
        for receipt in receipts
        if receipt.file_id not in refusals and _lacks_control(recognised.covers[receipt.file_id], receipt)
    ]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def _lacks_control(cover: Cover, receipt: Receipt) -> bool:
    """A total that is there and no number proves nothing, and formats without formulas must prove one."""
    absent = cover.control_total is None and PurePath(receipt.path).suffix.lower() in _WITHOUT_FORMULAS
    return cover.control_unreadable or absent


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
    return (file_id, rule.id, level, form, field, label, sheet, cell, *said, stops)


# --- fields and comparisons -------------------------------------------------------------------


def _field_findings(catalogue: Catalogue, fields: pl.DataFrame) -> pl.DataFrame:
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


def _submissions(
    catalogue: Catalogue,
    fields: pl.DataFrame,
    recognised: Recognised,
    receipts: Sequence[Receipt],
    standing: pl.DataFrame,
) -> Submissions:
    inputs = [field.key for field in catalogue.field_by_key.values() if field.input]
    own = fields.filter(pl.col("asks") != "text").with_columns(input=pl.col("field").is_in(inputs))
    # a file stands for its unit in its period; only forms that it does not hold are taken from what stood
    files = pl.DataFrame(
        [(r.file_id, r.unit_id, recognised.covers[r.file_id].period) for r in receipts],
        schema={"file_id": pl.Int64, "unit_id": pl.Int64, "period": pl.String},
        orient="row",
    )
    registered = files.select("file_id", "unit_id").join(standing, on="unit_id")
    pairs = [(receipt.file_id, form) for receipt in receipts for form in recognised.forms[receipt.file_id]]
    forms = pl.DataFrame(pairs, schema={"file_id": pl.Int64, "form": pl.String}, orient="row")
    missing = files.join(standing, on=["unit_id", "period"]).join(forms, on=["file_id", "form"], how="anti")
    covers = {receipt.file_id: recognised.covers[receipt.file_id] for receipt in receipts}
    return Submissions(own, forms, missing, registered, covers)


def _comparison_findings(made: Sequence[Comparison]) -> pl.DataFrame:
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


# --- the verdict ------------------------------------------------------------------------------


def _judged(
    catalogue: Catalogue,
    recognised: Recognised,
    receipts: Sequence[Receipt],
    refusals: Mapping[int, Refusal],
    fields: pl.DataFrame,
    findings: pl.DataFrame,
) -> Judged:
    fatal = findings.filter(pl.col("severity") == Severity.REFUSE_FILE)
    reasons = dict(zip(reversed(fatal["file_id"].to_list()), reversed(fatal["rule"].to_list()), strict=True))
    reasons.update({file_id: refusal.rule for file_id, refusal in refusals.items()})
    accepted = fields.filter(~pl.col("file_id").is_in(list(reasons)))
    kept = accepted.join(_refused_rows(fields, findings), on=["file_id", "form", "item"], how="anti")
    return Judged(
        verdicts=tuple(_verdict(catalogue, receipt, recognised, reasons) for receipt in receipts),
        findings=findings.select([pl.col(name).cast(kind) for name, kind in FINDINGS.items()]),
        observations=observe(kept, recognised.covers, catalogue),
        narratives=narrate(kept, catalogue),
        explanations=explain(kept, catalogue),
        readers=recognised.readers,
    )


def _refused_rows(fields: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """The list rows that a finding refuses: file_id, form, item."""
    refused = findings.filter(pl.col("severity") == Severity.REFUSE_ROW).select("file_id", "form", "sheet", "cell")
    return (
        fields.join(refused, on=["file_id", "form", "sheet", "cell"], how="semi")
        .select("file_id", "form", "item")
        .unique()
    )


def _verdict(catalogue: Catalogue, receipt: Receipt, recognised: Recognised, reasons: Mapping[int, str]) -> Verdict:
    cover = recognised.covers.get(receipt.file_id, Cover())
    reason = reasons.get(receipt.file_id)
    state = FileState.REFUSED if reason else FileState.ACCEPTED
    forms = recognised.forms.get(receipt.file_id, ())
    if reason:  # a correction need not explain again what the refused file explained
        forms = tuple(form for form in forms if catalogue.form_by_code[form].purpose == "figures")
    whole = catalogue.forms_owed_by(receipt.kind) <= set(forms)
    return Verdict(receipt, state, reason, cover.period, forms, whole)
