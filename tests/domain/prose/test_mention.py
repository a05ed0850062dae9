"""Figures are found in prose however they are written, and what is no figure is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.prose.counted import Counted
from domain.prose.mention import Finder, Mention
from domain.vietnamese import grouped

FINDER = Finder(Counted())
WORDS = st.sampled_from([None, "gần", "xấp xỉ", "ngót", "trên", "hơn", "khoảng", "chừng"])
WHOLE = st.integers(1, 10**9 - 1)


def one(text: str) -> Mention:
    (found,) = FINDER.find(text)
    return found


def _said(word: str | None, number: str, unit: str) -> str:
    return " ".join(filter(None, (word, number, unit)))


@given(WORDS, WHOLE, st.sampled_from(["grouped", "spaced", "apart by commas"]))
def test_a_number_of_things_is_read_back_with_its_qualifier(word: str | None, number: int, style: str) -> None:
    marks = {"grouped": ".", "spaced": " ", "apart by commas": ","}
    said = _said(word, grouped(number).replace(".", marks[style]), "lượt người")
    found = one(f"Hội đã đón {said}, theo thống kê.")
    assert (int(found.value), found.qualifier, found.unit, found.text) == (number, word, "lượt người", said)


@given(WORDS, st.integers(0, 999), st.integers(0, 999))
def test_a_decimal_of_billions_is_read_with_the_comma_as_its_mark(
    word: str | None, whole: int, thousandths: int
) -> None:
    said = _said(word, f"{whole},{thousandths:03}", "tỉ đồng")
    found = one(f"trị giá {said}.")
    assert (int(found.value), found.qualifier) == ((whole * 1000 + thousandths) * 10**6, word)
    assert (found.unit, found.text) == ("đồng", said)


@given(st.integers(1, 999), st.integers(1, 999), st.integers(1, 999), st.integers(1, 4))
def test_words_of_scale_add_up(billions: int, millions: int, thousands: int, parts: int) -> None:
    said = [f"{billions} tỷ", f"{millions} triệu", f"{thousands} nghìn"][:parts]
    value = billions * 10**9 + (millions * 10**6 if parts > 1 else 0) + (thousands * 1000 if parts > 2 else 0)
    found = one(f"quỹ có {' '.join(said)} đồng.")
    assert (int(found.value), found.text) == (value, f"{' '.join(said)} đồng")


@given(st.integers(1, 999), st.integers(0, 999))
def test_thousands_may_have_their_rest_behind_them(thousands: int, rest: int) -> None:
    assert one(f"có {thousands} nghìn {rest:03} hội viên").value == thousands * 1000 + rest


@given(WORDS, st.integers(0, 99), st.integers(0, 99), st.sampled_from(["%", " %", " phần trăm"]))
def test_a_percentage_is_read_with_its_decimals(word: str | None, whole: int, hundredths: int, sign: str) -> None:
    found = one(f"chiếm {_said(word, f'{whole},{hundredths:02}{sign}', '')} dân số")
    assert (found.value, found.decimals, found.unit) == (Decimal(f"{whole}.{hundredths:02}"), 2, "%")
    assert found.qualifier == word


@given(WHOLE, WHOLE)
def test_a_ratio_is_one_figure_of_two_numbers(part: int, whole: int) -> None:
    found = one(f"có {grouped(part)}/{grouped(whole)} hộ đăng ký")
    assert (found.value, found.of, found.unit) == (Decimal(part), Decimal(whole), "hộ")


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 29/7, ngày 24/9/2020, ngày 15, 16/6, từ ngày 10 đến ngày 15/6, tháng 10.2020, tháng 12-2012",
        "sơ kết 6 tháng đầu năm 2022, năm học 2021-2022, giai đoạn 2021 – 2030, nhiệm kỳ 2019-2024, 5 năm qua",
        "lúc 7 giờ 30 phút, 14h00, 10:12, 23/12/2021, 17:19:01 [GMT +7]",
        "SĐT: 02123 852365 - 0915.331585, Hotline: 036.902.4447",
        "số 06/GP-TTĐT, Quyết định số 387/QĐ-TTg, Nghị quyết số 29-NQ/TW, Chỉ thị 11-CT/TW, Thông tư 44/2014-BGDĐT",
        "Kế hoạch số 12/KH-HKH ngày 05/01/2022, Nghị định 30/2020/NĐ-CP, Kết luận 49, Quyết định 1360, Số: 05/BC-HKH",
        "Địa chỉ: Số 47 đường Lê Thái Tông - Tổ 2 phường Chiềng Lề, bản Mé 2, Trường Tiểu học Quyết Tâm 2",
        "Điều 5, khoản 2, khóa 12, lần thứ 3, lần 2, học sinh lớp 12, lớp 5A, mức độ 3, B1, Covid-19, cách mạng 4.0",
        "người từ 15 đến 18 tuổi, từ 60 tuổi trở lên, kỷ niệm 20/11, kỷ niệm 25 năm thành lập",
        "Email: a1@b2.vn, http://c3.vn/4/5, thanhpho.sonla.gov.vn/6",
        "hàng nghìn hội viên, nhiều tập thể, một số xã, hai mươi lăm lớp",
    ],
)
def test_what_is_no_figure_is_not_found(text: str) -> None:
    assert [found.text for found in FINDER.find(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/12 xã, phường; 3/4 tổ", ["12/12 xã, phường", "3/4 tổ"]),
        ("năm nay có 2022 hộ", ["2022 hộ"]),
        ("số 12 lớp, các phường 12 hội", ["12 lớp", "12 hội"]),
        ("trên 8tỷ đồng, 1.234.567.000đ", ["trên 8tỷ đồng", "1.234.567.000đ"]),
        ("tổng số 188 chi hội", ["188 chi hội"]),
        ("08 chi hội, 03 tập thể", ["08 chi hội", "03 tập thể"]),
        ("nhiều hơn 3 lớp", ["hơn 3 lớp"]),
        ("mức 500 nghìn đồng", ["500 nghìn đồng"]),
    ],
)
def test_what_looks_like_none_and_is_one_is_found(text: str, expected: list[str]) -> None:
    assert [found.text for found in FINDER.find(text)] == expected


@pytest.mark.parametrize(
    ("text", "vague"),
    [
        ("từ 10 đến 20 triệu đồng", ["a range", "a range"]),
        ("10-20 suất", ["a range", "a range"]),
        ("ít nhất 12 lớp", ["a bound"]),
        ("500 hộ trở lên", ["a bound"]),
        ("50.000 đồng/hội viên", ["so much for each"]),
        ("12 lớp", [None]),
    ],
)
def test_what_can_be_held_against_nothing_says_so(text: str, vague: list[str | None]) -> None:
    assert [found.vague for found in FINDER.find(text)] == vague


def test_the_lower_end_of_a_range_is_counted_as_the_upper_one() -> None:
    assert [(int(found.value), found.unit) for found in FINDER.find("từ 10 đến 20 triệu đồng")] == [
        (10_000_000, "đồng"),
        (20_000_000, "đồng"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [("17.516 tỷ đồng", 17516 * 10**9, 17516 * 10**6), ("3,055 triệu", 3055000, 3055 * 10**6)],
)
def test_a_mark_that_may_be_either_keeps_both_readings(text: str, value: int, other: int) -> None:
    found = one(text)
    assert (found.value, found.other) == (Decimal(value), Decimal(other))
