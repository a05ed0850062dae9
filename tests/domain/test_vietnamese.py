"""Vietnamese text and numbers: what counts as the same heading, and what a typed cell is worth."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vietnamese import (
    LARGEST,
    Reading,
    Written,
    grouped,
    heading_key,
    percent,
    read_whole,
    signed,
    slug,
    thousands_mark,
    tidy,
    two_readings,
)

# --- text --------------------------------------------------------------------------------------------


def test_tidy_text_is_composed_and_has_single_spaces() -> None:
    assert tidy("  Hội\u00a0 viên\n\tmới ") == "Hội viên mới"
    assert tidy(unicodedata.normalize("NFD", "Hội viên")) == "Hội viên"
    assert tidy(" \u00a0\n ") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hội viên", "HỘI VIÊN"),
        ("Hội viên: tổng số", "hội viên — tổng số"),
        ("  Hội \n viên ", "Hội viên"),
        ("Hội viên", unicodedata.normalize("NFD", "Hội viên")),
        ("hoà", "hòa"),
        ("Thuỷ", "Thủy"),
        ("quý", "qúy"),
        ("khoẻ", "khỏe"),
        ("Xoá mù chữ", "Xóa mù chữ"),
        (unicodedata.normalize("NFD", "Xoá mù chữ"), "XÓA MÙ CHỮ"),
        ("Đăng ký năm 2022", "Đăng ký năm 2023"),
        ("Đăng ký năm 2022", "Đăng ký năm"),
        ("Số tiền (đồng)", "Số tiền, đồng"),
        ("Chi hội_dòng họ", "Chi hộidòng họ"),
    ],
)
def test_headings_are_the_same_whatever_their_case_marks_and_year(one: str, other: str) -> None:
    assert heading_key(one) == heading_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hóa"),
        ("hòa", "hoa"),
        ("hội", "hồi"),
        ("dòng", "đồng"),
        ("ban", "bân"),
        ("hội viên", "hộiviên"),
        ("Tỷ lệ", "Tỷ lệ %"),
        ("Lớp 12", "Lớp 11"),
        ("mẫu 12022", "mẫu 12023"),
        ("năm 1822", "năm 1823"),
    ],
)
def test_headings_differ_by_their_letters_tones_and_other_numbers(one: str, other: str) -> None:
    assert heading_key(one) != heading_key(other)


@given(st.text(alphabet="aăâeêioôơuưyđhbcHÀÁẢÃẠỘỪỸ ,.-", max_size=30))
def test_a_heading_decomposed_or_in_capitals_has_the_same_key(text: str) -> None:
    key = heading_key(text)
    assert heading_key(unicodedata.normalize("NFD", text)) == key
    assert heading_key(text.upper()) == key


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Phường Chiềng Lề", "phuong-chieng-le"),
        ("Hội Khuyến học xã Đông Đức", "hoi-khuyen-hoc-xa-dong-duc"),
        (unicodedata.normalize("NFD", "Phường Quyết Thắng"), "phuong-quyet-thang"),
        ("  Trường THCS số 1 (mẫu)  ", "truong-thcs-so-1-mau"),
        ("…", ""),
    ],
)
def test_a_slug_is_ascii_words_joined_by_hyphens(name: str, folder: str) -> None:
    assert slug(name) == folder


@given(st.text(max_size=40))
def test_a_slug_of_anything_is_safe_as_a_folders_name(text: str) -> None:
    made = slug(text)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made == made.strip("-") and "--" not in made


# --- numbers printed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "printed"), [(0, "0"), (999, "999"), (20576, "20.576"), (1234567, "1.234.567"), (-17000, "-17.000")]
)
def test_dots_group_thousands(number: int, printed: str) -> None:
    assert grouped(number) == printed


@pytest.mark.parametrize(("number", "printed"), [(1204, "+1.204"), (-17, "-17"), (0, "0"), (-1204, "-1.204")])
def test_a_change_has_its_sign(number: int, printed: str) -> None:
    assert signed(number) == printed


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (22, 41, "53,66"),  # 53,6585…: cut off it would be 53,65
        (4820, 9175, "52,53"),
        (1, 8, "12,50"),
        (1, 800, "0,13"),  # 0,125: half goes up
        (3, 800, "0,38"),  # 0,375: half goes up, not to even
        (5, 800, "0,63"),  # 0,625: half goes up, not to even
        (91, 74, "122,97"),
        (0, 7, "0,00"),
        (7, 7, "100,00"),
        (-1, 800, "-0,13"),
    ],
)
def test_a_percentage_has_two_decimals_half_up(part: int, whole: int, printed: str) -> None:
    assert percent(part, whole) == printed


def test_there_is_no_percentage_of_nothing() -> None:
    assert percent(3, 0) is None
    assert percent(0, 0) is None


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_the_nearest_hundredth_and_a_tie_goes_up(part: int, whole: int) -> None:
    printed = percent(part, whole)
    assert printed is not None
    whole_part, decimals = printed.split(",")
    assert len(decimals) == 2
    off = Fraction(int(whole_part + decimals), 100) - Fraction(100 * part, whole)
    assert Fraction(-1, 200) < off <= Fraction(1, 200)


# --- numbers typed -----------------------------------------------------------------------------------

TYPED = """
    typed                        | written    | value
    35                           | number     | 35
    007                          | number     | 7
    1600                         | number     | 1600
    1.600                        | number     | 1600
    1,600                        | number     | 1600
    1 600                        | number     | 1600
    20.576                       | number     | 20576
    1.234.567                    | number     | 1234567
    1 234 567                    | number     | 1234567
    35.0                         | number     | 35
    35,0                         | number     | 35
    1600.0                       | number     | 1600
    +12                          | number     | 12
    -12                          | number     | -12
    –12                          | number     | -12
    − 12                         | number     | -12
    -1.600                       | number     | -1600
    1.600 học viên               | number     | 1600
    1600 hộ                      | number     | 1600
    12 lớp                       | number     | 12
    120 thôn, tổ                 | number     | 120
    7 đơn vị                     | number     | 7
    500.000đ                     | number     | 500000
    500.000 đồng                 | number     | 500000
    978 triệu 500 nghìn đồng     | number     | 978500000
    43 nghìn 836                 | number     | 43836
    43 nghìn 836 hộ              | number     | 43836
    43 ngàn 836                  | number     | 43836
    17,516 tỉ đồng               | number     | 17516000000
    17,516 tỷ đồng               | number     | 17516000000
    3.055 triệu đồng             | number     | 3055000000
    12 triệu                     | number     | 12000000
    12 Triệu Đồng                | number     | 12000000
    0,5 triệu                    | number     | 500000
    1 tỷ 200 triệu               | number     | 1200000000
    -                            | nothing    | 0
    –                            | nothing    | 0
    —                            | nothing    | 0
    0                            | nothing    | 0
    không                        | nothing    | 0
    Không                        | nothing    | 0
    KHÔNG CÓ                     | nothing    | 0
    …                            | unknown    |
    ...                          | unknown    |
                                 | blank      |
    khoảng 100                   | unreadable |
    gần 34.000                   | unreadable |
    một trăm                     | unreadable |
    chưa có                      | unreadable |
    1,5                          | unreadable |
    1.5                          | unreadable |
    12,34                        | unreadable |
    1.6000                       | unreadable |
    16.00                        | unreadable |
    1.600,5                      | unreadable |
    1.600 000                    | unreadable |
    1.600,000                    | unreadable |
    1..600                       | unreadable |
    264/630                      | unreadable |
    12-15                        | unreadable |
    5 hoặc 6 hộ                  | unreadable |
    12 + 3                       | unreadable |
    10 %                         | unreadable |
    24/09/2021                   | unreadable |
    1,2345 nghìn                 | unreadable |
    5 triệu 300                  | unreadable |
    5 nghìn 3 triệu              | unreadable |
    #REF!                        | unreadable |
