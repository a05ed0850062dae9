"""Numbers that stand in a report's prose outside its controls, each with the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.vietnamese import heading_key
from outputs.live import Piece, is_prose

_LIVE = "\ufffc"  # stands for a figure in a control
END = "."  # of a sentence
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+|%|[.!?…](?=\s|$)")
#: Before a figure or behind it, these make another of it.
_BEFORE = frozenset(map(heading_key, ("gần", "xấp xỉ", "xỉ", "trên", "hơn", "khoảng", "dưới", "chừng", "ước", "quá")))
_BEHIND = frozenset(map(heading_key, ("nghìn", "ngàn", "vạn", "triệu", "tỉ", "tỷ", "rưỡi", "lẻ", "chục", "trăm", "%")))


class Loose(NamedTuple):
    """A number and the words beside it; at either end of a sentence a dot."""

    before: str
    number: str
    behind: str


class Beside(NamedTuple):
    """A figure's key and the words beside it, in their comparable form."""

    key: str
    before: str
    behind: str
    counts: str  # the two words behind it, where there are two

    @property
    def makes_another(self) -> set[str]:
        """The words beside it that change what it says."""
        return ({self.before} & _BEFORE) | ({self.behind} & _BEHIND)


def loose_numbers(pieces: Iterable[Piece]) -> Iterator[Loose]:
    """The numbers of a paragraph that are nobody's, those in somebody's own words too."""
    tokens = list(_tokens(pieces))
    for at, (_, text) in enumerate(tokens):
        if text[0].isdigit():
            yield Loose(_word(tokens, at - 1), text, _word(tokens, at + 1))


def beside(pieces: Iterable[Piece]) -> Iterator[Beside]:
    """The figures of a paragraph, in their order."""
    tokens = list(_tokens(pieces))
    for at, (key, _) in enumerate(tokens):
        if key is not None:
            first, second = _word(tokens, at + 1), _word(tokens, at + 2)
            both = f"{first} {second}" if first.isalpha() and second.isalpha() else ""
            yield Beside(key, _word(tokens, at - 1), first, both)


def _tokens(pieces: Iterable[Piece]) -> Iterator[tuple[str | None, str]]:
    """Words and numbers, and each figure as one with its key."""
    for piece in pieces:
        if piece.key is not None and not is_prose(piece.key):
            yield piece.key, _LIVE
        else:
            yield from ((None, token) for token in _TOKEN.findall(piece.text))


def _word(tokens: list[tuple[str | None, str]], at: int) -> str:
    """A word in its comparable form; the end of a sentence is one too."""
    if not 0 <= at < len(tokens):
        return END
    text = tokens[at][1]
    return heading_key(text) or (text if text in (_LIVE, "%") else END)
