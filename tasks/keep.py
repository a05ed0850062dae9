"""Judged batches → the warehouse, one transaction a batch; and the batches themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from domain.protocol import Step, reached
from domain.submission import Judged, Receipt
from tasks.home import Home
from warehouse import facts, ledger
from warehouse.facts import Kept

BATCH = 200  # files; what judging them takes is the peak of a run


def pending_batches(home: Home, size: int = BATCH) -> Iterator[list[Receipt]]:
    """The files that wait, in the order of receipt, at most ``size`` at a time."""
    with home.warehouse.read() as connection:
        waiting = ledger.pending(connection)
    return in_batches(waiting, size)


def pending_rounds(home: Home, size: int) -> Iterator[list[Receipt]]:
    """The same, the first file of every unit before all second ones, so that few batches have to wait for another."""
    for batch in pending_batches(home, sys.maxsize):
        yield from (batch[start : start + size] for start in range(0, len(batch), size))


def in_batches(waiting: Sequence[Receipt], size: int = BATCH) -> Iterator[list[Receipt]]:
    """A batch holds at most one file of a unit, so that each is judged against what stood before it."""
    while waiting:
        batch: list[Receipt] = []
        later: list[Receipt] = []
        units: set[int] = set()
        for receipt in waiting:
            full = len(batch) == size or receipt.unit_id in units
            (later if full else batch).append(receipt)
            units.add(receipt.unit_id)
        yield batch
        waiting = later


def keep(home: Home, judged: Judged) -> Kept:
    """Keeps a batch; the number of files accepted and refused by this call."""
    with home.warehouse.write() as connection:
        kept = facts.keep_batch(connection, judged, home.catalogue.version, home.channels)
    reached(Step.BATCH_KEPT)
    return kept
