"""Figures of units in the units that took over from them, as tables: what units had above, what comes out below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Catalogue
from domain.figure import ALL, FIGURES, HALF, ITSELF, SAME_HALF, UNIT_VALUES, YEAR, Figures
from domain.lineage import GAPS, SUCCEEDED, Edge, Lineage
from domain.shares import share_out
from domain.unit import Unit
from tasks.compute import compute, with_year
from tasks.succession import Succession, succeed
from tests import merged

BEFORE, DAY, AFTER = date(2025, 6, 14), date(2025, 7, 1), date(2025, 12, 14)
KINDS = {1: "hoi_xa", 2: "hoi_xa", 3: "hoi_xa", 4: "ban", 5: "van_phong"}
UNITS = [Unit(n, f"U{n}", f"Đơn vị {n}", kind, None, None, None, "", n + 1) for n, kind in KINDS.items()]


def lineage(*edges: tuple[int, int, str | None], lives_on: Sequence[int] = ()) -> Lineage:
    made = [
        Edge(one, to, DAY, None if share is None else Fraction(share), row)
        for row, (one, to, share) in enumerate(edges, start=2)
    ]
    return Lineage(tuple(made), frozenset((unit, DAY) for unit in lives_on))


def figures(table: str) -> pl.DataFrame:
    """FIGURES from lines "scope indicator breakdown year value", "." for none, "~" before an estimate; of a half,
    compared with nothing."""
    rows = []
    for line in table.strip().splitlines():
        scope, indicator, breakdown, year, value = line.split()
        number = None if value == "." else int(value.lstrip("~"))
        of_year = None if year == "." else int(year)
        basis = "estimated" if value.startswith("~") else "done"
        key = (indicator, breakdown.replace(".", ""), scope, ITSELF, HALF, of_year)
        rows.append((*key, number, 1, int(number is not None), basis))
    return pl.DataFrame(rows, schema=FIGURES, orient="row")


def succeeded(catalogue: Catalogue, told: Lineage, table: str, units: Sequence[Unit] = UNITS) -> Succession:
    made = succeed(figures(table), units, told, BEFORE, AFTER, catalogue)
    assert (made.figures.schema, made.gaps.schema) == (SUCCEEDED, GAPS)
    return made


def rows(made: Succession) -> dict[tuple[str, str, str, int | None], tuple[Any, ...]]:
    """Scope, indicator, breakdown and year → value, counted, expected."""
    return {
        (row["scope"], row["indicator"], row["breakdown"], row["of_year"]): (
            row["value"],
            row["counted"],
            row["expected"],
        )
        for row in made.figures.iter_rows(named=True)
    }


def gaps(made: Succession) -> list[tuple[str, str, int, str]]:
    return sorted(made.gaps.select("indicator", "scope", "predecessor", "reason").rows())


# --- merged ------------------------------------------------------------------------------------------

MERGER = lineage((1, 10, None), (2, 10, None))


def test_what_merged_units_reported_is_added(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, MERGER, "1 hoi_vien . . 300\n2 hoi_vien . . 50\n3 hoi_vien . . 7\n4 hoi_vien . . 1")
    assert rows(made) == {
        ("10", "hoi_vien", "", None): (350, 2, 2),
        ("3", "hoi_vien", "", None): (7, 1, 1),
        ("4", "hoi_vien", "", None): (1, 1, 1),
    }
    assert gaps(made) == [] and not made.figures["apportioned"].any()


def test_a_missing_value_leaves_the_sum_of_the_others_and_is_named(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, MERGER, "1 hoi_vien . . 300\n2 hoi_vien . . .")
    assert rows(made) == {("10", "hoi_vien", "", None): (300, 1, 2)}
    assert gaps(made) == [("hoi_vien", "10", 2, "missing")]


def test_a_predecessor_that_said_nothing_is_expected_like_one_that_said_it_did_not_know(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, MERGER, "1 hoi_vien . . 300")
    assert rows(made) == {("10", "hoi_vien", "", None): (300, 1, 2)}
    assert gaps(made) == [("hoi_vien", "10", 2, "missing")]


def test_a_value_that_no_predecessor_has_is_missing_not_nought(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, MERGER, "1 hoi_vien . . .\n2 hoi_vien . . .")
    assert rows(made) == {("10", "hoi_vien", "", None): (None, 0, 2)}
    assert succeeded(catalogue, MERGER, "1 hoi_vien . . 0\n2 hoi_vien . . 0").figures["value"].to_list() == [0]


def test_nobody_is_expected_who_is_not_asked(catalogue: Catalogue) -> None:
    """A committee has no branches, and the office is optional."""
    told = lineage((1, 10, None), (4, 10, None), (5, 10, None))
    made = succeeded(catalogue, told, "1 chi_hoi . . 3\n1 hoi_vien . . 300")
    assert rows(made) == {("10", "chi_hoi", "", None): (3, 1, 1), ("10", "hoi_vien", "", None): (300, 1, 2)}
    assert gaps(made) == [("hoi_vien", "10", 4, "missing")]


def test_breakdowns_years_comparisons_and_spans_are_kept_apart(catalogue: Catalogue) -> None:
    table = """
        1 gdht_cong_nhan .                  2024 600
        2 gdht_cong_nhan .                  2024 30
        2 gdht_cong_nhan .                  2023 5
        1 chi_hoi        .                  .    10
        1 chi_hoi        loai_chi_hoi=thon  .    6
        2 chi_hoi        loai_chi_hoi=thon  .    4
    """
    made = succeeded(catalogue, MERGER, table)
    assert rows(made) == {
        ("10", "gdht_cong_nhan", "", 2024): (630, 2, 2),
        ("10", "gdht_cong_nhan", "", 2023): (5, 1, 2),
        ("10", "chi_hoi", "", None): (10, 1, 2),
        ("10", "chi_hoi", "loai_chi_hoi=thon", None): (10, 2, 2),
    }
    half = figures("1 lop . . 3\n2 lop . . 4")
    others = [
        half.with_columns(span=pl.lit(YEAR), value=pl.lit(100, pl.Int64)),
        half.with_columns(comparison=pl.lit(SAME_HALF), value=pl.lit(9, pl.Int64)),
    ]
    both = succeed(pl.concat([half, *others]), UNITS, MERGER, BEFORE, AFTER, catalogue).figures
    assert both.select("comparison", "span", "value").rows() == [("", HALF, 7), ("", YEAR, 200), (SAME_HALF, HALF, 18)]


def test_one_estimate_makes_the_sum_an_estimate(catalogue: Catalogue) -> None:
    for table, basis in (("~3", "estimated"), ("3", "done")):
        made = succeeded(catalogue, MERGER, f"1 lop . . {table}\n2 lop . . 4")
        assert made.figures["basis"].to_list() == [basis]


def test_an_estimate_that_is_in_no_sum_makes_none_an_estimate(catalogue: Catalogue) -> None:
    told = lineage((1, 10, None), (2, 10, None), (2, 11, None))
    made = succeeded(catalogue, told, "1 lop . . 3\n2 lop . . ~4")
    assert made.figures.select("scope", "value", "basis").rows() == [("10", 3, "done"), ("11", None, "done")]


def test_what_is_over_all_stays_what_it_was(catalogue: Catalogue) -> None:
    whole = figures(f"{ALL} hoi_vien . . 351").with_columns(expected=pl.lit(5, pl.Int32), counted=pl.lit(3, pl.Int32))
    own = figures("1 hoi_vien . . 300\n2 hoi_vien . . 50")
    made = succeed(pl.concat([whole, own]), UNITS, MERGER, BEFORE, AFTER, catalogue).figures
    over_all = made.filter(pl.col("scope") == ALL)
    assert over_all.drop("apportioned").rows() == whole.rows() and over_all["apportioned"].to_list() == [False]


def test_without_a_change_between_the_days_every_figure_stays_as_it_was(catalogue: Catalogue) -> None:
    before = figures("1 hoi_vien . . 300\n2 hoi_vien . . .\n3 lop . . ~5\n1 cdht_xa_dang_ky . 2025 1")
    for since, until in ((BEFORE, BEFORE), (AFTER, AFTER)):
        made = succeed(before, UNITS, MERGER, since, until, catalogue)
        assert made.figures.drop("apportioned").rows() == before.rows() and made.gaps.is_empty()


def test_a_new_unit_of_one_old_one_has_its_figures(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, lineage((1, 10, None)), "1 hoi_vien . . .\n1 cdht_xa_dang_ky . 2025 1\n1 lop . . ~4")
    assert made.figures["scope"].to_list() == ["10"] * 3
    assert made.figures["value"].to_list() == [None, 1, 4] and made.gaps.is_empty()


def test_a_unit_that_absorbs_another_has_what_both_reported(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, lineage((2, 1, None)), "1 hoi_vien . . 300\n2 hoi_vien . . 50")
    assert rows(made) == {("1", "hoi_vien", "", None): (350, 2, 2)}


def test_without_figures_there_are_none(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, MERGER, "")
    assert made.figures.is_empty() and made.gaps.is_empty()


# --- split -------------------------------------------------------------------------------------------

SPLIT = lineage((1, 10, "1/3"), (1, 11, "2/3"), (2, 11, None))


def test_a_part_is_rounded_so_that_the_parts_make_the_whole(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, SPLIT, "1 hoi_vien . . 100\n2 hoi_vien . . 5\n3 hoi_vien . . 2")
    assert rows(made) == {
        ("10", "hoi_vien", "", None): (33, 1, 1),
        ("11", "hoi_vien", "", None): (72, 2, 2),
        ("3", "hoi_vien", "", None): (2, 1, 1),
    }
    marks = dict(made.figures.select("scope", "apportioned").rows())
    assert marks == {"10": True, "11": True, "3": False} and made.gaps.is_empty()


def test_of_two_equal_remainders_the_lower_unit_gains(catalogue: Catalogue) -> None:
    for edges in ([(1, 9, "1/2"), (1, 10, "1/2")], [(1, 10, "1/2"), (1, 9, "1/2")]):
        made = succeeded(catalogue, lineage(*edges), "1 hoi_vien . . 7")
        assert {key[0]: row[0] for key, row in rows(made).items()} == {"9": 4, "10": 3}


def test_what_a_unit_gave_away_is_taken_from_it_and_the_rest_stays(catalogue: Catalogue) -> None:
    told = lineage((1, 10, "1/10"), lives_on=[1])
    made = succeeded(catalogue, told, "1 quy_thu . . 12345678901\n1 bien_dong_chi_hoi . . -15")
    assert {key[:2]: row[0] for key, row in rows(made).items()} == {
        ("1", "quy_thu"): 11111111011,
        ("10", "quy_thu"): 1234567890,
        ("1", "bien_dong_chi_hoi"): -14,
        ("10", "bien_dong_chi_hoi"): -1,
    }


def test_a_missing_value_of_a_split_unit_is_missing_from_each_of_its_successors(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, SPLIT, "1 hoi_vien . . .\n2 hoi_vien . . 5")
    assert rows(made) == {("10", "hoi_vien", "", None): (None, 0, 1), ("11", "hoi_vien", "", None): (5, 1, 2)}
    assert gaps(made) == [("hoi_vien", "10", 1, "missing"), ("hoi_vien", "11", 1, "missing")]
    assert not made.figures["apportioned"].any()


def test_an_open_split_is_in_no_sum_and_is_named_with_each_unit_it_may_have_gone_to(catalogue: Catalogue) -> None:
    told = lineage((1, 10, None), (1, 11, None), (2, 11, None), (3, 12, None))
    made = succeeded(catalogue, told, "1 hoi_vien . . 100\n2 hoi_vien . . 5\n3 hoi_vien . . 2")
    assert rows(made) == {
        ("10", "hoi_vien", "", None): (None, 0, 1),
        ("11", "hoi_vien", "", None): (5, 1, 2),
        ("12", "hoi_vien", "", None): (2, 1, 1),
    }
    assert gaps(made) == [("hoi_vien", "10", 1, "unconfirmed"), ("hoi_vien", "11", 1, "unconfirmed")]


def test_figures_that_have_been_carried_over_once_can_be_again(catalogue: Catalogue) -> None:
    """Who was expected, who counted and what was apportioned stay what they were."""
    once = succeeded(catalogue, SPLIT, "1 hoi_vien . . 100\n2 hoi_vien . . .").figures
    then = [Unit(n, f"U{n}", f"Đơn vị {n}", "hoi_xa", None, None, None, "", n) for n in (10, 11)]
    later = Lineage((Edge(10, 20, date(2030, 1, 1), None, 2), Edge(11, 20, date(2030, 1, 1), None, 3)))
    made = succeed(once, then, later, AFTER, date(2030, 6, 1), catalogue)
    assert rows(made) == {("20", "hoi_vien", "", None): (100, 2, 3)}
    assert made.figures["apportioned"].to_list() == [True]


# --- what does not add -------------------------------------------------------------------------------


def test_what_is_a_communes_own_is_not_added_when_communes_merge(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, MERGER, "1 cdht_xa_dang_ky . 2025 1\n2 cdht_xa_dang_ky . 2025 0")
    assert rows(made) == {("10", "cdht_xa_dang_ky", "", 2025): (None, 0, 2)}
    assert gaps(made) == [("cdht_xa_dang_ky", "10", 1, "not_added"), ("cdht_xa_dang_ky", "10", 2, "not_added")]


def test_nor_is_it_shared_out(catalogue: Catalogue) -> None:
    made = succeeded(catalogue, lineage((1, 10, "2/5"), (1, 11, "3/5")), "1 cdht_xa_dang_ky . 2025 1")
    assert rows(made) == {(scope, "cdht_xa_dang_ky", "", 2025): (None, 0, 1) for scope in ("10", "11")}
    assert [gap[3] for gap in gaps(made)] == ["not_added", "not_added"]


def test_the_shipped_catalogue_adds_all_but_what_is_a_communes_own(catalogue: Catalogue) -> None:
    own = {one.code for one in catalogue.indicators if one.merges == "none"}
    assert own == {"cdht_xa_tong", "cdht_xa_dang_ky", "cdht_xa_dang_ky_moi", "cdht_xa_cong_nhan"}


# --- nothing is lost ---------------------------------------------------------------------------------

YEARS = (2025, 2030, 2035)


@st.composite
def confirmed(draw: st.DrawFn) -> Lineage:
    """Mergers, splits with shares and parts given away, over one to three dates; unit 100 * n + k is of date n."""
    edges: list[Edge] = []
    lives_on: set[tuple[int, date]] = set()
    for step, year in enumerate(YEARS[: draw(st.integers(1, 3))]):
        day = date(year, 7, 1)
        for unit in range(100 * step, 100 * step + 6):
            to = draw(st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True))
            weights = draw(st.lists(st.integers(1, 40), min_size=len(to) + 1, max_size=len(to) + 1))
            stays = draw(st.integers(0, 3)) == 0 and step == 0
            whole = sum(weights) if stays else sum(weights[1:])
            edges += [
                Edge(unit, 100 * (step + 1) + one, day, Fraction(weight, whole), 2)
                for one, weight in zip(to, weights[1:], strict=True)
            ]
            lives_on |= {(unit, day)} if stays else set()
    return Lineage(tuple(edges), frozenset(lives_on))


VALUES = st.none() | st.integers(-50, 50) | st.integers(-(10**13), 10**13)
TOLD = st.dictionaries(
    st.tuples(
        st.sampled_from(["lop", "quy_thu", "bien_dong_chi_hoi"]), st.integers(0, 5), st.sampled_from([None, 2024])
    ),
    VALUES,
    max_size=25,
)


def sums(frame: pl.DataFrame) -> dict[tuple[str, int | None], int]:
    totals = frame.group_by("indicator", "of_year").agg(pl.col("value").sum())
    return {(code, year): value for code, year, value in totals.iter_rows()}


@given(confirmed(), TOLD)
def test_what_confirmed_successors_have_is_what_their_predecessors_had(
    catalogue: Catalogue, told: Lineage, values: dict[tuple[str, int, int | None], int | None]
) -> None:
    before = pl.DataFrame(
        [
            (code, "", str(unit), "", HALF, year, value, 1, int(value is not None), "done")
            for (code, unit, year), value in values.items()
        ],
        schema=FIGURES,
        orient="row",
    )
    made = succeed(before, [], told, date(2025, 1, 1), date(2040, 1, 1), catalogue)
    assert sums(made.figures) == sums(before)
    assert made.figures.select("indicator", "scope", "of_year").is_unique().all()


@given(confirmed(), st.dictionaries(st.integers(0, 5), st.integers(-(10**13), 10**13), min_size=1))
def test_each_part_is_the_largest_remainders(catalogue: Catalogue, told: Lineage, values: dict[int, int]) -> None:
    """Against the plain way: every unit shared out by itself, then added."""
    courses = told.courses(values, date(2025, 1, 1), date(2040, 1, 1))
    wanted: dict[str, int] = {}
    for unit, value in values.items():
        to = sorted(courses[unit])
        shares = [courses[unit][one] or Fraction(0) for one in to]
        scale = 1
        for share in shares:
            scale *= share.denominator
        for one, part in zip(to, share_out(value, [int(share * scale) for share in shares]), strict=True):
            wanted[str(one)] = wanted.get(str(one), 0) + part
    before = figures("\n".join(f"{unit} lop . . {value}" for unit, value in values.items()))
    made = succeed(before, [], told, date(2025, 1, 1), date(2040, 1, 1), catalogue).figures
    assert dict(made.select("scope", "value").iter_rows()) == wanted


def test_shares_too_fine_for_whole_numbers_are_refused(catalogue: Catalogue) -> None:
    told = lineage((1, 10, f"1/{2**63}"), (1, 11, f"{2**63 - 1}/{2**63}"))
    with pytest.raises(ValueError, match="unit 1: its shares are parts of 9223372036854775808; wanted coarser shares"):
        succeeded(catalogue, told, "1 lop . . 5")


# --- the year of a real change -----------------------------------------------------------------------

LEARNERS = {1: 60, 2: 40, 3: 55, 4: 45, 5: 30, 6: 70, 7: 20, 8: 15, 9: 25, 10: 35, 11: 10, 12: 50}


def said(values: Mapping[int, int | None], indicator: str = "hoc_vien") -> pl.DataFrame:
    rows = [(unit, indicator, "", None, value, "done") for unit, value in values.items()]
    return pl.DataFrame(rows, schema=UNIT_VALUES, orient="row")


def whole_year(
    catalogue: Catalogue, first: pl.DataFrame, second: pl.DataFrame, told: Lineage | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """2025 of Sơn La city: the figures, and what the mapped first half lacks."""
    before, after = merged.units(merged.BEFORE), merged.units(merged.AFTER)
    changed = told or merged.lineage()
    half = succeed(compute(first, before, catalogue), before, changed, merged.BEFORE, merged.AFTER, catalogue)
    return with_year(compute(second, after, catalogue), half.figures, after, catalogue, half.gaps), half.gaps


def of_year(figures: pl.DataFrame, indicator: str = "hoc_vien") -> dict[str, tuple[Any, ...]]:
    """Scope → value, counted and expected of the year."""
    rows = figures.filter((pl.col("indicator") == indicator) & (pl.col("span") == YEAR))
    return {row["scope"]: (row["value"], row["counted"], row["expected"]) for row in rows.iter_rows(named=True)}


WARDS = {101: 300, 102: 100, 103: 80, 104: 120}


def test_the_year_adds_what_communes_did_before_a_merger_and_their_ward_after_it(catalogue: Catalogue) -> None:
    figures, gaps = whole_year(catalogue, said(LEARNERS), said(WARDS))
    assert of_year(figures) == {
        ALL: (455 + 600, 4, 4),
        "101": (200 + 300, 1, 1),
        "102": (65 + 100, 1, 1),
        "103": (85 + 80, 1, 1),
        "104": (105 + 120, 1, 1),
    }
    assert gaps.is_empty() and not figures["apportioned"].any()
    assert figures.schema == SUCCEEDED


def test_units_that_did_not_change_are_in_the_year_beside_those_that_did(catalogue: Catalogue) -> None:
    first = said(dict.fromkeys(LEARNERS, 3) | {13: 5}, "hoi_vien_moi")
    figures, _ = whole_year(catalogue, first, said({**WARDS, 13: 7}, "hoi_vien_moi"))
    year = of_year(figures, "hoi_vien_moi")
    assert (year[ALL], year["13"]) == ((36 + 5 + 600 + 7, 5, 5), (12, 1, 1))


@pytest.mark.parametrize("silent", [True, False])
def test_a_commune_that_is_missing_from_the_first_half_is_missing_from_its_wards_year(
    catalogue: Catalogue, silent: bool
) -> None:
    """Chiềng Xôm, now of the ward Chiềng An."""
    values: dict[int, int | None] = {**LEARNERS, 11: None}
    first = said({unit: value for unit, value in values.items() if not (silent and value is None)})
    figures, gaps = whole_year(catalogue, first, said(WARDS))
    year = of_year(figures)
    assert year[ALL] == (445 + 600, 3, 4)
    assert year["102"] == (55 + 100, 2, 3) and year["101"] == (500, 1, 1)
    assert gaps.select("indicator", "scope", "predecessor", "reason").rows() == [("hoc_vien", "102", 11, "missing")]


def test_a_ward_without_a_second_half_has_no_year(catalogue: Catalogue) -> None:
    figures, _ = whole_year(catalogue, said(LEARNERS), said({**WARDS, 102: None}))
    year = of_year(figures)
    assert year[ALL] == (455 + 500, 3, 4) and year["102"] == (None, 0, 1)


def test_an_open_split_leaves_each_ward_that_it_may_belong_to_short_of_it_by_name(catalogue: Catalogue) -> None:
    """As if Hua La had been divided between Chiềng Cơi and Chiềng Sinh, nobody knows how."""
    real = merged.lineage()
    told = Lineage((*real.edges, Edge(12, 104, merged.MERGED, None, 14)))
    figures, gaps = whole_year(catalogue, said(LEARNERS), said(WARDS), told)
    year = of_year(figures)
    assert year["103"] == (35 + 80, 2, 3) and year["104"] == (105 + 120, 2, 3)
    assert year[ALL] == (455 + 600, 4, 4), "what is over all lacks nobody's value"
    assert gaps["scope"].to_list() == ["103", "104"]
    assert set(gaps.select("predecessor", "reason").rows()) == {(12, "unconfirmed")}


def test_a_missing_value_is_missing_over_all_whether_its_split_is_open_or_not(catalogue: Catalogue) -> None:
    told = Lineage((*merged.lineage().edges, Edge(12, 104, merged.MERGED, None, 14)))
    figures, gaps = whole_year(catalogue, said({**LEARNERS, 12: None, 5: None}), said(WARDS), told)
    assert of_year(figures)[ALL] == (375 + 600, 1, 4)
    assert sorted(gaps.select("scope", "predecessor", "reason").rows()) == [
        ("102", 5, "missing"),
        ("103", 12, "missing"),
        ("104", 12, "missing"),
    ]


def test_a_stated_split_is_in_the_year_and_marked(catalogue: Catalogue) -> None:
    real = merged.lineage()
    edges = [edge for edge in real.edges if edge.from_id != 12]
    parts = [Edge(12, ward, merged.MERGED, Fraction(part), 14) for ward, part in ((103, "3/10"), (104, "7/10"))]
    figures, gaps = whole_year(catalogue, said(LEARNERS), said(WARDS), Lineage((*edges, *parts)))
    year = of_year(figures)
    assert gaps.is_empty() and year[ALL] == (455 + 600, 4, 4)
    assert year["103"] == (35 + 15 + 80, 1, 1) and year["104"] == (105 + 35 + 120, 1, 1)
    marked = figures.filter("apportioned")
    assert sorted(marked.select("scope", "span").rows()) == [("103", YEAR), ("104", YEAR)]


def test_what_was_a_communes_own_is_a_gap_by_name_and_no_part_of_the_year(catalogue: Catalogue) -> None:
    first = said(dict.fromkeys(LEARNERS, 1), "cdht_xa_dang_ky").with_columns(of_year=pl.lit(2025, pl.Int32))
    second = said(dict.fromkeys(WARDS, 1), "cdht_xa_dang_ky").with_columns(of_year=pl.lit(2025, pl.Int32))
    figures, gaps = whole_year(catalogue, first, second)
    found = Figures.from_frame(figures)
    assert found.value("cdht_xa_dang_ky", span=YEAR) == 4, "of the year: the latest stands"
    assert sorted(gaps.select("scope", "predecessor", "reason").rows()) == sorted(
        (str(ward), commune, "not_added") for ward, communes in merged.COMMUNES.items() for commune in communes
    )
