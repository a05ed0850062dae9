"""The boxes that notes are drawn in, in VML. Such a drawing need not be well-formed, so it is changed as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from domain.cells import column_number
from outputs.patch_xml import CannotMark

_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND = "_x0000_t202"  # the shape of a note, by the name that Excel gives it
_SHAPETYPE = (
    f'<v:shapetype {_SPACES} id="{_KIND}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(rb"<v:shape\b(?:(?!</v:shape>).)*</v:shape>\s*", re.DOTALL)
_ROW, _COLUMN = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>"), re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
_BLOCKS = re.compile(rb"""(<o:idmap\b[^>]*?\bdata\s*=\s*["'])([\d,\s]*)""")
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_END = b"</xml>"
_BLOCK = 1024  # ids of a block; a drawing says which blocks are its own
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575
_WIDE, _SHORTEST, _LONGEST = 4, 4, 24  # columns, and rows


def position(cell: str) -> tuple[int, int] | None:
    """``B7`` → row 6, column 1; None for what is no cell of a workbook."""
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    row, column = int(found.group(2)), column_number(found.group(1))
    return (row - 1, column - 1) if column <= _LAST_COLUMN + 1 and row <= _LAST_ROW + 1 else None


def add_boxes(drawing: bytes | None, lengths: Mapping[str, int], others: Iterable[bytes]) -> bytes:
    """The drawing (None: a new one) with a hidden box for each cell, as high as its note has lines.

    ``others`` are all such drawings of the workbook: the ids of no two shapes may be the same.
    """
    if drawing is None:
        drawing = (
            f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'.encode()
        )
    used = {int(one) for part in others for _, told in _BLOCKS.findall(part) for one in told.split(b",") if one.strip()}
    first, count = max(used, default=0) + 1, -(-len(lengths) // (_BLOCK - 1))
    blocks = range(first, first + count)
    drawing = _with_blocks(drawing, blocks)
    shapes = "".join(_shapes(lengths, blocks)).encode()
    kind = b"" if f'"{_KIND}"'.encode() in drawing else _SHAPETYPE.encode()
    end = drawing.rfind(_END)
    return drawing[:end] + kind + shapes + drawing[end:]


def remove_boxes(drawing: bytes, cells: Iterable[str]) -> bytes:
    """The drawing without the boxes of these cells."""
    gone = {position(cell) for cell in cells}

    def kept(shape: re.Match[bytes]) -> bytes:
        row, column = _ROW.search(shape.group()), _COLUMN.search(shape.group())
        here = (int(row.group(1)), int(column.group(1))) if row and column else None
        return b"" if here and here in gone and b'"Note"' in shape.group() else shape.group()

    return _SHAPE.sub(kept, drawing)


def has_shapes(drawing: bytes) -> bool:
    return b"<v:shape " in drawing or b"<v:group" in drawing


def _with_blocks(drawing: bytes, blocks: Iterable[int]) -> bytes:
    if drawing.rfind(_END) < 0:
        raise CannotMark("damaged")
    added = ",".join(map(str, blocks)).encode()
    told = _BLOCKS.search(drawing)
    if told is None:
        layout = f'<o:shapelayout {_SPACES} v:ext="edit"><o:idmap v:ext="edit" data="'.encode()
        start = drawing.index(b">", drawing.index(b"<xml")) + 1
        return drawing[:start] + layout + added + b'"/></o:shapelayout>' + drawing[start:]
    both = b",".join(filter(None, (told.group(2).strip(), added)))
    return drawing[: told.start(2)] + both + drawing[told.end() :]


def _shapes(lengths: Mapping[str, int], blocks: range) -> Iterator[str]:
    for number, (cell, lines) in enumerate(lengths.items()):
        at = position(cell)
        if at is None:
            raise CannotMark("damaged")
        block, place = divmod(number, _BLOCK - 1)
        yield _shape(blocks[block] * _BLOCK + place + 1, *at, lines)


def _shape(key: int, row: int, column: int, lines: int) -> str:
    left = min(column + 1, _LAST_COLUMN - _WIDE)
    height = min(max(lines, _SHORTEST), _LONGEST)
    top = max(min(row - 1, _LAST_ROW - height), 0)
    return (
        f'<v:shape {_SPACES} id="_x0000_s{key}" type="#{_KIND}" fillcolor="#ffffe1" o:insetmode="auto" '
        'style="position:absolute;margin-left:60pt;margin-top:2pt;width:240pt;height:90pt;z-index:1;visibility:hidden">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{left}, 15, {top}, 2, {left + _WIDE}, 15, {top + height}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
