"""The period's warehouse → warnings over units and periods, and warnings that were explained."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from domain.catalogue import Catalogue
from domain.finding import FINDINGS
from domain.half_year import HalfYear
from domain.notice import Notice
from domain.rule import Rule
from domain.vietnamese import grouped, percent
from outputs.prose import times
from tasks.explained import Reasons
from tasks.findings import Found
from tasks.home import Home
from tasks.unusual import measures, reviewed_fields
from tasks.validations import keep_review_validation
from warehouse import reviews
from warehouse.outbox import queue
from warehouse.store import Connection

_AGAIN = 3  # times that a review begins anew because another run kept something meanwhile


@dataclass(frozen=True)
class Reviewed:
    """What a review changed: warnings that are new, warnings that are gone, and warnings explained since."""

    found: int = 0
    gone: int = 0
    explained: int = 0
    problems: tuple[Notice, ...] = ()  # what a person must look at

    def __add__(self, other: Reviewed) -> Reviewed:
        found, gone, explained = self.found + other.found, self.gone + other.gone, self.explained + other.explained
        return Reviewed(found, gone, explained, self.problems + other.problems)

    @property
    def changed(self) -> bool:
        return bool(self.found or self.gone or self.explained)


NOTHING = Reviewed()


@dataclass(frozen=True)
class _Looked:
    """What a review looks at: values, the units' reasons, and which standing warnings they answer. Equal digests
    give equal findings; the same sections that count give the same values and reasons."""

    values: pl.DataFrame
    reasons: Reasons
    answered: dict[int, str]
    digest: str
    counting: frozenset[tuple[int, str]]


def to_review(home: Home) -> list[HalfYear]:
    """The open periods for which something counts, in the order of time."""
    with home.warehouse.read() as connection:
        return [HalfYear.parse(code) for code in reviews.open_periods(connection)]


def review(home: Home, period: HalfYear) -> Reviewed:
    """Looks over a period's values that count. Repeated, it changes nothing; a closed period stays as it was."""
    for _ in range(_AGAIN):
        with home.warehouse.read() as connection:
            looked = _look(home, period, connection)
            if looked is None:
                return NOTHING
        found = findings_of(home.catalogue, looked.values, period)
        with home.warehouse.write() as connection:
            if _stands(period, looked, connection):
                kept = _keep(home, period, looked, _explained(found.findings, looked), connection)
                break
    else:
        return NOTHING  # whoever keeps something so often reviews it too
    shas = dict(looked.values.select("file_id", "sha256").unique().iter_rows())
    return replace(kept, problems=keep_review_validation(home, period, shas, found.told))


def _look(home: Home, period: HalfYear, connection: Connection) -> _Looked | None:
    """None where there is nothing to look at, or nothing that the last review did not see."""
    code = str(period)
    if not reviews.is_open(connection, code):
        return None
    explanations = reviews.standing_explanations(connection, code=code)
    reasons = Reasons(home.catalogue, explanations)
    answered = _answered(reasons, connection, code)
    counting = reviews.counting(connection, code)
    digest = hashlib.sha256(f"{home.catalogue.version} {sorted(map(tuple, counting))}".encode()).hexdigest()
    if reviews.reviewed(connection, code) == digest and not answered:
        return None
    values = reviews.values_until(connection, code, reviewed_fields(home.catalogue))
    return _Looked(values, reasons, answered, digest, counting)


def _answered(reasons: Reasons, connection: Connection, code: str) -> dict[int, str]:
    said = {row["id"]: reasons.of(row["unit_id"], row) for row in reviews.unanswered_warnings(connection, code)}
    return {id_: reason for id_, reason in said.items() if reason}


def _stands(period: HalfYear, looked: _Looked, connection: Connection) -> bool:
    """Whether all that was looked at is still as it was."""
    code = str(period)
    same = reviews.is_open(connection, code) and reviews.counting(connection, code) == looked.counting
    return same and _answered(looked.reasons, connection, code) == looked.answered


def _keep(home: Home, period: HalfYear, looked: _Looked, found: pl.DataFrame, connection: Connection) -> Reviewed:
    kept = reviews.keep_review(connection, str(period), looked.digest, found, looked.answered)
    queue(connection, reviews.warned(connection, str(period), kept.new), home.channels)
    return Reviewed(len(kept.new), kept.gone, kept.explained)


def _explained(found: pl.DataFrame, looked: _Looked) -> pl.DataFrame:
    of_file = dict(looked.values.select("file_id", "unit_id").unique().iter_rows())
    said = [looked.reasons.of(of_file[row["file_id"]], row) for row in found.iter_rows(named=True)]
    return found.with_columns(explained=pl.Series(said, dtype=pl.String))


# --- findings ------------------------------------------------------------------------------------


def findings_of(catalogue: Catalogue, values: pl.DataFrame, period: HalfYear) -> Found:
    """What is found in a period's values (REVIEWED_VALUES), by one suite over all its measures."""
    made = measures(catalogue, values, period)
    if made.is_empty():
        return Found(pl.DataFrame(schema=FINDINGS))
    from expectations.suites import Check, validate

    checks = [Check(rule, rule.id, {}) for rule in _by_band(catalogue, made)]
    validation = validate(made.select("rule", "band", "change", "deviation"), checks)
    rows = [
        _finding(catalogue, broken.check.rule, row)
        for broken in validation.broken
        for row in made[list(broken.rows)].iter_rows(named=True)
    ]
    return Found(pl.DataFrame(rows, schema=FINDINGS, orient="row"), validation.told_of(made))


def _by_band(catalogue: Catalogue, made: pl.DataFrame) -> Iterator[Rule]:
    """A rule on the change once per usual band, its own words for the band's ends made numbers."""
    for rule_id, band in made.select("rule", "band").unique(maintain_order=True).sort("rule", "band").iter_rows():
        rule = catalogue.rule_by_id[rule_id]
        low, high = map(float, band.split()) if band else (None, None)
        ends = {"low": low, "high": high}
        arguments = {name: ends.get(value, value) for name, value in rule.arguments.items()}
        yield rule.changed(arguments=arguments, where={"rule": rule_id, "band": band})


def _finding(catalogue: Catalogue, rule: Rule, row: Mapping[str, Any]) -> tuple[Any, ...]:
    words = {
        "value": grouped(row["value"]),
        "before": _before(rule, row["before"]),
        "moved": _moved(row["value"], row["before"]),
        "usual": f"{grouped(row['low'])}–{grouped(row['high'])}",
    }
    said = (text.format_map(words) for text in (rule.saw, rule.wanted, rule.mend))
    label = catalogue.field_by_key[row["field"]].label
    place = (row["sheet"], row["cell"])
    return (row["file_id"], rule.id, rule.severity, row["form"], row["field"], label, *place, *said, False, None)


def _before(rule: Rule, before: int) -> str:
    of_itself = rule.review is not None and rule.review.against in ("same_half", "last_half")
    return "chưa phát sinh" if of_itself and not before else grouped(before)


def _moved(value: int, before: int) -> str:
    """``, tăng 12,50%``, ``, gấp 3 lần``; nothing where there is nothing to compare with."""
    if before <= 0 or value == before:
        return ""
    if value >= 2 * before:
        return f", gấp {times(value, before)} lần"
    word = "tăng" if value > before else "giảm"
    return f", {word} {percent(abs(value - before), before)}%"
