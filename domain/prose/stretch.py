"""Which words of a sentence belong to which of its figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.prose.mention import MONEY, PERCENT, POINTS, Mention
from domain.prose.sentence import Sentence

#: What parts the words behind one figure from those that lead to the next.
_PARTS = re.compile(
    r"[,;(–]|(?<!\w)(?:và|với|cho|trị giá|tổng trị giá|tổng giá trị|tổng số tiền|số tiền|kinh phí|chiếm|thu hút|nâng|"
    r"trong đó)(?!\w)|(?<!\w)(?:đạt|bằng)(?=[^%\d]{0,15}\d[\d.,]*\s?%)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Stretch:
    """What of a sentence belongs to a figure: the numbers of the words behind it and before it that are its own, and
    of those before it back to the last figure of the same sort, or the last semicolon; ``end`` is the letter at which
    its own words end."""

    behind: range
    before: range
    further: range
    end: int


def stretches(sentence: Sentence, mentions: Sequence[Mention]) -> list[Stretch]:
    """A stretch for each figure of a sentence."""
    text, length = sentence.text, len(sentence.text)
    cuts = [
        _cut(text, 0, one.start) if n == 0 else _cut(text, mentions[n - 1].end, one.start)
        for n, one in enumerate(mentions)
    ]
    found = []
    for n, one in enumerate(mentions):
        end = cuts[n + 1] if n + 1 < len(mentions) else length
        closed = text.find(";", one.end, end)
        end = end if closed < 0 else closed
        alike = next((other.end for other in reversed(mentions[:n]) if _alike(text, other, one)), 0)
        alike = max(alike, text.rfind(";", 0, one.start))
        found.append(
            Stretch(
                behind=_words(sentence, _behind_number(one), end),
                before=_words(sentence, cuts[n], one.start),
                further=_words(sentence, alike, one.start),
                end=end,
            )
        )
    return found


def _cut(text: str, start: int, end: int) -> int:
    """Where the words that lead to a figure begin: behind the last mark or word that parts."""
    parting = [found.end() for found in _PARTS.finditer(text, start, end)]
    return parting[-1] if parting else (start if start == 0 else end)


def _behind_number(mention: Mention) -> int:
    """Where what is counted begins: behind the digits and their words of scale, though it is a part of the figure."""
    if mention.unit in (None, MONEY, PERCENT, POINTS):
        return mention.end
    return mention.end - len(mention.unit or "")


def _alike(text: str, one: Mention, other: Mention) -> bool:
    """Figures that stand in brackets behind one name after the other, ``A (92 hội viên), B (84 hội viên)``, are all of
    what stands before the first."""
    listed = _in_brackets(text, one) and _in_brackets(text, other)
    return not listed and one.unit == other.unit and one.unit not in (PERCENT, POINTS)


def _in_brackets(text: str, mention: Mention) -> bool:
    return text[: mention.start].endswith("(") and text[mention.end :].startswith(")")


def _words(sentence: Sentence, start: int, end: int) -> range:
    inside = [n for n, word in enumerate(sentence.words) if word.start >= start and word.end <= end]
    return range(inside[0], inside[-1] + 1) if inside else range(0, 0)
