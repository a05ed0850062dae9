"""A worksheet whose cells are carried along as bytes while the rest of it is changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from outputs.finding_list import Level
from outputs.patch_boxes import position
from outputs.patch_xml import MAIN, OFFICE, CannotMark, Element, insert, local, parsed, written

_CELLS = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?sheetData)(?:\s[^>]*)?/?>")
_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios "
    "autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations "
    "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
    "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
)
#: A rule that is always true, for a text counts as 0, and tells that it is ours, whoever has saved the file since.
_FORMULA = 'N("soket:{}")=0'
_OURS = re.compile(r'N\(\s*"soket:[a-z-]+"\s*\)')
_CHUNK = 200  # places in one rule


class SheetPart:
    """``root`` is the worksheet without its cells."""

    def __init__(self, data: bytes) -> None:
        self.cells, rest = _cut(data)
        self.root = parsed(rest)
        if self.root.tag != f"{{{MAIN}}}worksheet" or len(self.root.findall(f"{{{MAIN}}}sheetData")) != 1:
            raise CannotMark("damaged")

    def to_bytes(self) -> bytes:
        """The worksheet with its cells as they came, byte for byte."""
        rest = written(self.root)
        places = list(_CELLS.finditer(rest))
        if len(places) != 1:
            raise CannotMark("damaged")
        whole = rest[: places[0].start()] + self.cells + rest[places[0].end() :]
        if _cut(whole) != (self.cells, rest):
            raise CannotMark("damaged")
        return whole

    # --- colours ----------------------------------------------------------------------------------------

    def take_colours_off(self) -> None:
        """Removes the rules that are ours, from a file of ours that came back."""
        for rule in [
            rule for rule in self.root.iter("{*}cfRule") if _OURS.search(rule.findtext(f"{{{MAIN}}}formula", ""))
        ]:
            holder = rule.getparent()
            if holder is not None:
                holder.remove(rule)
                if holder.find("{*}cfRule") is None:
                    _remove(holder)

    def colour(self, marks: Mapping[Level, Sequence[str]], looks: Mapping[Level, int]) -> None:
        """Rules that colour these cells; ``looks`` are the numbers of the differential formats.

        They stand before the sheet's own, or behind them where a pivot table knows its rules by their priority.
        """
        chunks = [
            (level, cells[at : at + _CHUNK])
            for level, cells in sorted(marks.items(), key=lambda one: list(Level).index(one[0]))
            for at in range(0, len(cells), _CHUNK)
        ]
        rules = [rule for rule in self.root.iter("{*}cfRule") if rule.get("priority")]
        told = [int(rule.get("priority", "")) for rule in rules]
        first = 1
        if self.root.find(".//{*}conditionalFormatting[@pivot]") is not None:
            first = max(told, default=0) + 1
        elif told and (shift := len(chunks) + 1 - min(told)) > 0:
            for rule, priority in zip(rules, told, strict=True):
                rule.set("priority", str(priority + shift))
        for priority, (level, cells) in enumerate(chunks, start=first):
            insert(self.root, _rule(level, cells, looks[level], priority), _ORDER)

    def shown_at(self, cell: str) -> str:
        """The cell that shows what is put on this one: the first of those that it is merged with."""
        at = position(cell)
        for one in self.root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell") if at else ():
            first, _, last = one.get("ref", "").partition(":")
            start, end = position(first), position(last)
            if at and start and end and start[0] <= at[0] <= end[0] and start[1] <= at[1] <= end[1]:
                return first
        return cell

    # --- what the sheet refers to -----------------------------------------------------------------------

    def unselect(self) -> None:
        for view in self.root.iterfind("{*}sheetViews/{*}sheetView"):
            view.attrib.pop("tabSelected", "")

    def refer_to_notes(self, key: str) -> None:
        """``key``: the relationship to the drawing of the notes."""
        made = etree.Element(f"{{{MAIN}}}legacyDrawing")
        made.set(f"{{{OFFICE}}}id", key)
        insert(self.root, made, _ORDER)

    def refer_to_no_notes(self) -> None:
        for found in self.root.findall(f"{{{MAIN}}}legacyDrawing"):
            self.root.remove(found)

    def drawing_of_notes(self) -> str | None:
        """The relationship's id, where there is one."""
        found = self.root.find(f"{{{MAIN}}}legacyDrawing")
        return None if found is None else found.get(f"{{{OFFICE}}}id")


def has_colours(data: bytes) -> bool:
    """Whether rules of ours may be in the worksheet."""
    return b"soket:" in data


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """The element of the cells, and the worksheet with an empty one in its place."""
    start = _CELLS.search(data)
    if start is None:
        raise CannotMark("damaged")
    name, end = start.group(1), start.end()
    if not start.group().endswith(b"/>"):
        end = data.find(b">", data.rfind(b"</" + name)) + 1
    if end < start.end():
        raise CannotMark("damaged")
    return data[start.start() : end], data[: start.start()] + b"<" + name + b"/>" + data[end:]


def _remove(element: Element) -> None:
    """Out of its parent, with the extension that held nothing else."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if local(parent) in ("conditionalFormattings", "ext", "extLst") and len(parent) == 0:
        _remove(parent)


def _rule(level: Level, cells: Iterable[str], look: int, priority: int) -> Element:
    holder = etree.Element(f"{{{MAIN}}}conditionalFormatting", sqref=" ".join(cells))
    rule = etree.SubElement(holder, f"{{{MAIN}}}cfRule", type="expression", dxfId=str(look), priority=str(priority))
    etree.SubElement(rule, f"{{{MAIN}}}formula").text = _FORMULA.format(level.code)
    return holder
