"""Declared files → the catalogue: every bad entry is refused by its name, in one line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from domain.catalogue import Catalogue, Usual
from domain.record import DeclarationError
from domain.rule import FILE_RULES
from expectations.load import SHIPPED, load_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped declarations, to spoil."""
    copy = tmp_path / "expectations"
    for path in SHIPPED.rglob("*.toml"):
        target = copy / path.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return copy


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replaces the first ``old`` by ``new``; the line (from 1) on which it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer says {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refusal(folder: Path) -> str:
    with pytest.raises(DeclarationError) as told:
        load_catalogue(folder)
    assert "\n" not in str(told.value)
    return str(told.value)


# --- what is shipped ---------------------------------------------------------------------------------


def test_the_shipped_catalogue_loads(catalogue: Catalogue) -> None:
    assert [form.code for form in catalogue.forms] == [
        "bia",
        "bieu_1",
        "bieu_2",
        "bieu_3",
        "bieu_4",
        "danh_sach",
        "thuyet_minh",
        "giai_trinh",
    ]
    assert {form.shape for form in catalogue.forms} == {"cover", "matrix", "list", "text"}
    assert {rule.id for rule in catalogue.rules if rule.on != "review"} == {
        *("required", "whole_number", "year", "ambiguous_number", "uncached_formula", "error_cell"),
        *(
            "parts_total",
            "recognised_at_most_registered",
            "year_not_later",
            "list_total",
            "list_members",
            "control_total",
        ),
        *("narrative_present", "in_set", "unique_in_list", "list_kinds", "part_at_most_whole", "at_most_other"),
        *("most_possible", "forms_agree", "opening_stock", "money_each", "money_scale", "typed_percentage"),
        *FILE_RULES,
    }


def test_the_thirteen_published_figures_are_declared(catalogue: Catalogue) -> None:
    published = ["hoi_co_so", "chi_hoi", "ban_khuyen_hoc", "hoi_vien", "gdht_dang_ky", "dhht_dang_ky"]
    published += ["cdht_xa_dang_ky", "dvht_dang_ky", "lop", "hoc_vien", "nha_giao_kt", "hoc_sinh_kt", "tien_kt"]
    assert set(published) <= set(catalogue.indicator_by_code)
    assert [catalogue.indicator_by_code[code].source for code in ("hoi_co_so", "ban_khuyen_hoc")] == ["registry"] * 2
    assert catalogue.indicator_by_code["tien_kt"].sum_of == ("tien_nha_giao_kt", "tien_hoc_sinh_kt")


def test_registrations_and_recognitions_are_of_the_year_and_never_added_over_it(catalogue: Catalogue) -> None:
    of_year = [one for one in catalogue.indicators if "dang_ky" in one.code or "cong_nhan" in one.code]
    assert len(of_year) >= 18
    assert {one.kind for one in of_year} == {"N"}


def test_every_rule_says_what_was_seen_and_how_to_mend_it(catalogue: Catalogue) -> None:
    assert all(rule.saw.strip() and rule.mend.strip() for rule in catalogue.rules)


# --- groups of kinds ---------------------------------------------------------------------------------


def test_a_group_stands_for_all_its_kinds(catalogue: Catalogue) -> None:
    both = ("hoi_xa", "hoi_khac")
    assert catalogue.form_by_code["bieu_3"].sent_by == both
    assert catalogue.form_by_code["bieu_1"].sent_by == (*both, "ban")
    assert catalogue.form_by_code["bieu_1"].row("chi_hoi").asked_of == both
    assert catalogue.indicator_by_code["lop"].reported_by == both
    assert catalogue.indicator_by_code["hoi_vien"].reported_by == (*both, "ban")


def test_no_group_is_left_anywhere(catalogue: Catalogue) -> None:
    named = {kind for one in catalogue.indicators for kind in one.reported_by}
    named |= {kind for form in catalogue.forms for kind in form.sent_by}
    named |= {kind for form in catalogue.forms for row in form.rows for kind in row.asked_of}
    assert named == {"hoi_xa", "hoi_khac", "ban", "van_phong"} == set(catalogue.kind_by_code)


def test_a_new_kind_of_a_group_is_asked_what_the_group_is_asked(folder: Path) -> None:
    change(
        folder, "indicators.toml", "[[kinds]]", '[[kinds]]\ncode = "hoi_moi"\nname = "x"\ngroup = "hoi"\n\n[[kinds]]'
    )
    catalogue = load_catalogue(folder)
    assert catalogue.indicator_by_code["lop"].reported_by == ("hoi_moi", "hoi_xa", "hoi_khac")
    assert "bieu_3" in catalogue.forms_owed_by("hoi_moi")


# --- national targets --------------------------------------------------------------------------------


def test_the_national_targets_of_2022_are_declared_where_the_forms_count_the_same_whole(catalogue: Catalogue) -> None:
    told = {one.indicator: (one.of, str(one.percent), one.year, str(one.date)) for one in catalogue.national}
    assert told == {
        "gdht_cong_nhan": ("gdht_tong", "70", 2025, "2022-03-25"),
        "dhht_cong_nhan": ("dhht_tong", "65", 2025, "2022-03-25"),
        "cdht_thon_cong_nhan": ("cdht_thon_tong", "65", 2025, "2022-03-25"),
    }
    assert {one.source for one in catalogue.national} == {"Quyết định số 387/QĐ-TTg"}


def test_a_catalogue_without_national_targets_has_none(folder: Path) -> None:
    (folder / "targets.toml").unlink()
    assert load_catalogue(folder).national == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("percent = 70", "percent = 170", "national.1.percent: saw 170"),
        ("percent = 70", "percents = 70", "unknown key 'national.1.percents'"),
        ('source = "Quyết định số 387/QĐ-TTg"\n', "", "'national.1.source' is missing"),
        ('"gdht_cong_nhan"', '"gdht_cong_nhận"', "target of 'gdht_cong_nhận' for 2025: unknown indicator"),
        ('of = "gdht_tong"', 'of = "gdht"', "unknown indicator 'gdht'"),
        (
            'of = "gdht_tong"',
            'of = "hoi_vien_chi_hoi"',
            "no kind of unit reports both 'gdht_cong_nhan' and 'hoi_vien_ch",
        ),
        ('"dhht_cong_nhan"', '"gdht_cong_nhan"', "'gdht_cong_nhan for 2025' is declared twice"),
    ],
)
def test_a_national_target_that_cannot_be_used_is_refused_by_name(folder: Path, old: str, new: str, told: str) -> None:
    change(folder, "targets.toml", old, new)
    said = refusal(folder)
    assert "targets.toml" in said and told in said


