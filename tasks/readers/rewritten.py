"""The parts of an Office Open XML package that are written again: the workbook, relationships, content types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from tasks.readers import markup

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(names: Iterable[str], *, since_1904: bool) -> bytes:
    """Sheets of these names, linked as ``rId1``, ``rId2``, …"""
    root = _root("workbook", f'xmlns="{_MAIN}" xmlns:r="{OFFICE}"')
    etree.SubElement(root, f"{{{_MAIN}}}workbookPr", date1904="1" if since_1904 else "0")
    listed = etree.SubElement(root, f"{{{_MAIN}}}sheets")
    for number, name in enumerate(names, start=1):
        entry = etree.SubElement(listed, f"{{{_MAIN}}}sheet", name=name, sheetId=str(number))
        entry.set(f"{{{OFFICE}}}id", f"rId{number}")
    return markup.written(root)


def relationships(made: Iterable[tuple[str, str]], ids: Iterable[str] = ()) -> bytes:
    """Kind and target of each; their ids are ``rId1``, … where none are given."""
    space = f"{_PACKAGE}/relationships"
    root = _root("Relationships", f'xmlns="{space}"')
    names: Iterator[str] = iter(ids)
    for number, (kind, target) in enumerate(made, start=1):
        entry = etree.SubElement(root, f"{{{space}}}Relationship")
        entry.set("Id", next(names, f"rId{number}"))
        entry.set("Type", f"{OFFICE}/{kind}")
        entry.set("Target", target)
    return markup.written(root)


def content_types(overrides: Mapping[str, str]) -> bytes:
    """``overrides``: member → its type, where that is not plain XML."""
    space = f"{_PACKAGE}/content-types"
    root = _root("Types", f'xmlns="{space}"')
    linked = "application/vnd.openxmlformats-package.relationships+xml"
    for extension, kind in (("rels", linked), ("xml", "application/xml")):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=kind)
    for name, kind in overrides.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=kind)
    return markup.written(root)


def _root(name: str, spaces: str) -> markup.Element:
    return etree.fromstring(f"<{name} {spaces}/>")
