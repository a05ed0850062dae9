"""What a chart says to whoever does not see it, and what stands below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.vietnamese import grouped
from outputs.chart import Series, Value

_UNKNOWN = "chưa có số liệu"


def described(what: str, names: Sequence[str], series: Iterable[Series], unit: str) -> str:
    """All that is drawn, in words."""
    said = [
        f"{one.name}: {'; '.join(f'{name} {_printed(value)}' for name, value in zip(names, one.values, strict=True))}."
        for one in series
    ]
    return " ".join((f"{what}, đơn vị tính: {unit}.", *said))


def _printed(value: Value) -> str:
    if value is None:
        return _UNKNOWN
    return grouped(value) if isinstance(value, int) else f"{value:.2f}".replace(".", ",")


def note_of(*parts: tuple[str, list[str]]) -> str:
    """``Chưa có số liệu: A; B.`` of each part that names something."""
    return " ".join(f"{what}: {'; '.join(which)}." for what, which in parts if which)
