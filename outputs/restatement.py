"""The table "Điều chỉnh số liệu": figures that earlier reports printed otherwise, and what made them so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.catalogue import Catalogue
from domain.citation import Shown
from domain.figure import YEAR, FigureKey
from domain.half_year import HalfYear
from domain.restatement import Cause, Place, Restated, Why
from domain.vietnamese import grouped, signed
from outputs.live import Citing
from outputs.measure import fitted_widths
from outputs.word_table import Align, Cell, Line, Table

_HEADINGS = ("STT", "Chỉ tiêu", "Đã công bố", "Nay", "Tăng, giảm", "Nguyên nhân")
_ALIGNS: tuple[Align, ...] = ("center", "left", "right", "right", "right", "left")
_SIZE = 11.0
_CELL = re.compile(r"[A-Z]+\d")  # of a worksheet; a table of Word says row and cell itself
_NAMED = 5  # units that a row names; more are counted
_WHY = {
    Why.LATE: "gửi sau khi chốt số liệu",
    Why.CORRECTION: "đơn vị sửa số liệu",
    Why.ESTIMATE: "số chính thức thay số ước",
    Why.MERGED: "sáp nhập, chia tách đơn vị",
    Why.READ_AGAIN: "đọc lại tệp của đơn vị",
    Why.UNITS: "danh sách đơn vị thay đổi",
    Why.FIRST_HALF: "số liệu 6 tháng đầu năm được điều chỉnh",
    Why.OTHERWISE: "cách tổng hợp thay đổi",
}


def restatement_table(restated: Sequence[Restated], catalogue: Catalogue, width: float, citing: Citing) -> Table | None:
    """A row per whole figure that was printed otherwise, in mm of ``width``; None where there is none."""
    wholes = [one for one in restated if not one.breakdown]
    if not wholes:
        return None
    rows = [_row(number, one, catalogue, citing) for number, one in enumerate(wholes, 1)]
    head = [(text,) for text in _HEADINGS]
    bodies = [[text for row in rows for text in row[at]] for at in range(len(head))]
    headings = tuple(_cell(texts, "center", bold=True) for texts in head)
    body = (tuple(_cell(texts, align) for texts, align in zip(row, _ALIGNS, strict=True)) for row in rows)
    return Table(fitted_widths(head, bodies, _SIZE, width), (headings, *body), header=1)


def _row(number: int, one: Restated, catalogue: Catalogue, citing: Citing) -> list[tuple[str, ...]]:
    indicator = catalogue.indicator_by_code.get(one.indicator)
    name = f"{indicator.name} ({indicator.unit})" if indicator else one.indicator
    year = f", năm {one.of_year}" if one.of_year else ""
    difference = "…" if one.difference is None else signed(one.difference)
    printed = ((Shown.BEFORE, _number(one.before)), (Shown.VALUE, _number(one.now)), (Shown.CHANGE, difference))
    numbers = [(_cited(one, text, shown, citing),) for shown, text in printed]
    causes = tuple(_cited(one, said, Shown.CAUSE, citing) for said in _causes(one))
    return [(f"{number}",), (f"{name}{year}; {_when(one)}",), *numbers, causes]


def _cited(one: Restated, text: str, shown: Shown, citing: Citing) -> str:
    key = FigureKey(one.indicator, one.breakdown, span=one.span)
    return citing.figure(key, text, shown, one.of_year, printed_in=f"{one.period}.{one.printed_in}")


def _when(one: Restated) -> str:
    half = HalfYear.parse(one.period)
    return f"cả năm {half.year}" if one.span == YEAR else half.words


def _causes(one: Restated) -> Iterator[str]:
    """The units that moved it most first; those beyond the fifth are counted."""
    by_weight = sorted(one.causes, key=lambda cause: -abs((cause.now or 0) - (cause.before or 0)))
    for cause in by_weight[:_NAMED]:
        yield _cause(cause)
    if len(by_weight) > _NAMED:
        yield f"và {grouped(len(by_weight) - _NAMED)} đơn vị khác."


def _cause(cause: Cause) -> str:
    if not cause.name:
        return f"{_WHY[cause.why][0].upper()}{_WHY[cause.why][1:]}."
    moved = signed((cause.now or 0) - (cause.before or 0))
    places = "; ".join(_places(cause.cells_now or cause.cells_before))
    return f"{cause.name}: {_WHY[cause.why]} ({moved}{f'; {places}' if places else ''})."


def _places(cells: Sequence[Place]) -> Iterator[str]:
    """The sheet and its cells, ``…, ô E8, E9``, of each sheet."""
    for sheet in dict.fromkeys(one.sheet for one in cells):
        named = ", ".join(one.cell for one in cells if one.sheet == sheet)
        of_a_sheet = "ô " if _CELL.match(named) else ""
        yield f"{sheet}, {of_a_sheet}{named}" if sheet else named


def _number(value: int | None) -> str:
    return "…" if value is None else grouped(value)


def _cell(texts: Sequence[str], align: Align, bold: bool = False) -> Cell:
    return Cell(tuple(Line(text, "TableText", align, bold=bold, size=_SIZE) for text in texts))
