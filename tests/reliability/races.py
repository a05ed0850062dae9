"""A race of processes that close a period, or keep a batch while one closes it: what it is run over, and what is true
when it has ended."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from domain.figure import FIGURES
from domain.submission import FileState, Judged, SectionState
from flows.collect import fence_of
from tasks.compute import compute
from tasks.decide import judge
from tasks.home import Home
from tasks.read import read_files
from tests.engines import Engine
from tests.homes import SmallHome
from tests.reliability.racers import PERIOD, Racers, Said, Work, close, close_whatever_is_missing, keep_judged
from warehouse import closes, current, frozen, tables
from warehouse.store import Connection, Warehouse

CODE = str(PERIOD)
APART = 0.15  # seconds: about what keeping a batch and closing take


@dataclass(frozen=True)
class Stage:
    """A home whose units have all sent, and for a loader a batch that is judged and waits to be kept."""

    engine: Engine
    home: SmallHome
    works: tuple[Work, ...]

    @property
    def loads(self) -> bool:
        return self.works[0] is not close


def closers_stage(engine: Engine, folder: Path, count: int) -> Stage:
    return Stage(engine, _sent(engine, folder), (close,) * count)


def loader_stage(engine: Engine, folder: Path, count: int) -> Stage:
    """Every unit has sent a correction. The racers that have nothing to keep or to close wait at the line."""
    home = _sent(engine, folder)
    for number, unit in enumerate(home.open().units):
        home.send(unit.code, name="sửa.xlsx", bieu_1__hoi_vien__ky_nay=600 + number)
    judged = _judged(home)
    home.close()
    return Stage(engine, home, (keep_judged(judged), close_whatever_is_missing, *[_nothing] * (count - 2)))


def _nothing(_: Home) -> None:
    return None


def _sent(engine: Engine, folder: Path) -> SmallHome:
    home = engine.home(folder / "home")
    home.send_all()
    assert home.collect().accepted == len(home.open().units)
    home.close()
    return home


def _judged(small: SmallHome) -> Judged:
    small.receive()
    home = small.open()
    with fence_of(home) as fence:
        return judge(home, list(read_files(home, small.waiting(), fence)))


# --- a round ----------------------------------------------------------------------------------


def run(stage: Stage, racers: Racers, number: int) -> Counter[str]:
    """One race over a copy of the stage's warehouse; what happened, and the faults."""
    url = stage.engine.again(stage.home, stage.home.path.parent / f"{number}.db")
    said = racers.race(stage.home.path, url, stage.works, APART if stage.loads else 0)
    warehouse = Warehouse.open(url)
    counts: Counter[str] = Counter(rounds=1)
    with warehouse.read() as connection:
        if stage.loads:
            counts[_who_was_first(connection)] += 1
        for kind, line in faults(stage, said, connection):
            counts[kind] += 1
            print(f"round {number}: {kind}: {line}"[:600], file=sys.stderr, flush=True)
    warehouse.close()
    stage.home.close()
    stage.engine.drop(url)
    return counts


def faults(stage: Stage, said: Sequence[Said], connection: Connection) -> Iterator[tuple[str, str]]:
    """What is wrong after a race: the kind of fault, and one line about it."""
    yield from (("error", one.error) for one in said if one.error)
    yield from _closed_once(said, connection)
    yield from _figures(stage.home.open(), connection)
    yield from _sections(connection)


def _closed_once(said: Sequence[Said], connection: Connection) -> Iterator[tuple[str, str]]:
    """One call closed it, all saw version 1, and so do the tables."""
    told = [one.made for one in said if isinstance(one.made, tuple)]
    news = sum(new for new, _ in told)
    kept = [tuple(row) for row in connection.execute(select(tables.close.c.period, tables.close.c.version))]
    audits = connection.scalar(select(func.count()).where(tables.audit.c.act == "close"))
    if news != 1 or {version for _, version in told} != {1} or kept != [(CODE, 1)] or audits != 1:
        yield "not closed once", f"new {news}, told {told}, kept {kept}, audited {audits}"


def _figures(home: Home, connection: Connection) -> Iterator[tuple[str, str]]:
    """What is frozen is what the sections of the close come to."""
    found = closes.find_close(connection, CODE)
    if found is None:
        return
    values = current.period_values(connection, CODE, frozen.sections_of(found.id))
    made = compute(values, home.units_on(found.cut_off), home.catalogue).select(list(FIGURES))
    held = frozen.figures_of(connection, found.id)
    if not held.equals(made):
        yield "other figures", f"{held.join(made, on=list(FIGURES), how='anti', nulls_equal=True).rows()}"


def _sections(connection: Connection) -> Iterator[tuple[str, str]]:
    """A section that was accepted is counted in the close, or its file is told that it came after it."""
    counted = set(connection.scalars(select(tables.close_section.c.section_id)))
    section, file = tables.section.c, tables.file.c
    query = select(section.id, section.unit_id, section.form, section.state, file.after_close)
    rows = connection.execute(query.join(tables.file, file.id == section.file_id)).all()
    for row in rows:
        if row.state == SectionState.ACCEPTED and row.id not in counted and not row.after_close:
            yield "neither counted nor late", str(tuple(row))
        if row.id in counted and row.after_close:
            yield "counted and late", str(tuple(row))
    for key, times in Counter((row.unit_id, row.form) for row in rows if row.id in counted).items():
        if times != 1:
            yield "doubled", f"{key}: {times} sections in one close"


def _who_was_first(connection: Connection) -> str:
    late = tables.file.c.after_close & (tables.file.c.state == FileState.ACCEPTED)
    return "closed first" if connection.scalar(select(func.count()).where(late)) else "kept first"
