"""The message to a sender.

The golden text is written anew with SOKET_WRITE_GOLDEN=1; read the difference before keeping it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.finding import Finding, Severity
from outputs.letter import MOST_POINTS, Answer, state_words, write_message

GOLDEN = Path(__file__).parent / "golden" / "message.txt"

REFUSAL = Finding(
    "whole_number",
    Severity.REFUSE_FILE,
    "Học viên, mỗi người tính một lần, Kỳ này",
    "Biểu 3",
    "F15",
    '"khoảng một trăm"',
    "số nguyên, không âm",
    "Chỉ ghi số, bỏ chữ, không ghi số âm, không ghi số lẻ.",
)
ROW = Finding(
    "whole_number",
    Severity.REFUSE_ROW,
    "Chi hội bản 4, Số hội viên",
    "Danh sách chi hội",
    "D9",
    '"mười"',
    "số nguyên, không âm",
    "Chỉ ghi số, bỏ chữ.",
)
WARNING = Finding(
    "required",
    Severity.WARN,
    "Hội viên: tổng số, Kỳ này",
    "Biểu 1",
    "F18",
    "để trống",
    "một số",
    'Ghi số; không phát sinh ghi 0 hoặc "-"; chưa có ghi "…" và gửi bổ sung khi có.',
)
DAMAGED = Finding(
    "damaged",
    Severity.REFUSE_FILE,
    None,
    None,
    None,
    "không mở được trọn vẹn tệp",
    "",
    'Mở tệp trên máy đơn vị, chọn "Lưu thành" một tệp mới rồi gửi lại.',
)
EXPLAINED = replace(WARNING, explained="đang rà soát hội viên")
ANSWER = Answer(
    association="Hội Khuyến học thành phố Sơn La",
    unit="Hội Khuyến học phường Chiềng An",
    file="Bieu so lieu 2022H1.xlsx",
    sha256="0123456789abcdef" * 4,
    period="6 tháng đầu năm 2022",
    received=datetime(2022, 6, 15, 8, 5),
    accepted=False,
    after_close=False,
    findings=(WARNING, REFUSAL),
    until=date(2022, 6, 24),
    workbook="Bieu so lieu 2022H1-20220615-01234567.xlsx",
)
ACCEPTED = replace(ANSWER, accepted=True, findings=(), workbook=None)


def lines(answer: Answer) -> list[str]:
    return write_message(answer).splitlines()


def test_a_message_with_a_refusal_and_a_warning_reads_exactly_as_the_golden_text() -> None:
    text = write_message(ANSWER)
    if os.environ.get("SOKET_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_a_file_received_without_a_finding_needs_six_lines() -> None:
    assert write_message(ACCEPTED) == (
        "HỘI KHUYẾN HỌC THÀNH PHỐ SƠN LA\n"
        "\n"
        "Kính gửi: Hội Khuyến học phường Chiềng An\n"
        "Tệp: Bieu so lieu 2022H1.xlsx\n"
        "Nhận lúc: 08 giờ 05 phút, ngày 15/06/2022\n"
        "Kỳ báo cáo: 6 tháng đầu năm 2022\n"
        "Tình trạng: Đã tiếp nhận.\n"
        "\n"
        "Mã đối chiếu: 01234567\n"
    )


REFUSED = "Chưa tiếp nhận được tệp Bieu so lieu 2022H1.xlsx."


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (ACCEPTED, "Đã tiếp nhận."),
        (replace(ACCEPTED, findings=(WARNING,)), "Đã tiếp nhận, có 1 điểm xin xem lại."),
        (replace(ACCEPTED, findings=(WARNING, EXPLAINED, WARNING)), "Đã tiếp nhận, có 2 điểm xin xem lại."),
        (replace(ACCEPTED, findings=(ROW, WARNING)), "Đã tiếp nhận, có 1 điểm cần sửa và 1 điểm xin xem lại."),
        (replace(ACCEPTED, findings=(EXPLAINED,)), "Đã tiếp nhận."),
        (replace(ACCEPTED, mended=(ROW, WARNING)), "Đã tiếp nhận. Đã sửa 2 điểm đã nêu lần trước."),
        (
            replace(ACCEPTED, findings=(WARNING,), unchanged=True),
            "Đã tiếp nhận, có 1 điểm xin xem lại. Các điểm đã nêu lần trước chưa sửa, chưa giải trình.",
        ),
        (ANSWER, REFUSED),
        (replace(ANSWER, mended=(ROW,)), f"{REFUSED} Đã sửa 1 điểm, còn 2 điểm."),
        (replace(ANSWER, unchanged=True), f"{REFUSED} Các điểm đã nêu lần trước chưa sửa."),
    ],
)
def test_the_state_of_a_file_is_said_in_one_line(answer: Answer, state: str) -> None:
    assert state_words(answer) == state
    assert f"Tình trạng: {state}" in lines(answer)


def test_what_must_be_mended_comes_before_what_is_to_be_looked_at() -> None:
    told = lines(replace(ANSWER, findings=(WARNING, REFUSAL, ROW)))
    numbered = [line for line in told if line in ("Cần sửa:", "Xin xem lại:") or line[:2] in ("1.", "2.", "3.")]
    assert numbered == [
        "Cần sửa:",
        "1. Biểu 3!F15 — Học viên, mỗi người tính một lần, Kỳ này",
        "2. Danh sách chi hội!D9 — Chi hội bản 4, Số hội viên",
        "Xin xem lại:",
        "1. Biểu 1!F18 — Hội viên: tổng số, Kỳ này",
    ]


def test_a_group_without_findings_is_not_named() -> None:
    assert "Cần sửa:" not in lines(replace(ACCEPTED, findings=(WARNING,)))
    assert "Xin xem lại:" not in lines(replace(ANSWER, findings=(REFUSAL, EXPLAINED)))


def test_a_refused_row_of_a_received_file_is_to_be_mended() -> None:
    told = lines(replace(ACCEPTED, findings=(ROW,)))
    assert "Cần sửa:" in told and "Xin xem lại:" not in told


@pytest.mark.parametrize(("mend", "look"), [(14, 0), (8, 9), (10, 1), (0, 11)])
def test_a_message_names_the_first_ten_points_and_where_the_others_are(mend: int, look: int) -> None:
    told = lines(replace(ANSWER, findings=(*[REFUSAL] * mend, *[WARNING] * look)))
    assert sum(line.startswith("   Thấy: ") for line in told) == MOST_POINTS
    more = mend + look - MOST_POINTS
    assert f"… và {more} điểm nữa." in told
    assert sum("Bieu so lieu 2022H1-20220615-01234567.xlsx" in line for line in told) == 1


def test_ten_points_are_all_named() -> None:
    assert "điểm nữa" not in write_message(replace(ANSWER, findings=(REFUSAL,) * MOST_POINTS))


def test_what_is_to_be_done_has_its_day_and_the_name_of_the_workbook() -> None:
    told = lines(ANSWER)
    assert "Xin sửa và gửi lại, hạn đến hết ngày 24/06/2022." in told
    assert "Danh sách đầy đủ ở tệp Bieu so lieu 2022H1-20220615-01234567.xlsx." in told
    assert "Xin xem lại, hạn đến hết ngày 24/06/2022." in lines(replace(ACCEPTED, findings=(WARNING,)))
    assert "hạn đến" not in write_message(replace(ANSWER, until=None))
    assert "hạn đến" not in write_message(replace(ACCEPTED, findings=(EXPLAINED,)))


def test_whoever_gets_the_own_workbook_back_is_told_to_mend_it_there() -> None:
    told = lines(replace(ANSWER, marked=True))
    name = "Bieu so lieu 2022H1-20220615-01234567.xlsx"
    assert f"Danh sách đầy đủ ở trang đầu của tệp {name}; xin sửa ngay trên tệp ấy." in told
    assert f"Danh sách đầy đủ ở tệp {name}." not in told


def test_each_finding_says_what_was_seen_what_is_wanted_and_how_to_mend_it() -> None:
    told = lines(replace(ANSWER, findings=(REFUSAL,)))
    first = told.index("1. Biểu 3!F15 — Học viên, mỗi người tính một lần, Kỳ này")
    assert told[first + 1 : first + 4] == [
        '   Thấy: "khoảng một trăm"',
        "   Cần: số nguyên, không âm",
        "   Cách sửa: Chỉ ghi số, bỏ chữ, không ghi số âm, không ghi số lẻ.",
    ]


def test_a_finding_on_the_file_itself_says_no_more_than_there_is() -> None:
    told = lines(replace(ANSWER, period=None, findings=(DAMAGED,)))
    first = told.index("1. Cả tệp")
    assert told[first + 1].startswith("   Thấy: ") and told[first + 2].startswith("   Cách sửa: ")
    assert not [line for line in told if line.startswith(("   Cần:", "Kỳ báo cáo:"))]


def test_after_a_close_a_received_file_changes_nothing_that_was_published() -> None:
    told = "Kỳ này đã chốt: số liệu đã công bố chưa thay đổi."
    assert told in lines(replace(ACCEPTED, after_close=True))
    assert told not in lines(ACCEPTED)
    assert told not in lines(replace(ANSWER, after_close=True)), "a refused file would have changed nothing anyway"


def test_no_message_shames_its_sender() -> None:
    for answer in (ANSWER, ACCEPTED, replace(ANSWER, findings=(DAMAGED, ROW), unchanged=True)):
        words = write_message(answer).casefold().split()
        assert not {"lỗi", "sai", "muộn", "chậm"} & {word.strip(".,:;") for word in words}


def test_a_message_names_the_bytes_that_it_answers() -> None:
    assert lines(replace(ANSWER, sha256="fedcba98" + "0" * 56))[-1] == "Mã đối chiếu: fedcba98"
