"""A day on which two units are reminded, for the tests of the letters and of the summary.

The golden texts are written anew with SOKET_WRITE_GOLDEN=1; read the difference before keeping it.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
from docx.table import Table

from domain.association import Association
from domain.finding import Finding, Severity
from domain.half_year import HalfYear
from domain.rate import Rate
from outputs.chase_summary import Summary
from outputs.reminder import Case, Chase, RefusedFile

GOLDEN = Path(__file__).parent / "golden"
OURS = Association(
    name="Hội Khuyến học thành phố Sơn La",
    parent="Hội Khuyến học tỉnh Sơn La",
    place="Sơn La",
    area="thành phố",
    signatory="Nguyễn Văn Học",
    phone="0000 000 049",
)
CHASE = Chase(
    association=OURS,
    period=HalfYear(2022, 1),
    day=date(2022, 6, 27),
    deadline=date(2022, 6, 24),
    answer_by=datetime(2022, 6, 30, 17),
    letter="12/HKH",
)
SILENT = Case(
    unit="Ban Khuyến học Trường Ba",
    contact="Trưởng ban, 0000 000 003",
    expected=True,
    received=(),
    missing=("Bìa", "Biểu 1 (Tổ chức, hội viên)"),
    refused=(),
    days_late=3,
    note="lập hôm nay",
)
PARTLY = replace(SILENT, unit="Ban Khuyến học Bưu điện & Viễn thông", received=("Bìa",), missing=("Thuyết minh",))
NUMBER = Finding(
    "whole_number",
    Severity.REFUSE_FILE,
    "Hội viên: tổng số, Kỳ này",
    "Biểu 1",
    "F19",
    '"khoảng 500"',
    "số nguyên, không âm",
    "Chỉ ghi số.",
)
DAMAGED = Finding("damaged", Severity.REFUSE_FILE, None, None, None, "không mở được trọn vẹn tệp", "", "Lưu lại tệp.")
REFUSED = replace(
    SILENT,
    unit="Hội Khuyến học xã Hai",
    contact="Chủ tịch Hội, 0000 000 002",
    missing=(),
    refused=(RefusedFile("bieu.xlsx", (NUMBER,)), RefusedFile("hong.xlsx", (DAMAGED,))),
)
SUMMARY = Summary(
    cases=(SILENT, REFUSED),
    late=(("Ban Khuyến học Trường Bốn", 4),),
    groups=(("Tất cả đơn vị", Rate(6, 4, 3)), ("Hội Khuyến học xã, phường", Rate(2, 1, 1))),
    to_fill_in=1,
    letters=2,
    notices=("Có 1 tệp chưa rõ của đơn vị nào; xin xem trước khi gửi công văn.",),
)


def text_of(data: bytes) -> str:
    """Paragraphs and tables from top to bottom; the cells of a row parted by bars."""
    lines = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text.strip().replace("\n", " / ") for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(line for line in lines if line.strip()) + "\n"


def golden(name: str, text: str) -> str:
    path = GOLDEN / name
    if os.environ.get("SOKET_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")
