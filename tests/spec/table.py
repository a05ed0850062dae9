"""Rules as tables of text: a case is what a unit changes in a good form, and what is then found.

A line without a unit goes on with the case above it: one more finding. A case without a rule finds
nothing. Changes are separated by ``;`` and stand as ``field = value``: nothing for a blank, quotes
around digits that are typed as text. ``rows = 2`` sends a list of two branches, and a period before
a field means the form that was sent for that period. A cell that is no field has its place for a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from domain.catalogue import Catalogue
from domain.cells import cell_name
from domain.half_year import HalfYear
from domain.unit import Unit
from outputs.blank_form import write_workbook
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, PlannedCell, SheetPlan
from tasks.home import Home
from tests.homes import SmallHome, cut_off, good_answers, good_branches
from warehouse import current, tables

KINDS = {"xã": "hoi_xa", "ban": "ban"}
NAMES = {"hoi_xa": "Hội Khuyến học xã", "ban": "Ban Khuyến học"}
NOW = "2022H1"


@dataclass(frozen=True)
class Found:
    """A finding as a table writes it; blank where there is none."""

    rule: str
    severity: str
    sheet: str
    cell: str
    saw: str


@dataclass
class Case:
    """``changes``: period → field → what is written there."""

    unit: str
    said: str
    changes: dict[str, dict[str, Answer]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.unit}: {self.said or 'nothing changed'}"


def cases(text: str) -> list[Case]:
    """The cases of a table: unit, changes, rule, severity, sheet, cell, saw."""
    told: list[Case] = []
    for line in text.strip().splitlines()[1:]:
        unit, said, *rest = (cell.strip() for cell in line.split("|"))
        if unit:
            told.append(Case(unit, said, _changes(said)))
        if rest and rest[0]:
            told[-1].found.append(Found(*rest))
    return told


def _changes(said: str) -> dict[str, dict[str, Answer]]:
    changes: dict[str, dict[str, Answer]] = {NOW: {}}
    for one in filter(None, (part.strip() for part in said.split(";"))):
        name, _, value = (part.strip() for part in one.partition("="))
        period, _, key = ("", "", name) if "!" in name else name.rpartition(" ")
        changes.setdefault(period or NOW, {})[key] = _value(value)
    return changes


def _value(text: str) -> Answer:
    if text.startswith('"'):
        return text.strip('"')
    return int(text) if text.lstrip("-").isdigit() else text or None


# --- a home in which each case is a unit -------------------------------------------------------------


def registry(kinds: Iterable[str]) -> str:
    """units.csv with a unit for each kind, in order; their codes are C-1, C-2, …"""
    lines = [f"{n},C-{n},{NAMES[kind]} {n},{kind},,,," for n, kind in enumerate(kinds, start=1)]
    return "\n".join(["id,code,name,kind,parent,valid_from,valid_to,contact", *lines]) + "\n"


def good_filling(unit: Unit, period: str = NOW, rows: int = 3) -> Filling:
    """A form that passes without a finding."""
    lists = {"danh_sach": good_branches(rows)} if unit.kind == "hoi_xa" else {}
    words = HalfYear.parse(period).words
    return Filling(unit.name, unit.code, unit.kind, words, cut_off(period), good_answers(unit.kind), lists)


def written_over(plans: Sequence[SheetPlan], changes: Mapping[str, Answer]) -> list[SheetPlan]:
    """The form with some cells written over, formulas too; a field that it does not have is a mistake in the table."""
    left = set(changes) - {"rows"}

    def changed(cell: PlannedCell | None, at: str) -> PlannedCell | None:
        name = at if at in changes else cell.key if cell else None
        if cell is None or name is None or name not in changes:
            return cell
        left.discard(name)
        return replace(cell, value=changes[name], formula=None)

    def row_of(plan: SheetPlan, number: int, row: Sequence[PlannedCell | None]) -> list[PlannedCell | None]:
        return [changed(cell, f"{plan.name}!{cell_name('workbook', number, c)}") for c, cell in enumerate(row, start=1)]

    over = [replace(plan, rows=[row_of(plan, n, row) for n, row in enumerate(plan.rows, start=1)]) for plan in plans]
    assert not left, f"no such cell in the form: {', '.join(sorted(left))}"
    return over


def form_of(catalogue: Catalogue, unit: Unit, period: str, changes: Mapping[str, Answer]) -> list[SheetPlan]:
    rows = changes.get("rows", 3)
    assert isinstance(rows, int)
    return written_over(plan_forms(catalogue, good_filling(unit, period, rows)), changes)


def send_all(home: SmallHome, told: Sequence[Case]) -> None:
    """Each case's forms, from a unit of its own, the earlier periods' first."""
    opened = home.open()
    for unit, case in zip(opened.units, told, strict=True):
        for period, changes in sorted(case.changes.items()):
            data = write_workbook(form_of(opened.catalogue, unit, period, changes))
            put(home, unit, f"{period}.xlsx", data)


def put(home: SmallHome, unit: Unit, name: str, data: bytes) -> Path:
    """SmallHome.put, without opening the home for every file."""
    target = home.path / "inbox" / unit.slug / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


# --- what was found ----------------------------------------------------------------------------------


def found_in(home: Home) -> dict[str, list[tuple[str, list[Found]]]]:
    """Unit code → each of its files in the order of receipt: its state, and what was found in it."""
    file, unit = tables.file, tables.unit
    query = select(file.c.id, file.c.state, unit.c.code).join(unit, unit.c.id == file.c.unit_id)
    told: dict[str, list[tuple[str, list[Found]]]] = defaultdict(list)
    with home.warehouse.read() as connection:
        files = connection.execute(query.order_by(file.c.seq)).all()
        found = current.findings_of(connection, [file_id for file_id, _, _ in files])
    for file_id, state, code in files:
        told[code].append((state, list(_found(found.get(file_id, ())))))
    return told


def _found(rows: Iterable[Mapping[str, object]]) -> Iterator[Found]:
    for row in rows:
        yield Found(*(str(row[name] or "") for name in ("rule", "severity", "sheet", "cell", "saw")))
