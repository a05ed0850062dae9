"""Raw bytes → cells: a batch of files through the fence, as one frame."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from domain.cells import CELLS
from domain.submission import Receipt
from tasks.fence import Fence
from tasks.home import Home
from tasks.readers.sheet import Sheet, Unreadable


@dataclass(frozen=True)
class Refusal:
    """Why a file is refused before any field of it is judged: a rule on files and its words."""

    rule: str
    words: dict[str, str]
    place: tuple[str, str] | None = None


@dataclass(frozen=True)
class BatchRead:
    """CELLS of the files that could be read, the refusals of the others, and who read which."""

    cells: pl.DataFrame
    refusals: dict[int, Refusal]
    readers: dict[int, str]


def read_batch(home: Home, receipts: Sequence[Receipt], fence: Fence) -> BatchRead:
    """Reads ``raw/<sha256>`` of each receipt, checked against its hash."""
    columns: list[list[Any]] = [[] for _ in CELLS]
    refusals: dict[int, Refusal] = {}
    readers: dict[int, str] = {}
    for receipt in receipts:
        raw = home.raw / receipt.sha256
        try:
            _check_size(raw, home.settings.largest_file_megabytes)
            _check_hash(raw, receipt.sha256)
            readers[receipt.file_id], sheets = fence.read(str(raw), PurePath(receipt.path).suffix)
        except Unreadable as error:
            refusals[receipt.file_id] = Refusal(error.rule, error.words)
        else:
            _append(columns, receipt.file_id, sheets)
    cells = pl.DataFrame(dict(zip(CELLS, columns, strict=True)), schema=CELLS)
    return BatchRead(cells, refusals, readers)


def _check_size(raw: Path, megabytes: int) -> None:
    size = raw.stat().st_size / 2**20
    if size > megabytes:
        raise Unreadable("too_large", {"size": f"{size:.1f}".replace(".", ","), "limit": str(megabytes)})


def _check_hash(raw: Path, sha256: str) -> None:
    if hashlib.sha256(raw.read_bytes()).hexdigest() != sha256:
        raise RuntimeError(f"{raw}: its bytes have changed since it was received; restore it from a backup")


def _append(columns: list[list[Any]], file_id: int, sheets: Sequence[Sheet]) -> None:
    for number, sheet in enumerate(sheets):
        for row, column, text, is_number in sheet.cells:
            for target, value in zip(
                columns, (file_id, number, sheet.name, sheet.layout, row, column, text, is_number), strict=True
            ):
                target.append(value)
