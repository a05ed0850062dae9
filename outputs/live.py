"""Live text: text of which some pieces are controls of a Word document, each under its key.

A sentence is made of strings by templates, joined, wrapped and measured as one; what is live in it is marked inside the
string, and becomes a content control where the string becomes a run.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

from domain.citation import Citation, Shown
from domain.figure import FigureKey

_OPEN, _MIDDLE, _END = "\ue000", "\ue001", "\ue002"  # of Unicode's private use: no text that a person wrote has them
_LIVE = re.compile(f"{_OPEN}([^{_OPEN}{_MIDDLE}{_END}]*){_MIDDLE}([^{_OPEN}{_MIDDLE}{_END}]*){_END}")
_MARKS = re.compile(f"[{_OPEN}{_MIDDLE}{_END}]")
_PROSE = re.compile(r"[^:]*:\.\w+@.*")
_SAYERS = re.compile(r"[^:]*:\.\w+\.[0-9a-f]{8}")


class Piece(NamedTuple):
    """``key`` is None for text that is nobody's."""

    key: str | None
    text: str


def live(key: str, text: str) -> str:
    """``text`` as one live piece; what is live in it is part of the whole."""
    said = plain(text)
    return f"{_OPEN}{key}{_MIDDLE}{said}{_END}" if said else ""


def pieces(text: str) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for match in _LIVE.finditer(text):
        found.append(Piece(None, text[at : match.start()]))
        found.append(Piece(match[1], match[2]))
        at = match.end()
    found.append(Piece(None, text[at:]))
    return [Piece(key, said) for key, text in found if (said := foreign(text))]


def plain(text: str) -> str:
    """What a reader sees."""
    return foreign(_LIVE.sub(r"\2", text))


def foreign(text: str) -> str:
    """A text that somebody else wrote, in which nothing is live."""
    return _MARKS.sub("", text)


def is_prose(key: str) -> bool:
    """Whether what is live is somebody's words, which may be edited, and no figure."""
    return bool(_PROSE.fullmatch(key))


def is_figure(key: str) -> bool:
    """Whether it is one of the warehouse's, and no word of the report as a whole."""
    return not is_prose(key) and ":." not in key


def may_go(key: str) -> bool:
    """Whether it may be taken out of a report: somebody's words, and who said them; a figure may not."""
    return is_prose(key) or bool(_SAYERS.fullmatch(key))


@dataclass(frozen=True)
class Citing:
    """Makes a report's figures live: of a version of a period."""

    period: str
    version: int

    def figure(
        self,
        key: FigureKey,
        text: str,
        shown: Shown = Shown.VALUE,
        of_year: int | None = None,
        whole: str = "",
        printed_in: str = "",
    ) -> str:
        return live(Citation(self.period, self.version, key, shown, of_year, whole, printed_in).key, text)

    def word(self, name: str, text: str) -> str:
        """Something that the report as a whole says and no indicator, such as how many units were received."""
        return live(f"{self.period}.{self.version}:.{name}", text)

    def sayers(self, part: str, text: str, who: str) -> str:
        """Who wrote a text of a narrative, or how many."""
        own = hashlib.sha256(text.encode()).hexdigest()
        return live(f"{self.period}.{self.version}:.{part}.{own[:8]}", who)

    def said(self, part: str, source: str, text: str) -> str:
        """What somebody wrote in a narrative: under its part, the file that it stands in, and its own hash."""
        own = hashlib.sha256(text.encode()).hexdigest()
        return live(f"{self.period}.{self.version}:.{part}@{source[:8]}.{own[:8]}", text)