# --- the version -------------------------------------------------------------------------------------


def test_the_same_files_have_the_same_version_wherever_they_lie(catalogue: Catalogue, folder: Path) -> None:
    assert load_catalogue(folder).version == catalogue.version == load_catalogue().version
    assert len(catalogue.version) == 16 and set(catalogue.version) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "file",
    [
        "indicators.toml",
        "report.toml",
        "targets.toml",
        "forms/00_bia.toml",
        "rules/files.toml",
        "forms/05_danh_sach.toml",
    ],
)
def test_the_version_changes_with_every_file(catalogue: Catalogue, folder: Path, file: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + "# one more word\n", encoding="utf-8")
    assert load_catalogue(folder).version != catalogue.version


def test_the_version_changes_when_a_file_is_renamed(catalogue: Catalogue, folder: Path) -> None:
    (folder / "rules" / "files.toml").rename(folder / "rules" / "a_files.toml")
    assert load_catalogue(folder).version != catalogue.version


def test_the_forms_come_in_the_order_of_their_files(folder: Path) -> None:
    (folder / "forms" / "07_giai_trinh.toml").rename(folder / "forms" / "000_giai_trinh.toml")
    assert [form.code for form in load_catalogue(folder).forms][:2] == ["giai_trinh", "bia"]


