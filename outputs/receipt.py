"""The receipt of a file that was accepted (phiếu tiếp nhận), as a Word document in the official form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.association import Association
from outputs.letter import MARK, Answer, aside, state_words, time_words
from outputs.officedocument import TEXT_WIDTH, Properties, day_words, head, title
from outputs.plain_document import plain_document
from outputs.word_table import Align, Block, Cell, Line, Table

KIND = "Phiếu tiếp nhận"
_LABELS, _COLUMNS = 42.0, (75.0, 35.0)  # mm
_SIZE = 13


@dataclass(frozen=True)
class Recorded:
    """A figure as it was recorded: ``value`` as it is printed."""

    name: str
    unit: str
    value: str


@dataclass(frozen=True)
class Slip:
    """What a receipt says besides the answer. ``number`` counts the unit's files for the period; ``replaces``
    is the number of the one whose place this file took."""

    association: Association
    number: int
    replaces: int | None
    recorded: tuple[Recorded, ...]


def write_receipt(answer: Answer, slip: Slip) -> bytes:
    """The .docx; equal answers give equal bytes."""
    day = answer.received.date()
    subject = f"số liệu {answer.period}" if answer.period else "số liệu"
    properties = Properties(f"{KIND} {subject}", answer.association, answer.check, "1", day)
    association = slip.association
    dated = f"{association.place}, ngày {day_words(day)}"
    return plain_document(
        properties,
        head(association.parent, association.name, f"{MARK}{answer.check}", dated),
        *title(KIND, subject[0].upper() + subject[1:]),
        Line(f"Kính gửi: {answer.unit}", align="center", size=14),
        Line(style="Note"),
        Line(f"{association.name} đã nhận tệp số liệu của đơn vị như sau:", "BodyText"),
        _table((_LABELS, TEXT_WIDTH - _LABELS), list(_facts(answer, slip)), grid=False),
        Line(style="Note"),
        *(Line(text, "BodyText") for text in aside(answer)),
        *_figures(answer, slip),
        Line("Phiếu này được lập tự động khi tiếp nhận tệp.", "Note"),
    )


def _facts(answer: Answer, slip: Slip) -> Iterator[tuple[str, ...]]:
    yield "Tên tệp", answer.file
    yield "Thời gian nhận", time_words(answer.received)
    if answer.period:
        yield "Kỳ báo cáo", answer.period
    replaced = f", thay lần {slip.replaces}" if slip.replaces else ""
    yield "Lần gửi", f"thứ {slip.number}{replaced}"
    yield "Tình trạng", state_words(answer)


def _figures(answer: Answer, slip: Slip) -> Iterator[Block]:
    if not slip.recorded:
        return
    yield Line("Số liệu đã ghi nhận:", "BodyText", bold=True, keep=True)
    rows = [("Chỉ tiêu", "Đơn vị tính", "Đã ghi nhận"), *((one.name, one.unit, one.value) for one in slip.recorded)]
    yield _table((*_COLUMNS, TEXT_WIDTH - sum(_COLUMNS)), rows, grid=True)
    whom = slip.association.phone or "văn phòng"
    until = f", hạn đến hết ngày {answer.until:%d/%m/%Y}" if answer.until else ""
    yield Line(style="Note")
    yield Line(f"Nếu khác sổ của đơn vị, xin báo {whom}{until}.", "BodyText")


def _table(widths: tuple[float, ...], rows: Sequence[tuple[str, ...]], *, grid: bool) -> Table:
    made = tuple(
        tuple(_cell(text, number, at, grid=grid) for at, text in enumerate(row)) for number, row in enumerate(rows)
    )
    return Table(widths, made, header=int(grid), grid=grid)


def _cell(text: str, row: int, column: int, *, grid: bool) -> Cell:
    if not grid:
        return Cell((Line(text if column else f"{text}:", "TableText", align="left", size=_SIZE),))
    align: Align = "center" if row == 0 or column == 1 else "right" if column == 2 else "left"
    return Cell((Line(text, "TableText", align=align, bold=row == 0, size=_SIZE),))
