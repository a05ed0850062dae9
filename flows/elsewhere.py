"""Batches read and judged by the workers of a Dask cluster, and kept here.

The workers see the home at the same path, and its warehouse on PostgreSQL, of which they only read: what is promised of
a batch holds as on one machine, for the same process keeps it in the same way (docs/scale.md).
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from domain.submission import Receipt
from tasks.decide import Verdicts
from tasks.home import Home
from tasks.registry import HomeError
from tasks.there import judge_there
from warehouse.engines import POSTGRESQL

if TYPE_CHECKING:
    from distributed import Client, Future

_SECONDS = 30  # for the scheduler to answer, and for a first worker
_AHEAD = 2  # batches for each thread of the cluster, so that none waits for us


@contextmanager
def cluster(home: Home) -> Iterator[Client]:
    """The cluster that soket.toml names; HomeError where it cannot be used."""
    where = f"{home.path / 'soket.toml'}: task_runner = {home.settings.task_runner!r}"
    if not home.warehouse_url.startswith(POSTGRESQL):
        raise HomeError(f"{where}: the warehouse is SQLite, which one machine has to itself; wanted PostgreSQL")
    try:
        from distributed import Client
    except ImportError:
        raise HomeError(f"{where}: Dask is not installed here; pip install 'soket[dask]'") from None
    try:
        client = Client(home.settings.task_runner.replace("dask:", "tcp:", 1), timeout=_SECONDS)
        client.wait_for_workers(1, timeout=_SECONDS)
    except (OSError, TimeoutError) as error:
        told = next(iter(str(error).splitlines()), type(error).__name__)
        raise HomeError(f"{where}: no scheduler with a worker answers there within {_SECONDS} s ({told})") from None
    with client:
        yield client


class Elsewhere:
    """Verdicts on batches, in their order. A batch that may depend on an earlier one, for it has a file of the same
    unit, is given out when that one was kept."""

    def __init__(self, home: Home, batches: Iterable[Sequence[Receipt]], client: Client) -> None:
        self._home, self._client = pickle.dumps(home), client
        self._left = deque(list(batch) for batch in batches)
        self._given: deque[tuple[list[Receipt], Future]] = deque()

    def judge_next(self) -> Verdicts:
        """What the next batch came to; empty where none is left. Those before it must be kept by then. After an error
        it may be called again, for the same batch."""
        self._give_out()
        if not self._given:
            return Verdicts()
        batch, future = self._given[0]
        try:
            verdicts: Verdicts = future.result()
        except BaseException:
            self._take_back()
            raise
        self._given.popleft()
        return verdicts

    def _give_out(self) -> None:
        most = _AHEAD * max(1, sum(self._client.nthreads().values()))
        units = {receipt.unit_id for batch, _ in self._given for receipt in batch}
        while self._left and len(self._given) < most:
            batch = self._left[0]
            if units & (here := {receipt.unit_id for receipt in batch}):
                return
            units |= here
            self._left.popleft()
            self._given.append((batch, self._client.submit(judge_there, self._home, batch, pure=False)))

    def _take_back(self) -> None:
        """Everything that was given out waits again."""
        for batch, future in reversed(self._given):
            future.cancel()
            self._left.appendleft(batch)
        self._given.clear()