# --- keys and values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        ("indicators.toml", 'group = "hoi"', 'grup = "hoi"', "kinds.1.grup"),
        ("indicators.toml", "partition = true", "partition = true\nparts = 4", "axes.1.parts"),
        ("indicators.toml", "round_to = 1000\n", "round_too = 1000\n", "indicators.7.round_too"),
        ("forms/01_bieu_1.toml", 'number = "01/HKH-CS"', 'no = "01/HKH-CS"', "no"),
        ("forms/01_bieu_1.toml", "width = 44", "widht = 44", "columns.2.widht"),
        ("forms/01_bieu_1.toml", "computed = true", "formula = true", "rows.1.formula"),
        ("rules/fields.toml", "stops_gate = true", "stops = true", "rules.1.stops"),
        ("report.toml", 'table = ["hoi_co_so"', 'tabel = ["hoi_co_so"', "results.1.tabel"),
    ],
)
def test_an_unknown_key_is_refused_by_file_line_and_name(
    folder: Path, file: str, old: str, new: str, name: str
) -> None:
    line = change(folder, file, old, new) + new.rstrip("\n").count("\n")
    assert refusal(folder) == (f"{folder / file}, line {line}: unknown key {name!r}; remove it or correct its spelling")


def test_an_unknown_key_of_a_comparison_is_refused_by_the_line_of_its_table(folder: Path) -> None:
    line = change(folder, "rules/comparisons.toml", '{ what = "parts" }', '{ what = "parts", of = "x" }')
    assert refusal(folder) == (
        f"{folder / 'rules/comparisons.toml'}, line {line}: unknown key 'rules.1.compare.of'; "
        "remove it or correct its spelling"
    )


@pytest.mark.parametrize(
    ("file", "old", "name"),
    [
        ("indicators.toml", 'kind = "C"\n', "indicators.1.kind"),
        ("indicators.toml", 'name = "Loại ban"\n', "axes.2.name"),
        ("forms/03_bieu_3.toml", 'shape = "matrix"\n', "shape"),
        ("forms/03_bieu_3.toml", 'role = "label"\n', "columns.2.role"),
        ("rules/files.toml", 'saw = "không mở được trọn vẹn tệp"\n', "rules.7.saw"),
        ("report.toml", 'title = "Xây dựng các mô hình học tập"\n', "results.2.title"),
    ],
)
def test_a_missing_key_is_refused_by_file_and_name(folder: Path, file: str, old: str, name: str) -> None:
    change(folder, file, old, "")
    told = refusal(folder)
    assert told.startswith(f"{folder / file}, line ") and told.endswith(f": {name!r} is missing")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("indicators.toml", 'kind = "C"', 'kind = "X"', "indicators.1.kind: saw 'X'"),
        ("indicators.toml", "round_to = 1000\n", "round_to = 0\n", "indicators.7.round_to: saw 0"),
        ("indicators.toml", 'merges = "none"', 'merges = "most"', "indicators.32.merges: saw 'most'"),
        ("forms/03_bieu_3.toml", 'role = "label"', 'role = "words"', "columns.2.role: saw 'words'"),
        ("forms/03_bieu_3.toml", 'shape = "matrix"', 'shape = "grid"', "shape: saw 'grid'"),
        ("forms/03_bieu_3.toml", 'blank = "ask"', 'blank = "maybe"', "rows.1.blank: saw 'maybe'"),
        ("rules/fields.toml", 'severity = "warn"', 'severity = "shout"', "rules.1.severity: saw 'shout'"),
        ("rules/comparisons.toml", 'what = "parts"', 'what = "halves"', "rules.1.compare.what: saw 'halves'"),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_its_line(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    line = change(folder, file, old, new)
    assert refusal(folder).startswith(f"{folder / file}, line {line}: {told}; ")


def test_what_is_not_toml_is_refused_by_file(folder: Path) -> None:
    change(folder, "forms/03_bieu_3.toml", 'code = "bieu_3"', "code = bieu_3")
    assert refusal(folder).startswith(f"{folder / 'forms/03_bieu_3.toml'}: not valid TOML: ")


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["indicators.toml", "report.toml"])
def test_a_file_that_is_not_there_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert refusal(folder).startswith(f"{folder / file}: cannot be read")


@pytest.mark.parametrize("name", ["forms", "rules"])
def test_a_folder_that_is_not_there_is_named(folder: Path, name: str) -> None:
    shutil.rmtree(folder / name)
    assert refusal(folder) == f"{folder / name}: no such folder; a catalogue has forms/ and rules/"


# --- names that point nowhere ------------------------------------------------------------------------

