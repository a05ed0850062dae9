"""The names of the sheets in a workbook's properties."""

from __future__ import annotations

import pytest
from lxml import etree

from outputs.finding_list import LIST_SHEET
from outputs.reply_workbook import mark_workbook
from tests.decorated import Change, book, changed, put, samples, unpacked
from tests.outputs.answered import EVERY

SAMPLES = samples()
PROPERTIES = "docProps/app.xml"


def told(data: bytes) -> tuple[list[str], list[str]]:
    """The counts of the groups, and all names; every vector is as long as it says."""
    root = etree.fromstring(unpacked(data)[PROPERTIES])
    for vector in root.iter("{*}vector"):
        assert vector.get("size") == str(len(vector))
    return [one.text or "" for one in root.iter("{*}i4")], [
        one.text or "" for one in root.iterfind("{*}TitlesOfParts/{*}vector/{*}lpstr")
    ]


@pytest.mark.parametrize(
    ("name", "counts", "others"),
    [
        ("plain", ["3"], []),
        ("chart and its sheet", ["3", "1"], ["Đồ thị"]),
        ("tables and names", ["3", "2"], ["'Biểu 2'!Riêng", "Tổng"]),
    ],
)
def test_our_list_stands_among_the_sheets_and_nothing_else_moves(
    name: str, counts: list[str], others: list[str]
) -> None:
    answer = mark_workbook(SAMPLES[name], EVERY)
    assert told(answer) == (counts, [LIST_SHEET, "Biểu 1", "Biểu 2", *others])
    assert told(mark_workbook(answer, EVERY)) == told(answer), "the list of the answer before is named no more"


@pytest.mark.parametrize(
    "odd",
    [
        put("<vt:i4>2</vt:i4>", "<vt:i4>hai</vt:i4>"),
        put("<vt:lpstr>Biểu 1</vt:lpstr>", "<vt:lpstr>Tên cũ</vt:lpstr>"),
        lambda part: b"<not well formed",
        lambda part: b"<Properties/>",
    ],
)
def test_properties_that_tell_otherwise_or_cannot_be_read_stay_as_they_are(odd: Change) -> None:
    strange = changed(book(), {PROPERTIES: odd})
    assert unpacked(mark_workbook(strange, EVERY))[PROPERTIES] == unpacked(strange)[PROPERTIES]
