"""A stretch of text as its look says it: in a text a raised figure is a mark, and a struck one was crossed out.

Neither is a digit of the number beside it: ``500`` struck before ``600`` is not 500600, nor is ``500¹`` 5001.
"""

from __future__ import annotations

from tasks.readers import markup
from tasks.readers.markup import Element, local

UNREAD = "□"  # in the place of a sign or a struck figure: with it a cell is no number
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OFF = ("0", "false", "off", "none")


def shown(text: str, *, struck: bool, raised: bool) -> str:
    if struck and text.strip():
        return UNREAD
    return text.translate(_RAISED) if raised else text


def with_looks(root: Element, data: bytes) -> bytes:
    """A part of a workbook (ECMA-376 part 1, 18.4) in which such stretches of rich text say what they are."""
    if b"strike" not in data and b"vertAlign" not in data:
        return data
    for run in root.iter("{*}r"):
        look = run.find("{*}rPr")
        said = {} if look is None else {local(one): one.get("val", "1") for one in look}
        struck = said.get("strike", "0") not in _OFF
        raised = said.get("vertAlign") in ("superscript", "subscript")
        for text in run.iterfind("{*}t"):
            text.text = shown(text.text or "", struck=struck, raised=raised)
    return markup.written(root)
