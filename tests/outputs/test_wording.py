"""The report's sentences: honest approximations, comparisons, shares, and what happens without a figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey, Figures
from domain.record import DeclarationError
from domain.unit import Unit
from domain.vietnamese import grouped
from expectations.load import load_catalogue
from outputs.aims import Aims
from outputs.live import Citing, plain
from outputs.prose import in_prose, times
from outputs.wording import Wording

CATALOGUE: Catalogue = load_catalogue()
MEMBERS, MONEY, AWARD_MONEY = (CATALOGUE.indicator_by_code[code] for code in ("hoi_vien", "quy_thu", "tien_kt"))
UNITS = tuple(
    Unit(number, f"{number}", f"Đơn vị {number}", kind, None, None, None, "", number)
    for number, kind in enumerate(("hoi_xa", "hoi_xa", "hoi_xa", "ban"), 1)
)

CITING = Citing("2022H1", 1)


def figure(
    code: str,
    value: int | None,
    *,
    scope: str = ALL,
    comparison: str = ITSELF,
    span: str = HALF,
    counted: int = 48,
    of_year: int | None = None,
) -> Figure:
    return Figure(FigureKey(code, "", scope, comparison, span), value, of_year, 48, counted, "done")


class Read(Wording):
    """Sentences as they are read."""

    def sentence(self, template: str, where: str) -> str | None:
        said = super().sentence(template, where)
        return None if said is None else plain(said)


def wording(*figures: Figure, span: str = HALF, **words: object) -> Wording:
    return with_words(words, *figures, span=span)


def with_words(words: dict[str, object], *figures: Figure, span: str = HALF) -> Wording:
    return Read(CATALOGUE, Aims(Figures(figures), UNITS, span, 2022), words, CITING)


def measured(*figures: Figure, span: str = HALF, year: int = 2022, own: Iterable[str] = (), **aim: object) -> Wording:
    """With targets; ``aim`` changes the national one of learning families."""
    national = tuple(one.changed(**aim) for one in CATALOGUE.national if one.indicator == "gdht_cong_nhan")
    return Read(CATALOGUE, Aims(Figures(figures), UNITS, span, year, frozenset(own), national), {}, CITING)


def compared(value: int, before: int | None, code: str = "lop", span: str = HALF) -> str | None:
    """What change() says of ``value`` beside ``before``."""
    earlier = [figure(code, before, comparison=SAME_HALF, span=span)]
    return wording(figure(code, value, span=span), *earlier, span=span).sentence(f"{{{{ change({code}) }}}}", "test")


# --- approximations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "value", "printed"),
    [
        (MEMBERS, 33_812, "gần 34.000"),
        (MEMBERS, 34_000, "34.000"),
        (MEMBERS, 34_120, "trên 34.000"),
        (MEMBERS, 34_499, "trên 34.000"),
        (MEMBERS, 1_204, "1.204"),
        (MEMBERS, 499, "499"),
        (MEMBERS, 0, "0"),
        (MONEY, 496_700_000, "gần 497 triệu đồng"),
        (MONEY, 497_000_000, "497 triệu đồng"),
        (MONEY, 497_100_000, "trên 497 triệu đồng"),
        (MONEY, 1_450_000, "1.450.000 đồng"),
        (MONEY, 0, "0 đồng"),
        (MONEY, -2_000_000, "-2 triệu đồng"),
        (AWARD_MONEY, 497_350_000, "gần 500 triệu đồng"),
        (AWARD_MONEY, 123_456_789, "123.456.789 đồng"),
        (AWARD_MONEY, 350_000_000, "350 triệu đồng"),
    ],
)
def test_a_figure_is_rounded_only_inside_its_band_and_otherwise_exact(
    indicator: Indicator, value: int, printed: str
) -> None:
    said = wording(figure(indicator.code, value)).sentence(f"{{{{ {indicator.code} }}}}", "test")
    assert said == printed


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from((MEMBERS, MONEY, AWARD_MONEY)))
def test_an_approximation_never_claims_the_wrong_side(value: int, indicator: Indicator) -> None:
    word, number = _said(in_prose(value, indicator, indicator.round_to))
    assert {"gần": value < number, "trên": value > number, "": value == number}[word]
    assert abs(value - number) <= 0.05 * number


def _said(text: str) -> tuple[str, int]:
    words = text.split()
    word = words.pop(0) if words[0] in ("gần", "trên") else ""
    return word, int(words[0].replace(".", "")) * (10**6 if "triệu" in words else 1)


def test_exact_prints_a_value_unrounded_with_the_unit_of_its_money() -> None:
    says = wording(figure("hoi_vien", 33_812), figure("tien_kt", 497_350_000))
    assert says.sentence("{{ hoi_vien.exact }} và {{ tien_kt.exact }}", "test") == "33.812 và 497.350.000 đồng"


def test_value_is_a_number_that_a_template_may_compare() -> None:
    says = wording(figure("lop", 31))
    assert says.sentence("{% if lop.value > 30 %}nhiều{% else %}ít{% endif %}", "test") == "nhiều"


# --- gaps and years ----------------------------------------------------------------------------------


def test_a_gap_is_told_where_units_are_missing_and_nowhere_else() -> None:
    says = wording(figure("hoi_vien", 33_812, counted=47), figure("lop", 31))
    assert says.sentence("{{ hoi_vien }}{{ hoi_vien.gap }}", "test") == "gần 34.000 (số liệu của 47/48 đơn vị)"
    assert says.sentence("{{ lop }}{{ lop.gap }}", "test") == "31"


def test_a_recognition_tells_its_year_and_a_figure_without_one_drops_the_sentence() -> None:
    says = wording(figure("gdht_cong_nhan", 9, of_year=2021), figure("lop", 31))
    assert says.sentence("Năm {{ gdht_cong_nhan.of_year }}: {{ gdht_cong_nhan }}", "test") == "Năm 2021: 9"
    assert says.sentence("Năm {{ lop.of_year }}", "test") is None


# --- comparisons -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "before", "words"),
    [
        (31, 28, "tăng 3 lớp (10,71%) so với cùng kỳ năm trước"),
        (28, 31, "giảm 3 lớp (9,68%) so với cùng kỳ năm trước"),
        (0, 31, "giảm 31 lớp (100,00%) so với cùng kỳ năm trước"),
        (31, 31, "bằng cùng kỳ năm trước"),
        (199, 100, "tăng 99 lớp (99,00%) so với cùng kỳ năm trước"),
        (200, 100, "gấp 2 lần cùng kỳ năm trước (tăng 100 lớp)"),
        (76, 30, "gấp 2,53 lần cùng kỳ năm trước (tăng 46 lớp)"),
        (31, 0, "cùng kỳ chưa phát sinh"),
        (0, 0, "cùng kỳ cũng chưa phát sinh"),
        (31, None, "chưa có số liệu cùng kỳ năm trước để so sánh"),
    ],
)
def test_a_change_is_told_by_its_size_and_by_what_was_before(value: int, before: int | None, words: str) -> None:
    assert compared(value, before) == words


def test_half_a_hundredth_of_a_per_cent_rounds_up() -> None:
    assert compared(20_001, 20_000) == "tăng 1 lớp (0,01%) so với cùng kỳ năm trước"


def test_without_any_earlier_figure_the_change_says_so_and_the_sentence_stays() -> None:
    said = wording(figure("lop", 31)).sentence("Mở {{ lop }} lớp, {{ change(lop) }}.", "test")
    assert said == "Mở 31 lớp, chưa có số liệu cùng kỳ năm trước để so sánh."


@pytest.mark.parametrize(
    ("value", "before", "words"),
    [
        (612_000_000, 600_000_000, "tăng 12 triệu đồng (2,00%) so với cùng kỳ năm trước"),
        (623_700_000, 600_000_000, "tăng gần 24 triệu đồng (3,95%) so với cùng kỳ năm trước"),
        (600_450_000, 600_000_000, "tăng 450.000 đồng (0,08%) so với cùng kỳ năm trước"),
        (-5_000_000, -9_000_000, "tăng 4 triệu đồng so với cùng kỳ năm trước"),
    ],
)
def test_a_change_of_money_is_told_in_millions_only_where_that_is_honest(value: int, before: int, words: str) -> None:
    assert compared(value, before, "quy_thu") == words


def test_the_gap_of_the_earlier_figure_is_told_with_the_change() -> None:
    before = figure("lop", 28, comparison=SAME_HALF, counted=46)
    said = wording(figure("lop", 31), before).sentence("{{ change(lop) }}", "test")
    assert said == "tăng 3 lớp (10,71%) so với cùng kỳ năm trước (số liệu của 46/48 đơn vị)"


def test_a_state_may_also_be_compared_with_the_end_of_last_year() -> None:
    says = wording(figure("chi_hoi", 188), figure("chi_hoi", 190, comparison=YEAR_END))
    assert says.sentence('{{ change(chi_hoi, "year_end") }}', "t") == "giảm 2 chi hội (1,05%) so với cuối năm trước"


def test_a_comparison_with_anything_else_is_refused_by_name() -> None:
    with pytest.raises(DeclarationError, match="'last_week'"):
        wording(figure("lop", 31)).sentence('{{ change(lop, "last_week") }}', "test")


@pytest.mark.parametrize(
    ("value", "before", "words"),
    [
        (65, 60, "tăng 5 lớp (8,33%) so với năm trước"),
        (65, 0, "năm trước chưa phát sinh"),
        (65, None, "chưa có số liệu năm trước để so sánh"),
    ],
)
def test_a_year_is_compared_with_the_year_before(value: int, before: int | None, words: str) -> None:
    assert compared(value, before, span=YEAR) == words


def test_a_state_is_compared_with_the_same_half_and_with_the_end_of_last_year() -> None:
    now, before = figure("chi_hoi", 188), figure("chi_hoi", 184, comparison=SAME_HALF)
    stood = figure("chi_hoi", 190, comparison=YEAR_END, counted=46)
    both = "tăng 4 chi hội (2,17%) so với cùng kỳ năm trước và giảm 2 chi hội (1,05%) so với cuối năm trước"
    assert wording(now, before, stood).sentence("{{ changes(chi_hoi) }}", "t") == f"{both} (số liệu của 46/48 đơn vị)"


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (SAME_HALF, "tăng 4 chi hội (2,17%) so với cùng kỳ năm trước"),
        (YEAR_END, "chưa có số liệu cùng kỳ năm trước để so sánh; tăng 4 chi hội (2,17%) so với cuối năm trước"),
        ("", "chưa có số liệu cùng kỳ năm trước để so sánh"),
    ],
)
def test_of_a_states_changes_those_are_told_that_are_known(comparison: str, words: str) -> None:
    says = wording(figure("chi_hoi", 184, comparison=comparison or SAME_HALF), figure("chi_hoi", 188))
    if not comparison:
        says = wording(figure("chi_hoi", 188))
    assert says.sentence("{{ changes(chi_hoi) }}", "t") == words


def test_in_the_years_review_a_state_is_compared_with_the_end_of_last_year_alone() -> None:
    stood = [figure("chi_hoi", 190, comparison=one) for one in (SAME_HALF, YEAR_END)]
    said = wording(figure("chi_hoi", 188), *stood, span=YEAR).sentence("{{ changes(chi_hoi) }}", "t")
    assert said == "giảm 2 chi hội (1,05%) so với cuối năm trước"


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (2022, 2021, "tăng 5 hộ (5,26%) so với cùng kỳ năm trước"),
        (2021, 2020, "tăng 5 hộ (5,26%) so với năm 2020"),  # of the year before the report's
        (2022, 2019, "tăng 5 hộ (5,26%) so với năm 2019"),
        (2021, 2021, "chưa có số liệu cùng kỳ năm trước để so sánh"),  # a correction of the same year is no change
        (2021, 2022, "chưa có số liệu cùng kỳ năm trước để so sánh"),
        (2022, None, "chưa có số liệu cùng kỳ năm trước để so sánh"),
        (None, 2021, "chưa có số liệu cùng kỳ năm trước để so sánh"),
    ],
)
def test_years_are_compared_only_with_earlier_ones_and_another_than_the_one_before_is_named(
    now: int | None, before: int | None, words: str
) -> None:
    earlier = figure("gdht_cong_nhan", 95, comparison=SAME_HALF, of_year=before)
    says = wording(figure("gdht_cong_nhan", 100, of_year=now), earlier)
    assert says.sentence("{{ change(gdht_cong_nhan) }}", "test") == words


def test_how_many_times_is_told_with_two_decimals_at_most() -> None:
    assert [times(200, 100), times(250, 100), times(2005, 1000), times(12_345_600, 1)] == [
        "2",
        "2,5",
        "2,01",
        grouped(12_345_600),
    ]


# --- the year ----------------------------------------------------------------------------------------


def test_a_year_takes_states_from_its_last_half_and_occurrences_only_from_the_year() -> None:
    says = wording(figure("chi_hoi", 188), figure("lop", 31), figure("nha_giao_kt", 1_300, span=YEAR), span=YEAR)
    assert says.sentence("{{ chi_hoi }}", "test") == "188"
    assert says.sentence("{{ nha_giao_kt }}", "test") == "1.300"
    assert says.sentence("{{ lop }}", "test") is None


# --- shares ------------------------------------------------------------------------------------------


def of_units(
    code: str, values: Iterable[int | None], of_year: int | None = None, comparison: str = ITSELF, span: str = HALF
) -> list[Figure]:
    """A figure over all units and theirs, of the units 1, 2, …"""
    same: dict[str, Any] = {"of_year": of_year, "comparison": comparison, "span": span}
    units = [figure(code, value, scope=f"{at}", **same) for at, value in enumerate(values, 1)]
    return [figure(code, sum(one.value or 0 for one in units), **same), *units]


def share(part: Iterable[int | None], whole: Iterable[int | None]) -> str | None:
    says = wording(*of_units("hoi_vien", part), *of_units("dan_so", whole))
    return says.sentence("{{ share(hoi_vien, dan_so) }}", "test")


def test_a_share_is_taken_over_the_units_that_have_both_numbers() -> None:
    assert share([100, 25, None], [300, 100, 900]) == "31,25%"


def test_a_share_leaves_out_a_kind_of_unit_that_does_not_report_both() -> None:
    assert share([100, 0, 0, 9_000], [400, 0, 0, 10]) == "25,00%"


def test_a_share_of_nothing_or_without_units_drops_the_sentence() -> None:
    assert share([0, 0], [0, 0]) is None
    assert share([5, None], [None, 7]) is None
    assert wording().sentence("{{ share(hoi_vien, dan_so) }}", "test") is None


def test_a_share_never_adds_different_years() -> None:
    recognised = [
        *of_units("gdht_cong_nhan", [50, 30], 2021),
        figure("gdht_cong_nhan", 99, scope="3", of_year=2020),
    ]
    says = wording(*recognised, *of_units("gdht_tong", [100, 100, 100]))
    assert says.sentence("{{ share(gdht_cong_nhan, gdht_tong) }}", "test") == "40,00%"


def test_a_years_share_of_states_is_taken_from_the_last_half() -> None:
    says = wording(*of_units("hoi_vien", [100]), *of_units("dan_so", [400]), span=YEAR)
    assert says.sentence("{{ share(hoi_vien, dan_so) }}", "test") == "25,00%"


# --- rates against earlier ones ------------------------------------------------------------------------


def rate_moved(now: tuple[int, int], before: tuple[int, int], span: str = HALF) -> str | None:
    then = [one for code, n in zip(RATE, before, strict=True) for one in of_units(code, [n], None, SAME_HALF, span)]
    figures = [one for code, n in zip(RATE, now, strict=True) for one in of_units(code, [n], None, ITSELF, span)]
    return wording(*figures, *then, span=span).sentence("{{ share_change(hoi_vien, dan_so) }}", "test")


RATE = ("hoi_vien", "dan_so")


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ((31, 100), (30, 100), "tăng 1,00 điểm phần trăm so với cùng kỳ năm trước"),
        ((30, 100), (61, 200), "giảm 0,50 điểm phần trăm so với cùng kỳ năm trước"),
        ((60, 200), (30, 100), "bằng cùng kỳ năm trước"),
        ((1, 3), (1, 6), "tăng 16,66 điểm phần trăm so với cùng kỳ năm trước"),  # 33,33 less 16,67, as printed
        ((30, 100), (30, 0), None),
    ],
)
def test_rates_differ_in_percentage_points(now: tuple[int, int], before: tuple[int, int], words: str | None) -> None:
    assert rate_moved(now, before) == words


def test_the_rate_of_a_year_is_set_against_that_of_the_year_before() -> None:
    assert rate_moved((31, 100), (30, 100), YEAR) == "tăng 1,00 điểm phần trăm so với năm trước"


def test_an_earlier_rate_is_that_of_the_units_of_its_time() -> None:
    gone = [figure(code, n, scope="9", comparison=SAME_HALF) for code, n in zip(RATE, (10, 100), strict=True)]
    then = [figure(code, n, comparison=SAME_HALF) for code, n in zip(RATE, (10, 100), strict=True)]
    says = wording(*of_units("hoi_vien", [20]), *of_units("dan_so", [100]), *then, *gone)
    said = says.sentence("{{ share_change(hoi_vien, dan_so) }}", "test")
    assert said == "tăng 10,00 điểm phần trăm so với cùng kỳ năm trước"


def test_without_an_earlier_rate_the_sentence_may_go_on_without_it() -> None:
    template = "{{ share(hoi_vien, dan_so) }}{% if share_change(hoi_vien, dan_so) %}!{% endif %}"
    assert wording(*of_units("hoi_vien", [20]), *of_units("dan_so", [100])).sentence(template, "test") == "20,00%"


# --- the plan of the year ------------------------------------------------------------------------------


def planned(code: str, value: int, scope: str = ALL, counted: int = 48) -> Figure:
    return figure(code, value, scope=scope, comparison=PLAN, span=YEAR, counted=counted)


def test_the_associations_own_target_is_reached_by_the_figure_over_all_units() -> None:
    figures = [figure("hoi_vien", 33_872, counted=47), planned("hoi_vien", 35_000), planned("hoi_vien", 5, "1")]
    assert measured(*figures, own=["hoi_vien"]).sentence("{{ plan(hoi_vien) }}", "t") == "đạt 96,78% kế hoạch năm"


def test_the_targets_of_units_are_reached_by_those_that_have_both_and_how_many_is_told() -> None:
    targets = [planned("hoi_vien", 400), *(planned("hoi_vien", n, scope) for scope, n in (("1", 100), ("2", 300)))]
    says = measured(*of_units("hoi_vien", [60, None, 999, 5]), *targets)
    words = "đạt 60,00% kế hoạch năm (tính trên 1/4 đơn vị có cả kế hoạch và số liệu)"
    assert says.sentence("{{ plan(hoi_vien) }}", "test") == words


def test_where_every_unit_has_both_nothing_is_said_of_units() -> None:
    targets = [planned("lop", n, f"{at}") for at, n in enumerate((10, 20, 6), 1)]
    says = measured(*of_units("lop", [5, 10, 6]), planned("lop", 36), *targets)
    assert says.sentence("{{ plan(lop) }}", "test") == "đạt 58,33% kế hoạch năm"


def test_half_a_hundredth_of_a_plan_rounds_up_and_a_plan_may_be_passed() -> None:
    assert measured(figure("lop", 1), planned("lop", 800), own=["lop"]).sentence("{{ plan(lop) }}", "t") == (
        "đạt 0,13% kế hoạch năm"
    )
    assert measured(figure("lop", 61), planned("lop", 60), own=["lop"]).sentence("{{ plan(lop) }}", "t") == (
        "đạt 101,67% kế hoạch năm"
    )


def test_a_target_of_nought_is_not_assigned_and_has_no_percentage() -> None:
    own = measured(figure("lop", 31), planned("lop", 0), own=["lop"])
    theirs = measured(*of_units("lop", [31]), planned("lop", 0), planned("lop", 0, "1"))
    assert {says.sentence("{{ plan(lop) }}", "test") for says in (own, theirs)} == {"chưa giao kế hoạch năm"}


def test_a_unit_to_which_nothing_is_assigned_is_no_part_of_what_is_reached() -> None:
    targets = [planned("lop", 50), planned("lop", 50, "1"), planned("lop", 0, "2")]
    said = measured(*of_units("lop", [25, 100]), *targets).sentence("{{ plan(lop) }}", "test")
    assert said == "đạt 50,00% kế hoạch năm (tính trên 1/3 đơn vị có cả kế hoạch và số liệu)"


@pytest.mark.parametrize(
    "figures",
    [
        [figure("lop", 31)],  # no target
        [*of_units("lop", [31]), planned("lop", 40), planned("lop", 40, "2")],  # of other units
        [*of_units("lop", [31]), figure("lop", 40, comparison=PLAN)],  # of no year
    ],
)
def test_without_a_target_that_is_reached_the_sentence_keeps_its_other_content(figures: list[Figure]) -> None:
    template = "Mở {{ lop }} lớp{% if plan(lop) %}; {{ plan(lop) }}{% endif %}."
    assert measured(*figures).sentence(template, "test") == "Mở 31 lớp."
    assert measured(*figures).sentence("{{ plan(lop) }}", "test") is None


def test_what_occurred_is_measured_by_the_year_so_far_and_what_stands_by_the_latest() -> None:
    figures = [figure("lop", 31), figure("lop", 61, span=YEAR), planned("lop", 60)]
    figures += [figure("chi_hoi", 188), planned("chi_hoi", 200)]
    half, year = (measured(*figures, span=span, own=["lop", "chi_hoi"]) for span in (HALF, YEAR))
    assert [says.sentence("{{ plan(lop) }}", "t") for says in (half, year)] == [
        "đạt 51,67% kế hoạch năm",
        "đạt 101,67% kế hoạch năm",
    ]
    assert {says.sentence("{{ plan(chi_hoi) }}", "t") for says in (half, year)} == {"đạt 94,00% kế hoạch năm"}


def test_half_a_year_never_passes_for_the_year() -> None:
    assert (
        measured(figure("lop", 31), planned("lop", 60), span=YEAR, own=["lop"]).sentence("{{ plan(lop) }}", "t") is None
    )


def test_a_recognition_of_last_year_reaches_nothing_of_this_years_target() -> None:
    last, this = ([*of_units("gdht_cong_nhan", [50], year), planned("gdht_cong_nhan", 100)] for year in (2021, 2022))
    template = "{{ plan(gdht_cong_nhan) }}"
    assert measured(*last, own=["gdht_cong_nhan"]).sentence(template, "t") is None
    assert measured(*this, own=["gdht_cong_nhan"]).sentence(template, "t") == "đạt 50,00% kế hoạch năm"
    assert measured(*last, planned("gdht_cong_nhan", 100, "1")).sentence(template, "t") is None


# --- national targets ----------------------------------------------------------------------------------

NATIONAL = "{{ national(gdht_cong_nhan) }}"
DECISION = "Quyết định số 387/QĐ-TTg ngày 25/3/2022"


def recognised(*values: int | None, year: int = 2021) -> list[Figure]:
    return of_units("gdht_cong_nhan", values, year)


def test_a_share_is_set_beside_what_the_state_wants_with_its_source() -> None:
    says = measured(*recognised(612, 0, 0), *of_units("gdht_tong", [600, 400, 0]))
    assert says.sentence(NATIONAL, "test") == f"bằng 61,20% tổng số hộ (mục tiêu đến năm 2025: 70%, {DECISION})"


def test_a_share_of_the_state_is_taken_over_the_units_that_have_both() -> None:
    says = measured(*recognised(60, 30, 7), *of_units("gdht_tong", [100, None, 100]))
    words = f"bằng 33,50% tổng số hộ (số liệu của 2/3 đơn vị; mục tiêu đến năm 2025: 70%, {DECISION})"
    assert says.sentence(NATIONAL, "test") == words


def test_the_gap_of_the_figure_itself_is_not_told_twice() -> None:
    all_units = Figure(FigureKey("gdht_cong_nhan"), 90, 2021, 3, 2, "done")
    theirs = [one for one in recognised(60, 30) if one.key.scope != ALL]
    says = measured(all_units, *theirs, *of_units("gdht_tong", [100, 100, 50]))
    assert says.sentence(f"{{{{ gdht_cong_nhan }}}}{{{{ gdht_cong_nhan.gap }}}}, {NATIONAL}", "test") == (
        "90 (số liệu của 2/3 đơn vị), bằng 45,00% tổng số hộ của các đơn vị đó "
        f"(mục tiêu đến năm 2025: 70%, {DECISION})"
    )


@pytest.mark.parametrize(("year", "until"), [(2024, "đến năm"), (2025, "năm"), (2027, "năm")])
def test_a_target_is_to_come_until_its_year_is_there(year: int, until: str) -> None:
    says = measured(*recognised(1), *of_units("gdht_tong", [2]), year=year)
    assert f"; mục tiêu {until} 2025: 70%" in str(says.sentence(NATIONAL, "test"))


def test_of_several_targets_the_next_one_is_told_and_after_all_the_last() -> None:
    first, last = (
        CATALOGUE.national[0].changed(year=year, percent=percent) for year, percent in ((2025, 70), (2030, 80))
    )
    figures = Figures([*recognised(1), *of_units("gdht_tong", [2])])
    for year, told in ((2024, "2025: 70%"), (2025, "2025: 70%"), (2026, "2030: 80%"), (2031, "2030: 80%")):
        aims = Aims(figures, UNITS, HALF, year, frozenset(), (last, first))
        assert told in str(Read(CATALOGUE, aims, {}, CITING).sentence(NATIONAL, "test"))


def test_a_percentage_that_is_wanted_is_printed_as_it_is_laid_down() -> None:
    says = measured(*recognised(1), *of_units("gdht_tong", [2]), percent="62.50", date=date(2022, 1, 5))
    assert "đến năm 2025: 62,5%, Quyết định số 387/QĐ-TTg ngày 05/01/2022)" in str(says.sentence(NATIONAL, "test"))


def test_a_share_of_the_state_never_adds_different_years() -> None:
    other = figure("gdht_cong_nhan", 99, scope="3", of_year=2020)
    says = measured(*recognised(50, 30), other, *of_units("gdht_tong", [100, 100, 100]))
    assert "bằng 40,00% tổng số hộ (số liệu của 2/3 đơn vị;" in str(says.sentence(NATIONAL, "test"))


@pytest.mark.parametrize("households", [[], [None], [0]])
def test_without_a_whole_the_sentence_goes_on_without_the_states_target(households: list[int | None]) -> None:
    template = f"{{{{ gdht_cong_nhan }}}} hộ{{% if national(gdht_cong_nhan) %}}, {NATIONAL}{{% endif %}}."
    says = measured(*recognised(5), *of_units("gdht_tong", households))
    assert says.sentence(template, "test") == "5 hộ."


def test_an_indicator_without_a_national_target_has_none_to_tell() -> None:
    assert measured(figure("lop", 31)).sentence("{{ national(lop) }}", "test") is None


# --- what is missing, and what is wrong --------------------------------------------------------------


@pytest.mark.parametrize("template", ["Có {{ lop }} lớp.", "{{ lop.gap }}", "{{ lop.exact }}", "{{ change(lop) }}"])
def test_a_sentence_disappears_with_its_figure(template: str) -> None:
    assert wording().sentence(template, "test") is None
    assert wording(figure("lop", None, counted=0)).sentence(template, "test") is None


def test_zero_is_a_figure_and_is_printed() -> None:
    assert wording(figure("lop", 0)).sentence("Có {{ lop }} lớp{% if lop %}!{% endif %}", "test") == "Có 0 lớp!"


def test_a_clause_may_ask_whether_its_figure_is_there() -> None:
    template = "{{ lop }} lớp{% if hoc_vien %} cho {{ hoc_vien }} học viên{% endif %}."
    assert wording(figure("lop", 31)).sentence(template, "test") == "31 lớp."
    both = wording(figure("lop", 31), figure("hoc_vien", 1_612))
    assert both.sentence(template, "test") == "31 lớp cho trên 1.600 học viên."


def test_an_empty_word_drops_the_sentence_and_a_given_one_is_printed() -> None:
    template = "Chưa có số liệu của: {{ missing }}."
    assert wording(missing="").sentence(template, "test") is None
    assert wording(missing=None).sentence(template, "test") is None
    assert wording(missing="Ban A").sentence(template, "test") == "Chưa có số liệu của: Ban A."


def test_a_paragraph_joins_the_sentences_that_are_left() -> None:
    says = wording(figure("lop", 31), year=2022)
    assert says.paragraph(["Năm {{ year }}.", "{{ hoc_vien }}.", "Mở {{ lop }} lớp."], "test") == "Năm 2022. Mở 31 lớp."
    assert says.paragraph(["{{ hoc_vien }}."], "test") == ""


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{{ lop", "unexpected end of template"),
        ("{{ hoi_vein }}", "unknown name 'hoi_vein'"),
        ("{% if false %}{{ hoi_vein }}{% endif %}", "unknown name 'hoi_vein'"),
        ("{{ lop.gapp }}", "gapp"),
        ("{{ lop|khong_co }}", "khong_co"),
        ("{{ lop + 1 }}", "unsupported operand"),
        ("{{ 1 // 0 }}", "zero"),
        ("{{ lop.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_wrong_template_is_refused_in_one_line_that_names_its_sentence(template: str, complaint: str) -> None:
    says = wording(figure("lop", 31))
    with pytest.raises(DeclarationError) as refused:
        says.paragraph(["Đúng.", template], "results 4 (Lớp học)")
    assert f"{refused.value}".startswith("report.toml, results 4 (Lớp học), sentence 2: ")
    assert complaint in f"{refused.value}" and "\n" not in f"{refused.value}"
    assert template in f"{refused.value}"


def test_a_wrong_template_is_refused_even_where_its_figures_are_missing() -> None:
    with pytest.raises(DeclarationError, match="hoi_vein"):
        wording().sentence("{{ lop }} {{ hoi_vein }}", "test")


def test_an_indicator_may_not_take_a_name_of_the_report() -> None:
    with pytest.raises(DeclarationError, match="'lop'"):
        wording(lop="x")


def test_every_shipped_sentence_renders_when_all_figures_are_there_and_vanishes_quietly_without() -> None:
    plan = CATALOGUE.report
    kinds = ("hoi_xa", "hoi_xa", "hoi_xa", "hoi_xa")  # one leads
    many = tuple(Unit(at, f"{at}", f"Hội {at}", kind, None, None, None, "", at) for at, kind in enumerate(kinds, 1))
    names = (
        "association",
        "area",
        "span_words",
        "next_words",
        "cut_off",
        "missing",
        "incomplete",
        "received",
        "expected",
    )
    words: dict[str, object] = {"year": 2022, **dict.fromkeys(names, "x")}
    templates = [*plan.opening, *plan.limits, *(one for section in plan.results for one in section.sentences)]
    complete = [
        figure(code, 7, scope=scope, of_year=2022, comparison=ITSELF)
        for code in CATALOGUE.indicator_by_code
        for scope in (ALL, "1")
    ]
    complete += [
        figure(code, 1, scope=f"{one.id}", of_year=2022) for code in CATALOGUE.indicator_by_code for one in many[1:]
    ]
    aims = Aims(Figures(complete), many, HALF, 2022)
    full, empty = Read(CATALOGUE, aims, words, CITING), with_words(words)
    assert all(full.sentence(template, "test") for template in templates)
    assert {empty.sentence(one, "test") for section in plan.results for one in section.sentences} == {None}
