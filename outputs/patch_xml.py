"""The XML of a workbook's parts: read without what may do harm, added to where the schema wants it, written."""

from __future__ import annotations

from typing import Any

from lxml import etree

Element = etree._Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ENCODINGS = (None, "UTF-8", "US-ASCII", "ASCII")


class CannotMark(Exception):
    """The workbook cannot be added to without harm. ``reason``: ``not_a_package``, ``encrypted``, ``damaged``,
    ``duplicate_parts``, ``too_large``, ``binary``, ``macro``, ``strict``, ``signed``, ``shared``, ``no_styles``,
    ``many_sheets``, ``encoding`` or ``declarations``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def local(element: Element) -> str:
    """The name without its namespace; "" for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def parsed(data: bytes) -> Element:
    """The root of a part; CannotMark for one that declares entities or is not in UTF-8."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise CannotMark("declarations")
    if (about.encoding or "UTF-8").upper() not in _ENCODINGS:
        raise CannotMark("encoding")
    return root


def written(root: Element) -> bytes:
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True)


def insert(root: Element, made: Element, order: str) -> None:
    """Puts a child where the schema's order (names in a line) wants it, behind those of its own name."""
    ranks = {name: rank for rank, name in enumerate(order.split())}
    rank = ranks[local(made)]
    before = [at for at, child in enumerate(root) if ranks.get(local(child), len(ranks)) <= rank]
    root.insert(before[-1] + 1 if before else 0, made)
