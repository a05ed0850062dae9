"""What the answers mean: each value under its indicator, with its period, year and basis."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from domain.catalogue import Catalogue
from domain.observation import OBSERVATIONS
from domain.person import persons_among
from outputs.blank_form import write_workbook
from outputs.sheet_plan import Answer, ListRow
from tasks.observe import EXPLANATIONS, NARRATIVES, explain, narrate, observe
from tasks.recognised import Recognised
from tests.tasks.submitted import COVER, HEADING_4, filled, planned, read_here, recognise, typed


def recognised(catalogue: Catalogue, kind: str = "hoi_xa", **changes: Any) -> Recognised:
    return recognise(catalogue, read_here(write_workbook(planned(catalogue, filled(kind, **changes)))), kind)


def observed(catalogue: Catalogue, kind: str = "hoi_xa", **changes: Any) -> pl.DataFrame:
    read = recognised(catalogue, kind, **changes)
    return observe(read.fields, read.covers, catalogue)


def one(frame: pl.DataFrame, field: str) -> dict[str, Any]:
    return frame.row(by_predicate=pl.col("field") == field, named=True)


def test_an_observation_is_a_value_under_its_indicator_with_its_place(catalogue: Catalogue) -> None:
    frame = observed(catalogue)
    assert frame.schema == OBSERVATIONS
    found = one(frame, "bieu_4.nha_giao.so_tien")
    assert {**found, "cell": found["cell"][0]} == {
        "file_id": 1,
        "form": "bieu_4",
        "field": "bieu_4.nha_giao.so_tien",
        "indicator": "tien_nha_giao_kt",
        "breakdown": "",
        "period": "2022H1",
        "of_year": None,
        "value": 1_400_000,
        "written": "number",
        "basis": "done",
        "sheet": "Biểu 4",
        "cell": "F",
    }


def test_a_part_of_a_breakdown_says_which(catalogue: Catalogue) -> None:
    frame = observed(catalogue)
    assert one(frame, "bieu_1.chi_hoi_thon.ky_nay")["breakdown"] == "loai_chi_hoi=thon"
    assert one(frame, "bieu_1.chi_hoi.ky_nay")["breakdown"] == ""
    assert one(frame, "bieu_2.dvht_truong.dang_ky")["breakdown"] == "loai_don_vi=truong"


def test_a_denominator_of_the_cover_is_observed(catalogue: Catalogue) -> None:
    found = one(observed(catalogue), "bia.dan_so.value")
    assert (found["indicator"], found["value"], found["form"]) == ("dan_so", 4000, "bia")


# --- estimates and earlier finals -------------------------------------------------------------


@pytest.mark.parametrize(("estimate", "basis"), [(120, "estimated"), (1, "estimated"), (0, "done"), (None, "done")])
def test_a_value_with_an_estimate_in_it_is_estimated(catalogue: Catalogue, estimate: Answer, basis: str) -> None:
    frame = observed(catalogue, bieu_1__hoi_vien__uoc=estimate)
    found = one(frame, "bieu_1.hoi_vien.ky_nay")
    assert (found["value"], found["basis"]) == (500, basis)
    assert one(frame, "bieu_4.nha_giao.so_luong")["basis"] == "done", "no other value is"


def test_an_estimate_is_no_value_of_its_own(catalogue: Catalogue) -> None:
    frame = observed(catalogue, bieu_1__hoi_vien__uoc=120)
    assert frame.filter(pl.col("field") == "bieu_1.hoi_vien.uoc").is_empty()
    assert frame.filter((pl.col("indicator") == "hoi_vien") & (pl.col("period") == "2022H1"))["value"].to_list() == [
        500
    ]


@pytest.mark.parametrize(
    ("period", "before"),
    [("6 tháng đầu năm 2022", "2021H2"), ("6 tháng cuối năm 2022", "2022H1")],
)
def test_a_final_figure_of_the_half_before_belongs_to_that_half(catalogue: Catalogue, period: str, before: str) -> None:
    frame = observed(catalogue, period=period, bieu_1__hoi_vien__chinh_thuc_ky_truoc=480, bieu_1__hoi_vien__uoc=9)
    final = one(frame, "bieu_1.hoi_vien.chinh_thuc_ky_truoc")
    assert (final["indicator"], final["period"], final["value"], final["basis"]) == ("hoi_vien", before, 480, "done")
    assert one(frame, "bieu_1.hoi_vien.ky_nay")["value"] == 500


def test_a_final_figure_that_was_not_given_says_nothing(catalogue: Catalogue) -> None:
    assert observed(catalogue).filter(pl.col("period") != "2022H1").is_empty()


# --- years ------------------------------------------------------------------------------------


def test_a_recognition_belongs_to_the_year_beside_it(catalogue: Catalogue) -> None:
    found = one(
        observed(catalogue, bieu_2__gdht__cong_nhan=600, bieu_2__gdht__cong_nhan_nam=2021), "bieu_2.gdht.cong_nhan"
    )
    assert (found["indicator"], found["of_year"], found["period"]) == ("gdht_cong_nhan", 2021, "2022H1")


def test_a_recognition_without_its_year_belongs_to_none(catalogue: Catalogue) -> None:
    assert one(observed(catalogue, bieu_2__gdht__cong_nhan=600), "bieu_2.gdht.cong_nhan")["of_year"] is None


def test_the_year_of_one_row_is_not_anothers(catalogue: Catalogue) -> None:
    frame = observed(
        catalogue,
        bieu_2__gdht__cong_nhan=600,
        bieu_2__gdht__cong_nhan_nam=2021,
        bieu_2__dhht__cong_nhan=5,
        bieu_2__dhht__cong_nhan_nam=2020,
    )
    years = {row["field"]: row["of_year"] for row in frame.iter_rows(named=True) if row["of_year"] in (2020, 2021)}
    assert years == {"bieu_2.gdht.cong_nhan": 2021, "bieu_2.dhht.cong_nhan": 2020}


def test_a_registration_belongs_to_the_year_of_its_period_and_a_count_to_none(catalogue: Catalogue) -> None:
    frame = observed(catalogue, period="6 tháng cuối năm 2021")
    assert one(frame, "bieu_2.gdht.dang_ky")["of_year"] == 2021
    assert one(frame, "bieu_2.gdht.tong")["of_year"] is None
    assert one(frame, "bieu_3.hoc_vien.ky_nay")["of_year"] is None


@pytest.mark.parametrize("year", [20222022202, "hai nghìn"])
def test_a_year_that_is_none_does_not_stop_the_batch(catalogue: Catalogue, year: Answer) -> None:
    frame = observed(catalogue, bieu_2__gdht__cong_nhan=600, bieu_2__gdht__cong_nhan_nam=year)
    assert one(frame, "bieu_2.gdht.cong_nhan")["of_year"] is None


# --- what is missing --------------------------------------------------------------------------


def test_a_value_that_is_not_known_yet_is_kept_as_missing_with_what_was_written(catalogue: Catalogue) -> None:
    found = one(observed(catalogue, bieu_1__hoi_vien__ky_nay="…"), "bieu_1.hoi_vien.ky_nay")
    assert (found["value"], found["written"]) == (None, "unknown")


@pytest.mark.parametrize(
    ("answer", "value", "written"), [(None, None, "blank"), ("-", 0, "nothing"), ("0", 0, "nothing")]
)
def test_a_blank_that_is_asked_for_is_missing_and_a_dash_is_nought(
    catalogue: Catalogue, answer: Answer, value: int | None, written: str
) -> None:
    found = one(observed(catalogue, bieu_1__hoi_vien__ky_nay=answer), "bieu_1.hoi_vien.ky_nay")
    assert (found["value"], found["written"]) == (value, written)


def test_a_blank_that_may_be_left_is_nought_and_an_optional_one_says_nothing(catalogue: Catalogue) -> None:
    frame = observed(catalogue)
    found = one(frame, "bieu_1.chi_hoi_co_quan.ky_nay")
    assert (found["value"], found["written"]) == (0, "blank")
    assert "bieu_3.luot_hoc_vien.ky_nay" not in frame["field"]
    assert "bieu_4.nha_giao.hien_vat" not in frame["field"]


def test_an_optional_value_of_nought_is_said(catalogue: Catalogue) -> None:
    assert one(observed(catalogue, bieu_3__luot_hoc_vien__ky_nay="-"), "bieu_3.luot_hoc_vien.ky_nay")["value"] == 0


def test_a_row_that_the_file_has_lost_is_kept_as_missing_an_optional_one_is_not(
    catalogue: Catalogue,
) -> None:
    read = recognise(catalogue, [typed("Bìa", *COVER), typed("Biểu 4", HEADING_4, "1 | Học bổng | | | 3 | 900")], "ban")
    frame = observe(read.fields, read.covers, catalogue)
    said = frame.filter(pl.col("value").is_not_null())
    assert set(said["field"]) == {"bieu_4.hoc_bong.so_luong", "bieu_4.hoc_bong.so_tien"}
    lost = one(frame, "bieu_4.nha_giao.so_luong")
    assert (lost["value"], lost["cell"]) == (None, "(bieu_4.nha_giao.so_luong)")
    assert "bieu_4.nha_giao.cap_tren" not in set(frame["field"])


def test_what_a_higher_level_gave_stands_apart(catalogue: Catalogue) -> None:
    found = one(observed(catalogue, bieu_4__nha_giao__cap_tren=500), "bieu_4.nha_giao.cap_tren")
    assert (found["indicator"], found["breakdown"]) == ("cap_tren_trao", "khoan=nha_giao")


def test_a_file_whose_period_is_not_known_has_no_observations(catalogue: Catalogue) -> None:
    read = recognise(catalogue, [typed("Biểu 4", HEADING_4, "1 | Học bổng | | | 3 | 900")], "ban")
    assert observe(read.fields, read.covers, catalogue).is_empty()


# --- lists, narratives, explanations ----------------------------------------------------------


def test_a_row_of_a_list_is_a_breakdown_by_its_name(catalogue: Catalogue) -> None:
    frame = observed(
        catalogue,
        branches=[
            {"ten": "Chi hội A", "loai": "thôn", "so_hoi_vien": 30, "tang_giam": -2},
            {"ten": "Chi hội B", "loai": "thôn", "so_hoi_vien": 40, "tang_giam": None},
        ],
    ).filter(pl.col("form") == "danh_sach")
    assert frame.select("indicator", "breakdown", "value").rows() == [
        ("hoi_vien_chi_hoi", "danh_sach=1", 30),
        ("bien_dong_chi_hoi", "danh_sach=1", -2),
        ("hoi_vien_chi_hoi", "danh_sach=2", 40),
        ("bien_dong_chi_hoi", "danh_sach=2", 0),
    ]


def test_the_filled_narratives_are_told_word_for_word(catalogue: Catalogue) -> None:
    fields = recognised(catalogue, thuyet_minh__nhiem_vu__value="Củng cố chi hội;\nvận động quỹ.").fields
    told = narrate(fields, catalogue, {})
    assert told.schema == NARRATIVES
    assert told.select("field", "text").rows() == [
        ("thuyet_minh.ket_qua.value", "Đăng ký các mô hình học tập đúng tiến độ."),
        ("thuyet_minh.han_che.value", "Một số chi hội hoạt động chưa đều."),
        ("thuyet_minh.nhiem_vu.value", "Củng cố chi hội; vận động quỹ."),
    ]
    assert told["sheet"].unique().to_list() == ["Thuyết minh"] and told["cell"].to_list() == ["B3", "B4", "B6"]


def test_an_explanation_names_the_form_the_cell_and_the_reason(catalogue: Catalogue) -> None:
    fields = recognised(
        catalogue,
        explanations=[
            {"bieu": "Biểu 1", "o": "F19", "ly_do": "Sáp nhập hai chi hội"},
            {"bieu": "Biểu 4", "o": None, "ly_do": "Có nguồn tài trợ"},
        ],
    ).fields
    told = explain(fields, catalogue, {})
    assert told.schema == EXPLANATIONS
    assert told.rows() == [
        (1, "giai_trinh", 1, "Biểu 1", "F19", "Sáp nhập hai chi hội"),
        (1, "giai_trinh", 2, "Biểu 4", "(không rõ)", "Có nguồn tài trợ"),
    ]


def test_a_file_without_explanations_explains_nothing(catalogue: Catalogue) -> None:
    told = explain(recognised(catalogue).fields, catalogue, {})
    assert told.is_empty() and told.schema == EXPLANATIONS
    forms = tuple(form for form in catalogue.forms if form.purpose != "explanations")
    assert explain(recognised(catalogue).fields, catalogue.model_copy(update={"forms": forms}), {}).is_empty()


# --- names of people -----------------------------------------------------------------------------


def test_the_people_whom_a_file_names_are_in_no_text_of_it(catalogue: Catalogue) -> None:
    branches: list[ListRow] = [{"ten": "Lò Thị Mai", "loai": "thôn", "so_hoi_vien": 30, "tang_giam": 0}]
    read = recognised(
        catalogue,
        branches=branches,
        bia__nguoi_lap__value="Nguyễn Văn Hoà",
        thuyet_minh__ket_qua__value="Bà Lò Thị Mai và ông Nguyễn Văn Hòa vận động được quỹ.",
        explanations=[{"bieu": "Biểu 1", "o": "F19", "ly_do": "Theo sổ của bà LÒ THỊ MAI"}],
    )
    told = narrate(read.fields, catalogue, read.persons)
    assert "Bà [đã ẩn] và ông [đã ẩn] vận động được quỹ." in told["text"].to_list()
    assert explain(read.fields, catalogue, read.persons)["reason"].to_list() == ["Theo sổ của bà [đã ẩn]"]


def test_names_of_branches_are_no_people(catalogue: Catalogue) -> None:
    branches: list[ListRow] = [{"ten": "Bản Mé Ban", "loai": "thôn", "so_hoi_vien": 30, "tang_giam": 0}]
    read = recognised(catalogue, branches=branches, thuyet_minh__ket_qua__value="Bản Mé Ban làm tốt.")
    assert "Bản Mé Ban làm tốt." in narrate(read.fields, catalogue, read.persons)["text"].to_list()


def test_people_of_another_file_are_not_looked_for(catalogue: Catalogue) -> None:
    read = recognised(catalogue, thuyet_minh__ket_qua__value="Bà Lò Thị Mai làm tốt.")
    told = narrate(read.fields, catalogue, {2: persons_among(["Lò Thị Mai"])})
    assert "Bà Lò Thị Mai làm tốt." in told["text"].to_list()
