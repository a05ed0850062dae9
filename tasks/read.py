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
from tasks.readers.sheet import Read, Sheet, Unreadable
from tasks.take import size_words


class RawChanged(RuntimeError):
    """Stored bytes are not what they were when they were received; one line: which, what to do."""


@dataclass(frozen=True)
class Refusal:
    """Why a file is refused before any field of it is judged: a rule on files and its words."""

    rule: str
    words: dict[str, str]
    place: tuple[str, str] | None = None


@dataclass(frozen=True)
class BatchRead:
    """CELLS of the files that could be read, the refusals of the others, who read which, and each one's
    format by what it holds. ``receipts`` are those that were read or refused: the rest waits for the next batch."""

    cells: pl.DataFrame
    refusals: dict[int, Refusal]
    readers: dict[int, str]
    formats: dict[int, str]
    receipts: tuple[Receipt, ...]


#: A batch that holds so many cells, or letters in them, ends there, whatever the files after it hold: about 90 MB.
FULL, FULL_LETTERS = 600_000, 12_000_000
#: A workbook may hold the letter NUL (``_x0000_``), which PostgreSQL keeps in no text. It is not left out: it might
#: stand between two digits.
_NUL, _NO_LETTER = "\0", "\ufffd"


def read_batch(home: Home, receipts: Sequence[Receipt], fence: Fence) -> BatchRead:
    """Reads ``raw/<sha256>`` of each receipt, checked against its hash; stops after a file that fills the batch."""
    columns: list[list[Any]] = [[] for _ in CELLS]
    refusals: dict[int, Refusal] = {}
    readers: dict[int, str] = {}
    formats: dict[int, str] = {}
    done: list[Receipt] = []
    letters = 0
    for receipt in receipts:
        if len(columns[0]) >= FULL or letters >= FULL_LETTERS:
            break
        done.append(receipt)
        if receipt.barred is not None:
            refusals[receipt.file_id] = Refusal(receipt.barred, dict(receipt.words))
            continue
        try:
            read = _read(home, receipt, fence)
        except Unreadable as error:
            words = {name: said.replace(_NUL, _NO_LETTER) for name, said in error.words.items()}
            refusals[receipt.file_id] = Refusal(error.rule, words)
        else:
            readers[receipt.file_id], formats[receipt.file_id] = read.reader, read.format
            _append(columns, receipt.file_id, read.sheets)
            letters += sum(len(cell.text) for sheet in read.sheets for cell in sheet.cells)
    cells = pl.DataFrame(dict(zip(CELLS, columns, strict=True)), schema=CELLS)
    kept = cells.with_columns(pl.col("sheet", "text").str.replace_all(_NUL, _NO_LETTER, literal=True))
    return BatchRead(kept, refusals, readers, formats, tuple(done))


def _read(home: Home, receipt: Receipt, fence: Fence) -> Read:
    return fence.read(str(whole_raw(home, receipt.sha256)), PurePath(receipt.path).suffix)


def _check_size(size: int, megabytes: int) -> None:
    if size > megabytes * 2**20:
        raise Unreadable("too_large", size_words(size, megabytes))


def whole_raw(home: Home, sha256: str) -> Path:
    """The path of stored bytes that are what they were. RawChanged where they are not."""
    raw = home.raw / sha256
    try:
        data = raw.read_bytes()
    except FileNotFoundError:
        if not home.raw.is_dir():
            raise
        raise RawChanged(f"{raw}: is gone since it was received; restore it from a backup") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RawChanged(f"{raw}: its bytes have changed since it was received; restore it from a backup")
    _check_size(len(data), home.settings.largest_file_megabytes)
    return raw


def _append(columns: list[list[Any]], file_id: int, sheets: Sequence[Sheet]) -> None:
    for number, sheet in enumerate(sheets):
        many = len(sheet.cells)
        for target, value in zip(columns, (file_id, number, sheet.name, sheet.layout), strict=False):
            target.extend([value] * many)
        for target, values in zip(columns[4:], zip(*sheet.cells, strict=True), strict=bool(many)):
            target.extend(values)
