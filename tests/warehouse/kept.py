"""A warehouse of what tests hand in: units, files and judged batches, without reading any file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import select, text

from domain.association import Dates
from domain.catalogue import Catalogue
from domain.finding import FINDINGS
from domain.observation import OBSERVATIONS
from domain.submission import FileState, Judged, Receipt, Sighting, Verdict
from domain.unit import Unit
from tasks.observe import EXPLANATIONS, NARRATIVES
from warehouse import facts, inboxes, ledger
from warehouse.facts import Kept
from warehouse.store import Warehouse

UNITS = [
    Unit(1, "00001", "Hội Khuyến học xã Một", "hoi_xa", None, None, None, "", 2),
    Unit(2, "B-02", "Ban Khuyến học Trường Hai", "ban", 1, date(2021, 1, 1), None, "Hai: 0900", 3),
]
DATES = Dates(cut_off=date(2022, 6, 14), deadline=date(2022, 6, 24), signing=date(2022, 6, 28))
PERIOD = "2022H1"
ADDED = text("INSERT INTO outbox (created_at, event, cause, payload) VALUES ('', 'e', :cause, '')")
COUNTED = text("SELECT count(*) FROM outbox")


class SmallWarehouse:
    """The warehouse of a test. ``see`` puts files into the ledger, ``keep`` keeps verdicts on them."""

    def __init__(self, url: str, catalogue: Catalogue) -> None:
        self.warehouse = Warehouse.open(url)
        self.version = catalogue.version
        with self.warehouse.write() as connection:
            ledger.keep_units(connection, UNITS, "a" * 64)
            ledger.keep_periods(connection, {PERIOD: DATES, "2021H2": DATES})
            ledger.keep_catalogue(connection, catalogue)

    def see(self, *names: str, unit_id: int = 1) -> list[Receipt]:
        """New files of a unit in one scan, in this order; their receipts."""
        seen = [
            Sighting(f"inbox/{unit_id}/{name}", unit_id, 10, 1_000 + n, f"{unit_id}{name}".ljust(64, "0"))
            for n, name in enumerate(names)
        ]
        with self.warehouse.write() as connection:
            inboxes.keep_sightings(connection, seen)
        with self.warehouse.read() as connection:
            wanted = {one.path for one in seen}
            return [one for one in ledger.pending(connection) if one.path in wanted]

    def keep(self, judged: Judged) -> Kept:
        with self.warehouse.write() as connection:
            return facts.keep_batch(connection, judged, self.version)

    def rows(self, table: Any, *columns: str) -> list[tuple[Any, ...]]:
        """A table's rows, in the order in which they were kept."""
        wanted = [table.c[name] for name in columns] or list(table.c)
        with self.warehouse.read() as connection:
            return [tuple(row) for row in connection.execute(select(*wanted).order_by(*table.primary_key.columns))]


def accepted(receipt: Receipt, *forms: str, period: str = PERIOD) -> Verdict:
    return Verdict(receipt, FileState.ACCEPTED, None, period, forms or ("bieu_1",), whole=True)


def refused(receipt: Receipt, *forms: str, reason: str = "parts_total", period: str | None = PERIOD) -> Verdict:
    return Verdict(receipt, FileState.REFUSED, reason, period, forms, whole=False)


def judged(
    *verdicts: Verdict,
    observations: Sequence[tuple[Any, ...]] = (),
    findings: Sequence[tuple[Any, ...]] = (),
    narratives: Sequence[tuple[Any, ...]] = (),
    explanations: Sequence[tuple[Any, ...]] = (),
) -> Judged:
    def frame(rows: Sequence[tuple[Any, ...]], schema: pl.Schema) -> pl.DataFrame:
        return pl.DataFrame(list(rows), schema=schema, orient="row")

    return Judged(
        verdicts,
        frame(findings, FINDINGS),
        frame(observations, OBSERVATIONS),
        frame(narratives, NARRATIVES),
        frame(explanations, EXPLANATIONS),
        {one.receipt.file_id: "calamine 0" for one in verdicts},
    )


def said(receipt: Receipt, value: int | None, cell: str = "F19", form: str = "bieu_1") -> tuple[Any, ...]:
    """An observation of hoi_vien."""
    field = f"{form}.hoi_vien.ky_nay"
    return (receipt.file_id, form, field, "hoi_vien", "", PERIOD, None, value, "number", "done", "Biểu 1", cell)


def found(
    receipt: Receipt, rule: str = "required", form: str | None = "bieu_1", severity: str = "warn"
) -> tuple[Any, ...]:
    return (receipt.file_id, rule, severity, form, "f", "nhãn", "Biểu 1", "F19", "…", "một số", "Ghi số.", True, None)