"""


TYPED_TOO = """
    typed                    | written    | value
    35,00                    | number     | 35
    1.600,0                  | number     | 1600
    1.600,00                 | number     | 1600
    1,600.00                 | number     | 1600
    1'600                    | number     | 1600
    1’600’000                | number     | 1600000
    １６００                 | number     | 1600
    １.６００                | number     | 1600
    0 hộ                     | number     | 0
    không phát sinh          | nothing    | 0
    −                        | nothing    | 0
    ………                      | unknown    |
    ...........              | unknown    |
    10O                      | unreadable |
    1l                       | unreadable |
    O                        | unreadable |
    10²                      | unreadable |
    1200¹                    | unreadable |
    1½                       | unreadable |
    ٣٥                       | unreadable |
    Ⅻ                        | unreadable |
    5 trđ                    | unreadable |
    5tr.đ                    | unreadable |
    5 củ                     | unreadable |
    500 nđ                   | unreadable |
    6 tháng                  | unreadable |
    6 tháng đầu năm          | unreadable |
    12 trở lên               | unreadable |
    12 hộ trở lên            | unreadable |
    2 lượt/người             | unreadable |
    2 đôi                    | unreadable |
    29/7                     | unreadable |
    10,12 %                  | unreadable |
    3.055 tỉ                 | unreadable |
    3,055 triệu              | unreadable |
    3,055 nghìn              | unreadable |
    1,5 tỉ 300 triệu         | unreadable |
    1 triệu 2500 nghìn       | unreadable |
    43 nghìn 836,5           | unreadable |
    (12)                     | unreadable |
    12.                      | unreadable |
    1'600,5                  | unreadable |
    1.600'000                | unreadable |
    12e3                     | unreadable |
    =SUM(A1:A9)              | unreadable |
