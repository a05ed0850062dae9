"""Batches read and judged by the workers of a Dask cluster, and kept here.

The workers see the home at the same path, and its warehouse on PostgreSQL, of which they only read: what is promised of
a batch holds as on one machine, for the same process keeps it in the same way (docs/scale.md).
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from domain.submission import Receipt
from tasks.decide import Verdicts
from tasks.home import Home
from tasks.registry import HomeError
from tasks.there import judge_there
from warehouse.engines import POSTGRESQL

_SECONDS = 30  # for the scheduler to answer, and for a first worker
_AHEAD = 2  # batches for each thread of the cluster, so that none waits for us


@contextmanager
def cluster(home: Home) -> Iterator[Any]:
    """A client (``distributed.Client``) of the cluster that soket.toml names; HomeError where it cannot be used."""
    where = f"{home.path / 'soket.toml'}: task_runner = {home.settings.task_runner!r}"
    if not home.warehouse_url.startswith(POSTGRESQL):
        raise HomeError(f"{where}: the warehouse is SQLite, which one machine has to itself; wanted PostgreSQL")
    try:
        import distributed
    except ImportError:
        raise HomeError(f"{where}: Dask is not installed here; pip install 'soket[dask]'") from None
    try:
        connect: Any = distributed.Client
        client = connect(home.settings.task_runner.replace("dask:", "tcp:", 1), timeout=_SECONDS)
        client.wait_for_workers(1, timeout=_SECONDS)
    except (OSError, TimeoutError) as error:
        told = next(iter(str(error).splitlines()), type(error).__name__)
        raise HomeError(f"{where}: no scheduler with a worker answers there within {_SECONDS} s ({told})") from None
    with client:
        yield client


class Elsewhere:
    """Verdicts on batches, in their order. A batch that may depend on an earlier one, for it has a file of the same
    unit, is given out when that one was kept."""

    def __init__(self, home: Home, batches: Iterable[Sequence[Receipt]], client: Any) -> None:
        self._home, self._client = pickle.dumps(home), client
        self._left = deque(list(batch) for batch in batches)
        self._given: deque[tuple[list[Receipt], Any]] = deque()

    def __bool__(self) -> bool:
        """Whether batches are left."""
        return bool(self._left or self._given)

    def judge(self) -> Verdicts:
        """What the next batch came to, the same until it is done; after an error it is judged again."""
        self._give_out()
        try:
            verdicts: Verdicts = self._given[0][1].result()
        except BaseException:
            self._take_back()
            raise
        return verdicts

    def done(self) -> None:
        """The batch is kept: those that depend on it may be given out."""
        self._given.popleft()

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
