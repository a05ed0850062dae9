"""The findings on a file as a list: what its lines say, and how each stands out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from domain.finding import Severity

LIST_SHEET = "Cần sửa"
LIST_HEADINGS = ("Biểu", "Ô", "Thấy", "Cần", "Cách sửa")
STATE_HEADING = "Tình trạng"  # behind the others
CHECK = "Mã đối chiếu: "  # before the hash of the file that is answered

_MOST_LETTERS = 4_000  # of one text; a cell of Excel holds 32,767
_HEXED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Level(Enum):
    """How a finding stands out: its word, the colours of cell and letters, the name in a mark. The gravest first."""

    MEND = ("Cần sửa", "FFC7CE", "9C0006", "can-sua")
    LOOK = ("Xin xem lại", "FFCC66", "7F4A00", "xem-lai")
    EXPLAINED = ("Đã giải trình", "DDEBF7", "1F4E78", "giai-trinh")
    MENDED = ("✓ Đã sửa", "C6EFCE", "006100", "da-sua")

    def __init__(self, word: str, fill: str, ink: str, code: str) -> None:
        self.word, self.fill, self.ink, self.code = word, fill, ink, code


@dataclass(frozen=True)
class Entry:
    """A line of the list. ``sheet`` is the sender's, as read, and ``cell`` a place in it (``F19``); both are
    None where there is none. ``explained`` is the sender's own reason; ``mended``: it stood in the file before."""

    sheet: str | None
    cell: str | None
    place: str
    label: str | None
    saw: str
    wanted: str
    mend: str
    severity: Severity
    explained: str | None = None
    mended: bool = False

    @property
    def level(self) -> Level:
        if self.mended:
            return Level.MENDED
        if self.severity is not Severity.WARN:
            return Level.MEND
        return Level.LOOK if self.explained is None else Level.EXPLAINED


@dataclass(frozen=True)
class FindingList:
    """What the first sheet says. ``state`` is one line in Vietnamese, ``period`` is in words, and ``check`` the
    first eight hex digits of the file that is answered."""

    association: str
    unit: str
    file: str
    period: str | None
    state: str
    entries: tuple[Entry, ...]
    check: str


def printable(text: str) -> str:
    """The text without what XML cannot carry, its lines ended alike, cut where no one would read on."""
    text = _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
    return text if len(text) <= _MOST_LETTERS else text[:_MOST_LETTERS] + "…"


def literal(text: str) -> str:
    """The text as a part of a workbook keeps it: Excel reads ``_x0041_`` as the letter of that number."""
    return _HEXED.sub("_x005F_", text)


def is_list(texts: Iterable[str]) -> bool:
    """Whether a sheet with these cells is a list that we wrote."""
    found = set(texts)
    return found.issuperset(LIST_HEADINGS) and any(text.startswith(CHECK.strip()) for text in found)