"""


@pytest.mark.parametrize("typed", ["12\n345", "12\t345", "1\u2028600", "1  600", "12\r\n345 hộ"])
def test_two_lines_of_a_cell_are_two_numbers(typed: str) -> None:
    assert read_whole(typed) == Reading(Written.UNREADABLE)


@pytest.mark.parametrize("typed", ["\ufeff1600", "1\u200b600", "1600\u200e", "1\u00ad600"])
def test_what_nobody_sees_changes_no_number(typed: str) -> None:
    assert read_whole(typed) == Reading(Written.NUMBER, 1600)


def test_a_catalogues_own_units_stand_behind_a_number_too() -> None:
    assert read_whole("12 cuốc") == Reading(Written.UNREADABLE)
    assert read_whole("12 cuốc", {"cuốc"}) == Reading(Written.NUMBER, 12)
    assert read_whole("12triệu", {"triệu"}) == Reading(Written.UNREADABLE), "a word of scale is no unit"


@pytest.mark.parametrize("typed", ["1" * 200_000, "1 " * 50_000, "1" + " " * 200_000 + "2", "1" + "a" * 60 + "!"])
@pytest.mark.timeout(5)
def test_a_cell_of_any_length_is_read_at_once(typed: str) -> None:
    assert read_whole(typed) == Reading(Written.UNREADABLE)


@pytest.mark.parametrize(
    ("typed", "mark", "both"),
    [
        ("1.600", ".", "1600 hoặc 1,6"),
        ("1,600 hộ", ",", "1600 hoặc 1,6"),
        ("-12.050", ".", "12050 hoặc 12,05"),
        ("7.000", ".", "7000 hoặc 7,0"),
        ("1.600.000", ".", None),
        ("1,600,000 đồng", ",", None),
        ("1600", None, None),
        ("1 600", None, None),
        ("17,516 tỉ", None, None),
        ("12,5", None, None),
        ("", None, None),
    ],
)
def test_a_cell_with_one_mark_may_be_read_two_ways(typed: str, mark: str | None, both: str | None) -> None:
    assert (thousands_mark(typed), two_readings(typed)) == (mark, both)


def table(text: str) -> list[tuple[str, ...]]:
    """The rows under the heading of a text table."""
    return [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()[1:]]


@pytest.mark.parametrize(("typed", "written", "value"), [*table(TYPED), *table(TYPED_TOO)])
def test_a_typed_cell_reads_as_offices_mean_it(typed: str, written: str, value: str) -> None:
    assert read_whole(typed) == Reading(Written(written), int(value) if value else None)


#: Each means another number than its digits, or more than one number. What it means may be read; where
#: that is blank it says no whole number of anything, or two.
MORE_THAN_ITS_DIGITS = """
    typed            | means
    2 nghìn tỉ đồng  | 2000000000000
    5 trăm nghìn     | 500000
    5 trăm           | 500
    3 vạn            | 30000
    5 chục           | 50
    2 tá             | 24
    5tr              | 5000000
    5 tr             | 5000000
    500k             | 500000
    5triệu           | 5000000
    5triệu đồng      | 5000000
    20 triệu/năm     | 20000000
    1 500 nghìn      | 1500000
    1.0 triệu        | 1000000
    2 triệu rưỡi     | 2500000
    43 nghìn 8       |
    15 phần trăm     |
    0.500            |
    0,500            |
    0.016            |
