"""How wide text is in Times New Roman, and how columns share a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from domain.remembered import remembered
from outputs.live import plain

CELL_MARGIN_MM = 1.2  # on each side of a cell

_SLACK_MM = 1.2  # for letters with a horn (ơ, ư) and other faces
_HEAD_LINES = 3
_LEAST_SIZE = 8.0  # points

#: Advance widths of Times New Roman Bold in thousandths of the size; the upright face is narrower.
_WIDTHS = {
    letter: width
    for width, letters in {
        250: " .,", 278: "il/", 333: "()-f:;jt", 389: "sI", 444: "cerz", 500: "0123456789avxyogJ",
        556: "bdđhknpquS", 611: "FP", 667: "BELTZ", 722: "ACDĐHKNRUVXYw", 778: "GOQ", 833: "m", 944: "M",
        1000: "W…",
    }.items()
    for letter in letters
}  # fmt: skip


def text_width(text: str, size: float) -> float:
    """About how wide a line of bold Times New Roman is, in mm; a letter's accents add nothing."""
    return _thousandths(text) / 1000 * size * 25.4 / 72


@remembered  # a table tries several sizes, and says the same numbers in many rows
def _thousandths(text: str) -> int:
    """The width in thousandths of the size."""
    letters = [mark for mark in unicodedata.normalize("NFD", plain(text)) if not unicodedata.combining(mark)]
    return sum(_WIDTHS.get(letter, 556) for letter in letters)


@lru_cache(256)  # the heads of letters are the same in all of them
def balanced(text: str, size: float, box: float) -> str:
    """``text``, or in two lines where it is wider than ``box`` (mm): the second begins with "và"
    where both fit so, else they are of about one length."""
    words = text.split(" ")
    if text_width(text, size) <= box or len(words) < 2:
        return text
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    widest = {pair: max(text_width(half, size) for half in pair) for pair in halves}
    joined = [pair for pair in halves if pair[1].startswith("và ") and widest[pair] <= box]
    best = min(joined or halves, key=lambda pair: widest[pair])
    return "\n".join(best)


def fitted_widths(
    heads: Iterable[Sequence[str]], bodies: Iterable[Sequence[str]], size: float, total: float
) -> tuple[float, ...]:
    """Widths in mm that sum to ``total``, from each column's texts in the head and in the body.

    A column gets its longest word. What is left is shared by what each would like: its body in one
    line and its head in three. Where the words alone are too wide, all columns shrink alike.
    """
    needed, wished = [], []
    for head, body in zip(heads, bodies, strict=True):
        words = _words(*head, *body)
        needed.append(_widest(words, size))
        wished.append(max(needed[-1], _widest(body, size), _widest(head, size) / _HEAD_LINES))
    spare, wishes = total - sum(needed), [wish - need for wish, need in zip(wished, needed, strict=True)]
    if spare < 0 or not sum(wishes):
        return tuple(width * total / sum(needed) for width in needed)
    return tuple(need + spare * wish / sum(wishes) for need, wish in zip(needed, wishes, strict=True))


def fitting_size(heads: Iterable[Sequence[str]], bodies: Iterable[Sequence[str]], size: float, total: float) -> float:
    """The largest size, from ``size`` down to the least that can be read, at which the longest words of the columns
    stand beside each other: a number that is broken over two lines reads as two."""
    words = [_words(*head, *body) for head, body in zip(heads, bodies, strict=True)]
    while size > _LEAST_SIZE and sum(_widest(column, size) for column in words) > total:
        size -= 0.5
    return size


def _words(*texts: str) -> list[str]:
    return [word for text in texts for word in plain(text).split()]


def _widest(texts: Iterable[str], size: float) -> float:
    """The width of a column that holds each text in one line."""
    return max((text_width(text, size) for text in texts), default=0.0) + 2 * CELL_MARGIN_MM + _SLACK_MM
