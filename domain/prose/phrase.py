"""How an indicator is spoken of: words of which the first are what is counted, the others stand near them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.prose.sentence import Word
from domain.vietnamese import heading_key

_PARTED, _OR = re.compile(r"\s*(?:…|\.\.\.)\s*"), re.compile(r"\s*\|\s*")
_JOINED = re.compile(r"[\s,\"“”'‘’«»/&–-]*")  # what may stand between the words of a part

Part = tuple[tuple[str, ...], ...]


class BadPhrase(ValueError):
    """A phrase that says nothing; the text says what is wrong with it."""


@dataclass(frozen=True)
class Phrase:
    """``hộ|gia đình … đăng ký … gia đình học tập``: each part, in one of its wordings, has to stand in the sentence,
    the first beside the number. A wording is the keys of its words."""

    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Phrase:
        """BadPhrase where a part or a wording has no words."""
        parts = tuple(
            tuple(tuple(heading_key(one).split()) for one in _OR.split(part)) for part in _PARTED.split(text.strip())
        )
        if not all(wording for part in parts for wording in part):
            raise BadPhrase(f"{text!r} has a part without words; wanted such as 'hộ|gia đình … đăng ký'")
        return cls(parts)

    @property
    def counted(self) -> Part:
        return self.parts[0]


def head_words(text: str) -> list[str]:
    """The wordings of what a phrase counts, as they were written."""
    return _OR.split(_PARTED.split(text.strip())[0])


@dataclass(frozen=True)
class Found:
    """A wording that stands at the words ``first`` up to ``last`` (not in it)."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first


def begins_at(text: str, words: Sequence[Word], at: int, part: Part) -> Found | None:
    """The longest wording of a part that begins with the word ``at``."""
    for wording in sorted(part, key=len, reverse=True):
        last = at + len(wording)
        said = last <= len(words) and all(words[at + n].key == key for n, key in enumerate(wording))
        if said and all(_JOINED.fullmatch(text, words[n].end, words[n + 1].start) for n in range(at, last - 1)):
            return Found(at, last)
    return None


def longest(text: str, words: Sequence[Word], zone: range, part: Part) -> Found | None:
    """The longest wording of a part within a zone of words; of equal ones the first."""
    found = [one for at in zone if (one := begins_at(text, words, at, part)) and one.last <= zone.stop]
    return max(found, key=lambda one: one.size, default=None)
