"""Fields → verdicts: one suite over the batch's fields and one over its comparisons.

A submission is judged alone, with what stood of its unit before it.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module

import polars as pl

from domain.catalogue import Catalogue
from domain.finding import FINDINGS, Severity
from domain.observation import FIELDS
from domain.submission import Cover, FileState, Judged, Receipt, Verdict
from tasks.bare_covers import without_bare_covers
from tasks.compare import comparisons, needed_fields
from tasks.comparison import Submissions
from tasks.explained import with_reasons
from tasks.findings import of_another_day, of_comparisons, of_fields, of_refusals, without_control
from tasks.home import Home
from tasks.kinds import kinds_of
from tasks.observe import explain, narrate, observe
from tasks.recognised import Recognised, Refusal
from tasks.refusals import refused
from tasks.validations import keep_validations
from warehouse import current, reviews


def prepare() -> None:
    """Imports what judging needs, which costs seconds, while others read the first files."""
    gc.disable()  # so much that stays is not gone through again and again while it comes, nor with every batch
    try:
        import_module("expectations.suites")
        gc.freeze()
    finally:
        gc.enable()


def judge_batch(home: Home, recognised: Recognised, receipts: Sequence[Receipt]) -> Judged:
    """The verdict on every file of the batch, with its findings and what it says."""
    unit_ids = [receipt.unit_id for receipt in receipts]
    with home.warehouse.read() as connection:
        sections = current.standing_sections(connection, unit_ids)
        values = current.standing_values(connection, unit_ids, needed_fields(home.catalogue))
        answers = reviews.standing_explanations(connection, unit_ids)
    recognised = without_bare_covers(home.catalogue, recognised, sections)
    refusals = refused(home, recognised, receipts, sections)
    fields = recognised.fields.filter(~pl.col("file_id").is_in(list(refusals)))
    batch = _submissions(home.catalogue, fields, recognised, [r for r in receipts if r.file_id not in refusals], values)
    of_cells, of_numbers = of_fields(home.catalogue, fields), of_comparisons(comparisons(home.catalogue, batch))
    findings = pl.concat(
        [
            of_refusals(home.catalogue, refusals),
            without_control(home.catalogue, recognised, receipts, refusals),
            of_another_day(home, recognised, receipts, refusals),
            of_cells.findings,
            of_numbers.findings,
        ]
    )
    own = explain(fields, home.catalogue, recognised.persons)
    standing = _of_the_same_period(answers, recognised, receipts)
    explained = with_reasons(findings, home.catalogue, own, standing, _explaining(home.catalogue, recognised))
    problems = keep_validations(home, receipts, {"cells": of_cells.told, "comparisons": of_numbers.told})
    return replace(_judged(home.catalogue, recognised, receipts, refusals, fields, explained), problems=problems)


def not_judged(home: Home, receipt: Receipt) -> Judged:
    """The verdict on a file that could not be judged: refused, with an apology."""
    nothing = Recognised(pl.DataFrame(schema=FIELDS), {}, {}, {receipt.file_id: Refusal("not_judged", {})}, {}, {})
    findings = of_refusals(home.catalogue, nothing.refusals)
    return _judged(home.catalogue, nothing, [receipt], nothing.refusals, nothing.fields, findings)


# --- the submission -----------------------------------------------------------------------------


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
    shown = recognised.percentages.filter(pl.col("file_id").is_in([receipt.file_id for receipt in receipts]))
    return Submissions(own, forms, missing, registered, covers, kinds_of(fields, catalogue), shown)


def _explaining(catalogue: Catalogue, recognised: Recognised) -> list[int]:
    """The files that hold a form for explanations, filled in or not: what they do not explain, they do not."""
    forms = {form.code for form in catalogue.forms if form.purpose == "explanations"}
    return [file_id for file_id, held in recognised.forms.items() if forms & set(held)]


def _of_the_same_period(answers: pl.DataFrame, recognised: Recognised, receipts: Sequence[Receipt]) -> pl.DataFrame:
    """Standing explanations, by the file (``file_id``) of the same unit and period."""
    covers = recognised.covers
    rows = [(r.file_id, r.unit_id, covers[r.file_id].period) for r in receipts if r.file_id in covers]
    types = {"file_id": pl.Int64, "unit_id": pl.Int64, "period": pl.String}
    return pl.DataFrame(rows, schema=types, orient="row").join(answers, on=["unit_id", "period"])


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
        narratives=narrate(kept, catalogue, recognised.persons),
        explanations=explain(kept, catalogue, recognised.persons),
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
