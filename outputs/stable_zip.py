"""Packages whose bytes tell nothing of when or where they were packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)


def stable_zip(package: bytes, changed: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """The same package with its members sorted and dated 1980, so that equal parts give equal bytes; ``changed`` says
    by a part's name what becomes of it."""
    parts = dict(sorted(unpack(package).items()))
    for name, change in (changed or {}).items():
        parts[name] = change(parts[name])
    return pack(parts)


def unpack(package: bytes) -> dict[str, bytes]:
    """The parts of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts in their order, dated 1980. Equal parts give equal bytes."""
    return add_parts(b"", parts)


def add_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with more parts behind those that it has, which stay packed as they are."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as target:
        for name, part in parts.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(member, part, compresslevel=6)
    return out.getvalue()
