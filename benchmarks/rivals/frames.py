"""A workbook as a pandas frame: a row per answer, with what the rules look at beside it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.rivals import form

_FORM = pd.DataFrame(form.CELLS).assign(item=0)[["field", "item", "kind", "blank"]]


def read(unit: str, path: Path) -> pd.DataFrame:
    """What a unit says: unit, field, item, kind, blank, text, value; number, signed and year are the text of each kind
    of answer, parts, rows and limit what a value is to be held against."""
    sheets = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
    written = [sheets[one.sheet].iat[one.row, one.column] for one in form.CELLS]
    answers = _FORM.assign(text=pd.Series(written, dtype=object))  # not floats, where all are numbers or blank
    listed = sheets[form.LIST].iloc[form.LIST_FROM :]
    listed = listed[listed[form.LIST_NAME].notna()]
    said = pd.concat([answers, *_columns(listed)], ignore_index=True).assign(unit=unit)
    said["text"] = _cleaned(said["text"], said["blank"])
    said["value"] = pd.to_numeric(said["text"], errors="coerce")
    for kind in ("number", "signed", "year"):
        said[kind] = said["text"].where(said["kind"].replace("estimate", "number") == kind)
    return _compared(said, len(listed))


def _columns(listed: pd.DataFrame) -> list[pd.DataFrame]:
    """The numbers of the list, column by column."""
    items = range(1, len(listed) + 1)
    kinds = {form.MEMBERS: ("number", "ask"), form.CHANGE: ("signed", "zero")}
    return [
        pd.DataFrame(
            {"field": field, "item": items, "kind": kinds[field][0], "blank": kinds[field][1], "text": listed[column]}
        )
        for column, field in form.LIST_COLUMNS.items()
    ]


def _cleaned(text: pd.Series, blank: pd.Series) -> pd.Series:
    """Digits alone, where what was written is a number; a blank that counts is 0."""
    said = text.astype("str").str.strip()
    said = said.str.replace(form.WITH_UNIT, r"\1", regex=True).str.replace(form.THOUSANDS, r"\1", regex=True)
    nothing = said.isin(form.NOTHING) | ((said.isna() | (said == "")) & (blank == "zero"))
    return said.mask(nothing, "0").mask(said == "")


def _compared(said: pd.DataFrame, rows: int) -> pd.DataFrame:
    """With the sum of a total's parts, the rows of the list and the limit of a part, each beside its value."""
    single = said[said["item"] == 0]
    value = dict(zip(single["field"], single["value"], strict=True))
    parts = {total: sum(value[one] * sign for one, sign in its.items()) for total, its in form.TOTALS.items()}
    limits = {part: value[whole] for part, whole in form.LIMITS.items()}
    for part, (whole, year) in form.LIMITS_OF_A_YEAR.items():
        if value[year] == form.YEAR:
            limits[part] = value[whole]
    return said.assign(
        parts=said["field"].map(parts), rows=said["field"].map({form.BRANCHES: rows}), limit=said["field"].map(limits)
    )


def kept(said: pd.DataFrame) -> pd.DataFrame:
    """The values to be loaded: unit, field, item, value."""
    unsaid = (said["blank"] == "optional") & said["text"].isna()
    values = said.loc[~unsaid & said["kind"].isin(["number", "signed"]), ["unit", "field", "item", "value"]]
    return values.astype({"value": "Int64"})
