"""Official documents that differ in their text and properties alone, such as the receipts of a collect: what is the
same in all of them is made and packed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

from outputs.officedocument import OfficialDocument, Properties
from outputs.stable_zip import add_parts, pack, unpack
from outputs.word_table import UNNUMBERED, Block

_PROPERTIES, _TEXT = "docProps/core.xml", "word/document.xml"
_BODY = "<w:body>"
_SOME_DAY = date(1980, 1, 1)
_NAMED = Properties("{title}", "{author}", "{identifier}", "{version}", _SOME_DAY)


@dataclass(frozen=True)
class _Shell:
    """``same``: the package without its properties and its text; ``properties`` has a name for each; ``start`` and
    ``end`` are what stands around the text."""

    same: bytes
    properties: str
    start: str
    end: str


@cache
def _shell() -> _Shell:
    parts = unpack(OfficialDocument(_NAMED).to_bytes())
    properties = parts.pop(_PROPERTIES).decode().replace(_SOME_DAY.isoformat(), "{day}")
    start, _, end = parts.pop(_TEXT).decode().partition(_BODY)
    return _Shell(pack(parts), properties, start + _BODY, end)


def plain_document(properties: Properties, *blocks: Block) -> bytes:
    """The .docx of these blocks, part for part what OfficialDocument makes of them. Equal blocks and properties give
    equal bytes."""
    body = "".join(block.xml() for block in blocks)
    if UNNUMBERED in body:  # live text has styles of its own
        document = OfficialDocument(properties)
        document.add(*blocks)
        return document.to_bytes()
    shell = _shell()
    told = _told(shell.properties, properties)
    return add_parts(shell.same, {_PROPERTIES: told.encode(), _TEXT: f"{shell.start}{body}{shell.end}".encode()})


def _told(named: str, properties: Properties) -> str:
    return named.format(
        title=escape(properties.title),
        author=escape(properties.author),
        identifier=escape(properties.identifier),
        version=escape(properties.version),
        day=properties.day.isoformat(),
    )
