"""The largest remainder: a whole number shared out in whole parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of ``total`` in proportion to ``weights``, by the largest remainder; of equal remainders the
    first gains. A negative total is shared out like the positive one."""
    size, whole = abs(total), sum(weights)
    shares = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
    for index in by_remainder[: size - sum(shares)]:
        shares[index] += 1
    return shares if total >= 0 else [-share for share in shares]


def shared_out(total: str, weight: str, whole: str, group: str) -> pl.Expr:
    """``share_out`` of columns of Int64: a group's rows hold one ``total``, their weights in order, and the
    ``whole`` that the weights add up to."""
    size, parts = pl.col(total).abs(), pl.col(whole)
    # the product of two numbers below 2**63 has room in 128 bits; the total itself may be as large
    rest = (size % parts).cast(pl.Int128) * pl.col(weight)
    share = size // parts * pl.col(weight) + (rest // parts).cast(pl.Int64)
    left = size - share.sum().over(group)
    rank = (rest % parts).cast(pl.Int64).rank("ordinal", descending=True).over(group)
    return pl.col(total).sign() * (share + (rank <= left).cast(pl.Int64))