"""


@pytest.mark.parametrize(("typed", "means"), table(MORE_THAN_ITS_DIGITS))
def test_a_number_is_never_guessed_from_its_digits_alone(typed: str, means: str) -> None:
    assert read_whole(typed).value in (None, int(means) if means else None)


def test_a_number_above_all_that_an_office_counts_is_not_read() -> None:
    assert read_whole(f"{LARGEST}") == Reading(Written.NUMBER, LARGEST)
    for typed in (f"{LARGEST + 1}", f"-{LARGEST + 1}", f"{LARGEST + 1} đồng", grouped(LARGEST * 10), "99999 tỉ"):
        assert read_whole(typed) == Reading(Written.UNREADABLE)


WHOLE = st.one_of(st.integers(0, 9999), st.integers(0, LARGEST))
UNITS = ["hộ", "học viên", "lượt", "chi hội", "đồng", "thôn, tổ", "lượt người", "Hội viên"]


def by(separator: str) -> Callable[[int], str]:
    return lambda number: f"{number:,}".replace(",", separator)


STYLES: dict[str, Callable[[int], str]] = {
    "plain": str,
    "dots": by("."),
    "commas": by(","),
    "spaces": by(" "),
    "no-break spaces": by("\u00a0"),
    "narrow no-break spaces": by("\u202f"),
    "thin spaces": by("\u2009"),
    "apostrophes": by("'"),
    "typographic apostrophes": by("’"),
    "full-width digits": lambda number: str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimals of nought": lambda number: f"{number},00",
    "dots and decimals of nought": lambda number: f"{grouped(number)},00",
    "a line break behind": lambda number: f"{number}\n",
    "a whole float": lambda number: f"{number}.0",
    "a whole float with a comma": lambda number: f"{number},0",
    "white space around": lambda number: f" \t{number}\n",
    "a plus": lambda number: f"+{number}",
}


@pytest.mark.parametrize("style", STYLES)
@given(number=WHOLE)
def test_a_whole_number_printed_in_any_style_reads_back_the_same(style: str, number: int) -> None:
    assert read_whole(STYLES[style](number)).value == number


@pytest.mark.parametrize("style", ["plain", "dots", "spaces", "no-break spaces", "commas"])
@given(number=WHOLE, unit=st.sampled_from(UNITS), gap=st.sampled_from([" ", "\u00a0", "  "]))
def test_the_unit_behind_a_number_changes_nothing(style: str, number: int, unit: str, gap: str) -> None:
    said = f"{STYLES[style](number)}{gap}{unit}"
    assert read_whole(said).value == number
    assert read_whole(unicodedata.normalize("NFD", said)).value == number


@given(number=st.integers(1, 10**12), style=st.sampled_from(["plain", "dots"]), minus=st.sampled_from("-–−"))
def test_a_negative_number_is_read_as_one(number: int, style: str, minus: str) -> None:
    assert read_whole(f"{minus}{STYLES[style](number)}") == Reading(Written.NUMBER, -number)


@given(st.integers(1, 10**6 - 1), st.sampled_from(["nghìn", "ngàn"]), st.sampled_from(["", " đồng", " lượt"]))
def test_thousands_in_words_read_back_the_same(number: int, word: str, unit: str) -> None:
    thousands, rest = divmod(number, 1000)
    spoken = f"{thousands} {word}" + (f" {rest:03d}" if rest else "") if thousands else f"{number}"
    assert read_whole(f"{spoken}{unit}").value == number


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
def test_money_in_words_reads_back_the_same(billions: int, millions: int, thousands: int) -> None:
    parts = [(billions, "tỉ"), (millions, "triệu"), (thousands, "nghìn")]
    spoken = " ".join(f"{count} {word}" for count, word in parts if count)
    if spoken:
        assert read_whole(f"{spoken} đồng").value == (billions * 10**6 + millions * 10**3 + thousands) * 1000


@given(st.integers(1, 10**9), st.sampled_from([("triệu", 6), ("tỉ", 9), ("tỷ", 9)]))
def test_a_decimal_of_a_scale_reads_back_the_same(number: int, scale: tuple[str, int]) -> None:
    """``17,516 tỉ``: beside a word of scale the comma is the decimal mark."""
    word, zeros = scale
    whole, rest = divmod(number, 10**zeros)
    decimals = f"{rest:0{zeros}d}".rstrip("0")
    if 0 < whole < 1000 and len(decimals) == 3 and zeros == 6:
        decimals += "0"  # 3,055 triệu has two readings, 3,0550 one
    assert read_whole(f"{whole}{',' if decimals else ''}{decimals} {word} đồng").value == number


@given(st.text(max_size=30))
def test_any_text_at_all_is_read_without_an_error_and_has_a_value_only_as_a_number(text: str) -> None:
    reading = read_whole(text)
    assert (reading.value is not None) == (reading.written in (Written.NUMBER, Written.NOTHING))
    if not any(mark.isdigit() for mark in text):
        assert reading.value in (None, 0)


@given(st.integers(0, 10**6), st.integers(1, 99))
def test_a_fraction_is_never_read_as_a_whole_number(whole: int, hundredths: int) -> None:
    for mark in ".,":
        assert read_whole(f"{whole}{mark}{hundredths:02d}") == Reading(Written.UNREADABLE)


def digits_of(text: str) -> list[str]:
    return [mark for mark in unicodedata.normalize("NFKC", text) if mark in "0123456789"]


@given(st.text(alphabet="0123456789.,' OlI²½%/-+()đtrtriệutỉnghìnhộ…\u00a0\n０３", max_size=16))
def test_no_text_reads_as_a_number_whose_digits_it_does_not_contain(text: str) -> None:
    value = read_whole(text).value
    scaled = any(word in text.casefold() for word in ("nghìn", "triệu", "tỉ"))
    if value and not scaled:
        shown = "".join(digits_of(text)).lstrip("0")
        assert str(abs(value)) in (shown, shown.removesuffix("0"), shown.removesuffix("00"))
    elif value:
        assert str(abs(value)).rstrip("0") in "".join(digits_of(text))
