"""What real forms say: those of a commune and of a committee of the sample, of a second half and of a first, read and
kept by the ordinary run in a home of their own."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from sqlalchemy import select

from flows.collect import collect
from flows.parameters import CollectRequest
from outputs.form_plan import plan_forms
from samples.association import PERIODS, units
from samples.deliver import HERE, filling
from samples.files import workbook
from tasks.home import Home
from warehouse.store import Connection, frame
from warehouse.tables import narrative, observation, section, unit

KINDS = ("hoi_xa", "ban")
_HALVES = PERIODS[1:]


@dataclass(frozen=True)
class Said:
    """By kind of unit and half (1 or 2): the forms that were sent, the values and the texts in them. ``of_year`` counts
    from the year of the form."""

    forms: pl.DataFrame
    values: pl.DataFrame
    texts: pl.DataFrame


def said() -> Said:
    with tempfile.TemporaryDirectory() as folder:
        _send(Path(folder))
        collect(CollectRequest(period=str(_HALVES[-1]), wait=False), folder)
        home = Home.open(Path(folder))
        with home.warehouse.read() as connection:
            told = _read(connection)
        home.warehouse.close()
    return told


def _send(path: Path) -> None:
    (path / "soket.toml").write_text((HERE / "soket.toml").read_text(encoding="utf-8"), encoding="utf-8")
    senders = [next(one for one in units() if one.kind == kind) for kind in KINDS]
    lines = [f"{one.id},{one.code},{one.name},{one.kind},,,,\n" for one in senders]
    heading = "id,code,name,kind,parent,valid_from,valid_to,contact\n"
    (path / "units.csv").write_text(heading + "".join(lines), encoding="utf-8")
    catalogue = Home.open(path).catalogue
    for one in senders:
        (path / "inbox" / one.slug).mkdir(parents=True)
        for period in _HALVES:
            data = workbook(plan_forms(catalogue, filling(one, period)))
            (path / "inbox" / one.slug / f"{period}.xlsx").write_bytes(data)


def _read(connection: Connection) -> Said:
    joined = section.join(unit, unit.c.id == section.c.unit_id)
    key = (unit.c.kind, section.c.period.label("of"), section.c.form)
    forms = select(*key).select_from(joined).order_by(section.c.id)
    values = (
        select(*key, *[one for one in observation.c if one.name not in ("id", "section_id")])
        .select_from(joined.join(observation, observation.c.section_id == section.c.id))
        .order_by(observation.c.id)
    )
    texts = (
        select(*key, narrative.c.field, narrative.c.text, narrative.c.sheet, narrative.c.cell)
        .select_from(joined.join(narrative, narrative.c.section_id == section.c.id))
        .order_by(narrative.c.id)
    )
    told = frame(connection, values, {"of_year": pl.Int32, "value": pl.Int64})
    since = pl.col("of_year") - pl.col("of").str.slice(0, 4).cast(pl.Int32)
    dated = told.with_columns(since)
    return Said(*(_by_half(one) for one in (frame(connection, forms), dated, frame(connection, texts))))


def _by_half(told: pl.DataFrame) -> pl.DataFrame:
    return told.with_columns(half=pl.col("of").str.slice(-1).cast(pl.Int32))
