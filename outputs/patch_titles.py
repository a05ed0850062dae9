"""The names of the sheets that a workbook tells in its properties, kept true when our list comes or goes."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from outputs.patch_parts import Package
from outputs.patch_xml import CannotMark, Element

_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_TYPES = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"


def rename_titles(package: Package, before: Sequence[str], after: Sequence[str]) -> None:
    """Puts ``after`` where the properties name the sheets ``before``. Programs do without these names: what is
    told otherwise, or cannot be read, stays as it is."""
    part = package.target("", "extended-properties")
    if part is None or before == after:
        return
    try:
        count, titles = _group(package.tree(part), before)
    except (CannotMark, etree.LxmlError, ValueError):
        return
    vector = titles[0].getparent()
    if vector is None:
        return
    package.changed(part)
    at = vector.index(titles[0])
    vector[at : at + len(titles)] = [_title(name) for name in after]
    vector.set("size", str(len(vector)))
    count.text = str(len(after))


def _group(root: Element, names: Sequence[str]) -> tuple[Element, list[Element]]:
    """The titles that are these names, and their count; ValueError where there are none."""
    titles = root.findall(f"{_PROPERTIES}TitlesOfParts/{_TYPES}vector/{_TYPES}lpstr")
    for count in root.iterfind(f"{_PROPERTIES}HeadingPairs/{_TYPES}vector/{_TYPES}variant/{_TYPES}i4"):
        group, titles = titles[: int(count.text or "")], titles[int(count.text or "") :]
        if group and [one.text for one in group] == list(names):
            return count, group
    raise ValueError(names)


def _title(name: str) -> Element:
    made = etree.Element(f"{_TYPES}lpstr")
    made.text = name
    return made
