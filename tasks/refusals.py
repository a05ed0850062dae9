"""What refuses a file as a whole once its forms are known: whose it is, of which period, whether it was filled in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.rule import NOT_FILLED_IN, UNKNOWN_PERIOD, WRONG_UNIT
from domain.submission import Cover, Receipt
from domain.vietnamese import Written
from tasks.findings import BLANK
from tasks.home import Home
from tasks.recognised import Recognised, Refusal
from tasks.sums import totals
from tasks.whose import is_of, whom_it_names


def refused(
    home: Home, recognised: Recognised, receipts: Sequence[Receipt], sections: pl.DataFrame
) -> dict[int, Refusal]:
    """The files of a batch that are not taken, those among them that were refused before. ``sections``: what stood
    of their units."""
    refusals, empty = dict(recognised.refusals), _not_filled_in(home.catalogue, recognised.fields)
    stood = sections.partition_by("unit_id", as_dict=True)
    for receipt in receipts:
        if receipt.file_id in refusals:
            continue
        of_unit = stood.get((receipt.unit_id,))
        if found := _refusal(home, receipt, recognised, of_unit, empty):
            refusals[receipt.file_id] = found
    return refusals


def _refusal(
    home: Home, receipt: Receipt, recognised: Recognised, stood: pl.DataFrame | None, empty: Collection[int]
) -> Refusal | None:
    cover = recognised.covers[receipt.file_id]
    if not is_of(home.unit_names, cover, receipt):
        names = {"unit": receipt.unit_name, "code": receipt.unit_code}
        return Refusal(WRONG_UNIT, {**names, "saw": whom_it_names(cover, receipt)}, cover.code_cell)
    if cover.period is None:
        return Refusal("no_period", {"text": cover.period_text or BLANK}, cover.period_cell)
    if cover.period not in home.settings.periods:
        open_now = ", ".join(HalfYear.parse(code).words for code in sorted(home.settings.periods))
        words = {"period": HalfYear.parse(cover.period).words, "open": open_now}
        return Refusal(UNKNOWN_PERIOD, words, cover.period_cell)
    unit, cut_off = home.unit_by_id.get(receipt.unit_id), home.settings.periods[cover.period].cut_off
    if unit is None or not unit.valid_on(cut_off):
        return Refusal("unit_ended", {"unit": receipt.unit_name, "cut_off": f"{cut_off:%d/%m/%Y}"}, cover.period_cell)
    if receipt.file_id in empty:
        return Refusal(NOT_FILLED_IN, {})
    return None if stood is None else _tie(cover, receipt, recognised, stood)


def _not_filled_in(catalogue: Catalogue, fields: pl.DataFrame) -> set[int]:
    """The files that ask for a number and in which nobody has written anything: the form went back as it came, with
    what it carries over and adds up by itself."""
    locked = {(form.code, row.code) for form in catalogue.forms for row in form.rows if row.locked}
    carried = [key for key, field in catalogue.field_by_key.items() if (field.form, field.row) in locked]
    parts = [(field.key, part) for field, _, of in totals(catalogue) for part in of]
    sums = (
        fields.select("file_id", part="field", total="value")
        .join(pl.DataFrame(parts, schema={"field": pl.String, "part": pl.String}, orient="row"), on="part")
        .group_by("file_id", "field")
        .agg(pl.col("total").sum())
    )
    follows = pl.col("field").is_in(carried) | (pl.col("value") == pl.col("total")).fill_null(False)
    untouched = ((pl.col("written") == Written.BLANK) | follows).all() & (pl.col("blank") == "ask").any()
    found = fields.join(sums, on=["file_id", "field"], how="left").group_by("file_id").agg(untouched=untouched)
    return set(found.filter("untouched")["file_id"])


def _tie(cover: Cover, receipt: Receipt, recognised: Recognised, stood: pl.DataFrame) -> Refusal | None:
    """Two files of one hour that answer the same form of a unit: nobody can tell which is newer."""
    same_hour = (pl.col("scan") == receipt.scan) & (pl.col("mtime_ns") == receipt.mtime_ns)
    same_form = (pl.col("period") == cover.period) & pl.col("form").is_in(recognised.forms[receipt.file_id])
    tied = stood.filter((pl.col("file_id") != receipt.file_id) & same_hour & same_form)
    return Refusal("tie", {}) if len(tied) else None
