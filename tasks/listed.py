"""The rows of a list that are items, told from subtotals, notes and the signature block under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from domain.vietnamese import heading_key, read_whole, tidy
from tasks.grid import Grid
from tasks.header import is_letters
from tasks.headings import Found

_TOTALS = tuple(heading_key(word) for word in ("cộng", "tổng", "cộng dồn"))
_NO_TOTAL = heading_key("cộng đồng")
_WHOLE_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng)\s*(?:[:(\d].*)?")
_NOTES = re.compile(r"(?:ghi chú|chú thích|chú ý|lưu ý|nguồn)\s*:.*|\(?\*.*", re.DOTALL)
_SIGNATURES = tuple(
    heading_key(words)
    for words in (
        *(
            "người lập",
            "lập biểu",
            "thủ trưởng",
            "xác nhận của",
            "đại diện",
            "tm",
            "t m",
            "kt chủ tịch",
            "kt trưởng",
        ),
        *("chủ tịch", "phó chủ tịch", "trưởng", "kế toán", "ký, ghi rõ họ tên", "ký tên"),
    )
)
_SIGNED_ON = re.compile(r".*\bngày\b.{1,8}\btháng\b.{1,8}\bnăm\b.*", re.DOTALL)


def items(grid: Grid, found: Found, below: Sequence[int], others: Collection[str]) -> Iterator[int]:
    """The rows of a list's items, up to a signature or one of the ``others``, labels of other forms.

    A row with an ordinal, or with a number where the list counts, is always an item, unless it is a
    subtotal; under a note no other row is.
    """
    by_role = {column.role: found.columns.get(column.code) for column in reversed(found.form.columns)}
    ordinal, name = by_role.get("ordinal"), by_role.get("name")
    codes = [(column.role, found.columns.get(column.code)) for column in found.form.columns]
    asked = [at for role, at in codes if role != "ordinal" and at is not None]
    values = [at for role, at in codes if role == "value" and at is not None]
    leftmost = min(found.columns.values())
    noted = False
    for row in below:
        first = next((column for column in grid.rows[row] if column >= leftmost), None)
        if first is None or is_letters(grid, row):
            continue
        numbered = grid.text(row, ordinal).strip().rstrip(".").isdigit()
        if not numbered:
            said = tidy(grid.text(row, first)).casefold()
            if _ends(grid, row, first, others) or (len(grid.rows[row]) == 1 and _SIGNED_ON.fullmatch(said)):
                return
            counted = any(read_whole(grid.text(row, column)).value is not None for column in values)
            noted = noted or (not counted and bool(_NOTES.fullmatch(said)))
            if not counted and (noted or grid.text(row, ordinal).strip()):
                continue  # a note, a line of words below one, or the title of a part of the list
        if not _is_total(grid, row, ordinal, name, numbered) and any(grid.text(row, at).strip() for at in asked):
            yield row


def _ends(grid: Grid, row: int, first: int, others: Collection[str]) -> bool:
    key = grid.key(row, first)
    return key in others or any(f"{key} ".startswith(f"{words} ") for words in _SIGNATURES)


def _is_total(grid: Grid, row: int, ordinal: int | None, name: int | None, numbered: bool) -> bool:
    """``Cộng``, ``Tổng cộng: 3 chi hội``; in a list with ordinals, a row without one that begins so."""
    for column in (ordinal, name):
        if _WHOLE_TOTAL.fullmatch(tidy(grid.text(row, column)).casefold()):
            return True
        if ordinal is None or numbered:
            continue
        key = grid.key(row, column)
        if key.startswith(_TOTALS) and not key.startswith(_NO_TOTAL):
            return True
    return False
