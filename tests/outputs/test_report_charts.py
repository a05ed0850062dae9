"""Which charts a section of the report has, and that they say what its tables say."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, PLAN, YEAR, Figure, FigureKey, Figures
from domain.half_year import HalfYear
from domain.history import History, Point
from domain.report_plan import ReportChart, ReportSection
from domain.unit import Unit
from domain.vietnamese import grouped
from outputs.aims import Aims
from outputs.chart import Chart, Series
from outputs.live import Citing, plain
from outputs.report_charts import charts_of, over_time
from outputs.results_table import ResultsTables
from outputs.word_table import Line

PERIOD = HalfYear(2022, 1)
EARLIER = (Point(HalfYear(2021, 1), 32_608, 48, 48), Point(HalfYear(2021, 2), 33_105, 48, 48))
WHOLE = 48


def unit(number: int, kind: str = "hoi_xa") -> Unit:
    return Unit(number, f"{number:05}", f"Hội {number}", kind, None, None, None, "", number + 1)


def figure(
    code: str, value: int | None, scope: str = ALL, counted: int = WHOLE, year: int | None = None, basis: str = "done"
) -> Figure:
    return Figure(FigureKey(code, scope=scope), value, year, WHOLE, counted, basis)


def target(code: str, value: int, scope: str = ALL) -> Figure:
    return Figure(FigureKey(code, scope=scope, comparison=PLAN, span=YEAR), value, None, WHOLE, WHOLE, "done")


def aims(*figures: Figure, units: Iterable[Unit] = (), own: Iterable[str] = (), span: str = HALF) -> Aims:
    return Aims(Figures(figures), tuple(units), span, PERIOD.year, frozenset(own))


def drawn(
    catalogue: Catalogue, kind: str, codes: Iterable[str], aims: Aims, history: History | None = None
) -> list[Chart]:
    declared = ReportChart.model_validate({"kind": kind, "title": "Biểu đồ", "indicators": tuple(codes)})
    section = ReportSection(title="Mục", sentences=(), charts=(declared,))
    return charts_of(section, catalogue, aims, history or {}, PERIOD)


# --- over the halves --------------------------------------------------------------------------


def test_the_line_of_an_indicator_ends_with_this_periods_own_figure(catalogue: Catalogue) -> None:
    (chart,) = drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", 33_812)), {"hoi_vien": EARLIER})
    assert (chart.kind, chart.unit) == ("lines", "hội viên")
    assert chart.categories == ("6 tháng đầu năm 2021", "6 tháng cuối năm 2021", "6 tháng đầu năm 2022")
    assert chart.series == (Series("Hội viên", (32_608, 33_105, 33_812)),)


def test_a_half_that_was_never_closed_is_a_gap_in_the_line(catalogue: Catalogue) -> None:
    (chart,) = drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", 33_812)), {"hoi_vien": EARLIER[:1]})
    assert chart.categories[1] == "6 tháng cuối năm 2021"
    assert chart.series[0].values == (32_608, None, 33_812)
    assert "6 tháng cuối năm 2021 chưa có số liệu" in chart.description


@pytest.mark.parametrize(
    ("now", "before"), [(33_812, ()), (None, EARLIER[:1]), (33_812, (Point(HalfYear(2021, 2), None, 0, 48),))]
)
def test_one_known_period_makes_no_line(catalogue: Catalogue, now: int | None, before: tuple[Point, ...]) -> None:
    assert drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", now)), {"hoi_vien": before}) == []


def test_a_line_is_of_eight_halves_at_most(catalogue: Catalogue) -> None:
    far = tuple(Point(HalfYear(year, 1), year, 48, 48) for year in range(2012, 2022))
    (chart,) = drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", 1)), {"hoi_vien": far})
    assert len(chart.categories) == 7  # the eighth would be a half without a figure
    assert chart.series[0].values == (2019, None, 2020, None, 2021, None, 1)


def test_points_that_are_short_of_units_or_estimated_are_named_below_the_line(catalogue: Catalogue) -> None:
    history = {"hoi_vien": (EARLIER[0], EARLIER[1]._replace(estimated=True))}
    (chart,) = drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", 33_812, counted=47)), history)
    assert chart.note == ("Chưa đủ số liệu: 6 tháng đầu năm 2022 (47/48 đơn vị). Có số ước: 6 tháng cuối năm 2021.")


def test_a_whole_line_needs_no_note(catalogue: Catalogue) -> None:
    (chart,) = drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", 33_812)), {"hoi_vien": EARLIER})
    assert chart.note == ""


def test_of_several_indicators_the_note_says_which_is_short(catalogue: Catalogue) -> None:
    codes = ["hoi_vien_moi", "hoi_vien_giam"]
    found = aims(figure(codes[0], 5, counted=40), figure(codes[1], 3))
    history = {code: (Point(HalfYear(2021, 2), 4, 48, 48),) for code in codes}
    (chart,) = drawn(catalogue, "periods", codes, found, history)
    name = catalogue.indicator_by_code[codes[0]].name
    assert len(chart.series) == 2
    assert chart.note == f"Chưa đủ số liệu: {name}, 6 tháng đầu năm 2022 (40/48 đơn vị)."


# --- of the plan ------------------------------------------------------------------------------


def test_the_percentage_of_a_plan_is_the_one_that_the_table_prints(catalogue: Catalogue) -> None:
    found = aims(figure("hoi_vien", 33_812), target("hoi_vien", 35_000), own=["hoi_vien"])
    (chart,) = drawn(catalogue, "plan", ["hoi_vien"], found)
    table = ResultsTables(catalogue, found, Citing(str(PERIOD), 1)).table(["hoi_vien"], 165)
    texts = [plain(line.text) for cell in table.rows[1] for line in cell.lines if isinstance(line, Line)]
    assert chart.series[0].values == (Decimal("96.61"),)
    assert "96,61" in texts and "96,61" in chart.description
    assert chart.reference == Series("Kế hoạch năm (100%)", (100,))


def test_an_indicator_without_a_target_or_with_none_assigned_is_no_column(catalogue: Catalogue) -> None:
    codes = ["hoi_vien", "lop", "chi_hoi"]
    found = aims(
        *(figure(code, 10) for code in codes), target("hoi_vien", 20), target("lop", 0), own=["hoi_vien", "lop"]
    )
    (chart,) = drawn(catalogue, "plan", codes, found)
    assert chart.categories == (catalogue.indicator_by_code["hoi_vien"].name,)
    names = (catalogue.indicator_by_code[code].name for code in ("lop", "chi_hoi"))
    assert chart.note == f"Chưa giao kế hoạch năm: {'; '.join(names)}."


def test_a_plan_of_which_nothing_is_known_yet_is_a_gap_that_is_named(catalogue: Catalogue) -> None:
    found = aims(
        figure("hoi_vien", 10), figure("lop", None), target("hoi_vien", 20), target("lop", 5), own=["hoi_vien", "lop"]
    )
    (chart,) = drawn(catalogue, "plan", ["hoi_vien", "lop"], found)
    assert chart.series[0].values == (Decimal("50.00"), None)
    assert chart.note == f"Chưa có số liệu: {catalogue.indicator_by_code['lop'].name}."


def test_a_share_of_units_that_have_a_plan_says_how_many_they_are(catalogue: Catalogue) -> None:
    found = aims(
        figure("hoi_vien", 15),
        figure("hoi_vien", 10, "1"),
        figure("hoi_vien", 5, "2"),
        target("hoi_vien", 20),
        target("hoi_vien", 20, "1"),
        units=[unit(1), unit(2)],
    )
    (chart,) = drawn(catalogue, "plan", ["hoi_vien"], found)
    assert chart.series[0].values == (Decimal("50.00"),)
    assert chart.note.endswith("có cả kế hoạch và số liệu: Hội viên (1/2 đơn vị).")


def test_a_value_that_is_short_of_units_says_so_beside_the_associations_own_plan(catalogue: Catalogue) -> None:
    found = aims(figure("hoi_vien", 15, counted=40), target("hoi_vien", 20), own=["hoi_vien"])
    (chart,) = drawn(catalogue, "plan", ["hoi_vien"], found)
    assert chart.note == "Chưa đủ số liệu: Hội viên (40/48 đơn vị)."


def test_without_any_target_there_is_no_chart_of_the_plan(catalogue: Catalogue) -> None:
    assert drawn(catalogue, "plan", ["hoi_vien"], aims(figure("hoi_vien", 10))) == []


# --- by unit ----------------------------------------------------------------------------------


def by_unit(catalogue: Catalogue, values: list[int | None], year: int | None = 2022) -> list[Chart]:
    units = [unit(number) for number, _ in enumerate(values, 1)]
    own = [figure("gdht_dang_ky", value, str(one.id), year=year) for one, value in zip(units, values, strict=True)]
    return drawn(catalogue, "units", ["gdht_dang_ky"], aims(figure("gdht_dang_ky", 1, year=2022), *own, units=units))


def test_units_stand_by_size_and_equal_ones_as_in_the_registry(catalogue: Catalogue) -> None:
    (chart,) = by_unit(catalogue, [5, 7, 5, 0])
    assert (chart.kind, chart.title, chart.note) == ("bars", "Biểu đồ", "")
    assert chart.categories == ("Hội 2", "Hội 1", "Hội 3", "Hội 4")
    assert chart.series[0].values == (7, 5, 5, 0)


def test_of_many_units_the_twenty_largest_are_drawn_and_the_title_says_so(catalogue: Catalogue) -> None:
    (chart,) = by_unit(catalogue, [*range(1, 301), None])
    assert chart.title == "Biểu đồ (20 đơn vị có số lớn nhất trong 300 đơn vị có số liệu)"
    assert chart.series[0].values == tuple(range(300, 280, -1))
    assert chart.note == "Chưa có số liệu: 1/301 đơn vị."


def test_a_unit_whose_value_is_of_another_year_does_not_count(catalogue: Catalogue) -> None:
    assert by_unit(catalogue, [5, 7], year=2021) == []


def test_a_single_unit_with_a_value_is_no_comparison(catalogue: Catalogue) -> None:
    assert by_unit(catalogue, [5, None, None]) == []


def test_a_unit_of_a_kind_that_does_not_report_the_indicator_is_not_counted_as_missing(catalogue: Catalogue) -> None:
    units = [unit(1), unit(2), unit(3, "ban")]
    own = [figure("gdht_dang_ky", one.id, str(one.id)) for one in units[:2]]
    found = aims(figure("gdht_dang_ky", 3), *own, units=units)
    (chart,) = drawn(catalogue, "units", ["gdht_dang_ky"], found)
    assert chart.note == "" and len(chart.categories) == 2


# --- the shipped report -----------------------------------------------------------------------


def test_the_shipped_report_wants_the_history_of_what_it_draws_over_time(catalogue: Catalogue) -> None:
    assert [one.code for one in over_time(catalogue)] == ["hoi_vien"]


def test_every_number_that_is_drawn_is_in_the_alternative_text(catalogue: Catalogue) -> None:
    (chart,) = drawn(catalogue, "periods", ["hoi_vien"], aims(figure("hoi_vien", 33_812)), {"hoi_vien": EARLIER})
    for value in chart.series[0].values:
        assert isinstance(value, int) and grouped(value) in chart.description
