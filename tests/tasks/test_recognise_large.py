"""Sheets that are large or made of headers are answered in a few seconds: recognition runs outside the fence."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import pytest

from domain.cells import Layout
from expectations.load import load_catalogue
from tasks.form_tables import MOST_ITEMS
from tasks.readers.sheet import Cell, Sheet
from tests.tasks.submitted import COVER, recognise, typed

CATALOGUE = load_catalogue()
LIST = ["STT", "Tên chi hội", "Loại", "Số hội viên", "Tăng/giảm"]
HEADING = ["STT", "Chỉ tiêu", "Kỳ này"]
SECONDS = 8  # each took half a minute and more before; of the ten that a file may take


def sheet(rows: Iterator[Sequence[str]]) -> Sheet:
    cells = [Cell(r, c, text, True) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)]
    return Sheet("", Layout.LINES, cells)


def registered() -> Iterator[Sequence[str]]:
    for row in range(4000):
        yield [f"số lượng hội viên đơn vị chỉ tiêu kỳ này {row * 10 + column}" for column in range(10)]


def listed(count: int) -> Iterator[Sequence[str]]:
    yield LIST
    for number in range(1, count + 1):
        yield [str(number), f"Chi hội {number}", "trường học", "5", "0"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (registered(), "unknown_form"),
        ((HEADING for _ in range(20_000)), "too_heavy"),
        ((["Chỉ tiêu"] for _ in range(50_000)), "too_heavy"),
        (iter([["STT", "Chỉ tiêu", *["Kỳ này"] * 16_000], ["1", "Hội viên", *["5"] * 16_000]]), "too_heavy"),
        (iter([["Nhóm"] * 16_000, HEADING]), "too_heavy"),
        ((row for _ in range(5_000) for row in listed(1)), "too_heavy"),
        (listed(30_000), "too_heavy"),
    ],
    ids=["a register", "headers", "labels", "a wide header", "a wide group", "a list in pages", "a long list"],
)
def test_a_sheet_that_is_large_or_made_of_headers_is_refused_in_time(rows: Iterator[Sequence[str]], rule: str) -> None:
    begun = time.process_time()
    refused = recognise(CATALOGUE, [sheet(rows)]).refusals[1]
    assert refused.rule == rule and time.process_time() - begun < SECONDS


def test_a_list_as_long_as_may_be_is_read() -> None:
    recognised = recognise(CATALOGUE, [typed("Bìa", *COVER), sheet(listed(MOST_ITEMS))])
    assert recognised.refusals == {} and recognised.fields["item"].max() == MOST_ITEMS
