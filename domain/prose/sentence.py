"""Prose → its sentences, each with the words by which figures are told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from domain.vietnamese import heading_key

_SPACE = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ABBREVIATED = r"(?<!\bTP)(?<!\bTp)(?<!\bThS)(?<!\bTS)(?<!\bGS)(?<!\bBS)(?<!\bTr)(?<!\bNo)(?<!\bĐ/c)(?<!v\.v)"
_END = re.compile(
    rf"{_ABBREVIATED}(?:\.{{2,}}|…|[.!?](?=[\s\"”’)]|$))[.…\"”’)/]*\s*(?![a-zđàáâãèéêìíòóôõùúýăĩũơưạ-ỹ,;)])"
)
_BULLET = re.compile(r"\s*[-+*•–—●]\s+")
_NUMBERED = re.compile(r"\s*(?:(?:bảng|biểu|phụ lục|mục)\s)?(?:\d{1,2}|[IVX]+)(?:\.\d{1,2})*\.\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_WRAPPED = 60  # letters of a line that goes on in the next one


class Word(NamedTuple):
    """A word at ``start`` to ``end``; ``key`` is how it is compared."""

    start: int
    end: int
    key: str


@dataclass(frozen=True)
class Sentence:
    """``lead`` is the line ending in a colon above the list that the sentence is an item of; ``first`` tells whether
    it begins a paragraph."""

    text: str
    first: bool = True
    lead: str = ""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.text)


def words_of(text: str) -> tuple[Word, ...]:
    return tuple(Word(found.start(), found.end(), heading_key(found[0])) for found in _WORD.finditer(text))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in NFC, in their order; a heading or an item of a list is one of its own."""
    lead = ""
    for line in _lines(text):
        bullet = _BULLET.match(line)
        lead = lead if bullet else ""
        said = line[bullet.end() :] if bullet else line
        for n, one in enumerate(_parted(said)):
            yield Sentence(one, n == 0, lead)
        if not bullet and line.endswith(":"):
            lead = line


def _lines(text: str) -> Iterator[str]:
    """Paragraphs; a line that was broken in the middle of a sentence goes on."""
    kept = ""
    for raw in _UNSEEN.sub("", unicodedata.normalize("NFC", text)).splitlines():
        line = _SPACE.sub(" ", raw).strip()
        if kept and line and _goes_on(kept, line):
            kept = f"{kept} {line}"
            continue
        if kept:
            yield kept
        kept = line
    if kept:
        yield kept


def _goes_on(line: str, following: str) -> bool:
    if line[-1] in ".;:!?…/":
        return False
    return following[0].islower() or (following[0].isdigit() and len(line) >= _WRAPPED and ") " not in following[:4])


def _parted(line: str) -> Iterator[str]:
    start = 0
    for found in _END.finditer(line):
        if _NUMBERED.fullmatch(line, start, found.end()):
            continue
        if said := line[start : found.end()].strip():
            yield said
        start = found.end()
    if said := line[start:].strip():
        yield said
