"""Office Open XML (ECMA-376): .xlsx, .xlsb and .docx. What a package holds, and a clean copy of what is read of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from domain.remembered import remembered_part
from tasks.readers import markup
from tasks.readers.markup import Element
from tasks.readers.package import Package, packed
from tasks.readers.plainsheet import PlainSheet, plain_sheet
from tasks.readers.rewritten import content_types, relationships, workbook
from tasks.readers.runs import with_looks
from tasks.readers.sheet import MOST_SPAN, Unreadable

CONTENT_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
#: What a sheet of a workbook may be; a chart's sheet holds no cells, a macro sheet is a program.
_SHEETS, _NO_CELLS = {"worksheet"}, {"chartsheet", "dialogsheet"}
MOST_SHEETS = 256
_LARGE = 4 * 2**20


class Link(NamedTuple):
    """A relationship: its id, the last word of its type, the member that it leads to."""

    id: str
    kind: str
    target: str


def holds(package: Package) -> bool:
    return CONTENT_TYPES in package.members


Plain = dict[str, PlainSheet]


class Clean(NamedTuple):
    """The format (``xlsx``, ``xlsb``, ``docx``), the clean copy, and those of its sheets that are plain, by member."""

    format: str
    data: bytes
    plain: Plain = {}


def clean(package: Package) -> Clean | None:
    """None for a package of another kind."""
    _refuse_macros(package)
    if not any(name.startswith(("xl/", "word/")) for name in package.members):
        return None
    main = _one([link.target for link in links(package, "") if link.kind == "officeDocument"])
    if main.endswith(".bin"):
        return Clean("xlsb", _clean_binary(package, main))
    root, data = markup.plain(_part(package, main))
    match markup.local(root):
        case "workbook":
            return _clean_workbook(package, main, root)
        case "document":
            return Clean("docx", _clean_document(root, data))
    return None


def links(package: Package, source: str) -> list[Link]:
    """The relationships of a member (of the package for ``""``) within the package, checked."""
    folder, name = posixpath.split(source)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package.members:
        return []
    return list(_links(package.part(path), folder))


@remembered_part
def _links(part: bytes, folder: str) -> tuple[Link, ...]:
    found: list[Link] = []
    for one in markup.parsed(part):
        kind = one.get("Type", "").rpartition("/")[2]
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, unquote(one.get("Target", "")))).lstrip("/")
            found.append(Link(one.get("Id", ""), kind, target))
    if len({link.id for link in found}) != len(found):
        raise Unreadable("unsafe", {"what": "hai mối nối trùng mã"})
    return tuple(found)


def sheets(package: Package, main: str, root: Element) -> list[tuple[str, str]]:
    """Name and member of each sheet with cells, in the workbook's order."""
    by_id = {link.id: link for link in links(package, main)}
    found: list[tuple[str, str]] = []
    for one in root.iterfind("{*}sheets/{*}sheet"):
        ids = [str(value) for name, value in one.attrib.items() if str(name).endswith("}id")]
        link = by_id.get(_one(ids))
        if link is None:
            raise Unreadable("damaged")
        if link.kind in _SHEETS:
            found.append((one.get("name", ""), link.target))
        elif link.kind not in _NO_CELLS:
            raise Unreadable("macro")
    check_sheets([name for name, _ in found], [target for _, target in found])
    return found


def check_sheets(names: list[str], targets: Iterable[object] = ()) -> None:
    """Refuses sheets that could be taken for one another."""
    if len(names) > MOST_SHEETS:
        raise Unreadable("too_heavy", {"what": f"hơn {MOST_SHEETS} trang"})
    places = list(targets)
    if len({name.casefold() for name in names}) != len(names) or len(set(places)) != len(places):
        raise Unreadable("unsafe", {"what": "hai trang trùng tên"})


def _refuse_macros(package: Package) -> None:
    types = _types(package.part(CONTENT_TYPES))
    names = [name.lower() for name in package.members]
    # .xlsb has one type for workbooks with and without macros
    if any(("macro" in kind and "sheet.binary" not in kind) or "vba" in kind for kind in types):
        raise Unreadable("macro")
    if any("macrosheets/" in name or posixpath.basename(name).startswith("vba") for name in names):
        raise Unreadable("macro")


@remembered_part
def _types(part: bytes) -> tuple[str, ...]:
    return tuple(one.get("ContentType", "").lower() for one in markup.parsed(part))


def _one(found: list[str]) -> str:
    if len(found) != 1:
        raise Unreadable("damaged")
    return found[0]


