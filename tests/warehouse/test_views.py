"""The views: what other tools read, without anything that is nobody's business, alike on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from sqlalchemy import inspect, text, update

from tests.warehouse.closed import MEMBERS, figures, freeze
from tests.warehouse.kept import PERIOD, UNITS, SmallWarehouse, accepted, found, judged, refused, said
from warehouse import closes, tables
from warehouse.closes import Close
from warehouse.store import Warehouse
from warehouse.views import VIEWS, rows_of, types_of

PART, CONTACT = "loai_ban=truong", "Bà Hoà 0900"


@pytest.fixture
def closed(kept: SmallWarehouse) -> Close:
    """Two units sent, the second was refused. The first version has a part, the second a unit's own and a year's; then
    the unit was named anew."""
    one, two = kept.see("a", "b")
    (bad,) = kept.see("c", unit_id=2)
    kept.keep(judged(accepted(one), refused(bad, "bieu_1"), observations=[said(one, 500)], findings=[found(bad)]))
    first = freeze(kept)
    kept.keep(
        judged(
            accepted(two),
            observations=[said(two, 501), (*said(two, None, "F20")[:8], "unknown", "done", "Biểu 1", "F20")],
        )
    )
    own, of_year = ("hoi_vien", "1", None, 501, 1, 1), ("gdht_cong_nhan", "1", 2021, 7, 1, 1)
    freeze(kept, 2, figures(MEMBERS, own, of_year))
    with kept.warehouse.write() as connection:
        connection.execute(update(tables.figure).where(tables.figure.c.close_id == first).values(breakdown=PART))
        connection.execute(
            update(tables.figure)
            .where(tables.figure.c.of_year == 2021)
            .values(comparison="same_half", compared_close=first)
        )
        connection.execute(update(tables.unit).where(tables.unit.c.id == 1).values(name="Tên mới", contact=CONTACT))
    with kept.warehouse.read() as connection:
        close = closes.find_close(connection, PERIOD)
    assert close
    return close


def rows(warehouse: Warehouse, view: str) -> list[dict[str, Any]]:
    with warehouse.read() as connection:
        found = [dict(row) for row in connection.execute(text(f"SELECT * FROM {view}")).mappings()]
    return sorted(found, key=lambda row: row.get("id", 0))


def test_every_view_is_told_of_with_every_column_in_its_order(kept: SmallWarehouse) -> None:
    with kept.warehouse.read() as connection:
        seen = inspect(connection)
        assert sorted(seen.get_view_names()) == sorted(VIEWS)
        for view, columns in VIEWS.items():
            assert [one["name"] for one in seen.get_columns(view)] == list(columns), view
            assert all(columns.values())


def test_a_figure_bears_the_names_of_its_close_and_tells_what_it_is_compared_with(
    kept: SmallWarehouse, closed: Close
) -> None:
    part, whole, own, of_year = rows(kept.warehouse, "v_figures")
    assert (part["period"], part["version"], part["newest"], part["breakdown"]) == (PERIOD, 1, 0, PART)
    assert part["breakdown_name"] == "Loại ban: trường học"
    assert (whole["version"], whole["newest"], whole["value"], whole["expected"], whole["counted"]) == (2, 1, 500, 2, 1)
    assert (whole["indicator_name"], whole["measure"], whole["unit_id"], whole["unit"]) == (
        "Hội viên",
        "hội viên",
        None,
        None,
    )
    assert (own["unit_id"], own["unit"], own["unit_name"], own["unit_kind"]) == (1, "00001", UNITS[0].name, "hoi_xa")
    assert (own["of_year"], of_year["of_year"], own["compared_period"]) == (None, 2021, None)
    assert (of_year["comparison"], of_year["compared_period"], of_year["compared_version"]) == ("same_half", PERIOD, 1)


def test_a_value_stands_with_its_place_in_each_version_that_counted_it(kept: SmallWarehouse, closed: Close) -> None:
    told = [(one["version"], one["value"], one["written"], one["cell"]) for one in rows(kept.warehouse, "v_values")]
    assert sorted(told, key=str) == [(1, 500, "number", "F19"), (2, 501, "number", "F19"), (2, None, "unknown", "F20")]
    (first, *_) = rows(kept.warehouse, "v_values")
    assert (first["file"], first["sheet"], first["unit_name"], first["measure"]) == (
        *("inbox/1/a", "Biểu 1", UNITS[0].name, "hội viên"),
    )


def test_values_of_an_earlier_half_are_none_of_this_one(kept: SmallWarehouse) -> None:
    (one,) = kept.see("a")
    earlier = list(said(one, 7))
    earlier[5] = "2021H2"
    kept.keep(judged(accepted(one), observations=[said(one, 500, "F18"), tuple(earlier)]))
    freeze(kept)
    assert [one["value"] for one in rows(kept.warehouse, "v_values")] == [500]


def test_a_submission_and_its_findings_stand_with_their_unit(kept: SmallWarehouse, closed: Close) -> None:
    told = {one["file"]: one for one in rows(kept.warehouse, "v_submissions")}
    assert [(told[f"inbox/{name}"]["state"], told[f"inbox/{name}"]["cleared"]) for name in ("1/a", "2/c")] == [
        *(("accepted", 0), ("refused", 0)),
    ]
    assert {one["after_close"] for one in told.values()} == {0, 1}
    (finding,) = rows(kept.warehouse, "v_findings")
    assert (finding["unit"], finding["file"], finding["rule"], finding["stands"], finding["stops_gate"]) == (
        *("B-02", "inbox/2/c", "required", 1, 1),
    )
    assert finding["submission_id"] == told["inbox/2/c"]["id"]


def test_a_unit_stands_under_its_parent_and_its_days_are_texts(kept: SmallWarehouse) -> None:
    first, second = rows(kept.warehouse, "v_units")
    assert (first["parent_id"], first["valid_from"]) == (None, None)
    assert (second["parent_id"], second["parent"], second["valid_from"]) == (1, "00001", "2021-01-01")


def test_nobodys_contact_is_in_any_view(kept: SmallWarehouse, closed: Close) -> None:
    told = {view: str(rows(kept.warehouse, view)) for view in VIEWS}
    assert "Tên mới" in told["v_units"] and not [view for view, text in told.items() if "Hoà" in text or "0900" in text]


@pytest.mark.parametrize("view", VIEWS)
def test_every_value_is_a_whole_number_or_a_text(kept: SmallWarehouse, closed: Close, view: str) -> None:
    wanted = {pl.Int64: int, pl.String: str}
    for row in rows(kept.warehouse, view):
        for name, kind in types_of(view).items():
            assert row[name] is None or type(row[name]) is wanted[kind], (name, row[name])


def test_the_rows_of_a_close_are_those_of_its_version_or_its_period(kept: SmallWarehouse, closed: Close) -> None:
    with kept.warehouse.read() as connection:
        held = {view: rows_of(connection, view, closed) for view in VIEWS if "id" in VIEWS[view]}
        none = rows_of(connection, "v_figures", replace(closed, version=9))
    assert {view: len(one) for view, one in held.items()} == {
        **{"v_figures": 3, "v_values": 2, "v_submissions": 3, "v_findings": 1, "v_units": 2},
    }
    assert all(one.columns == list(VIEWS[view]) for view, one in held.items())
    assert held["v_figures"]["id"].is_sorted() and none.is_empty() and none.schema == held["v_figures"].schema
