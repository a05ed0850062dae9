"""Numbers that stand in a report's prose outside its controls, each with the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from domain.vietnamese import heading_key
from outputs.live import Piece, is_prose

_LIVE = "\ufffc"  # stands for a figure in a control
END = "."  # of a sentence
#: A sign counts where a figure follows it: a dash where nothing stands between, for with a space it begins a line.
_SIGNS = "-‐‑‒–−~≈<>≤≥±"
_DIGIT = "\\d¼-¾⅐-⅞²³¹⁰-⁹₀-₉"
_TOKEN = re.compile(rf"[{_DIGIT}]+(?:[.,/][{_DIGIT}]+)*|[^\W\d_]+|%|[.!?…](?=\s|$)|[-‐‑‒–−](?=\Z)|[~≈<>≤≥±](?=\s*\Z)")
_NUMBER = re.compile(f"[{_DIGIT}]")
#: Before a figure or behind it, these make another of it.
_BEFORE = frozenset(map(heading_key, ("gần", "xấp xỉ", "xỉ", "trên", "hơn", "khoảng", "dưới", "chừng", "ước", "quá")))
_BEFORE |= frozenset(_SIGNS)
#: Words near a figure that say what is counted, or turn it round; other words may change.
_PHRASES = """tăng, giảm, mới, không, chưa, cuối, đầu, đã chi, vận động, tồn, đăng ký, công nhận, ít nhất, nhiều nhất,
    tối thiểu, tối đa, lần, thiếu, hụt, vượt, đảng viên, đoàn viên, học bổng, quà, hỗ trợ, bỏ, mất, dự kiến, kế hoạch,
    phấn đấu, sẽ, nữ, xóa"""
_TELLING = frozenset(" ".join(map(heading_key, one.split())) for one in _PHRASES.split(","))
_NEAR, _FAR = 4, 10  # words on either side
_BEHIND = frozenset(map(heading_key, ("nghìn", "ngàn", "vạn", "triệu", "tỉ", "tỷ", "rưỡi", "lẻ", "chục", "trăm", "%")))


Sides = tuple[frozenset[str], frozenset[str]]
_NOTHING: Sides = (frozenset(), frozenset())


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
    near: Sides = field(default=_NOTHING, compare=False)  # telling words close to it, before and behind
    far: Sides = field(default=_NOTHING, compare=False)  # the same, anywhere around it
    said: str = field(default="", compare=False)

    def tells_otherwise(self, was: Beside) -> bool:
        """Whether a telling word stands near it that stood nowhere around it, or the other way round."""
        return any(
            not (now <= around and before <= now_around)
            for now, now_around, before, around in zip(self.near, self.far, was.near, was.far, strict=True)
        )

    @property
    def makes_another(self) -> set[str]:
        """The words beside it that change what it says."""
        return ({self.before} & _BEFORE) | ({self.behind} & _BEHIND)


def loose_numbers(pieces: Iterable[Piece]) -> Iterator[Loose]:
    """The numbers of a paragraph that are nobody's, those in somebody's own words too."""
    tokens = list(_tokens(pieces))
    for at, (key, text) in enumerate(tokens):
        if key is None and _NUMBER.match(text):
            yield Loose(_word(tokens, at - 1), text, _word(tokens, at + 1))


def beside(pieces: Iterable[Piece]) -> Iterator[Beside]:
    """The figures of a paragraph, in their order."""
    tokens = list(_tokens(pieces))
    for at, (key, _) in enumerate(tokens):
        if key is not None:
            first, second = _word(tokens, at + 1), _word(tokens, at + 2)
            both = f"{first} {second}" if first[0].isalpha() and second[0].isalpha() else ""
            said = " ".join(text for _, text in tokens[max(at - 1, 0) : at + 3])
            near, far = _telling(tokens, at, _NEAR, (END, _LIVE)), _telling(tokens, at, _FAR, (END,))
            yield Beside(key, _word(tokens, at - 1), first, both, near, far, said)


def _telling(tokens: list[tuple[str | None, str]], at: int, words: int, ends: tuple[str, ...]) -> Sides:
    """The telling words before a figure and behind it, as far as an end, those of the figures on the way too."""
    found = []
    for side in (range(at - 1, at - 1 - words, -1), range(at + 1, at + 1 + words)):
        until = sorted(takewhile(lambda one: _word(tokens, one) not in ends, side))
        said = f" {' '.join(word for one in until for word in _words(tokens[one]))} "
        found.append(frozenset(one for one in _TELLING if f" {one} " in said))
    return found[0], found[1]


def _words(token: tuple[str | None, str]) -> Iterator[str]:
    key, text = token
    yield from (heading_key(one) for one in (_TOKEN.findall(text) if key is not None else [text]))


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
