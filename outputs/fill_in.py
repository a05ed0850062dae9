"""A report's controls filled in: the same document but for the text of some."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from outputs.stable_zip import stable_zip


def fill_in(document: bytes, texts: Mapping[str, str]) -> bytes:
    """``document`` (as soket wrote it) with other texts in the controls of these keys. ValueError where it has none of
    a key."""
    return stable_zip(document, {"word/document.xml": lambda xml: _filled(xml.decode(), texts).encode()})


def _filled(xml: str, texts: Mapping[str, str]) -> str:
    for key, text in texts.items():
        parts = _control(key).split(xml)  # before, the control's start, its end, between, …
        if len(parts) == 1:
            raise ValueError(f"control {key!r}: is not in the document")
        parts[1::3] = [f"{start}{escape(text)}" for start in parts[1::3]]
        xml = "".join(parts)
    return xml


def _control(key: str) -> re.Pattern[str]:
    """What stands before and behind the text of a control."""
    tag = re.escape(f"<w:tag w:val={quoteattr(key)}/>")
    return re.compile(rf"({tag}(?:(?!</w:sdt>).)*?<w:t [^>]*>)[^<]*(</w:t>)")
