"""A report of figures made by hand: those that the association published, with all that a report can say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.association import Association, Dates
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey, Figures
from domain.half_year import HalfYear
from domain.unit import Unit
from expectations.load import load_catalogue
from outputs.report_content import Report, Source, Told

CATALOGUE = load_catalogue()

ASSOCIATION = Association(
    name="Hội Khuyến học thành phố Sơn La",
    parent="Hội Khuyến học tỉnh Sơn La",
    place="Sơn La",
    area="thành phố",
    signatory="Nguyễn Văn Học",
    recipients=("Hội Khuyến học tỉnh (b/c)", "- Thường trực Thành ủy, UBND thành phố (b/c);", "Lưu: VT"),
    tasks=("Tiếp tục đẩy mạnh phong trào khuyến học, khuyến tài",),
)

UNITS = (
    Unit(1, "03646", "Hội Khuyến học phường Chiềng Lề", "hoi_xa", None, None, None, "", 2),
    Unit(2, "03649", "Hội Khuyến học phường Tô Hiệu", "hoi_xa", None, None, None, "", 3),
    Unit(3, "HK-01", "Hội Khuyến học Trường Cao đẳng", "hoi_khac", None, None, None, "", 4),
    Unit(4, "B-01", "Ban Khuyến học Bưu điện & Viễn thông", "ban", None, None, None, "", 5),
)

#: indicator: value over all units, the same half last year, units counted, of units expected, of_year
_FIGURES: dict[str, tuple[int | None, int | None, int, int, int | None]] = {
    "hoi_co_so": (15, 15, 15, 15, None),
    "chi_hoi": (188, 186, 15, 15, None),
    "ban_khuyen_hoc": (33, 33, 33, 33, None),
    "hoi_vien": (33_812, 32_608, 47, 48, None),
    "hoi_vien_moi": (1_204, None, 48, 48, None),
    "dan_so": (108_000, 107_000, 12, 12, None),
    "gdht_dang_ky": (20_576, 19_900, 15, 15, 2022),
    "gdht_dang_ky_moi": (676, None, 15, 15, 2022),
    "gdht_cong_nhan": (19_004, None, 15, 15, 2021),
    "dhht_dang_ky": (17, 17, 15, 15, 2022),
    "cdht_xa_dang_ky": (12, 12, 12, 12, 2022),
    "dvht_dang_ky": (76, 30, 47, 48, 2022),
    "quy_thu": (612_500_000, 0, 48, 48, None),
    "lop": (31, 28, 15, 15, None),
    "hoc_vien": (1_612, 1_700, 15, 15, None),
    "nha_giao_kt": (615, 600, 48, 48, None),
    "hoc_sinh_kt": (12_043, 11_000, 48, 48, None),
    "tien_kt": (497_350_000, 450_000_000, 48, 48, None),
    "tap_the_kt": (None, 4, 0, 48, None),
}

#: unit id: its own values; they add up to the figures above where the annex prints them
_OWN: dict[int, dict[str, int]] = {
    1: {"chi_hoi": 90, "hoi_vien": 20_000, "dan_so": 60_000, "gdht_dang_ky": 12_000, "tien_kt": 300_000_000},
    2: {"chi_hoi": 80, "hoi_vien": 13_000, "dan_so": 48_000, "gdht_dang_ky": 8_576, "tien_kt": 190_000_000},
    3: {"chi_hoi": 18, "hoi_vien": 812, "gdht_dang_ky": 0, "tien_kt": 7_350_000},
    4: {"tien_kt": 0},
}
_HOUSEHOLDS = {1: (11_004, 17_000), 2: (8_000, 13_000), 3: (0, 0)}  # recognised, of all

#: indicator: what stood at the end of last year; its target; the scopes of the units that have one
_YEAR_ENDS = {"chi_hoi": 190, "hoi_vien": 33_105, "gdht_dang_ky": 20_000, "nha_giao_kt": 641}
_TARGETS: dict[str, dict[str, int]] = {
    "hoi_vien": {ALL: 35_000},
    "gdht_dang_ky": {ALL: 21_500, "1": 12_500, "2": 9_000},
    "lop": {ALL: 0},
}


def handmade(span: str = HALF) -> Iterator[Figure]:
    for code, (value, before, counted, expected, year) in _FIGURES.items():
        yield Figure(FigureKey(code, span=span), value, year, expected, counted, "done")
        if before is not None:
            key = FigureKey(code, comparison=SAME_HALF, span=span)
            yield Figure(key, before, year - 1 if year else None, expected, expected, "done")
    for unit, values in _OWN.items():
        for code, value in values.items():
            key = FigureKey(code, scope=str(unit), span=span)
            yield Figure(key, value, _FIGURES[code][4], 1, 1, "done")


def measures() -> Iterator[Figure]:
    """What the figures are measured by: the end of last year, targets, and all households."""
    for code, stood in _YEAR_ENDS.items():
        yield Figure(FigureKey(code, comparison=YEAR_END), stood, None, 48, 48, "done")
    for code, targets in _TARGETS.items():
        for scope, value in targets.items():
            yield Figure(FigureKey(code, scope=scope, comparison=PLAN, span=YEAR), value, None, 15, 2, "done")
    yield Figure(FigureKey("gdht_tong"), 30_000, None, 15, 15, "done")
    for unit, (recognised, households) in _HOUSEHOLDS.items():
        yield Figure(FigureKey("gdht_cong_nhan", scope=str(unit)), recognised, 2021, 1, 1, "done")
        yield Figure(FigureKey("gdht_tong", scope=str(unit)), households, None, 1, 1, "done")


def measured(report: Report) -> Report:
    """The report with all that its figures can be measured by."""
    own = frozenset({"hoi_vien", "lop"})
    return replace(with_figures(report, *measures()), own_targets=own)


def year_of(code: str, value: int, counted: int = 48) -> Figure:
    return Figure(FigureKey(code, span=YEAR), value, None, 48, counted, "done")


def handmade_report() -> Report:
    few = "Đội ngũ cán bộ Hội còn kiêm nhiệm."
    many = "Kinh phí hoạt động còn hạn chế"
    return Report(
        catalogue=CATALOGUE,
        association=ASSOCIATION,
        period=HalfYear(2022, 1),
        version=1,
        dates=Dates(cut_off=date(2022, 6, 14), deadline=date(2022, 6, 20), signing=date(2022, 7, 5)),
        figures=Figures(handmade()),
        units=UNITS,
        expected=48,
        received=47,
        missing=("Ban Khuyến học Bưu điện & Viễn thông",),
        incomplete=(),
        narratives={
            "limits": (
                Told(UNITS[0].name, few, "1a" * 32),
                Told(UNITS[1].name, "Đội ngũ  cán bộ\nHội còn kiêm nhiệm."),
                *(Told(unit.name, many) for unit in UNITS),
            ),
            "causes": (Told(UNITS[2].name, "  "),),
            "tasks": (Told(UNITS[0].name, "Mở thêm 5 lớp học cộng đồng"),),
            "requests": (),
        },
        sources=tuple(Source(unit.name, date(2022, 6, 10 + unit.id), f"{unit.id}" * 64) for unit in UNITS[:3]),
        declared=(("Danh sách đơn vị (units.csv)", "c" * 64),),
        audit="ab" * 32,
    )


def with_figures(report: Report, *figures: Figure) -> Report:
    """The report with some figures added or replaced."""
    return replace(report, figures=Figures([*report.figures, *figures]))


def without_figure(report: Report, code: str, comparison: str = ITSELF) -> Report:
    kept = [one for one in report.figures if (one.key.indicator, one.key.comparison) != (code, comparison)]
    return replace(report, figures=Figures(kept))


def with_plan(report: Report, **changes: object) -> Report:
    plan = report.catalogue.report.model_copy(update=changes)
    return replace(report, catalogue=report.catalogue.model_copy(update={"report": plan}))