NOWHERE = [
    # file, what stood there, what stands there now, how the refusal begins
    (
        "indicators.toml",
        'reported_by = ["hoi"]',
        'reported_by = ["hoy"]',
        "indicator 'hoi_co_so': unknown kind of unit 'hoy'",
    ),
    ("indicators.toml", 'axes = ["loai_chi_hoi"]', 'axes = ["loai"]', "indicator 'chi_hoi': unknown axis 'loai'"),
    (
        "indicators.toml",
        'denominator = "dan_so"',
        'denominator = "dan"',
        "indicator 'hoi_vien': unknown indicator 'dan'",
    ),
    (
        "indicators.toml",
        'sum_of = ["tien_nha_giao_kt"',
        'sum_of = ["tien"',
        "indicator 'tien_kt': unknown indicator 'tien'",
    ),
    (
        "indicators.toml",
        'sum_of = ["tien_nha_giao_kt"',
        'sum_of = ["hoi_co_so"',
        "indicator 'tien_kt': sum_of names 'hoi_co_so', which no form reports",
    ),
    (
        "indicators.toml",
        'sum_of = ["tien_nha_giao_kt"',
        'sum_of = ["cdht_xa_tong"',
        "indicator 'tien_kt': sum_of names 'cdht_xa_tong', which is no sum when units merge",
    ),
    (
        "indicators.toml",
        'source = "registry"',
        'source = "registry"\nmerges = "none"',
        "indicator 'hoi_co_so': merges is for reported values",
    ),
    ("forms/03_bieu_3.toml", 'sent_by = ["hoi"]', 'sent_by = ["hoy"]', "form 'bieu_3': unknown kind of unit 'hoy'"),
    ("forms/01_bieu_1.toml", 'asked_of = ["hoi"]', 'asked_of = ["hoy"]', "form 'bieu_1': unknown kind of unit 'hoy'"),
    ("forms/01_bieu_1.toml", 'part_of = "chi_hoi"', 'part_of = "hoi"', "form 'bieu_1': unknown row in part_of 'hoi'"),
    ("forms/01_bieu_1.toml", '{ ky_nay = "chi_hoi" }', '{ ky = "chi_hoi" }', "form 'bieu_1': unknown column 'ky'"),
    ("forms/01_bieu_1.toml", '{ ky_nay = "chi_hoi" }', '{ ky_nay = "chi" }', "form 'bieu_1': unknown indicator 'chi'"),
    (
        "forms/01_bieu_1.toml",
        "chi_hoi@loai_chi_hoi=thon",
        "chi_hoi@loai_chi_hoi=xom",
        "form 'bieu_1': indicator 'chi_hoi': unknown breakdown 'loai_chi_hoi=xom'",
    ),
    (
        "forms/01_bieu_1.toml",
        "chi_hoi@loai_chi_hoi=thon",
        "chi_hoi@loai_ban=co_quan",  # an axis that there is, but not of this indicator
        "form 'bieu_1': indicator 'chi_hoi': unknown breakdown 'loai_ban=co_quan'",
    ),
    ("forms/00_bia.toml", '{ value = "so_ho" }', '{ value = "ho" }', "form 'bia': unknown indicator 'ho'"),
    (
        "forms/05_danh_sach.toml",
        '"hoi_vien_chi_hoi"',
        '"hoi_vien_ch"',
        "form 'danh_sach': unknown indicator 'hoi_vien_ch'",
    ),
    (
        "forms/05_danh_sach.toml",
        '"hoi_vien_chi_hoi"',
        '"hoi_vien"',
        "form 'danh_sach': column 'so_hoi_vien': indicator 'hoi_vien' makes figures; a list's may not",
    ),
    (
        "forms/05_danh_sach.toml",
        'role = "text"',
        'role = "year"',
        "form 'danh_sach': column 'loai': a list has no year columns",
    ),
    (
        "forms/07_giai_trinh.toml",
        '[[columns]]\ncode = "o"\nheading = "Ô"\nrole = "text"\nwidth = 12\n',
        "",
        "form 'giai_trinh': a list of explanations has three columns: the form, the cell, the reason",
    ),
    ("rules/comparisons.toml", 'list = "danh_sach"', 'list = "ds"', "rule 'list_total': unknown form 'ds'"),
    (
        "rules/comparisons.toml",
        '"bieu_1.chi_hoi.ky_nay"',
        '"bieu_1.chi_hoi.ky"',
        "rule 'list_total': unknown field 'bieu_1.chi_hoi.ky'",
    ),
    ("report.toml", 'annex = ["chi_hoi"', 'annex = ["chi"', "report.toml: unknown indicator 'chi'"),
    ("report.toml", 'table = ["hoi_co_so"', 'table = ["hoi"', "report.toml: unknown indicator 'hoi'"),
    (
        "report.toml",
        "thuyet_minh.han_che.value",
        "thuyet_minh.han.value",
        "report.toml: unknown field 'thuyet_minh.han.value'",
    ),
    # names that only one column, row or comparison uses
    ("forms/01_bieu_1.toml", 'of = "ky_nay"\nblank', 'of = "ky"\nblank', "form 'bieu_1': unknown column 'ky'"),
    ("forms/02_bieu_2.toml", 'part = "cong_nhan"', 'part = "cong"', "form 'bieu_2': unknown column 'cong'"),
    ("forms/02_bieu_2.toml", 'whole = "tong"', 'whole = "tat_ca"', "form 'bieu_2': unknown column 'tat_ca'"),
    ("forms/04_bieu_4.toml", 'carries = "quy_ton_cuoi"', 'carries = "quy"', "form 'bieu_4': unknown indicator"),
    ("forms/01_bieu_1.toml", '"bia.dan_so.value"]', '"bia.dan.value"]', "form 'bieu_1': unknown field 'bia.dan.value'"),
    ("forms/00_bia.toml", '{ value = "so_ho" }', '{ valeu = "so_ho" }', "form 'bia': unknown column 'valeu'"),
    (
        "rules/comparisons.toml",
        'column = "cong_nhan"',
        'column = "cong"',
        "rule 'recognised_at_most_registered': unknown column 'cong'",
    ),
    (
        "rules/comparisons.toml",
        'against = "dang_ky"',
        'against = "dang"',
        "rule 'recognised_at_most_registered': unknown column 'dang'",
    ),
    ("rules/comparisons.toml", 'column = "so_hoi_vien"', 'column = "so"', "rule 'list_members': unknown column 'so'"),
    (
        "report.toml",
        'receipt = ["hoi_vien"',
        'receipt = ["hoi_co_so"',  # of the registry: a unit reports no such figure
        "report.toml, receipt: unknown reported indicator 'hoi_co_so'",
    ),
    (
        "report.toml",
        'indicators = ["hoi_vien"]',
        'indicators = ["hoi_vien", "hoi"]',
        "report.toml: chart 'Hội viên qua các kỳ': unknown indicator 'hoi'",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), NOWHERE)
