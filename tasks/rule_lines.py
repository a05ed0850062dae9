"""Findings that stand in a period → a line for each rule and severity: how much, where for example, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.finding import Severity
from domain.rule import Rule
from outputs.page_content import Example, RuleLine
from outputs.spoken import spoken
from tasks.home import Home
from warehouse.current import as_finding

_EXAMPLES = 5  # places that a rule names; all others are counted
_Row = Mapping[str, Any]


def rule_lines(home: Home, findings: Iterable[_Row]) -> tuple[RuleLine, ...]:
    """The severest first, of these what there is most of."""
    grouped: dict[tuple[str, str], list[_Row]] = {}
    for row in findings:
        grouped.setdefault((row["rule"], row["severity"]), []).append(row)
    lines = [_line(home.catalogue.rule_by_id.get(rule), rows) for (rule, _), rows in grouped.items()]
    ranks = list(Severity)
    return tuple(sorted(lines, key=lambda one: (ranks.index(one.severity), -one.findings, one.rule)))


def _line(rule: Rule | None, rows: Sequence[_Row]) -> RuleLine:
    """A rule that the catalogue has no more speaks by its first finding."""
    first = as_finding(rows[0])
    saw, wanted, mend = spoken(rule) if rule else (first.saw, first.wanted, first.mend)
    plain = wanted and "‹" not in wanted  # says enough alone, and nothing that differs from file to file
    title = f"Cần: {wanted}" if plain else f"{saw}; cần: {wanted}" if wanted else saw
    open_first = sorted(rows, key=lambda row: row["explained"] is not None)
    by_unit = list({row["unit_id"]: row for row in reversed(open_first)}.values())[::-1]
    return RuleLine(
        rule=first.rule,
        title=title[0].upper() + title[1:],
        severity=first.severity,
        findings=len(rows),
        explained=sum(row["explained"] is not None for row in rows),
        units=len(by_unit),
        mend=mend,
        examples=tuple(_example(row) for row in by_unit[:_EXAMPLES]),
    )


def _example(row: _Row) -> Example:
    found = as_finding(row)
    label = f" ({found.label})" if found.label else ""
    return Example(f"{row['unit']}", f"{found.place}{label}", found.saw)
