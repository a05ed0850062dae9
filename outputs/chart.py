"""A chart as it is wanted: what is drawn of which values, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Value = int | Decimal | None


@dataclass(frozen=True)
class Series:
    """A value for each category; None where nothing is known, which is drawn as a gap and never as 0."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Chart:
    """``columns`` stand, ``bars`` lie, ``lines`` join what follows in time; ``unit`` is what all values are counted in.

    ``title`` stands above the drawing, ``description`` is read out to whoever does not see it, and ``note`` is for the
    line below: what a reader has to know and a drawing cannot say. ``decimals`` is how many places every value is
    printed with. ``reference`` is a thin line across columns that they are measured by. ``key`` names the chart within
    its document.
    """

    key: str
    kind: Literal["columns", "bars", "lines"]
    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int = 0
    reference: Series | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for one in self.drawn:
            if len(one.values) != len(self.categories):
                counts = f"{len(one.values)} values for {len(self.categories)} categories"
                raise ValueError(f"chart {self.key!r}, series {one.name!r}: {counts}; wanted one for each")
        if self.reference and self.kind != "columns":
            raise ValueError(f"chart {self.key!r}: a reference across {self.kind}; wanted columns")

    @property
    def drawn(self) -> tuple[Series, ...]:
        """All series, the reference last."""
        return (*self.series, self.reference) if self.reference else self.series


@dataclass(frozen=True)
class Drawing:
    """A paragraph that draws a chart, among a document's other blocks."""

    text: str

    def xml(self) -> str:
        return self.text
