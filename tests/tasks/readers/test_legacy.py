"""Old encodings: what iconv and old fonts really write, and what must be left alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cells import Layout
from domain.vietnamese import heading_key
from expectations.load import load_catalogue
from tasks.readers.legacy import TCVN3, VNI_ALONE, VNI_PAIRS, from_tcvn3, from_vni, in_unicode, spelled_right
from tasks.readers.sheet import Cell, Sheet

CATALOGUE = load_catalogue()
HEADINGS = sorted(
    {text for form in CATALOGUE.forms for row in form.rows for text in (row.label, *row.aliases)}
    | {level for form in CATALOGUE.forms for column in form.columns for level in column.heading.split(" / ")}
)
NAMES = ["Chi hội bản Hẹo", "Tổ dân phố số 5", "Nguyễn Thị Bưởi", "Lò Văn Sặt", "Trường Tiểu học Quyết Thắng"]


def sheet(*texts: str, name: str = "Tờ 1") -> Sheet:
    return Sheet(name, Layout.WORKBOOK, [Cell(n, 1, text, text.isdigit()) for n, text in enumerate(texts, start=1)])


def rewritten(*texts: str) -> list[str]:
    (made,) = in_unicode([sheet(*texts)])
    return [cell.text for cell in made.cells]


def to_tcvn3(text: str) -> str:
    back = {letter: code for code, letter in TCVN3.items()}
    return "".join(back.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def to_vni(text: str) -> str:
    back = {unicodedata.normalize("NFC", letter): code for code, letter in (*VNI_PAIRS.items(), *VNI_ALONE.items())}

    def letter(one: str) -> str:
        code = back.get(one.lower())
        return one if code is None else code.upper() if one.isupper() else code

    return "".join(map(letter, unicodedata.normalize("NFC", text)))


@pytest.mark.parametrize(
    ("tcvn3", "vni", "text"),
    [
        ("Héi KhuyÕn häc", "Hoäi Khuyeán hoïc", "Hội Khuyến học"),
        ("Céng hoµ x· héi chñ nghÜa", "Coäng hoaø xaõ hoäi chuû nghóa", "Cộng hoà xã hội chủ nghĩa"),
        ("§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("Sè l­îng", "Soá löôïng", "Số lượng"),
    ],
)  # fmt: skip
def test_what_old_fonts_show_is_read(tcvn3: str, vni: str, text: str) -> None:
    assert from_tcvn3(tcvn3) == text
    assert from_vni(vni) == text


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
def test_the_table_is_that_of_tcvn_5712() -> None:
    for code, letter in TCVN3.items():
        command = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
        said = subprocess.run(command, input=code.encode("latin-1") + b".", capture_output=True, check=True)
        assert said.stdout.decode()[:-1] == letter, hex(ord(code))


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
def test_headings_that_iconv_wrote_come_back() -> None:
    text = "\n".join([*HEADINGS, *NAMES])
    command = ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"]
    written = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode("latin-1")
    assert rewritten(*written.split("\n")) == [*HEADINGS, *NAMES]


@given(st.lists(st.sampled_from([*HEADINGS, *NAMES]), min_size=4, max_size=12, unique=True))
def test_text_in_an_old_encoding_comes_back_as_it_was(texts: list[str]) -> None:
    for old in (to_tcvn3, to_vni):
        proof = [old("Biểu tổ chức, hội viên"), old("Số lượng học viên")]
        assert rewritten(*proof, *map(old, texts))[2:] == texts, old.__name__


def test_capitals_of_a_capital_font_name_the_same_heading() -> None:
    """.VnTimeH draws the codes of small letters as capitals."""
    said = rewritten("héi viªn: tæng sè", "Chi héi khuyÕn häc", "gia ®×nh häc tËp")
    assert heading_key(said[0]) == heading_key("HỘI VIÊN: TỔNG SỐ")


@given(st.lists(st.sampled_from([*HEADINGS, *NAMES]), max_size=12))
def test_unicode_text_stays_letter_for_letter(texts: list[str]) -> None:
    assert rewritten(*texts) == texts
    decomposed = [unicodedata.normalize("NFD", text) for text in texts]
    assert rewritten(*decomposed) == decomposed


@pytest.mark.parametrize(
    "texts",
    [
        ["Müller", "café", "São Paulo", "naïve", "München", "España"],
        ["15 m²", "10 × 20", "±5", "½", "25°C", "5 µm", "® 2022", "«x»"],
        ["1.600", "1600", "12,5", "-", "…", ""],
        ["Krông Nô", "Đắk Lắk", "Y Êban"],
        ["Tên", "Thôn", "Là"],
    ],
)
def test_foreign_words_signs_and_numbers_are_left_alone(texts: list[str]) -> None:
    assert rewritten(*texts) == texts
    with_vietnamese = ["Hội Khuyến học", "Số lượng", *texts]
    assert rewritten(*with_vietnamese) == with_vietnamese


def test_foreign_words_and_numbers_stay_in_a_file_of_old_text_too() -> None:
    old = [to_tcvn3(text) for text in HEADINGS]
    others = ["Müller", "15 m²", "1600", "25°C", "10 × 20"]
    assert rewritten(*old, *others) == [*HEADINGS, *others]


@pytest.mark.parametrize("old", [to_tcvn3, to_vni])
def test_headings_in_unicode_and_names_in_an_old_encoding_are_told_cell_by_cell(old: object) -> None:
    assert callable(old)
    names = ["Chi hội bản Hẹo", "Nguyễn Thị Bưởi", "Trường Tiểu học Quyết Thắng"]
    assert rewritten(*HEADINGS, *map(old, names)) == [*HEADINGS, *names]


def test_rows_columns_and_what_a_file_stores_as_numbers_stay() -> None:
    first = Sheet("a", Layout.TABLE, [Cell(4, 7, "Héi KhuyÕn häc", False), Cell(5, 7, "12", True)])
    second = sheet("Tæng sè", name="b")
    assert in_unicode([first, second]) == [
        Sheet("a", Layout.TABLE, [Cell(4, 7, "Hội Khuyến học", False), Cell(5, 7, "12", True)]),
        sheet("Tổng số", name="b"),
    ]
    assert in_unicode([]) == []


def test_a_text_is_scored_by_its_words_of_other_letters() -> None:
    assert spelled_right("Hội Khuyến học 2022, MN") == (3, 3)
    assert spelled_right("Héi KhuyÕn häc") == (0, 3)
    assert spelled_right("abc 12") == (0, 0)


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_an_error(text: str) -> None:
    (said,) = rewritten(text)
    assert re.sub(r"[^0-9]", "", said) == re.sub(r"[^0-9]", "", text)


def test_a_cell_that_may_be_either_is_of_one_encoding_with_its_row() -> None:
    """``Kú`` is a Vietnamese word as it stands and Kỳ in TCVN3."""
    unicode_rows = [Cell(n, 1, "Hội Khuyến học xã", False) for n in range(3, 9)]
    old_row = [Cell(1, 1, "ChØ tiªu", False), Cell(1, 2, "Kú", False), Cell(1, 3, "§¨ng ký", False)]
    new_row = [Cell(2, 1, "Chỉ tiêu", False), Cell(2, 2, "Kú", False)]
    (made,) = in_unicode([Sheet("Tờ 1", Layout.WORKBOOK, [*old_row, *new_row, *unicode_rows])])
    assert [cell.text for cell in made.cells][:5] == ["Chỉ tiêu", "Kỳ", "Đăng ký", "Chỉ tiêu", "Kú"]
