"""python-docx's template made ours: an empty document that every letter and report begins with."""

from __future__ import annotations

import io
from functools import cache

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from outputs.stylesheet import styles_xml


def empty_document() -> Document:
    return docx.Document(io.BytesIO(_template()))


@cache
def _template() -> bytes:
    """python-docx's template without what is stale or foreign in it, and with our styles. Made once: an answer to
    every submission is made of it."""
    document = docx.Document()
    _drop_relationships(document)
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    for child in parse_xml(styles_xml()):
        styles.append(child)
    _set_language(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _drop_relationships(document: Document) -> None:
    stale = ("/stylesWithEffects", "/customXml", "/numbering", "/thumbnail")
    for relationships in (document.part.rels, document.part.package.rels):
        for key in [key for key, one in relationships.items() if one.reltype.endswith(stale)]:
            relationships.pop(key)


def _set_language(document: Document) -> None:
    settings = document.settings.element
    for name in ("w:rsids", "w:savePreviewPicture", "w:zoom", "w:proofState"):
        for found in settings.findall(qn(name)):
            settings.remove(found)
    language = settings.find(qn("w:themeFontLang"))
    language.attrib.clear()
    language.set(qn("w:val"), "vi-VN")
    settings.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")
