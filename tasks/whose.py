"""Whose file it is, by its cover."""

from __future__ import annotations

from collections.abc import Collection

from domain.submission import Cover, Receipt
from domain.vietnamese import heading_key


def is_of(names: Collection[str], cover: Cover, receipt: Receipt) -> bool:
    """Whether a file is of the unit in whose folder it lies. Its cover may name no unit. A code changes hands: where
    the name is that of another unit of the registry (``names``: the keys of theirs), the file is that unit's."""
    name = heading_key(cover.unit_name or "")
    own = not name or name == heading_key(receipt.unit_name)
    if cover.unit_code is None:
        return own
    same = _same_code(cover, receipt)
    return same and (own or name not in names)


def _same_code(cover: Cover, receipt: Receipt) -> bool:
    """A code may have lost its leading zeros."""
    return (cover.unit_code or "").lstrip("0") == receipt.unit_code.lstrip("0")


def whom_it_names(cover: Cover, receipt: Receipt) -> str:
    if cover.unit_code is None or _same_code(cover, receipt):
        return cover.unit_name or ""
    return cover.unit_code