def test_a_name_that_points_nowhere_is_refused_with_the_entry_that_uses_it(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    change(folder, file, old, new)
    assert refusal(folder).startswith(f"{folder}: {told}")


def test_the_refusal_of_a_name_lists_those_that_are_known(folder: Path) -> None:
    change(folder, "indicators.toml", 'axes = ["loai_chi_hoi"]', 'axes = ["loai"]')
    known = "chuyen_de, hinh_thuc, khoan, loai_ban, loai_chi_hoi, loai_don_vi"
    assert refusal(folder).endswith(f"unknown axis 'loai'; known are {known}")


# --- codes given twice -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("indicators.toml", 'code = "chi_hoi_moi"', 'code = "chi_hoi_giam"', "indicator 'chi_hoi_giam'"),
        ("forms/06_thuyet_minh.toml", 'code = "thuyet_minh"', 'code = "bia"', "form 'bia'"),
        ("rules/files.toml", 'id = "tie"', 'id = "damaged"', "rule 'damaged'"),
        ("rules/files.toml", 'id = "tie"', 'id = "required"', "rule 'required'"),
        ("forms/01_bieu_1.toml", 'code = "ban_truong"', 'code = "ban_co_quan"', "form 'bieu_1': row 'ban_co_quan'"),
        ("forms/01_bieu_1.toml", 'code = "stt"', 'code = "ma_so"', "form 'bieu_1': column 'ma_so'"),
        ("indicators.toml", 'code = "hoi_khac"', 'code = "hoi_xa"', "kind of unit 'hoi_xa'"),
        ("indicators.toml", 'code = "khoan"', 'code = "hinh_thuc"', "axis 'hinh_thuc'"),
    ],
)
def test_a_code_given_twice_is_refused(folder: Path, file: str, old: str, new: str, told: str) -> None:
    change(folder, file, old, new)
    assert refusal(folder) == f"{folder}: {told} is declared twice"


