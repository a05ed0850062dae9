"""The sample association: what its units say adds up to what was published."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from domain.catalogue import Catalogue
from domain.figure import approximate
from domain.half_year import HalfYear
from samples.association import OPENING_FUND, PERIODS, SILENT, declared, said, senders, units, units_csv
from tasks.registry import read_registry

NOW = HalfYear(2022, 1)
TOTALS: dict[str, dict[str, int]] = declared()["totals"]
ASSOCIATIONS, COMMITTEES = ("hoi_xa", "hoi_khac"), ("ban",)
KIND_OF = {unit.code: unit.kind for unit in units()}


def total(period: HalfYear, keys: Iterable[str], kinds: tuple[str, ...] = (*ASSOCIATIONS, *COMMITTEES)) -> int:
    """The sum over units of the numbers under some field keys; marks and blanks are nothing."""
    told = said(period)
    numbers = (told[code].answers.get(key) for code in told if KIND_OF[code] in kinds for key in keys)
    return sum(number for number in numbers if isinstance(number, int))


BRANCHES = [f"bieu_1.chi_hoi_{kind}.ky_nay" for kind in ("thon", "truong", "co_quan", "dong_ho")]
AGENCIES = [f"bieu_2.dvht_{kind}.dang_ky" for kind in ("co_quan", "truong", "doanh_nghiep")]
CLASSES = [
    f"bieu_3.lop_{topic}.ky_nay" for topic in ("xoa_mu_chu", "khuyen_nong", "phap_luat", "suc_khoe", "tin_hoc", "khac")
]
MEMBERS = ["bieu_1.hoi_vien.ky_nay"]

#: name in association.toml: the fields that it is the sum of, and of which kinds of unit
SUMS: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "branches": (BRANCHES, ASSOCIATIONS),
    "members_associations": (MEMBERS, ASSOCIATIONS),
    "members_committees": (MEMBERS, COMMITTEES),
    "households_registered": (["bieu_2.gdht.dang_ky"], ASSOCIATIONS),
    "lineages_registered": (["bieu_2.dhht.dang_ky"], ASSOCIATIONS),
    "hamlets_registered": (["bieu_2.cdht_thon.dang_ky"], ASSOCIATIONS),
    "communes_registered": (["bieu_2.cdht_xa.dang_ky"], ASSOCIATIONS),
    "agencies_associations": (AGENCIES, ASSOCIATIONS),
    "agencies_committees": (AGENCIES, COMMITTEES),
    "classes": (CLASSES, ASSOCIATIONS),
    "learners": (["bieu_3.hoc_vien.ky_nay"], ASSOCIATIONS),
    "attendances": (["bieu_3.luot_hoc_vien.ky_nay"], ASSOCIATIONS),
    "teachers": (["bieu_4.nha_giao.so_luong"], (*ASSOCIATIONS, *COMMITTEES)),
    "pupils": (["bieu_4.hoc_sinh.so_luong"], (*ASSOCIATIONS, *COMMITTEES)),
    "teacher_money": (["bieu_4.nha_giao.so_tien"], (*ASSOCIATIONS, *COMMITTEES)),
    "pupil_money": (["bieu_4.hoc_sinh.so_tien"], (*ASSOCIATIONS, *COMMITTEES)),
    "raised": (["bieu_4.quy_thu.so_tien"], (*ASSOCIATIONS, *COMMITTEES)),
    "spent": (["bieu_4.quy_chi.so_tien"], (*ASSOCIATIONS, *COMMITTEES)),
    "scholarships": (["bieu_4.hoc_bong.so_luong"], (*ASSOCIATIONS, *COMMITTEES)),
    "gifts": (["bieu_4.ho_tro.so_luong"], (*ASSOCIATIONS, *COMMITTEES)),
}


# --- units -------------------------------------------------------------------------------------------


def test_there_are_fifteen_associations_thirty_three_committees_and_an_office() -> None:
    kinds = [unit.kind for unit in units()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"hoi_xa": 12, "hoi_khac": 3, "ban": 33, "van_phong": 1}
    assert len({unit.code for unit in units()}) == len({unit.id for unit in units()}) == 49
    assert len({unit.slug for unit in units()}) == 49


def test_the_registry_is_read_as_the_units_that_it_was_written_from(
    catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source = tmp_path_factory.mktemp("x") / "units.csv"
    assert read_registry(units_csv().encode(), source, frozenset(catalogue.kind_by_code)) == units()


def test_all_send_but_for_the_one_that_is_silent_in_the_last_period() -> None:
    assert [len(senders(period)) for period in PERIODS] == [49, 49, 48]
    (silent,) = {unit.code for unit in units()} - {unit.code for unit in senders(NOW)}
    assert (silent, NOW) == SILENT and KIND_OF[silent] == "ban"


# --- totals ------------------------------------------------------------------------------------------


def test_every_declared_total_is_checked_here() -> None:
    for period in PERIODS:
        assert set(TOTALS[str(period)]) == set(SUMS)


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("name", SUMS)
def test_what_units_say_adds_up_to_the_declared_total(period: HalfYear, name: str) -> None:
    keys, kinds = SUMS[name]
    assert total(period, keys, kinds) == TOTALS[str(period)][name]


PUBLISHED = [
    # indicator, fields, the figure as published
    ("chi_hoi", BRANCHES, "188"),
    ("hoi_vien", MEMBERS, "gần 34000"),
    ("gdht_dang_ky", ["bieu_2.gdht.dang_ky"], "20576"),
    ("dhht_dang_ky", ["bieu_2.dhht.dang_ky"], "17"),
    ("cdht_xa_dang_ky", ["bieu_2.cdht_xa.dang_ky"], "12"),
    ("dvht_dang_ky", AGENCIES, "76"),
    ("lop", CLASSES, "31"),
    ("hoc_vien", ["bieu_3.hoc_vien.ky_nay"], "trên 1600"),
    ("nha_giao_kt", ["bieu_4.nha_giao.so_luong"], "615"),
    ("hoc_sinh_kt", ["bieu_4.hoc_sinh.so_luong"], "trên 12000"),
    ("tien_kt", ["bieu_4.nha_giao.so_tien", "bieu_4.hoc_sinh.so_tien"], "gần 500000000"),
]


@pytest.mark.parametrize(("code", "keys", "printed"), PUBLISHED)
def test_the_last_period_comes_to_the_published_figures(
    catalogue: Catalogue, code: str, keys: list[str], printed: str
) -> None:
    near = approximate(total(NOW, keys), catalogue.indicator_by_code[code].round_to)
    assert f"{near.word} {near.number}".strip() == printed


def test_the_other_two_published_figures_are_the_registrys(catalogue: Catalogue) -> None:
    counted = {
        code: sum(unit.kind in catalogue.indicator_by_code[code].reported_by for unit in units())
        for code in ("hoi_co_so", "ban_khuyen_hoc")
    }
    assert counted == {"hoi_co_so": 15, "ban_khuyen_hoc": 33}


def test_members_are_just_under_thirty_four_thousand_though_a_committee_is_missing() -> None:
    assert total(NOW, MEMBERS) == 33_872
    assert 32_300 < total(NOW, MEMBERS) < 34_000


# --- what units say is possible ----------------------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_no_unit_recognises_more_than_it_registered_that_year(period: HalfYear) -> None:
    compared = 0
    for code, told in said(period).items():
        for key, recognised in told.answers.items():
            row, _, column = key.rpartition(".")
            if column != "cong_nhan" or not isinstance(recognised, int):
                continue
            year = told.answers[f"{row}.cong_nhan_nam"]
            assert year == (period.year if period.half == 2 else period.year - 1)
            of_year = [one for one in PERIODS if one.year == year and one <= period and code in said(one)]
            if of_year:
                registered = said(max(of_year))[code].answers[f"{row}.dang_ky"]
                assert isinstance(registered, int) and recognised <= registered, (code, key)
                compared += 1
    assert compared > 0 or period == PERIODS[0], "the year before the first period is not there to compare"


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_no_unit_registers_more_than_there_is(period: HalfYear) -> None:
    for code, told in said(period).items():
        for key, registered in told.answers.items():
            if key.endswith(".dang_ky") and isinstance(registered, int):
                there = told.answers[key.removesuffix("dang_ky") + "tong"]
                assert isinstance(there, int) and registered <= there, (code, key)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_a_list_has_a_row_for_every_branch_and_not_more_members_than_there_are(period: HalfYear) -> None:
    for told in said(period).values():
        if "danh_sach" not in told.lists:
            continue
        rows = told.lists["danh_sach"]
        branches = [told.answers[key] for key in BRANCHES]
        assert len(rows) == sum(one for one in branches if isinstance(one, int)) > 0
        listed = [row["so_hoi_vien"] for row in rows]
        members = told.answers["bieu_1.hoi_vien.ky_nay"]
        assert isinstance(members, int) and sum(one for one in listed if isinstance(one, int)) <= members
        assert len({row["ten"] for row in rows}) == len(rows)


@pytest.mark.parametrize("period", PERIODS[1:], ids=str)
def test_a_fund_opens_with_what_it_closed_the_half_before_with(period: HalfYear) -> None:
    def money(of: HalfYear, code: str, row: str) -> int:
        return int(str(said(of)[code].answers[f"bieu_4.{row}.so_tien"]))

    for unit in senders(period):
        before = [money(period.previous, unit.code, row) for row in ("quy_ton_dau", "quy_thu", "quy_chi")]
        assert money(period, unit.code, "quy_ton_dau") == before[0] + before[1] - before[2]


def test_the_funds_open_with_the_declared_sum() -> None:
    assert total(PERIODS[0], ["bieu_4.quy_ton_dau.so_tien"]) == OPENING_FUND


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_a_unit_answers_only_what_its_kind_is_asked(catalogue: Catalogue, period: HalfYear) -> None:
    for code, told in said(period).items():
        for key, answer in told.answers.items():
            if answer is not None:
                assert KIND_OF[code] in catalogue.field_by_key[key].asked_of, (code, key)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_a_unit_answers_everything_that_is_asked_for(catalogue: Catalogue, period: HalfYear) -> None:
    computed = {f"{form.code}.{row.code}" for form in catalogue.forms for row in form.rows if row.computed}
    for code, told in said(period).items():
        asked = [
            one.key
            for form in catalogue.forms_for(KIND_OF[code])
            for one in form.fields
            if one.blank == "ask" and KIND_OF[code] in one.asked_of and one.row != "*"
        ]
        missing = [key for key in asked if key.rpartition(".")[0] not in computed and told.answers.get(key) is None]
        assert missing == [], code


def test_what_units_say_is_the_same_every_time() -> None:
    before = {code: (dict(told.answers), list(told.lists)) for code, told in said(NOW).items()}
    said.cache_clear()
    assert {code: (dict(told.answers), list(told.lists)) for code, told in said(NOW).items()} == before
