"""Numbers that stand in a report's prose outside its controls, each with the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.vietnamese import heading_key
from outputs.live import Piece, is_prose

_LIVE = "\ufffc"  # stands for a figure in a control
END = "."  # of a sentence
#: A sign counts where a figure follows it: a dash where nothing stands between, for with a space it begins a line.
_SIGNS = "-‐‑‒–−~≈<>≤≥±"
_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+|%|[.!?…](?=\s|$)|[-‐‑‒–−](?=\Z)|[~≈<>≤≥±](?=\s*\Z)")
#: Before a figure or behind it, these make another of it.
_BEFORE = frozenset(map(heading_key, ("gần", "xấp xỉ", "xỉ", "trên", "hơn", "khoảng", "dưới", "chừng", "ước", "quá")))
_BEFORE |= frozenset(_SIGNS)
_BEHIND = frozenset(map(heading_key, ("nghìn", "ngàn", "vạn", "triệu", "tỉ", "tỷ", "rưỡi", "lẻ", "chục", "trăm", "%")))


class Loose(NamedTuple):
    """A number and the words beside it; at either end of a sentence a dot."""

    before: str
    number: str
    behind: str


@dataclass(frozen=True)
class Beside:
    """A figure's key and the words beside it, in their comparable form; ``said`` is how it reads with them."""

    key: str
    before: str
    behind: str
    counts: str  # the two words behind it, where there are two
    said: str = field(default="", compare=False)

    @property
    def makes_another(self) -> set[str]:
        """The words beside it that change what it says."""
        return ({self.before} & _BEFORE) | ({self.behind} & _BEHIND)


def loose_numbers(pieces: Iterable[Piece]) -> Iterator[Loose]:
    """The numbers of a paragraph that are nobody's, those in somebody's own words too."""
    tokens = list(_tokens(pieces))
    for at, (key, text) in enumerate(tokens):
        if key is None and text[0].isdigit():
            yield Loose(_word(tokens, at - 1), text, _word(tokens, at + 1))


def beside(pieces: Iterable[Piece]) -> Iterator[Beside]:
    """The figures of a paragraph, in their order."""
    tokens = list(_tokens(pieces))
    for at, (key, _) in enumerate(tokens):
        if key is not None:
            first, second = _word(tokens, at + 1), _word(tokens, at + 2)
            both = f"{first} {second}" if first[0].isalpha() and second[0].isalpha() else ""
            said = " ".join(text for _, text in tokens[max(at - 1, 0) : at + 3])
            yield Beside(key, _word(tokens, at - 1), first, both, said)


def _tokens(pieces: Iterable[Piece]) -> Iterator[tuple[str | None, str]]:
    """Words and numbers, and each figure as one with its key."""
    for piece in pieces:
        if piece.key is not None and not is_prose(piece.key):
            yield piece.key, piece.text
        else:
            yield from ((None, token) for token in _TOKEN.findall(piece.text))


def _word(tokens: list[tuple[str | None, str]], at: int) -> str:
    """A word in its comparable form; the end of a sentence is one too."""
    if not 0 <= at < len(tokens):
        return END
    key, text = tokens[at]
    if key is not None:
        return _LIVE
    return heading_key(text) or (text if text == "%" or text in _SIGNS else END)