# --- charts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'indicators = ["hoi_vien"]',
            'indicators = ["hoi_vien", "chi_hoi"]',  # one axis would be of persons and of branches
            "chart 'Hội viên qua các kỳ': its indicators are counted in chi hội, hội viên; wanted one unit",
        ),
        (
            'indicators = ["gdht_dang_ky"]',
            'indicators = ["gdht_dang_ky", "dhht_dang_ky"]',
            "chart 'Hộ đăng ký “Gia đình học tập” theo đơn vị': sets units side by side in gdht_dang_ky, dhht",
        ),
        (
            'indicators = ["gdht_dang_ky"]',
            'indicators = ["hoi_co_so"]',  # of the registry: no unit has it
            "chart 'Hộ đăng ký “Gia đình học tập” theo đơn vị': sets units side by side in hoi_co_so; wanted",
        ),
        (
            'title = "Mức đăng ký các mô hình học tập so với kế hoạch năm"',
            'title = "Hội viên qua các kỳ"',
            "chart 'Hội viên qua các kỳ' is declared twice",
        ),
    ],
)
def test_a_chart_that_could_not_be_read_is_refused_by_its_title(folder: Path, old: str, new: str, told: str) -> None:
    change(folder, "report.toml", old, new)
    assert refusal(folder).startswith(f"{folder}: report.toml: {told}")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('kind = "periods"', 'kind = "pie"', "kind"),
        ('indicators = ["hoi_vien"]', "indicators = []", "indicators"),
        ('title = "Hội viên qua các kỳ"', 'title = ""', "title"),
    ],
)
def test_a_bad_key_of_a_chart_is_refused_with_its_line(folder: Path, old: str, new: str, key: str) -> None:
    line = change(folder, "report.toml", old, new)
    assert refusal(folder).startswith(f"{folder / 'report.toml'}, line {line}: results.1.charts.1.{key}: ")


# --- rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "rule"),
    [("rules/fields.toml", "required"), ("rules/comparisons.toml", "parts_total")],
)
def test_a_rule_on_cells_or_numbers_says_what_judges_it(folder: Path, file: str, rule: str) -> None:
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines()
    lines.remove(next(line for line in lines if line.startswith("expect = ")))
    path.write_text("\n".join(lines), encoding="utf-8")
    assert refusal(folder) == f"{folder}: rule {rule!r}: 'expect' is missing; name a Great Expectations type"


def test_a_comparison_says_what_it_compares_and_nothing_else_compares(folder: Path) -> None:
    told = "'compare' belongs to rules on comparisons, and each of them has one"
    change(folder, "rules/comparisons.toml", 'compare = { what = "parts" }\n', "")
    assert refusal(folder) == f"{folder}: rule 'parts_total': {told}"
    change(folder, "rules/comparisons.toml", 'id = "parts_total"', 'id = "parts_total"\ncompare = { what = "parts" }')
    change(folder, "rules/fields.toml", "stops_gate = true", 'compare = { what = "control" }')
    assert refusal(folder) == f"{folder}: rule 'required': {told}"


@pytest.mark.parametrize("rule", FILE_RULES)
def test_a_refusal_of_files_that_is_not_worded_is_named(folder: Path, rule: str) -> None:
    change(folder, "rules/files.toml", f'id = "{rule}"', f'id = "{rule}_x"')
    assert refusal(folder) == f"{folder}: rules: {rule!r} is missing; without it a file could not be answered"


def test_a_rule_on_files_needs_no_expectation(catalogue: Catalogue) -> None:
    of_files = [rule for rule in catalogue.rules if rule.on == "file"]
    assert of_files and all(rule.expect is None and rule.compare is None for rule in of_files)


# --- what is usual, and the review ---------------------------------------------------------------------


def test_an_indicator_has_its_own_usual_band_else_that_of_its_kind_and_unit(catalogue: Catalogue) -> None:
    usual = {code: one.usual for code, one in catalogue.indicator_by_code.items()}
    assert usual["so_ho"] == Usual(change=(-10, 10), least=100), "its own"
    assert usual["hoi_vien"] == Usual(change=(-30, 50), least=20), "of a state"
    assert usual["quy_ton_cuoi"] == Usual(change=(-80, 150), least=20_000_000), "of a state in đồng"
    assert usual["gdht_dang_ky"] == Usual(change=(-40, 60), least=20), "of the year"
    assert usual["hoi_co_so"] is None, "a registry is not reported, and not reviewed"


