"""A line for whoever looks after soket: a place, and what was seen there and is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Notice:
    """``place`` and ``quoted`` may hold a person's name, for senders name their files and errors quote cells. The
    command prints them; a log has ``logged`` for the place, and quotes nothing."""

    place: str
    logged: str
    text: str
    quoted: str = ""

    @classmethod
    def of_ours(cls, path: Path, text: str) -> Notice:
        """On a file or folder that soket itself has named."""
        return cls(str(path), str(path), text)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" + (f" ({self.quoted})" if self.quoted else "")

    @property
    def for_log(self) -> str:
        return f"{self.logged}: {self.text}"
