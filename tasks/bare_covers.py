"""Covers that only say whose file it is: they take no figures away."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from domain.catalogue import Catalogue
from domain.vietnamese import Written
from tasks.recognised import Recognised


def without_bare_covers(catalogue: Catalogue, recognised: Recognised, sections: pl.DataFrame) -> Recognised:
    """A file that brings another form, such as its explanations, under a cover of which no figure is filled in,
    does not answer the cover where an earlier file of its unit for the period (``sections``) has."""
    bare = _bare(catalogue, recognised.fields)
    stands = set(sections.select("unit_id", "period", "form", "file_id").iter_rows())
    dropped = [
        (file_id, form)
        for file_id, unit_id, form in bare
        if len(recognised.forms[file_id]) > 1
        and any(key[:3] == (unit_id, recognised.covers[file_id].period, form) and key[3] != file_id for key in stands)
    ]
    if not dropped:
        return recognised
    gone = pl.DataFrame(dropped, schema={"file_id": pl.Int64, "form": pl.String}, orient="row")
    forms = {
        file_id: tuple(form for form in held if (file_id, form) not in dropped)
        for file_id, held in recognised.forms.items()
    }
    return replace(recognised, fields=recognised.fields.join(gone, on=["file_id", "form"], how="anti"), forms=forms)


def _bare(catalogue: Catalogue, fields: pl.DataFrame) -> list[tuple[int, int, str]]:
    """File, unit and form of the covers that ask for figures and have none."""
    covers = [form.code for form in catalogue.forms if form.shape == "cover"]
    asked = fields.filter(pl.col("form").is_in(covers) & (pl.col("asks") == "number"))
    blank = (pl.col("written") == Written.BLANK).all()
    found = asked.group_by("file_id", "unit_id", "form", maintain_order=True).agg(blank=blank).filter("blank")
    return found.select("file_id", "unit_id", "form").rows()
