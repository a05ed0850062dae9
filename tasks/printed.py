"""The figures that a report prints, by their keys, and where one of them comes from."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from domain.citation import Citation
from outputs.live import is_figure
from tasks.home import Home
from tasks.report_text import Paragraph
from tasks.trace import Trace, trace_key
from tasks.verify import Returned


@dataclass(frozen=True)
class PrintedFigure:
    key: str
    text: str
    heading: str


class UnknownKey(ValueError):
    """The report has no figure of this key; the text names the nearest."""


def printed_figures(path: Path) -> list[PrintedFigure]:
    """Each figure once for each text that it is printed as, in the order of the report. HomeError where it is none."""
    found: dict[tuple[str, str], PrintedFigure] = {}
    heading = ""
    for block in Returned.of(path).text.blocks:
        if isinstance(block, Paragraph) and (block.level is not None or block.style in ("title", "caption")):
            heading = block.text
        lines = [block] if isinstance(block, Paragraph) else [one for row in block.rows for cell in row for one in cell]
        for piece in (piece for line in lines for piece in line.pieces):
            if piece.key and is_figure(piece.key):
                found.setdefault((piece.key, piece.text), PrintedFigure(piece.key, piece.text, heading))
    return list(found.values())


def trace_printed(home: Home, path: Path, key: str) -> list[Trace]:
    """UnknownKey where the report has no such figure."""
    keys = [one.key for one in printed_figures(path)]
    if key not in keys:
        near = difflib.get_close_matches(key, keys, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"'soket trace {path}' lists them"
        raise UnknownKey(f"{path}: has no figure under {key!r}; {hint}")
    return trace_key(home, Citation.parse(key))
