"""The looks of our list and marks, appended to the styles of a workbook whose own stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from outputs.finding_list import Level
from outputs.patch_xml import MAIN, CannotMark, Element, insert

_ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
_MOST_LOOKS = 64_000  # cell formats that Excel opens
_RECENT = 64  # formats looked through for one of ours, from an answer that came back

_SIDES = ("left", "right", "top", "bottom")
_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"


def _font(size: int, ink: str = "000000", more: str = "") -> str:
    return f'<font>{more}<sz val="{size}"/><color rgb="FF{ink}"/><name val="Times New Roman"/><family val="1"/></font>'


def _fill(colour: str) -> str:
    inner = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{inner}</patternFill></fill>'


def _border(colour: str) -> str:
    sides = "".join(f'<{side} style="thin"><color rgb="FF{colour}"/></{side}>' for side in _SIDES)
    return f"<border>{sides}<diagonal/></border>"


_NO_FILL, _BOX = '<fill><patternFill patternType="none"/></fill>', _border("808080")
_LINK = "<u/>"


@dataclass(frozen=True)
class _Look:
    font: str
    fill: str = _NO_FILL
    border: str = _BOX
    align: str = "left"


#: The list's cells by name; a level's own are under its code, its links under ``<code> link``.
_LOOKS: dict[str, _Look] = {
    "title": _Look(_font(18, more="<b/>"), border=_NO_BORDER),
    "line": _Look(_font(13), border=_NO_BORDER),
    "state": _Look(_font(14, more="<b/>"), border=_NO_BORDER),
    "heading": _Look(_font(13, more="<b/>"), _fill("E7EEF7"), align="center"),
    "text": _Look(_font(13)),
    **{level.code: _Look(_font(13, level.ink, "<b/>"), _fill(level.fill), align="center") for level in Level},
    **{f"{level.code} link": _Look(_font(13, "0563C1", _LINK), _fill(level.fill)) for level in Level},
}


class Styles:
    """``root`` is the styles part, to be changed; CannotMark where it has not what every workbook has."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._numbers: dict[str, dict[tuple[object, ...], int]] = {}
        if any(self._collection(name) is None for name in ("fonts", "fills", "borders", "cellXfs")):
            raise CannotMark("no_styles")
        if len(self._at("cellXfs")) > _MOST_LOOKS:
            raise CannotMark("no_styles")

    def looks(self) -> Mapping[str, int]:
        """The numbers of the cell formats that the list is written in, by name."""
        return {name: self._look(look) for name, look in _LOOKS.items()}

    def marks(self) -> Mapping[Level, int]:
        """The numbers of the differential formats that colour the sender's cells."""
        if self._collection("dxfs") is None:
            insert(self._root, etree.Element(f"{{{MAIN}}}dxfs"), _ORDER)
        return {level: self._add("dxfs", _mark(level)) for level in Level}

    def _look(self, look: _Look) -> int:
        font, fill, border = (
            self._add(name, xml) for name, xml in (("fonts", look.font), ("fills", look.fill), ("borders", look.border))
        )
        base = ' xfId="0"' if self._collection("cellStyleXfs") is not None else ""
        # with a quote before it, a text that begins with = stays a text when its cell is opened and left again
        return self._add(
            "cellXfs",
            f'<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}"{base} quotePrefix="1" '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment horizontal="{look.align}" vertical="top" wrapText="1"/></xf>',
        )

    def _add(self, name: str, xml: str) -> int:
        """The number of this format, which is appended where it is not there yet."""
        collection = self._at(name)
        known = self._known(name, collection)
        made = etree.fromstring(f'<holder xmlns="{MAIN}">{xml}</holder>')[0]
        sought = _canonical(made)
        if sought not in known:
            known[sought] = len(collection)
            collection.append(made)
            collection.set("count", str(len(collection)))
        return known[sought]

    def _known(self, name: str, collection: Element) -> dict[tuple[object, ...], int]:
        """The numbers of the last formats of a collection, among which ours are where the file is an answer."""
        if name not in self._numbers:
            start = max(len(collection) - _RECENT, 0)
            last = enumerate(list(collection)[start:], start=start)
            self._numbers[name] = {_canonical(one): number for number, one in last}
        return self._numbers[name]

    def _collection(self, name: str) -> Element | None:
        return self._root.find(f"{{{MAIN}}}{name}")

    def _at(self, name: str) -> Element:
        found = self._collection(name)
        if found is None:
            raise CannotMark("no_styles")
        return found


def _canonical(element: Element) -> tuple[object, ...]:
    """Name, attributes and children, by which two formats are the same."""
    return element.tag, tuple(sorted(element.attrib.items())), tuple(_canonical(child) for child in element)


def _mark(level: Level) -> str:
    sides = "".join(f'<{side} style="thin"><color rgb="FF{level.ink}"/></{side}>' for side in _SIDES)
    return (
        f'<dxf><font><color rgb="FF{level.ink}"/></font>'
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{level.fill}"/><bgColor rgb="FF{level.fill}"/>'
        f"</patternFill></fill><border>{sides}</border></dxf>"
    )
