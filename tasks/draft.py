"""A version of a period as it would be frozen now: what it is made from, its figures, and freezing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from domain.figure import ITSELF, SAME_HALF, YEAR, YEAR_END
from domain.half_year import HalfYear
from domain.lineage import NO_GAPS
from domain.protocol import CloseStep, reached
from tasks.compute import compute, reported, with_comparisons, with_year
from tasks.earlier import Change, EarlierHalf, as_known
from tasks.gate import standing
from tasks.home import Home
from tasks.plan import YearsUnits, with_plan
from tasks.raw import store_raw
from tasks.standing import Standing
from warehouse import closes, current, declared, frozen, ledger
from warehouse.closes import Close
from warehouse.store import Connection


@dataclass(frozen=True)
class Draft:
    """A version as it would be frozen now. ``declared`` are the hashes of the home's files that figures depend on, by
    the column of a close that names them."""

    home: Home
    period: HalfYear
    version: int
    stands: Standing
    accept: Mapping[str, str]
    declared: Mapping[str, str | None]

    @property
    def passed(self) -> dict[int, str]:
        units = self.stands.units
        return {one.unit.id: self.accept[one.name] for one in units if one.name in self.accept and not one.complete}


def draft_of(
    home: Home, period: HalfYear, accept: Mapping[str, str], declared: Mapping[str, str | None], connection: Connection
) -> Draft:
    """The next version of a period, from what stands now."""
    row = ledger.period_row(connection, str(period))
    version = (row["version"] if row else 0) + 1
    return Draft(home, period, version, standing(home, period, connection), accept, declared)


def keep_declared(home: Home) -> dict[str, str | None]:
    """The home's files that figures depend on, kept as they are now: the column of a close → hash, None for a file that
    says nothing. HomeError where one cannot be used."""
    used = {
        "registry": home.registry_bytes,
        "targets": home.targets_bytes if home.targets else None,
        "lineage": home.lineage_bytes if home.lineage.edges else None,
    }
    return {column: None if data is None else store_raw(home, data) for column, data in used.items()}


def seen(draft: Draft, connection: Connection) -> str:
    """The digest of all that a version would be made from: equal ones give equal figures, and as equal a gate."""
    home, stands, dates = draft.home, draft.stands, draft.home.dates(draft.period)
    bases = {name: one.id for name, one in compared_with(draft.period, connection).items()}
    told = {
        **home.under,  # the code may compute otherwise, or another catalogue
        "declared": dict(draft.declared),
        "dates": [str(dates.cut_off), str(dates.signing)],
        "compared": bases,
        "sections": sorted(connection.scalars(frozen.counted_sections(str(draft.period)))),
        "accepted": dict(draft.accept),
        "units": {one.unit.id: one.why for one in stands.units},
        "unreceived": stands.unreceived,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def freeze_draft(draft: Draft, said: Mapping[str, str], approved: Mapping[str, Any], connection: Connection) -> Close:
    """The version, frozen and sealed: ``said`` is who closed it and why, ``approved`` who approved it."""
    return closes.seal(connection, write_version(draft, said, connection), draft.passed, approved)


def write_version(draft: Draft, said: Mapping[str, str], connection: Connection) -> Close:
    """The version with its figures, not sealed: it is to be undone, or sealed in the same transaction."""
    reached(CloseStep.BEGUN)
    home, period, stands = draft.home, str(draft.period), draft.stands
    dates = home.dates(draft.period)
    sections = list(connection.scalars(frozen.counted_sections(period)))
    row = {
        **said,
        **draft.declared,
        "period": period,
        "version": draft.version,
        "catalogue": home.catalogue.version,
        "cut_off": dates.cut_off,
        "signing": dates.signing,
        "expected": stands.expected,
        "received": stands.received,
    }
    if targets := draft.declared["targets"]:
        declared.keep_targets(connection, home.targets, targets)
    if lineage := draft.declared["lineage"]:
        declared.keep_lineage(connection, home.lineage, lineage)
    return closes.write_version(connection, row, figures_of(draft, connection), sections, draft.passed)


def figures_of(draft: Draft, connection: Connection) -> pl.DataFrame:
    """FIGURES and compared_close of a version, from what counts now; ``apportioned`` too where units merged
    within the year."""
    home, period = draft.home, draft.period
    cut_off = home.dates(period).cut_off
    units = home.units_on(cut_off)
    values = current.unit_values(connection, str(period), indicators=reported(home.catalogue))
    figures = compute(values, units, home.catalogue)
    found = compared_with(period, connection)
    first = found.pop(YEAR, None)
    if period.half == 2:
        half = earlier_half(draft, first, connection) if first else None
        now, gaps = (half.now, half.gaps) if half else (None, NO_GAPS)
        figures = with_year(figures, now, units, home.catalogue, gaps)
    then = {one: earlier_half(draft, one, connection).then for one in set(found.values())}
    bases = {name: (one.id, then[one]) for name, one in found.items()}
    compared = with_comparisons(figures, bases, first.id if first else None)
    year = YearsUnits(home.units, home.lineage, cut_off)
    return with_plan(compared, home.targets, units, home.catalogue, period, year)


def earlier_half(draft: Draft, base: Close, connection: Connection) -> EarlierHalf:
    """An earlier half as it is known to a draft: as it was closed, with what the half after it gives as final of it: of
    the half before, the submissions that count now, and ``now`` is in today's units; of an older one, those that the
    newest close of the half after it counted, and ``now`` is in the units of that close."""
    home, period = draft.home, draft.period
    figures = frozen.figures_of(connection, base.id, comparison=ITSELF)
    after = HalfYear.parse(base.period).next
    values, units, until = None, home.units_on(home.dates(period).cut_off), home.dates(period).cut_off
    if after == period:
        values = current.unit_values(connection, str(period), given_of=base.period)
    elif told := closes.find_close(connection, str(after)):
        sections = frozen.sections_of(told.id)
        values = current.unit_values(connection, str(after), sections, given_of=base.period)
        units, until = frozen.units_of(connection, told), told.cut_off
    units_then = frozen.units_of(connection, base)
    return as_known(figures, values, Change(units_then, units, home.lineage, base.cut_off, until), home.catalogue)


def compared_with(period: HalfYear, connection: Connection) -> dict[str, Close]:
    """The closed versions that a period's figures are compared with, by the name of the comparison; and of a second
    half the first, which its year adds up."""
    earlier = {SAME_HALF: period.same_half_last_year, YEAR_END: period.end_of_last_year}
    if period.half == 2:
        earlier[YEAR] = period.previous
    found = {name: closes.find_close(connection, str(before)) for name, before in earlier.items()}
    return {name: one for name, one in found.items() if one}
