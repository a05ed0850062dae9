"""The report's sentences: Jinja2 templates of the catalogue rendered over figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from jinja2 import StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.catalogue import Catalogue
from domain.citation import Shown
from domain.figure import HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure
from domain.record import DeclarationError
from domain.vietnamese import percent
from outputs.aims import Aims, Reached
from outputs.figure_of import comparable, find_figure, other_year, reporting, share_of
from outputs.leading import leading
from outputs.live import Citing
from outputs.printed import Absent, Missing, Printed
from outputs.prose import amount, changed, gap, points_changed, slashed

#: What a comparison is called, by the figure's span and what it is compared with.
_EARLIER = {
    (HALF, SAME_HALF): "cùng kỳ năm trước",
    (YEAR, SAME_HALF): "năm trước",
    (HALF, YEAR_END): "cuối năm trước",
    (YEAR, YEAR_END): "cuối năm trước",
}


class Wording:
    """Renders sentences over the figures of one span.

    A template may use the code of every indicator (a Printed), the ``words`` it is given, and the functions
    ``change(x)``, ``changes(x)``, ``share(x, y)``, ``share_change(x, y)``, ``plan(x)``, ``national(x)`` and
    ``leading(x)``. An empty or None word counts as missing. What they give is live.
    """

    def __init__(self, catalogue: Catalogue, aims: Aims, words: Mapping[str, object], citing: Citing) -> None:
        self._catalogue, self._aims, self._span, self._citing = catalogue, aims, aims.span, citing
        self._names: dict[str, object] = {
            name: Absent() if word is None or word == "" else word for name, word in words.items()
        }
        for code, indicator in catalogue.indicator_by_code.items():
            self._add(code, Printed(indicator, find_figure(aims.figures, indicator, span=aims.span), citing))
        functions = (self.change, self.changes, self.share, self.share_change, self.plan, self.national, self.leading)
        for function in functions:
            self._add(function.__name__, function)
        self._environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)

    def _add(self, name: str, meaning: Printed | Callable[..., str | Absent]) -> None:
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
        except Missing:
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
        the earlier figure is missing, nothing, the same, or less than half. A registration or recognition of another
        year than the report's, or set against another than the one before, names the year that it is set against."""
        if (self._span, against) not in _EARLIER:
            raise ValueError(f"change() against {against!r}; wanted {SAME_HALF!r} or {YEAR_END!r}")
        now, base = figure.figure, self._before(figure, against)
        if base is None or base.value is None:
            said = f"chưa có số liệu {_EARLIER[self._span, against]} để so sánh"
        else:
            earlier = self._earlier(now, base, against)
            said = changed(figure.value, base.value, figure.indicator, earlier) + gap(base)
        return self._cited(figure, said, Shown.CHANGE, against)

    def changes(self, figure: Printed) -> str:
        """A state's changes since the same half and since the end of last year, where that is known too; in the year's
        review the two are one."""
        if self._span == YEAR:
            return self.change(figure, YEAR_END)
        since = self.change(figure)
        if not self._before(figure, YEAR_END):
            return since
        both = " và " if self._before(figure, SAME_HALF) else "; "
        return f"{since}{both}{self.change(figure, YEAR_END)}"

    def share(self, part: Printed, whole: Printed) -> str:
        """``31,25%``: both summed over the units that have both; without any, the sentence disappears."""
        rate = self._rate(part, whole)
        if rate is None:
            raise Missing
        return self._cited(part, f"{rate}%", Shown.SHARE, whole=whole)

    def share_change(self, part: Printed, whole: Printed, against: str = SAME_HALF) -> str | Absent:
        """``tăng 0,51 điểm phần trăm so với cùng kỳ năm trước``: the share against what was printed of it then."""
        now, before = self._rate(part, whole), self._rate(part, whole, against)
        base = self._before(part, against)
        if now is None or before is None or base is None:
            return Absent()
        said = points_changed(now, before, self._earlier(part.figure, base, against))
        return self._cited(part, said, Shown.POINTS, against, whole)

    def plan(self, figure: Printed) -> str | Absent:
        """``đạt 84,21% kế hoạch năm``, and how many units that is of where some have no target or no value."""
        reached = self._aims.reached(figure.indicator)
        if reached is None or (reached.wanted and reached.value is None):
            return Absent()
        of = f" (tính trên {reached.counted}/{reached.expected} đơn vị có cả kế hoạch và số liệu)"
        said = f"đạt {reached.percent}% kế hoạch năm{of if reached.incomplete else ''}"
        return self._cited(figure, said if reached.wanted else "chưa giao kế hoạch năm", Shown.PLAN, PLAN)

    def national(self, figure: Printed) -> str | Absent:
        """``bằng 61,20% tổng số hộ (mục tiêu đến năm 2025: 70%, Quyết định số 387/QĐ-TTg ngày 25/3/2022)``."""
        found = self._aims.nation(figure.indicator, self._catalogue)
        if found is None or found[1].percent is None:
            return Absent()
        target, reached = found
        unit = self._catalogue.indicator_by_code[target.of].unit
        whose, of = self._over(figure.figure, reached)
        until = "đến năm" if target.year > self._aims.year else "năm"
        wanted = f"{target.percent.normalize():f}".replace(".", ",")
        aim = f"mục tiêu {until} {target.year}: {wanted}%, {target.source} ngày {slashed(target.date)}"
        said = f"bằng {reached.percent}% tổng số {unit}{whose} ({of}{aim})"
        return self._cited(figure, said, Shown.NATIONAL)

    def leading(self, figure: Printed) -> str | Absent:
        """``Hội A (1.204 hội viên), Hội B (980 hội viên)``: the units that have most of it, at most three and more than
        nothing; those that share a place stand or fall together. Absent where fewer others are than would be named."""
        named = leading(self._aims, figure.indicator)
        said = ", ".join(f"{unit.name} ({amount(value, figure.indicator, counted=True)})" for unit, value in named)
        return self._cited(figure, said, Shown.LEADING) if named else Absent()

    def _cited(
        self, of: Printed, text: str, shown: Shown, comparison: str = ITSELF, whole: Printed | None = None
    ) -> str:
        key = of.figure.key._replace(comparison=comparison)
        return self._citing.figure(key, text, shown, of.figure.of_year, whole.indicator.code if whole else "")

    @staticmethod
    def _over(figure: Figure, reached: Reached) -> tuple[str, str]:
        """How it is said that a share is short of units: the figure's own gap, of the same units, stands before it."""
        if not reached.incomplete:
            return "", ""
        if (figure.counted, figure.expected) == (reached.counted, reached.expected):
            return " của các đơn vị đó", ""
        return "", f"số liệu của {reached.counted}/{reached.expected} đơn vị; "

    def _before(self, figure: Printed, against: str) -> Figure | None:
        """The earlier figure that has a value and can be compared with."""
        base = find_figure(self._aims.figures, figure.indicator, comparison=against, span=self._span)
        known = base is not None and base.value is not None and comparable(figure.figure, base)
        return base if known else None

    def _earlier(self, now: Figure, base: Figure, against: str) -> str:
        """What a comparison is called."""
        if now.of_year not in (None, self._aims.year) or other_year(now, base) is not None:
            return f"năm {base.of_year}"
        return _EARLIER[self._span, against]

    def _rate(self, part: Printed, whole: Printed, comparison: str = ITSELF) -> str | None:
        """A share in per cent, over the units of that time that have both."""
        both, figures = (part.indicator, whole.indicator), self._aims.figures
        now = reporting(self._aims.units, *both)
        scopes = figures.scopes(part.indicator.code, comparison) if comparison else now
        found = share_of(figures, *both, scopes, self._span, comparison)
        return percent(found.part, found.whole) if found else None
