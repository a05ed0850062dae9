"""Looks at the bytes before any reader does: what a file is by what it holds, and a clean copy of it for its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.readers import biff, compound, kinds, opendocument, openxml, package
from tasks.readers.plainsheet import PlainSheet
from tasks.readers.sheet import Unreadable

NO_SUFFIX = "(không có đuôi)"


@dataclass(frozen=True)
class Admitted:
    """A file that a reader may read: its format by what it holds, bytes that hold what was checked alone, and of a
    workbook what was seen of its sheets on the way."""

    format: str
    data: bytes
    plain: Mapping[str, PlainSheet] = field(default_factory=dict)


def admit(data: bytes, suffix: str) -> Admitted:
    """Unreadable with the refusal that fits; ``suffix`` is that of the sender's name, for the words alone."""
    said = suffix.lower() or NO_SUFFIX
    if not data.strip(b"\0 \t\r\n\x1a"):
        raise Unreadable("empty")
    if data.startswith(b"PK\3\4"):
        return _zipped(data, said)
    if data.startswith(compound.MARK):
        stream = compound.workbook(data, said)
        biff.check(stream)
        return Admitted("xls", compound.rebuilt(stream))
    kinds.refuse(data, said)
    return Admitted("csv", data)


def _zipped(data: bytes, suffix: str) -> Admitted:
    opened = package.Package.open(data)
    if not (openxml.holds(opened) or opendocument.holds(opened)):
        raise Unreadable("unsupported" if "mimetype" in opened.members else "archive", {"suffix": suffix})
    opened.check()
    if openxml.holds(opened):
        if made := openxml.clean(opened):
            return Admitted(*made)
    elif content := opendocument.clean(opened):
        return Admitted("ods", content)
    raise Unreadable("unsupported", {"suffix": suffix})
