"""The report's sentences: Jinja2 templates of the catalogue rendered over figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from jinja2 import StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.catalogue import Catalogue, Indicator
from domain.figure import ALL, HALF, ITSELF, SAME_HALF, YEAR, YEAR_END, Figure, Figures, approximate
from domain.record import DeclarationError
from domain.unit import Unit
from domain.vietnamese import grouped, percent

#: What a comparison is called, by the figure's span and what it is compared with.
_EARLIER = {
    (HALF, SAME_HALF): "cùng kỳ năm trước",
    (YEAR, SAME_HALF): "năm trước",
    (HALF, YEAR_END): "cuối năm trước",
    (YEAR, YEAR_END): "cuối năm trước",
}


class _Missing(Exception):
    """A sentence asked for a figure or a word that is not there: the sentence disappears."""


class _Absent:
    """A word without content. A sentence may ask whether it is there; printing it drops the sentence."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        raise _Missing


def find_figure(
    figures: Figures, indicator: Indicator, *, scope: str = ALL, comparison: str = ITSELF, span: str = HALF
) -> Figure | None:
    """The figure of a span. A state (C) and a value of the year (N) stand for the year as they
    stand at its last half, so the half's figure serves where the year has none of its own."""
    found = figures.find(indicator.code, scope=scope, comparison=comparison, span=span)
    if found is None and span == YEAR and indicator.kind != "P":
        return figures.find(indicator.code, scope=scope, comparison=comparison, span=HALF)
    return found


def gap(figure: Figure) -> str:
    """``" (số liệu của 47/48 đơn vị)"`` where the figure is short of units, else empty."""
    return f" (số liệu của {figure.counted}/{figure.expected} đơn vị)" if figure.incomplete else ""


def amount(number: int, indicator: Indicator) -> str:
    """A number as prose prints it: ``500 triệu đồng`` for whole multiples of the print scale,
    ``123.456.789 đồng`` for other money, ``20.576`` where the sentence names the unit itself."""
    if indicator.print_unit is None:
        return grouped(number)
    if number and number % indicator.print_scale == 0:
        return f"{grouped(number // indicator.print_scale)} {indicator.print_unit}"
    return f"{grouped(number)} {indicator.unit}"


def in_prose(value: int, indicator: Indicator, round_to: int) -> str:
    """``gần 34.000``, ``trên 12 triệu đồng``, or the exact value outside the band."""
    near = approximate(value, round_to)
    return f"{near.word} {amount(near.number, indicator)}".lstrip()