def test_without_what_is_usual_nothing_is_reviewed(folder: Path) -> None:
    path = folder / "indicators.toml"
    text = path.read_text(encoding="utf-8")
    own = re.sub(r"^usual = .*\n", "", text[: text.index("[[usual]]")], flags=re.MULTILINE)
    path.write_text(own, encoding="utf-8")
    assert {one.usual for one in load_catalogue(folder).indicators} == {None}


REVIEWS = [
    ('severity = "warn"', 'severity = "refuse_file"', "rule 'change_same_half': a review may only warn"),
    ('severity = "warn"', 'severity = "refuse_row"', "rule 'change_same_half': a review may only warn"),
    ('severity = "warn"', 'severity = "warn"\nstops_gate = true', "rule 'change_same_half': a review may only warn"),
    ('review = { against = "same_half" }\n', "", "rule 'change_same_half': 'review' belongs to rules on review"),
    ('on = "review"', 'on = "cell"', "rule 'change_same_half': 'review' belongs to rules on review"),
]


@pytest.mark.parametrize(("old", "new", "told"), REVIEWS)
def test_a_review_that_would_do_more_than_warn_is_refused(folder: Path, old: str, new: str, told: str) -> None:
    change(folder, "rules/review.toml", old, new)
    assert refusal(folder).startswith(f"{folder}: {told}")


def test_a_review_against_something_unknown_is_refused_with_its_line(folder: Path) -> None:
    line = change(folder, "rules/review.toml", '"same_half"', '"last_year"')
    assert refusal(folder).startswith(f"{folder / 'rules/review.toml'}, line {line}: rules.1.review.against: saw ")


@pytest.mark.parametrize("band", ["[10, 50]", "[-30, -10]", "[0, 0]"])
def test_a_band_that_calls_every_value_unusual_is_refused(folder: Path, band: str) -> None:
    change(folder, "indicators.toml", "usual = { change = [-10, 10]", f"usual = {{ change = {band}")
    assert "wanted a fall and a rise, such as [-30, 50]" in refusal(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("indicators.toml", 'dong_ho = ["họ"', 'ho = ["họ"', "axis 'loai_chi_hoi': unknown member in aliases 'ho'"),
        ("forms/05_danh_sach.toml", 'one_of = "loai_chi_hoi"', 'one_of = "loai"', "unknown axis 'loai'"),
        ("forms/04_bieu_4.toml", "least = { so_tien", "least = { tien", "form 'bieu_4': unknown column 'tien'"),
        (
            "forms/04_bieu_4.toml",
            "least = 1000",
            "unique = true",
            "'one_of' and 'unique' are for the columns of a list",
        ),
        ("rules/comparisons.toml", '["uoc", "ky_nay"]', '["uoc", "ky"]', "unknown column 'ky'"),
        ("rules/comparisons.toml", 'right = ["bia.so_ho.value"]', 'right = ["bia.ho"]', "unknown field 'bia.ho'"),
        ("rules/comparisons.toml", 'column = "loai", field', 'column = "ten", field', "'list_kinds' needs a column"),
        (
            "rules/comparisons.toml",
            'column = "loai", field = "bieu_1.chi_hoi.ky_nay"',
            'column = "loai", field = "bieu_1.ban.ky_nay"',
            "'list_kinds' needs a column",
        ),
    ],
)
def test_what_a_rule_or_a_list_names_must_be_there(folder: Path, file: str, old: str, new: str, told: str) -> None:
    change(folder, file, old, new)
    assert told in refusal(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('phrases = ["chi hội|', 'phrases = ["chi hội||', "has a part without words"),
        ('side = "below"', 'side = "beside"', "saw 'beside'"),
        ("percent = 5", "percent = 0", "saw 0"),
    ],
)
def test_words_of_prose_that_cannot_be_used_are_refused_by_name_and_line(
    folder: Path, old: str, new: str, told: str
) -> None:
    number = change(folder, "indicators.toml", old, new)
    said = refusal(folder)
    assert f"indicators.toml, line {number}: " in said and told in said
