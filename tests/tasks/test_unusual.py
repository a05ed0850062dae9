"""What a review sets a value against: an earlier half, the unit's own history, its peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from tasks.unusual import MEASURES, measures, reviewed_fields
from warehouse.reviews import REVIEWED_VALUES

NOW = HalfYear(2022, 1)
FIELDS = {
    "hoi_vien": "bieu_1.hoi_vien.ky_nay",
    "dan_so": "bia.dan_so.value",
    "lop": "bieu_3.lop.ky_nay",
    "hoc_vien": "bieu_3.hoc_vien.ky_nay",
    "gdht_dang_ky": "bieu_2.gdht.dang_ky",
    "gdht_cong_nhan": "bieu_2.gdht.cong_nhan",
    "quy_thu": "bieu_4.quy_thu.so_tien",
}


def given(
    indicator: str, period: str, value: int, unit: int = 1, kind: str = "hoi_xa", given_in: str = "", year: int = 0
) -> dict[str, Any]:
    """A value of a unit for a period; ``given_in`` where a later form gives it."""
    field = FIELDS[indicator]
    return {
        "unit_id": unit,
        "kind": kind,
        "period": period,
        "given_in": given_in or period,
        "indicator": indicator,
        "breakdown": "",
        "of_year": year or None,
        "value": value,
        "file_id": 10 * unit,
        "sha256": f"{unit:064d}",
        "form": field.split(".")[0],
        "field": field,
        "sheet": "Biểu",
        "cell": "F1",
    }


def measured(catalogue: Catalogue, values: Sequence[Mapping[str, Any]], against: str) -> list[dict[str, Any]]:
    frame = measures(catalogue, pl.DataFrame(list(values), schema=REVIEWED_VALUES), NOW)
    assert frame.schema == MEASURES
    rules = [rule.id for rule in catalogue.rules if rule.review and rule.review.against == against]
    return frame.filter(pl.col("rule").is_in(rules)).to_dicts()


# --- change ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "value", "change", "low", "high"),
    [
        (500, 750, 50.0, 350, 750),
        (500, 350, -30.0, 350, 750),
        (500, 500, 0.0, 350, 750),
        (333, 500, 167 * 100 / 333, 234, 499),
        (10, 40, 300.0, 0, 19),  # what was below the least size may be anything below it
        (0, 40, 4000.0, 0, 19),
        (40, 0, -100.0, 28, 60),
    ],
)
def test_a_change_is_of_the_value_a_year_before(
    catalogue: Catalogue, before: int, value: int, change: float, low: int, high: int
) -> None:
    values = [given("hoi_vien", "2021H1", before), given("hoi_vien", "2022H1", value)]
    (found,) = measured(catalogue, values, "same_half")
    assert (found["value"], found["before"], found["low"], found["high"]) == (value, before, low, high)
    assert found["change"] == pytest.approx(change)
    assert found["field"] == FIELDS["hoi_vien"] and found["file_id"] == 10


def test_below_the_least_size_there_is_nothing_to_measure(catalogue: Catalogue) -> None:
    assert measured(catalogue, [given("lop", "2021H1", 1), given("lop", "2022H1", 29)], "same_half") == []
    assert measured(catalogue, [given("lop", "2021H1", 1), given("lop", "2022H1", 30)], "same_half") != []


def test_without_that_half_there_is_nothing_to_measure(catalogue: Catalogue) -> None:
    values = [given("hoi_vien", "2021H2", 500), given("hoi_vien", "2022H1", 900)]
    assert measured(catalogue, values, "same_half") == []
    assert [one["before"] for one in measured(catalogue, values, "last_half")] == [500]


def test_a_registration_of_the_year_is_compared_with_the_same_half_alone(catalogue: Catalogue) -> None:
    values = [given("gdht_dang_ky", p, v, year=int(p[:4])) for p, v in (("2021H1", 500), ("2021H2", 700))]
    values.append(given("gdht_dang_ky", "2022H1", 900, year=2022))
    assert [one["before"] for one in measured(catalogue, values, "same_half")] == [500]
    assert measured(catalogue, values, "last_half") == []


def test_a_recognition_is_never_compared_with_another_years(catalogue: Catalogue) -> None:
    values = [given("gdht_cong_nhan", p, v, year=y) for p, v, y in (("2021H1", 50, 2020), ("2022H1", 900, 2021))]
    for against in ("same_half", "last_half", "history"):
        assert measured(catalogue, values, against) == []


def test_a_final_figure_given_later_takes_the_place_of_the_estimate(catalogue: Catalogue) -> None:
    values = [
        given("hoi_vien", "2021H2", 500),
        given("hoi_vien", "2021H2", 880, given_in="2022H1"),
        given("hoi_vien", "2022H1", 900),
    ]
    assert [(one["value"], one["before"]) for one in measured(catalogue, values, "last_half")] == [(900, 880)]


def test_another_units_value_is_nothing_to_compare_with(catalogue: Catalogue) -> None:
    values = [given("hoi_vien", "2021H1", 500, unit=2), given("hoi_vien", "2022H1", 900)]
    assert measured(catalogue, values, "same_half") == []


def test_what_a_kind_of_unit_does_not_report_is_not_measured(catalogue: Catalogue) -> None:
    values = [given("lop", p, v, kind="ban") for p, v in (("2021H1", 100), ("2022H1", 900))]
    assert measured(catalogue, values, "same_half") == []


# --- the unit's own history ----------------------------------------------------------------------------


def history(*earlier: int, now: int) -> list[dict[str, Any]]:
    periods = ["2020H1", "2020H2", "2021H1", "2021H2"][-len(earlier) :]
    told = [given("hoi_vien", period, value) for period, value in zip(periods, earlier, strict=True)]
    return [*told, given("hoi_vien", "2022H1", now)]


@pytest.mark.parametrize(
    ("earlier", "now", "deviation", "low", "high"),
    [
        ((400, 500, 500, 600), 500, 0.0, 241, 759),  # the spread is 1.4826 × 50
        ((400, 500, 500, 600), 800, 300 / 74.13, 241, 759),
        ((500, 500, 500, 500), 600, 2.0, 325, 675),  # a tenth of the median, where nothing ever moved
        ((500, 500, 500, 500), 700, 4.0, 325, 675),
    ],
)
def test_a_unit_with_four_earlier_periods_is_its_own_measure(
    catalogue: Catalogue, earlier: Sequence[int], now: int, deviation: float, low: int, high: int
) -> None:
    (found,) = measured(catalogue, history(*earlier, now=now), "history")
    assert found["deviation"] == pytest.approx(deviation)
    assert (found["before"], found["low"], found["high"]) == (500, low, high)


def test_three_earlier_periods_are_too_few(catalogue: Catalogue) -> None:
    assert measured(catalogue, history(500, 500, 500, now=5000), "history") == []


# --- peers ---------------------------------------------------------------------------------------------


def peers(values: Sequence[int], people: Sequence[int], kind: str = "hoi_xa") -> list[dict[str, Any]]:
    told = [given("hoi_vien", "2022H1", value, unit, kind) for unit, value in enumerate(values, start=1)]
    return told + [given("dan_so", "2022H1", one, unit, kind) for unit, one in enumerate(people, start=1)]


def test_a_unit_is_set_against_the_rate_of_its_peers(catalogue: Catalogue) -> None:
    people = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000]
    members = [100, 200, 300, 400, 500, 600, 700, 4000]
    found = measured(catalogue, peers(members, people), "peers")
    rates = [one for one in found if one["field"] == FIELDS["hoi_vien"]]
    last = rates.pop()
    assert last["value"] == 4000, "told in the order in which they came"
    assert last["before"] == 800 and last["deviation"] == pytest.approx(7.21, abs=0.01)
    assert (last["low"], last["high"]) == (367, 1746), "by 1.25 to the power of 3.5"
    assert [one["deviation"] for one in rates] == pytest.approx([0.0] * 7)


def test_what_is_measured_comes_in_one_order(catalogue: Catalogue) -> None:
    values = peers([100, 200, 300, 400, 500, 600, 700, 4000], [1000] * 8)
    first, *others = (measured(catalogue, values, "peers") for _ in range(50))
    assert first and all(one == first for one in others)


def test_seven_units_of_a_kind_are_too_few_and_other_kinds_are_no_peers(catalogue: Catalogue) -> None:
    people = [1000] * 8
    members = [100] * 7 + [900]
    assert measured(catalogue, peers(members[1:], people[1:]), "peers") == []
    mixed = [{**one, "kind": "ban"} if one["unit_id"] == 8 else one for one in peers(members, people)]
    assert measured(catalogue, mixed, "peers") == []


def test_a_unit_without_a_denominator_is_left_out(catalogue: Catalogue) -> None:
    values = peers([100] * 8 + [900], [1000] * 8)
    found = [one for one in measured(catalogue, values, "peers") if one["field"] == FIELDS["hoi_vien"]]
    assert {one["value"] for one in found} == {100}


def test_recognitions_of_different_years_are_no_peers(catalogue: Catalogue) -> None:
    values = [given("hoc_vien", "2022H1", 100 * n, unit=n) for n in range(1, 9)]
    assert len(measured(catalogue, values, "peers")) == 8
    years = [{**one, "of_year": 2020 + one["unit_id"] % 2} for one in values]
    assert measured(catalogue, years, "peers") == []


# --- what is looked at -----------------------------------------------------------------------------------


def test_a_whole_is_looked_at_and_parts_only_where_no_whole_is_asked(catalogue: Catalogue) -> None:
    fields = reviewed_fields(catalogue)
    assert "bieu_1.chi_hoi.ky_nay" in fields and "bieu_1.chi_hoi_thon.ky_nay" not in fields
    assert "bieu_2.dvht_truong.dang_ky" in fields, "there is no row for all kinds of agency"
    assert "bieu_1.hoi_vien.chinh_thuc_ky_truoc" in fields, "a final figure of the half before"
    assert "bia.dan_so.value" in fields, "a denominator"


def test_a_lists_numbers_and_texts_are_not_looked_at(catalogue: Catalogue) -> None:
    fields = reviewed_fields(catalogue)
    assert not [one for one in fields if one.startswith(("danh_sach.", "thuyet_minh.", "giai_trinh."))]
    assert not [one for one in fields if one.endswith((".uoc", ".cap_tren", ".cong_nhan_nam"))]


def test_a_catalogue_without_rules_on_review_measures_nothing(catalogue: Catalogue) -> None:
    without = catalogue.changed(rules=tuple(rule for rule in catalogue.rules if rule.on != "review"))
    values = pl.DataFrame([given("hoi_vien", "2022H1", 900)], schema=REVIEWED_VALUES)
    assert measures(without, values, NOW).is_empty()
