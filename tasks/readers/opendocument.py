"""OpenDocument spreadsheets (OASIS ODF 1.2): what a package holds, and a clean copy of what is read of it."""

from __future__ import annotations

from tasks.readers import markup
from tasks.readers.markup import Element
from tasks.readers.openxml import check_sheets
from tasks.readers.package import Package, packed
from tasks.readers.runs import shown
from tasks.readers.sheet import Unreadable

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE, _TABLE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
)
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def holds(package: Package) -> bool:
    return "content.xml" in package.members and (
        "mimetype" in package.members or "META-INF/manifest.xml" in package.members
    )


def clean(package: Package) -> bytes | None:
    """The content alone, spelled out; None where it is no spreadsheet."""
    _refuse_macros_and_passwords(package)
    root = markup.parsed(package.part("content.xml"))
    body = root.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if body is None:
        return None
    scripts = root.find(f"{_OFFICE}scripts")
    if scripts is not None and len(scripts):
        raise Unreadable("macro")
    check_sheets([table.get(f"{_TABLE}name", "") for table in body.iterfind(f"{_TABLE}table")])
    _show_looks(root, body)
    _spell_out(body)
    return packed(
        {"mimetype": MIMETYPE.encode(), "content.xml": markup.written(root), "META-INF/manifest.xml": _MANIFEST}
    )


def _refuse_macros_and_passwords(package: Package) -> None:
    if "META-INF/manifest.xml" in package.members:
        manifest = markup.parsed(package.part("META-INF/manifest.xml"))
        if next(manifest.iter("{*}encryption-data"), None) is not None:
            raise Unreadable("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.members):
        raise Unreadable("macro")


def _show_looks(root: Element, body: Element) -> None:
    """Says of crossed-out and raised stretches of a text what they are (ODF 1.2, 20.358 to 20.372)."""
    looks: dict[str, dict[str, bool]] = {}
    for style in root.iter(f"{_STYLE}style"):
        text = style.find(f"{_STYLE}text-properties")
        if text is not None:
            lines = (text.get(f"{_STYLE}text-line-through-{name}", "none") for name in ("style", "type"))
            raised = text.get(f"{_STYLE}text-position", "0").split()[0] not in ("0", "0%")
            looks[style.get(f"{_STYLE}name", "")] = {"struck": any(line != "none" for line in lines), "raised": raised}
    for span in body.iter(f"{_TEXT}span"):
        look = looks.get(span.get(f"{_TEXT}style-name", ""))
        if look and any(look.values()):
            said = shown("".join(map(str, span.itertext())), **look)
            del span[:]
            span.text = said


def _spell_out(body: Element) -> None:
    """Says in letters what calamine passes over: tabs and line breaks, and text in a cell that names no type."""
    for name, letter in (("tab", "\t"), ("line-break", "\n")):
        for mark in list(body.iter(f"{_TEXT}{name}")):
            mark.addprevious(space := mark.makeelement(f"{_TEXT}span"))
            space.text, space.tail = letter, mark.tail
            mark.tail = None
            mark.getparent().remove(mark)  # type: ignore[union-attr]
    for cell in body.iter(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        if cell.get(f"{_OFFICE}value-type") is None and cell.find(f"{_TEXT}p") is not None:
            cell.set(f"{_OFFICE}value-type", "string")
