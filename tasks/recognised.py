"""What the recogniser finds in a file, and what it found in a batch of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.observation import FIELDS
from domain.person import Name
from domain.submission import Cover, Receipt
from tasks.sums import without_sums_over_nothing


@dataclass(frozen=True)
class Refusal:
    """Why a file is refused before any field of it is judged: a rule on files and its words."""

    rule: str
    words: dict[str, str]
    place: tuple[str, str] | None = None


@dataclass(frozen=True)
class Recognition:
    """What one file says: FIELDS, its cover, its forms, the people whom its lists and its cover name."""

    fields: pl.DataFrame
    cover: Cover
    forms: tuple[str, ...]
    persons: frozenset[Name] = frozenset()


class NotRecognised(RuntimeError):
    """An error of ours over a file, of this ``kind``; no fault of the file's."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind

    def __reduce__(self) -> tuple[Any, ...]:
        return NotRecognised, (self.kind, str(self))


@dataclass(frozen=True)
class FileRead:
    """A file that was read, by whom, and its format by what it holds; or why it was not."""

    receipt: Receipt
    said: Recognition | Refusal | NotRecognised
    reader: str = ""
    format: str = ""


@dataclass(frozen=True)
class Recognised:
    """FIELDS of the files in which forms were found, what their covers say, the forms of each, the files refused so
    far, who read which, and each one's format. ``percentages``: FIELDS too, of the places that show one;
    ``persons``: whom the lists and the cover of each name."""

    fields: pl.DataFrame
    covers: Mapping[int, Cover]
    forms: Mapping[int, tuple[str, ...]]
    refusals: Mapping[int, Refusal]
    readers: dict[int, str]
    formats: Mapping[int, str]
    percentages: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FIELDS))
    persons: Mapping[int, frozenset[Name]] = field(default_factory=dict)


def together(catalogue: Catalogue, files: Sequence[FileRead]) -> Recognised:
    """The files of a batch as one. NotRecognised of the first that we had an error over."""
    for one in files:
        if isinstance(one.said, NotRecognised):
            raise one.said
    said = {one.receipt.file_id: one.said for one in files if isinstance(one.said, Recognition)}
    read = pl.concat([pl.DataFrame(schema=FIELDS), *(one.fields for one in said.values())], rechunk=True)
    shown = pl.col("asks") == "percent"
    formats = {one.receipt.file_id: one.format for one in files if one.format}
    return Recognised(
        fields=without_sums_over_nothing(read.filter(~shown), formats, catalogue),
        covers={file_id: one.cover for file_id, one in said.items()},
        forms={file_id: one.forms for file_id, one in said.items()},
        refusals={one.receipt.file_id: one.said for one in files if isinstance(one.said, Refusal)},
        readers={one.receipt.file_id: one.reader for one in files if one.reader},
        formats=formats,
        percentages=read.filter(shown),
        persons={file_id: one.persons for file_id, one in said.items()},
    )
