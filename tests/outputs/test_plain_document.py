"""Documents of which most is made once, beside those that are made whole."""

from __future__ import annotations

from datetime import date

import pytest

from outputs.live import live
from outputs.officedocument import OfficialDocument, Properties, head, title
from outputs.plain_document import plain_document
from outputs.stable_zip import unpack
from outputs.word_table import Block, Cell, Line, Table

PROPERTIES = Properties('Phiếu "a" & <b>', "Hội {Khuyến học}", "0123abcd", "1", date(2022, 6, 15))
BLOCKS: tuple[Block, ...] = (
    head("Hội tỉnh", "Hội xã", "Số: 1", "Sơn La, ngày 15 tháng 6 năm 2022"),
    *title("Phiếu", "Số liệu"),
    Line("a & <b> {title}", "BodyText", bold=True),
    Table((40.0, 60.0), ((Cell((Line("x"),)), Cell((Line("y"),))),)),
)


def whole(properties: Properties, *blocks: Block) -> bytes:
    document = OfficialDocument(properties)
    document.add(*blocks)
    return document.to_bytes()


@pytest.mark.parametrize("blocks", [BLOCKS, (), (*BLOCKS, Line(live("2022H1.1:.x", "12"), bold=True))])
def test_its_parts_are_those_of_a_document_that_is_made_whole(blocks: tuple[Block, ...]) -> None:
    assert unpack(plain_document(PROPERTIES, *blocks)) == unpack(whole(PROPERTIES, *blocks))


def test_nothing_of_one_document_is_in_the_next() -> None:
    first = plain_document(PROPERTIES, *BLOCKS)
    plain_document(Properties("x", "y", "z", "2", date(2023, 1, 1)), Line("khác"))
    assert plain_document(PROPERTIES, *BLOCKS) == first