def times(value: int, base: int) -> str:
    """``2,5``: how many times ``base`` is in ``value``, at most two decimals, half up."""
    ratio = (Decimal(value) / Decimal(base)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole, decimals = f"{ratio:.2f}".split(".")
    return f"{grouped(int(whole))},{decimals}".rstrip("0").rstrip(",")


class Printed:
    """An indicator's figure inside a sentence: true where it has a value, printed as prose prints it.

    Whatever needs the value of a missing figure drops the sentence.
    """

    def __init__(self, indicator: Indicator, figure: Figure | None) -> None:
        self.indicator = indicator
        self._figure = figure

    @property
    def figure(self) -> Figure:
        if self._figure is None or self._figure.value is None:
            raise _Missing
        return self._figure

    @property
    def value(self) -> int:
        if self._figure is None or self._figure.value is None:
            raise _Missing
        return self._figure.value

    @property
    def of_year(self) -> int:
        """The year of a registration or recognition; a figure without one drops the sentence."""
        if self.figure.of_year is None:
            raise _Missing
        return self.figure.of_year

    @property
    def gap(self) -> str:
        return gap(self.figure)

    @property
    def exact(self) -> str:
        return amount(self.value, self.indicator)

    def __bool__(self) -> bool:
        return self._figure is not None and self._figure.value is not None

    def __str__(self) -> str:
        # Every figure that prose prints passes here.
        return in_prose(self.value, self.indicator, self.indicator.round_to)


class Wording:
    """Renders sentences over the figures of one span.

    A template may use the code of every indicator (a Printed), the ``words`` it is given, and
    ``change(x)`` and ``share(x, y)``. An empty or None word counts as missing.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        figures: Figures,
        units: Iterable[Unit],
        words: Mapping[str, object],
        span: str = HALF,
    ) -> None:
        self._figures, self._units, self._span = figures, tuple(units), span
        self._names: dict[str, object] = {
            name: _Absent() if word is None or word == "" else word for name, word in words.items()
        }
        for code, indicator in catalogue.indicator_by_code.items():
            self._add(code, Printed(indicator, find_figure(figures, indicator, span=span)))
        for function in (self.change, self.share):
            self._add(function.__name__, function)
        self._environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)

    def _add(self, name: str, meaning: Printed | Callable[..., str]) -> None:
        if name in self._names:
            raise DeclarationError(f"indicator {name!r}: the report uses this name itself; rename it")
        self._names[name] = meaning

    def paragraph(self, templates: Iterable[str], where: str) -> str:
        """The sentences that have their figures, joined; empty where none has."""
        numbered = enumerate(templates, 1)
        said = (self.sentence(template, f"{where}, sentence {number}") for number, template in numbered)
        return " ".join(sentence for sentence in said if sentence)

    def sentence(self, template: str, where: str) -> str | None:
        """The sentence, or None where one of its figures is missing.

        DeclarationError, one line, for a template that cannot be rendered; ``where`` is its place
        in report.toml.
        """
        try:
            self._check_names(template)
            return self._environment.from_string(template).render(self._names)
        except _Missing:
            return None
        except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            why = " ".join(str(error).split())
            raise DeclarationError(f"report.toml, {where}: {why}; the sentence is {template!r}") from error

    def _check_names(self, template: str) -> None:
        used = find_undeclared_variables(self._environment.parse(template))
        unknown = sorted(used - self._names.keys() - self._environment.globals.keys())
        if unknown:
            names = ", ".join(repr(name) for name in unknown)
            raise TemplateError(f"unknown name {names}; wanted an indicator's code or a word of the report")

    def change(self, figure: Printed, against: str = SAME_HALF) -> str:
        """``tăng 1.204 hội viên (3,65%) so với cùng kỳ năm trước``, and what there is to say where
        the earlier figure is missing, nothing, the same, or less than half."""
        if (self._span, against) not in _EARLIER:
            raise ValueError(f"change() against {against!r}; wanted {SAME_HALF!r} or {YEAR_END!r}")
        value, earlier = figure.value, _EARLIER[self._span, against]
        base = find_figure(self._figures, figure.indicator, comparison=against, span=self._span)
        if base is None or base.value is None:
            return f"chưa có số liệu {earlier} để so sánh"
        return _changed(value, base.value, figure.indicator, earlier) + gap(base)

    def share(self, part: Printed, whole: Printed) -> str:
        """``31,25%``: both summed over the units that have both; without any, the sentence disappears."""
        codes = (part.indicator, whole.indicator)
        scopes = [str(unit.id) for unit in self._units if all(self._counts(unit, code) for code in codes)]
        sums = self._figures.share(part.indicator.code, whole.indicator.code, scopes, self._span)
        if sums is None and self._span == YEAR and all(code.kind != "P" for code in codes):
            sums = self._figures.share(part.indicator.code, whole.indicator.code, scopes, HALF)
        rate = percent(*sums) if sums else None
        if rate is None:
            raise _Missing
        return f"{rate}%"

    def _counts(self, unit: Unit, indicator: Indicator) -> bool:
        """Whether a unit's value is part of the figure over all: its kind reports it, and for the
        figure's own year (different years are never added)."""
        return unit.kind in indicator.reported_by and same_year(self._figures, indicator, unit, self._span)


def same_year(figures: Figures, indicator: Indicator, unit: Unit, span: str = HALF) -> bool:
    """Whether the unit has a figure, and of the same year as the figure over all units."""
    everyone = find_figure(figures, indicator, span=span)
    own = find_figure(figures, indicator, scope=str(unit.id), span=span)
    return own is not None and everyone is not None and own.of_year == everyone.of_year


def _changed(value: int, base: int, indicator: Indicator, earlier: str) -> str:
    if value == base:
        return f"bằng {earlier}" if base else f"{_plain(earlier)} cũng chưa phát sinh"
    if base == 0:
        return f"{_plain(earlier)} chưa phát sinh"
    word = "tăng" if value > base else "giảm"
    moved = f"{word} {_difference(abs(value - base), indicator)}"
    if base < 0:
        return f"{moved} so với {earlier}"
    if value >= 2 * base:
        return f"gấp {times(value, base)} lần {earlier} ({moved})"
    return f"{moved} ({percent(abs(value - base), base)}%) so với {earlier}"


def _difference(number: int, indicator: Indicator) -> str:
    """Counts exact with their unit, money to the print scale where that is honest."""
    if indicator.print_unit is None:
        return f"{grouped(number)} {indicator.unit}"
    return in_prose(number, indicator, indicator.print_scale)


def _plain(earlier: str) -> str:
    """``cùng kỳ`` says it where the sentence needs no year."""
    return earlier.removesuffix(" năm trước") if earlier.startswith("cùng kỳ") else earlier
