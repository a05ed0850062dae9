"""The tables of figures of a report that came back beside those of the one that was issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from tasks.report_text import Paragraph, ReportText, TableText

Row = tuple[tuple[Paragraph, ...], ...]


class What(StrEnum):
    ALTERED = "altered"  # a figure has another text
    REMOVED = "removed"  # a figure is not there, or is no longer a control
    MOVED = "moved"  # it stands among other words, or for something else
    TYPED = "typed"  # a number that was not there
    LABEL = "label"  # a table's words, rows or columns
    FOREIGN = "foreign"  # a figure of another report
    CHART = "chart"  # a chart shows something else


@dataclass(frozen=True)
class Difference:
    """``heading`` and ``sentence`` say where; ``saw`` is empty where there is nothing, as ``wanted`` is."""

    what: What
    heading: str
    sentence: str
    saw: str
    wanted: str
    key: str = ""
    in_table: bool = False


def table_differences(issued: ReportText, found: ReportText) -> Iterator[Difference]:
    before, now = _named(issued), _named(found)
    for one, other in zip_longest(before, now):
        if one is None or other is None:
            name, table = one or other
            wanted, saw = (_text(table.rows[0]), "") if other is None else ("", _text(table.rows[0]))
            yield Difference(What.LABEL, name, "", saw, wanted, in_table=True)
        else:
            yield from _table(one[0], one[1], other[1])


def _named(report: ReportText) -> list[tuple[str, TableText]]:
    """The tables of figures, each with the last words that stand above it."""
    named, above = [], ""
    for block in report.blocks:
        if isinstance(block, TableText):
            named += [(above, block)] if block.figures else []
        elif block.text.strip():
            above = block.text.strip()
    return named


def _table(name: str, before: TableText, now: TableText) -> Iterator[Difference]:
    rows = SequenceMatcher(None, [_text(row) for row in before.rows], [_text(row) for row in now.rows], autojunk=False)
    for kind, first, last, start, end in rows.get_opcodes():
        if kind == "equal":
            pairs = zip(before.rows[first:last], now.rows[start:end], strict=True)
            yield from (one for was, row in pairs for one in _row(name, before.rows[0], was, row))
        else:
            for was, row in zip_longest(before.rows[first:last], now.rows[start:end]):
                yield from _changed_row(name, before.rows[0], was, row)


def _changed_row(name: str, head: Row, was: Row | None, row: Row | None) -> Iterator[Difference]:
    if was is None or row is None or len(was) != len(row):
        saw, wanted = (_text(one) if one else "" for one in (row, was))
        yield Difference(What.LABEL, name, saw, saw, wanted, in_table=True)
    else:
        yield from _row(name, head, was, row)


def _row(name: str, head: Row, was: Row, row: Row) -> Iterator[Difference]:
    for column, (wanted, saw) in enumerate(zip(was, row, strict=True)):
        keys = [[piece.key for line in cell for piece in line.pieces if piece.key] for cell in (wanted, saw)]
        if _words(wanted) == _words(saw) and keys[0] == keys[1]:
            continue
        heading = _words(head[column]) if len(head) == len(row) else ""
        what = What.LABEL if not keys[0] else What.ALTERED if keys[0] == keys[1] else What.REMOVED
        where = f"{name}: {heading}" if heading else name
        yield Difference(what, where, _text(row), _words(saw), _words(wanted), (keys[0] or [""])[0] or "", True)


def _text(row: Row) -> str:
    return " | ".join(map(_words, row))


def _words(cell: Sequence[Paragraph]) -> str:
    return " ".join(" ".join(line.text for line in cell).split())
