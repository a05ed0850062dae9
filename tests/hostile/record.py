"""A hostile file: what it is called, how it is made, and which answers to it are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.bases import Base

ACCEPTED, IGNORED = "accepted", "ignored"  # ignored: seen, listed for the office, and no submission


@dataclass(frozen=True)
class Hostile:
    """``expect`` holds the reasons that a sender may be told, ``accepted`` among them where the file is
    harmless; where it holds none, any reason will do. An accepted file must say what the base says, but for ``values`` (field → value).

    One that ``lacks`` forms need not say everything; what it says must be right. ``put`` lays the file into its unit's folder where writing bytes under a name is not all.
    """

    id: str
    name: str
    expect: frozenset[str]
    what: str
    make: Callable[[Base], bytes]
    values: Mapping[str, int | None] = field(default_factory=dict)
    put: Callable[[Path, str, bytes], None] | None = None
    lacks: bool = False


def one(
    id_: str,
    name: str,
    expect: str,
    what: str,
    make: Callable[[Base], bytes],
    *,
    put: Callable[[Path, str, bytes], None] | None = None,
    lacks: bool = False,
    values: Mapping[str, int | None] | None = None,
) -> Hostile:
    """``expect``: reasons with ``|`` between them."""
    return Hostile(id_, name, frozenset(expect.split("|")), what, make, values or {}, put, lacks)
