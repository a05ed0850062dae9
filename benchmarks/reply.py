"""Milliseconds of a return workbook: 2,000 cells with 50 findings, and a large one. ``python -m benchmarks.reply``"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from functools import partial

import xlsxwriter

from domain.finding import Severity
from outputs.reply_workbook import Entry, FindingList, findings_workbook, mark_workbook

TRIALS = 25
SIZES = ((200, 10, 50), (20_000, 10, 500))  # rows, columns, findings


def workbook(rows: int, columns: int) -> bytes:
    """Two sheets: numbers in a form's look, and a note."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Trang 1")
        look = book.add_format({"border": 1, "num_format": "#,##0"})
        for row in range(rows):
            for column in range(columns):
                sheet.write_number(row, column, row * columns + column, look)
        sheet.write_comment("A1", "ghi chú của đơn vị")
        book.add_worksheet("Trang 2").write("A1", "chữ")
    return data.getvalue()


def listed(findings: int) -> FindingList:
    def entry(number: int) -> Entry:
        cell = f"C{number + 2}"
        severity = Severity.WARN if number % 2 else Severity.REFUSE_FILE
        saw, wanted, mend = "để trống", "một số", "Ghi số; không phát sinh ghi 0."
        return Entry("Trang 1", cell, f"Trang 1!{cell}", f"Dòng {number}", saw, wanted, mend, severity)

    entries = tuple(map(entry, range(findings)))
    return FindingList("Hội Khuyến học", "Đơn vị", "bieu.xlsx", "6 tháng đầu năm 2022", "…", entries, "0a1b2c3d")


def median_ms(act: Callable[[], object], trials: int) -> float:
    def once() -> float:
        start = time.perf_counter()
        act()
        return 1000 * (time.perf_counter() - start)

    return statistics.median(once() for _ in range(trials))


def main() -> None:
    print("| cells | findings | marked, ms | the list alone, ms |\n| ---: | ---: | ---: | ---: |")
    for rows, columns, findings in SIZES:
        data, found = workbook(rows, columns), listed(findings)
        marked = median_ms(partial(mark_workbook, data, found), TRIALS)
        alone = median_ms(partial(findings_workbook, found), TRIALS)
        print(f"| {rows * columns} | {findings} | {marked:.1f} | {alone:.1f} |")


if __name__ == "__main__":
    main()
