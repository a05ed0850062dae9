"""What stands in a sentence: an indicator's figure as prose prints it, or a word that is not there."""

from __future__ import annotations

from domain.catalogue import Indicator
from domain.citation import Shown
from domain.figure import Figure
from outputs.live import Citing
from outputs.prose import amount, gap, in_prose


class Missing(Exception):
    """A sentence asked for a figure or a word that is not there: the sentence disappears."""


class Absent:
    """A word without content. A sentence may ask whether it is there; printing it drops the sentence."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        raise Missing


class Printed:
    """An indicator's figure inside a sentence: true where it has a value, printed as prose prints it.

    Whatever needs the value of a missing figure drops the sentence.
    """

    def __init__(self, indicator: Indicator, figure: Figure | None, citing: Citing) -> None:
        self.indicator = indicator
        self._figure, self._citing = figure, citing

    @property
    def figure(self) -> Figure:
        if self._figure is None or self._figure.value is None:
            raise Missing
        return self._figure

    @property
    def value(self) -> int:
        if self._figure is None or self._figure.value is None:
            raise Missing
        return self._figure.value

    @property
    def of_year(self) -> str:
        """The year of a registration or recognition; a figure without one drops the sentence."""
        if self.figure.of_year is None:
            raise Missing
        return self._cited(f"{self.figure.of_year}", Shown.OF_YEAR)

    @property
    def gap(self) -> str:
        said = gap(self.figure)
        return f" {self._cited(said.strip(), Shown.UNITS)}" if said else ""

    @property
    def exact(self) -> str:
        return self._cited(amount(self.value, self.indicator))

    def __bool__(self) -> bool:
        return self._figure is not None and self._figure.value is not None

    def __str__(self) -> str:
        # Every figure that prose prints passes here.
        return self._cited(in_prose(self.value, self.indicator, self.indicator.round_to))

    def _cited(self, text: str, shown: Shown = Shown.VALUE) -> str:
        return self._citing.figure(self.figure.key, text, shown, self.figure.of_year)
