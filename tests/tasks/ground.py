"""Figures of a closed half in memory, as the sample's 2022H1 has them: what texts are held against without a home."""

from __future__ import annotations

from collections.abc import Iterator

from domain.association import Association
from domain.catalogue import Catalogue
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, FigureKey, Figures
from domain.half_year import HalfYear
from domain.unit import Unit
from expectations.load import load_catalogue
from tasks.reconcile import Ground

PERIOD = HalfYear(2022, 1)
#: indicator, value, same half of last year, end of last year, plan
TOTALS = """
hoi_co_so 15 15 15
ban_khuyen_hoc 33 33 33
chi_hoi 188 184 186 190
chi_hoi_moi 8 8 8
hoi_vien 33872 32410 33105 35000
hoi_vien_moi 824 786 804
lop_boi_duong 5 5 5
can_bo_boi_duong 135 135 135
dan_so 104200 104200 104200
gdht_tong 27810 27810 27810
dhht_tong 171 171 171
cdht_thon_tong 145 145 145
cdht_xa_tong 12 12 12
dvht_tong 218 219 219
trung_tam 12 12 12
lop 31 27 34 65
hoc_vien 1618 1385 1720 3300
luot_hoc_vien 3742 3140 3905
quy_thu 688900000 612400000 745800000 1500000000
quy_chi 655200000 583900000 702300000
quy_ton_cuoi 904306000 840500000 884000000
hoc_bong 246 214 288
tien_hoc_bong 73800000 64200000 86400000
ho_tro 1015 905 1240
tien_ho_tro 121800000 108600000 148800000
nha_giao_kt 615 588 641
tien_nha_giao_kt 123000000 117600000 128200000
hoc_sinh_kt 12140 11460 12380
tien_hoc_sinh_kt 373500000 341800000 369400000
tien_kt 496500000 459400000 497600000
tap_the_kt 16 16 16
"""
#: indicator, breakdown, year, value
OF_YEARS = """
gdht_dang_ky - 2022 20576
gdht_dang_ky_moi - 2022 1024
gdht_cong_nhan - 2021 17497
dhht_dang_ky - 2022 17
dhht_cong_nhan - 2021 16
cdht_thon_dang_ky - 2022 109
cdht_thon_cong_nhan - 2021 99
cdht_xa_dang_ky - 2022 12
cdht_xa_cong_nhan - 2021 12
dvht_dang_ky - 2022 76
dvht_dang_ky loai_don_vi=truong 2022 28
dvht_dang_ky loai_don_vi=co_quan 2022 34
congdan_dang_ky - 2022 25056
"""
UNITS = (
    Unit(1, "03646", "Hội Khuyến học phường Chiềng Lề", "hoi_xa", None, None, None, "", 2),
    Unit(2, "03649", "Hội Khuyến học phường Tô Hiệu", "hoi_xa", None, None, None, "", 3),
    Unit(3, "03676", "Hội Khuyến học xã Hua La", "hoi_xa", None, None, None, "", 4),
    Unit(4, "BKH-01", "Ban Khuyến học Phòng Nội vụ (mẫu)", "ban", None, None, None, "", 5),
)
#: Of the first unit a figure of its own; the shares are taken of units that have both.
OWN = {
    "1": {"hoi_vien": 3683, "dan_so": 13250, "gdht_dang_ky": 2723, "gdht_tong": 3680},
    "2": {"hoi_vien": 2607, "dan_so": 9380, "gdht_dang_ky": 1931, "gdht_tong": 2610},
    "3": {"hoi_vien": 22671, "dan_so": 81570, "gdht_dang_ky": 15922, "gdht_tong": 21520},
}
OWN_TARGETS = frozenset({"chi_hoi", "hoi_vien", "gdht_dang_ky", "lop", "hoc_vien", "quy_thu"})
ASSOCIATION = Association(
    name="Hội Khuyến học thành phố Sơn La", parent="Hội Khuyến học tỉnh Sơn La", place="Sơn La", area="thành phố"
)


def ground(catalogue: Catalogue | None = None) -> Ground:
    return Ground(catalogue or load_catalogue(), ASSOCIATION, PERIOD, UNITS, Figures(_figures()), OWN_TARGETS)


def _figures() -> Iterator[Figure]:
    for line in TOTALS.split("\n"):
        code, *values = line.split() or [""]
        for comparison, value in zip((ITSELF, SAME_HALF, YEAR_END, PLAN), values, strict=False):
            yield _figure(FigureKey(code, "", ALL, comparison, YEAR if comparison == PLAN else HALF), int(value))
    yield _figure(FigureKey("gdht_dang_ky", comparison=PLAN, span=YEAR), 21000)
    for code, breakdown, year, value in (line.split() for line in OF_YEARS.strip().split("\n")):
        yield _figure(FigureKey(code, breakdown.strip("-")), int(value), int(year))
    for scope, values_of in OWN.items():
        for code, own in values_of.items():
            yield _figure(FigureKey(code, scope=scope), own, 2022 if code == "gdht_dang_ky" else None)


def _figure(key: FigureKey, value: int, of_year: int | None = None) -> Figure:
    return Figure(key, value, of_year, 1, 1, "done")
