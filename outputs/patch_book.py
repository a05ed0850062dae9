"""The workbook part: its sheets, and our list among them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from outputs.finding_list import LIST_SHEET, is_list
from outputs.patch_parts import Package
from outputs.patch_xml import MAIN, OFFICE, CannotMark, Element, insert, local
from outputs.sheet_plan import quoted

_ORDER = (
    "fileVersion fileSharing workbookPr AlternateContent revisionPtr absPath workbookProtection bookViews sheets "
    "functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr "
    "smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"
)
_STRICT = "http://purl.oclc.org/ooxml/"
_WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MOST_SHEETS = 255  # one more is ours, and 256 are read when the file comes back
_OWN = ("comments", "vmlDrawing", "drawing", "printerSettings")  # parts that a sheet has for itself


@dataclass(frozen=True)
class SheetOf:
    """A sheet of the workbook: its name, its part, whether it has cells (a chart's sheet has none), and whether it
    is ``visible``, ``hidden``, or ``veryHidden``, which no menu of Excel brings back."""

    name: str
    part: str
    cells: bool
    state: str = "visible"


class Book:
    """CannotMark for a workbook that cannot be added to."""

    def __init__(self, package: Package) -> None:
        self._package = package
        mains = [link.target for link in package.links("") if link.kind == "officeDocument"]
        if len(mains) != 1 or mains[0] not in package:
            raise CannotMark("damaged")
        self.main = mains[0]
        _refuse(package, self.main)
        self.sheets = self._sheets()

    @property
    def styles(self) -> str:
        """The part with the styles."""
        found = self._package.target(self.main, "styles")
        if found is None:
            raise CannotMark("no_styles")
        return found

    def worksheets(self) -> list[str]:
        """The names of the sheets that have cells, in their order."""
        return [sheet.name for sheet in self.sheets if sheet.cells]

    def _root(self) -> Element:
        return self._package.changed(self.main)

    def _sheets(self) -> list[SheetOf]:
        by_id = {link.id: link for link in self._package.links(self.main)}
        found: list[SheetOf] = []
        for one in self._package.tree(self.main).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
            link = by_id.get(one.get(f"{{{OFFICE}}}id", ""))
            if link is None or link.target not in self._package:
                raise CannotMark("damaged")
            if "macro" in link.kind.lower():
                raise CannotMark("macro")
            name, cells = one.get("name", ""), link.kind == "worksheet"
            found.append(SheetOf(name, link.target, cells, one.get("state", "visible")))
        if len({sheet.part for sheet in found}) != len(found):
            raise CannotMark("damaged")
        return found

    # --- our list ---------------------------------------------------------------------------------------

    def take_lists_off(self) -> None:
        """Removes the lists of earlier answers, from a file of ours that came back."""
        for sheet in [one for one in self.sheets if one.cells and _has_list_name(one.name)]:
            if is_list(_texts(self._package, self.main, sheet.part)):
                self.remove(sheet)

    def remove(self, sheet: SheetOf) -> None:
        """Takes a sheet out, with the parts and the names that were its own."""
        number, root = self.sheets.index(sheet), self._root()
        entries = root.find(f"{{{MAIN}}}sheets")
        if entries is not None:
            entries.remove(entries[number])
        for name in root.findall(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
            at = int(name.get("localSheetId", "-1"))
            holder = name.getparent()
            if at == number and holder is not None:
                holder.remove(name)
            elif at > number:
                name.set("localSheetId", str(at - 1))
        for link in self._package.links(sheet.part):
            if link.kind in _OWN and link.target in self._package:
                self._package.drop(link.target)
        self._package.unlink(self.main, next(o.id for o in self._package.links(self.main) if o.target == sheet.part))
        self._package.drop(sheet.part)
        self.sheets.remove(sheet)

    def add_list(self, worksheet: bytes, heading_row: int) -> None:
        """Puts the list before all other sheets and opens the workbook on it."""
        if len(self.sheets) > _MOST_SHEETS:
            raise CannotMark("many_sheets")
        part = self._package.new_name("xl/worksheets/sheet", ".xml")
        self._package.put(part, worksheet)
        self._package.declare(part, _WORKSHEET_TYPE)
        name = self._free_name()
        entries = self._root().find(f"{{{MAIN}}}sheets")
        if entries is None:
            raise CannotMark("damaged")
        made = etree.Element(f"{{{MAIN}}}sheet", name=name)
        made.set("sheetId", str(max((int(one.get("sheetId", "0")) for one in entries), default=0) + 1))
        made.set(f"{{{OFFICE}}}id", self._package.link(self.main, "worksheet", part))
        entries.insert(0, made)
        self._move_names()
        self._repeat(name, heading_row)
        for view in self._root().iterfind(f"{{{MAIN}}}bookViews/{{{MAIN}}}workbookView"):
            view.set("activeTab", "0")
            view.attrib.pop("firstSheet", "")
        self.sheets.insert(0, SheetOf(name, part, True))

    def _free_name(self) -> str:
        taken = {sheet.name.casefold() for sheet in self.sheets}
        others = (f"{LIST_SHEET} (soket{number})" for number in ("", *range(2, len(taken) + 3)))
        return next(name for name in (LIST_SHEET, *others) if name.casefold() not in taken)

    def _move_names(self) -> None:
        """Names that belong to one sheet know it by its place."""
        for name in self._root().iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName[@localSheetId]"):
            name.set("localSheetId", str(int(name.get("localSheetId", "")) + 1))

    def _repeat(self, name: str, row: int) -> None:
        """The list's headings on every printed page."""
        names = self._root().find(f"{{{MAIN}}}definedNames")
        if names is None:
            names = etree.Element(f"{{{MAIN}}}definedNames")
            insert(self._root(), names, _ORDER)
        made = etree.Element(f"{{{MAIN}}}definedName", name="_xlnm.Print_Titles", localSheetId="0")
        made.text = f"{quoted(name)}!${row}:${row}"
        names.insert(0, made)


def _refuse(package: Package, main: str) -> None:
    kind = package.type_of(main)
    if main.endswith(".bin") or "binary" in kind:
        raise CannotMark("binary")
    if "macro" in kind.lower():
        raise CannotMark("macro")
    root = package.tree(main)
    if _STRICT in root.tag or root.get("conformance") == "strict":
        raise CannotMark("strict")
    if root.tag != f"{{{MAIN}}}workbook":
        raise CannotMark("damaged")
    if any(link.kind == "origin" or "signature" in link.kind.lower() for link in package.links("")):
        raise CannotMark("signed")
    if any(link.kind == "revisionHeaders" for link in package.links(main)):
        raise CannotMark("shared")


def _has_list_name(name: str) -> bool:
    return name.casefold().startswith(LIST_SHEET.casefold())


def _texts(package: Package, main: str, sheet: str) -> set[str]:
    """The texts of a sheet's cells, wherever they are kept."""
    root, shared = package.tree(sheet), package.target(main, "sharedStrings")
    texts = {_text(inline) for inline in root.iter(f"{{{MAIN}}}is")}
    numbers = {cell.findtext(f"{{{MAIN}}}v", "") for cell in root.iter(f"{{{MAIN}}}c") if cell.get("t") == "s"}
    if shared is not None and numbers:
        every = [_text(one) for one in package.tree(shared) if local(one) == "si"]
        texts |= {every[int(number)] for number in numbers}
    return texts


def _text(element: Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{{{MAIN}}}t"))
