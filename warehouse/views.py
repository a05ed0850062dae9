"""The views that other tools may read: what their columns are, and their rows of one closed version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, column, select, table

from warehouse.closes import Close
from warehouse.store import frame

_UNIT: Mapping[str, str] = {
    "unit_id": "the unit's key, which never changes; null for a figure of all units together",
    "unit": "the unit's code",
    "unit_name": "the unit's name",
}
_OF_A_CLOSE: Mapping[str, str] = {
    "period": "the half-year, such as 2022H1",
    "version": "which close of it, from 1",
    "closed_at": "when it was closed, in UTC",
    "newest": "1 for the period's newest close, else 0",
}
_WHAT: Mapping[str, str] = {
    "indicator": "the indicator's code",
    "indicator_name": "its name, by the catalogue of that close",
    "measure": "what it is counted in: people, households, đồng",
    "breakdown": "axis=member; empty for the whole. A whole is never to be added to its parts",
    "breakdown_name": "the axis and the member by their names",
}
_AS_THEN: Mapping[str, str] = {
    "unit_id": _UNIT["unit_id"],
    "unit": "the unit's code at that close",
    "unit_name": "its name at that close",
    "unit_kind": "its kind at that close",
}
_YEAR = "the year of a registration or a recognition; null for what belongs to no year. Years are never added together"
_BASIS = "done, or estimated"

#: Each view with its columns, in their order. Whole numbers, or text; yes is 1 and no is 0; times are ISO 8601 in UTC.
VIEWS: Mapping[str, Mapping[str, str]] = {
    "v_figures": {
        "id": "the figure's number",
        **_OF_A_CLOSE,
        **_WHAT,
        **_AS_THEN,
        "comparison": "empty for the figure itself; same_half or year_end: what it is compared with; plan: its target",
        "compared_period": "the period that a compared figure was frozen from",
        "compared_version": "its version",
        "span": "half, or year",
        "of_year": _YEAR,
        "value": "the figure; null where no unit gave one",
        "expected": "of how many units it should be",
        "counted": "of how many it is",
        "basis": f"{_BASIS} where any value in it is",
        "apportioned": "1 where a part of it was shared out between units that took over from one, else 0",
    },
    "v_values": {
        "id": "the value's number; it may count in several versions",
        **_OF_A_CLOSE,
        **_AS_THEN,
        "form": "the form's code",
        "field": "the place on the form: form.row.column",
        **_WHAT,
        "of_year": _YEAR,
        "value": "the number; null where none was given",
        "written": "how it was written: number, nothing (-, không, 0), unknown (…), blank",
        "basis": _BASIS,
        "submission_id": "id of v_submissions",
        "file": "the file's path in the home",
        "sha256": "the file's bytes: raw/<sha256>",
        "sheet": "the sheet; empty where the file has none",
        "cell": "the cell, or the line and the column",
    },
    "v_submissions": {
        "id": "the file's number",
        **_UNIT,
        "period": "the half-year that it says it is for; null where none could be read",
        "file": "its path in the home, under the name that the sender gave it",
        "sha256": "its bytes: raw/<sha256>",
        "size": "in bytes",
        "received_at": "when it was first seen",
        "state": "received (waits for its verdict), accepted or refused",
        "reason": "the rule for which it was refused",
        "decided_at": "when the verdict fell",
        "after_close": "1 where it came after its period was closed",
        "replied_at": "when its sender was answered",
        "dismissed_at": "when somebody let it rest, though refused",
        "outdated_at": "when it was sent again while a newer one counts",
        "cleared": "1 for a refused file that asks for nothing any more",
    },
    "v_findings": {
        "id": "the finding's number",
        **_UNIT,
        "period": "the half-year of its file",
        "submission_id": "id of v_submissions",
        "file": "the file's path in the home",
        "rule": "the rule that is broken",
        "severity": "refuse_file, refuse_row or warn",
        "stage": "judge (of one file), or review (of a whole period)",
        "form": "the form's code; null for what concerns the file",
        "field": "the place on the form: form.row.column",
        "label": "the same in the words of the form",
        "sheet": "the sheet",
        "cell": "the cell",
        "saw": "what stands there; names of people are taken out",
        "wanted": "what was wanted",
        "mend": "how to mend it",
        "explained": "the sender's reason, where a warning was answered",
        "stops_gate": "1 where the period cannot be closed with it",
        "stands": "1 as long as no newer verdict on the file took its place",
    },
    "v_units": {
        "id": "the unit's key, which never changes",
        "code": "its code now",
        "name": "its name now",
        "kind": "its kind now",
        "parent_id": "the unit above it",
        "parent": "the code of that unit",
        "valid_from": "its first day, as YYYY-MM-DD; null where there is none",
        "valid_to": "its last day",
        "folder": "its folder in the inbox",
    },
    "v_indicators": {
        "catalogue": "the version of the catalogue",
        "indicator": "the indicator's code",
        "name": "its name",
        "measure": "what it is counted in",
    },
    "v_breakdowns": {
        "catalogue": "the version of the catalogue",
        "breakdown": "axis=member, as figures and values have it",
        "name": "the axis and the member by their names",
    },
}
_NUMBERS = frozenset(("id", "unit_id", "parent_id", "submission_id", "version", "compared_version", "of_year", "size"))
_COUNTS = frozenset(("value", "expected", "counted"))
_YES_OR_NO = frozenset(("newest", "apportioned", "after_close", "cleared", "stops_gate", "stands"))


def types_of(view: str) -> dict[str, type[pl.DataType]]:
    return {name: pl.Int64 if name in _NUMBERS | _COUNTS | _YES_OR_NO else pl.String for name in VIEWS[view]}


def rows_of(connection: Connection, view: str, close: Close) -> pl.DataFrame:
    """What a view has of a close, in the order in which it was kept: of figures and values those of its version, of
    submissions and findings those of its period as they stand now, and of units all."""
    columns: list[ColumnElement[Any]] = [column(name) for name in VIEWS[view]]
    query = select(*columns).select_from(table(view))
    if "version" in VIEWS[view]:
        query = query.where(column("version") == close.version)
    if "period" in VIEWS[view]:
        query = query.where(column("period") == close.period)
    return frame(connection, query.order_by(column("id")), types_of(view))
