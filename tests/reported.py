"""Reports written by hand, a block a line: what is read of them, without a .docx.

``#`` and ``##`` are headings, ``^`` a caption, ``!`` a title, ``|`` a row of a table of figures, ``:`` one of a table
that only places text, ``>`` a line beside the body; anything else is prose. What is live stands in braces, behind the
key that it has within a version: ``{lop~h=change tăng 3 lớp}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from outputs.live import Piece
from tasks.report_text import Paragraph, ReportText, TableText

_LIVE = re.compile(r"\{(\S+) ([^}]*)\}")
_STYLES = {"^": "caption", "!": "title"}


def report_of(text: str, of: str = "2022H1.1") -> ReportText:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    blocks: list[Paragraph | TableText] = []
    inside = (line for line in lines if line[0] != ">")
    for mark, group in groupby(inside, key=lambda line: line[0] if line[0] in "|:" else ""):
        if mark:
            cells = (one[1:].removesuffix("|").split("|") for one in group)
            blocks.append(TableText(tuple(tuple((line_of(cell, of),) for cell in row) for row in cells), mark == "|"))
        else:
            blocks += (line_of(one, of) for one in group)
    return ReportText(tuple(blocks), tuple(line_of(one[1:], of) for one in lines if one[0] == ">"))


def line_of(text: str, of: str = "2022H1.1") -> Paragraph:
    level = len(text) - len(text.lstrip("#"))
    style = f"heading {level}" if level else _STYLES.get(text[:1], "body text")
    said = text.lstrip("#^! ").strip() if style != "body text" else text.strip()
    return Paragraph(tuple(_pieces(said, of)), style, level or None)


def _pieces(text: str, of: str) -> Iterator[Piece]:
    at = 0
    for found in _LIVE.finditer(text):
        yield from [Piece(None, text[at : found.start()])] * (found.start() > at)
        yield Piece(found[1] if ":" in found[1] else f"{of}:{found[1]}", found[2])
        at = found.end()
    yield from [Piece(None, text[at:])] * (at < len(text))
