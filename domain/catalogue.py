"""The catalogue: what is asked for, of whom, and what is right. Filled from expectations/*.toml."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

import pydantic

from domain.citation import LONGEST_CODE
from domain.form import Field, Form
from domain.prose.phrase import Phrase
from domain.prose.qualifier import USUAL, Qualifier
from domain.record import Record
from domain.report_plan import NationalTarget, ReportPlan
from domain.rule import Rule
from domain.vietnamese import heading_key


class Kind(Record):
    """A kind of unit. An optional kind may send but is not expected to. Wherever kinds are listed,
    a ``group`` stands for all its kinds."""

    code: str
    name: str
    group: str | None = None
    optional: bool = False


_BETWEEN = re.compile(r"[,;/+]|\bvà\b|\bhoặc\b")


class Axis(Record):
    """A breakdown. A partition's members add up to the whole. ``aliases`` are other names of a member."""

    code: str
    name: str
    partition: bool
    members: dict[str, str]
    aliases: dict[str, tuple[str, ...]] = {}

    @cached_property
    def key_to_member(self) -> dict[str, str]:
        """Each name of a member as a heading's key; of ``thôn, tổ dân phố`` each part is a name too."""
        named = [(code, name) for code, name in self.members.items()]
        named += [(code, part) for code, name in named for part in _BETWEEN.split(name)]
        named += [(code, alias) for code, aliases in self.aliases.items() for alias in aliases]
        return {heading_key(name): code for code, name in named}

    def member(self, text: str) -> str | None:
        """The code of the one member that a text names, in one word or several; else None."""
        whole = self.key_to_member.get(heading_key(text))
        parts = {self.key_to_member.get(heading_key(part)) for part in _BETWEEN.split(text) if heading_key(part)}
        return whole or (parts.pop() if len(parts) == 1 else None)

    def name_of(self, breakdown: str) -> str | None:
        """The name of the member that a breakdown (``axis=member``) names; None where it is not of this axis."""
        axis, _, member = breakdown.partition("=")
        return self.members.get(member) if axis == self.code else None


class Usual(Record):
    """How a value ordinarily moves: by ``change`` (two percentages, of the value before). Where both the value
    and what it is set against are below ``least`` (in the indicator's unit), any change is usual."""

    change: tuple[float, float]
    least: int = pydantic.Field(ge=1)


class UsualOf(Usual):
    """What is usual of every indicator of a kind, or of those of a kind that are counted in ``unit``."""

    kind: Literal["C", "P", "N"]
    unit: str | None = None


class Indicator(Record):
    """``kind``: C state at the cut-off, P occurred in the period, N of the year (the latest stands).

    ``reported_by`` names the kinds of unit whose values make the figure; a registry indicator
    counts the valid units of those kinds. ``sum_of`` adds other indicators. ``merges`` says what becomes
    of the values of units that merge: a sum, or none where each is a unit's own (0 or 1). In prose a value is
    printed in multiples of ``round_to``, divided by ``print_scale`` and followed by ``print_unit``.
    One that has nothing ``usual`` is not reviewed. ``phrases`` are how prose speaks of it (domain.prose.phrase), beside
    its name, and instead of its unit.
    """

    code: str = pydantic.Field(max_length=LONGEST_CODE)
    name: str
    unit: str
    kind: Literal["C", "P", "N"]
    reported_by: tuple[str, ...]
    source: Literal["reported", "registry"] = "reported"
    axes: tuple[str, ...] = ()
    denominator: str | None = None
    sum_of: tuple[str, ...] = ()
    merges: Literal["sum", "none"] = "sum"
    round_to: int = pydantic.Field(default=1, ge=1)
    print_scale: int = pydantic.Field(default=1, ge=1)
    print_unit: str | None = None
    usual: Usual | None = None
    phrases: tuple[str, ...] = ()

    @pydantic.field_validator("phrases")
    @classmethod
    def _phrases_have_words(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in phrases:
            Phrase.parse(phrase)
        return phrases


class Catalogue(Record):
    """Everything declared, with its version: the hash of the declaring files."""

    version: str
    kinds: tuple[Kind, ...]
    axes: tuple[Axis, ...]
    indicators: tuple[Indicator, ...]
    forms: tuple[Form, ...]
    rules: tuple[Rule, ...]
    report: ReportPlan
    national: tuple[NationalTarget, ...] = ()
    qualifiers: tuple[Qualifier, ...] = USUAL

    @cached_property
    def indicator_by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def form_by_code(self) -> dict[str, Form]:
        return {form.code: form for form in self.forms}

    @cached_property
    def rule_by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def kind_by_code(self) -> dict[str, Kind]:
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def axis_by_code(self) -> dict[str, Axis]:
        return {axis.code: axis for axis in self.axes}

    @cached_property
    def field_by_key(self) -> dict[str, Field]:
        return {field.key: field for form in self.forms for field in form.fields}

    @cached_property
    def expected_kinds(self) -> frozenset[str]:
        return frozenset(kind.code for kind in self.kinds if not kind.optional)

    def figure_name(self, indicator: str, breakdown: str) -> str:
        """``title (category)``; what an earlier catalogue had and this one has no more stands under its code."""
        known = self.indicator_by_code.get(indicator)
        name = known.name if known else indicator
        part = next((found for axis in self.axes if (found := axis.name_of(breakdown))), breakdown)
        return f"{name} ({part})" if part else name

    def forms_for(self, kind: str) -> tuple[Form, ...]:
        """The forms that a kind of unit is given, explanations included."""
        return tuple(form for form in self.forms if kind in form.sent_by)

    def forms_owed_by(self, kind: str) -> frozenset[str]:
        """The codes of the forms without which a unit is not received."""
        return self._owed.get(kind, frozenset())

    @cached_property
    def _owed(self) -> dict[str, frozenset[str]]:
        codes = [kind.code for kind in self.kinds]
        return {kind: frozenset(one.code for one in self.forms_for(kind) if one.purpose == "figures") for kind in codes}
