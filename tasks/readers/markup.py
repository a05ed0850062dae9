"""XML parts: parsed whole by a parser that fetches and expands nothing, and written again in the plainest way.

Parsers differ over comments, CDATA and character references inside a number (calamine reads ``5<!-- -->00`` as 5)
and over UTF-16 (which it reads as nothing). A part that was written again by :func:`plain` holds none of them.
"""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from lxml import etree

from tasks.readers.sheet import Unreadable

Element = etree._Element

_LARGE = 4 * 2**20
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_KNOWN = {"utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be", "us-ascii", "ascii"}


def parsed(data: bytes) -> Element:
    """The root; ``unsafe`` for a DOCTYPE or a foreign encoding, ``damaged`` for what is not well-formed."""
    return tree(decoded(data))


def plain(data: bytes) -> tuple[Element, bytes]:
    """The root, and the same in UTF-8 without comments, instructions, CDATA and character references."""
    text = decoded(data)
    root = tree(text)
    if "<!" in text or "<?" in text or "&#" in text:
        return root, written(root)
    return root, text.encode()


def written(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def local(element: Element) -> str:
    """The name without its namespace: transitional and strict files differ in nothing else that is read."""
    return str(element.tag).rpartition("}")[2]


def tree(text: str) -> Element:
    """The root of a part's text, as :func:`parsed` gives it."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("unsafe", {"what": "khai báo DOCTYPE"})
    # a parser each time: one that is kept carries its errors from file to file
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    data = text.encode()
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        # libxml2 does not say where memory ended; a parser that builds no tree tells the two apart
        if len(data) > _LARGE and _is_well_formed(data):
            raise MemoryError from None
        raise Unreadable("damaged") from None


def _is_well_formed(data: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def decoded(data: bytes) -> str:
    """The text of a part, without its declaration, which after decoding would say what is no longer so."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        raise Unreadable("damaged") from None
    text = text.removeprefix("\ufeff")
    if declaration := _DECLARATION.match(text):
        said = _ENCODING.search(declaration.group())
        if said and said.group(1).lower() not in _KNOWN:
            raise Unreadable("unsafe", {"what": f"kiểu mã chữ {said.group(1)}"})
        text = text[declaration.end() :]
    return text


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith(b"<\0"):
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\0<") else "utf-8"
