"""A package of Office Open XML (ECMA-376 part 2) of which some parts are changed and the others kept as they are."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from outputs.patch_xml import OFFICE, CannotMark, Element, parsed, written
from outputs.stable_zip import pack

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONSHIP = f"{{{_PACKAGE}/relationships}}Relationship"
_TYPES = "[Content_Types].xml"
_TYPE = f"{{{_PACKAGE}/content-types}}"

_MOST_BYTES = 512 * 2**20  # all parts together, inflated


class Link(NamedTuple):
    """A relationship: its id, the last word of its type, the part that it leads to ("" outside the package)."""

    id: str
    kind: str
    target: str


class Package:
    """Parts by name. A part that is looked at as a tree is written again only once it is said to be changed."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()

    @classmethod
    def open(cls, data: bytes) -> Package:
        """CannotMark for bytes that are no package, or one that may be read in two ways."""
        if not data.startswith(b"PK\3\4"):
            raise CannotMark("encrypted" if data.startswith(b"\xd0\xcf\x11\xe0") else "not_a_package")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if any(info.flag_bits & 0x1 for info in infos):
                raise CannotMark("encrypted")
            if len({info.filename.casefold() for info in infos}) != len(infos):
                raise CannotMark("duplicate_parts")
            if sum(info.file_size for info in infos) > _MOST_BYTES:
                raise CannotMark("too_large")
            parts = {info.filename: archive.read(info) for info in infos}
        if _TYPES not in parts:
            raise CannotMark("not_a_package")
        return cls(parts)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self, ending: str = "") -> list[str]:
        return [name for name in self._parts if name.lower().endswith(ending)]

    def part(self, name: str) -> bytes:
        """KeyError where there is no such part."""
        return self._parts[name]

    def put(self, name: str, data: bytes) -> None:
        self._parts[name] = data
        self._trees.pop(name, None)
        self._changed.discard(name)

    def drop(self, name: str) -> None:
        """Takes away a part, its relationships and its type."""
        self._forget(name)
        self._forget(_links_name(name))
        for one in self.tree(_TYPES).findall(f"{_TYPE}Override"):
            if one.get("PartName", "").casefold() == f"/{name}".casefold():
                self.changed(_TYPES).remove(one)

    def _forget(self, name: str) -> None:
        self._parts.pop(name, None)
        self._trees.pop(name, None)
        self._changed.discard(name)

    def tree(self, name: str) -> Element:
        """The part's root, to be looked at."""
        if name not in self._trees:
            self._trees[name] = parsed(self._parts[name])
        return self._trees[name]

    def changed(self, name: str) -> Element:
        """The part's root, to be changed."""
        self._changed.add(name)
        return self.tree(name)

    # --- types and relationships ------------------------------------------------------------------------

    def type_of(self, name: str) -> str:
        """The content type that is declared for the part itself, "" where there is none."""
        overrides = self.tree(_TYPES).iterfind(f"{_TYPE}Override")
        return next((one.get("ContentType", "") for one in overrides if one.get("PartName") == f"/{name}"), "")

    def declare(self, name: str, kind: str) -> None:
        root = self.changed(_TYPES)
        etree.SubElement(root, f"{_TYPE}Override", PartName=f"/{name}", ContentType=kind)

    def links(self, source: str) -> list[Link]:
        """The relationships of a part, or of the package for ``""``."""
        name, folder = _links_name(source), posixpath.dirname(source)
        found: list[Link] = []
        for one in self.tree(name).iterfind(_RELATIONSHIP) if name in self._parts else ():
            target = posixpath.normpath(posixpath.join("/", folder, unquote(one.get("Target", "")))).lstrip("/")
            inside = one.get("TargetMode") != "External"
            kind = one.get("Type", "").rpartition("/")[2]
            found.append(Link(one.get("Id", ""), kind, target if inside else ""))
        return found

    def target(self, source: str, kind: str) -> str | None:
        """The part that the first relationship of this kind leads to."""
        return next((link.target for link in self.links(source) if link.kind == kind and link.target in self), None)

    def link(self, source: str, kind: str, target: str) -> str:
        """A new relationship; returns its id."""
        name = _links_name(source)
        if name not in self._parts:
            self.put(name, f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
        taken = {link.id for link in self.links(source)}
        number = next(number for number in range(1, len(taken) + 2) if f"rIdMark{number}" not in taken)
        made = etree.SubElement(self.changed(name), _RELATIONSHIP, Id=f"rIdMark{number}", Type=f"{OFFICE}/{kind}")
        made.set("Target", posixpath.relpath(f"/{target}", f"/{posixpath.dirname(source)}"))
        return f"rIdMark{number}"

    def unlink(self, source: str, key: str) -> None:
        root = self.changed(_links_name(source))
        for one in root.findall(_RELATIONSHIP):
            if one.get("Id") == key:
                root.remove(one)
        if len(root) == 0:
            self._forget(_links_name(source))

    def new_name(self, stem: str, ending: str) -> str:
        """``stem``, the first free number, ``ending``."""
        taken = {name.casefold() for name in self._parts}
        names = (f"{stem}{number}{ending}" for number in range(1, len(taken) + 2))
        return next(name for name in names if name.casefold() not in taken)

    def packed(self) -> bytes:
        """Equal parts give equal bytes, whenever they are packed."""
        for name in sorted(self._changed):
            self._parts[name] = written(self._trees[name])
        return pack(self._parts)


def _links_name(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