def _part(package: Package, name: str) -> bytes:
    try:
        return package.part(name)
    except KeyError:
        raise Unreadable("damaged") from None


# --- the clean copies ----------------------------------------------------------------------------------


def _clean_workbook(package: Package, main: str, root: Element) -> Clean:
    """Workbook, sheets, shared strings and styles, each where every reader looks for it."""
    found, properties = sheets(package, main, root), root.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
    parts: dict[str, bytes] = {}
    plain: Plain = {}
    made: list[tuple[str, str]] = []
    for number, (_, target) in enumerate(found, start=1):
        name = f"xl/worksheets/sheet{number}.xml"
        parts[name], sheet = _sheet(package, target)
        if sheet is not None:
            plain[name] = sheet
        made.append(("worksheet", f"worksheets/sheet{number}.xml"))
    for kind, element in (("sharedStrings", "sst"), ("styles", "styleSheet")):
        if targets := [link.target for link in links(package, main) if link.kind == kind]:
            parts[f"xl/{kind}.xml"] = _of_kind(_part(package, _one(targets)), element)
            made.append((kind, f"{kind}.xml"))
    parts["xl/workbook.xml"] = workbook([name for name, _ in found], since_1904=since_1904)
    parts["xl/_rels/workbook.xml.rels"] = relationships(made)
    return Clean("xlsx", _whole("xl/workbook.xml", {}, parts), plain)


def _whole(main: str, types: Mapping[str, str], parts: Mapping[str, bytes]) -> bytes:
    first = {CONTENT_TYPES: content_types(types), "_rels/.rels": relationships([("officeDocument", main)])}
    return packed({**first, **parts})


def _sheet(package: Package, name: str) -> tuple[bytes, PlainSheet | None]:
    """Its clean part, and what is known of its cells where it is plain."""
    data = _without_empty_cells(_part(package, name))
    text = markup.decoded(data)
    if (found := plain_sheet(text)) is not None:
        _check_kind(found.kind, "worksheet")
        return text.encode(), found
    return _of_kind(data, "worksheet"), None


@remembered_part
def _of_kind(data: bytes, wanted: str) -> bytes:
    root, plain = markup.plain(data)
    _check_kind(markup.local(root), wanted)
    return with_looks(root, plain)


def _check_kind(kind: str, wanted: str) -> None:
    if kind != wanted:
        raise Unreadable("damaged")


def _without_empty_cells(part: bytes) -> bytes:
    """A large sheet without the cells and rows that have a look and no content, which would fill the memory.

    Only where each says its own place, so that none moves.
    """
    if len(part) < _LARGE or b"<!" in part:
        return part
    for name in (b"c", b"row"):
        if len(re.findall(rb"<%b[\s>/]" % name, part)) == len(re.findall(rb'<%b r="' % name, part)):
            part = re.sub(rb'<%b r="[^<>]*(?:/>|></%b>)' % (name, name), b"", part)
    return part


def _clean_binary(package: Package, main: str) -> bytes:
    """The parts of a binary workbook as they are; its relationships written again."""
    found = links(package, main)
    wanted = [link for link in found if link.kind in {"worksheet", "chartsheet", "dialogsheet"}]
    if any(link.kind.lower().endswith("macrosheet") for link in found):
        raise Unreadable("macro")
    wanted += [link for link in found if link.kind in {"sharedStrings", "styles"}]
    folder, name = posixpath.split(main)
    if (folder, name) != ("xl", "workbook.bin"):
        raise Unreadable("damaged")
    relations = [(link.kind, posixpath.relpath(link.target, folder)) for link in wanted]
    parts = {link.target: _part(package, link.target) for link in wanted}
    parts[main] = _part(package, main)
    parts[f"xl/_rels/{name}.rels"] = relationships(relations, [link.id for link in wanted])
    return _whole(main, {}, parts)


def _clean_document(root: Element, data: bytes) -> bytes:
    """The text alone: of what Word keeps beside it (styles, pictures, headers) no number is read."""
    for name in ("gridSpan", "gridBefore", "gridAfter"):
        for span in root.iter(f"{{*}}{name}"):
            _check_span(next((str(value) for key, value in span.attrib.items() if str(key).endswith("}val")), "1"))
    types = {"word/document.xml": f"{_WORD}.document.main+xml"}
    return _whole("word/document.xml", types, {"word/document.xml": data})


def _check_span(text: str) -> None:
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MOST_SPAN):
        raise Unreadable("unsafe", {"what": "ô bảng rộng bất thường"})
