"""Batches read and judged by the workers of a Dask cluster, and kept here.

The workers see the home at the same path, and its warehouse on PostgreSQL, of which they only read: what is promised of
a batch holds as on one machine, for the same process keeps it in the same way (docs/scale.md).
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from domain.submission import Receipt
from flows.cluster import Cluster
from tasks.decide import Verdicts
from tasks.home import Home
from tasks.there import judge_there

#: Files in a batch: few, so that every worker has some, and one that dies takes little with it.
BATCH = 100
_AHEAD = 2  # batches for each thread of the cluster, so that none waits for us


class Elsewhere:
    """Verdicts on batches, in their order. A batch that may depend on an earlier one, for it has a file of the same
    unit, is given out when that one was kept."""

    def __init__(self, home: Home, batches: Iterable[Sequence[Receipt]], cluster: Cluster) -> None:
        self._asked = home.under["soket"], pickle.dumps(home)
        self._cluster = cluster
        self._left = deque(list(batch) for batch in batches)
        self._given: deque[tuple[list[Receipt], Any]] = deque()

    def __bool__(self) -> bool:
        """Whether batches are left."""
        return bool(self._left or self._given)

    def judge(self) -> Verdicts:
        """What the next batch came to, the same until it is done; after an error it is judged again."""
        try:
            self._give_out()
            verdicts: Verdicts = self._cluster.result(self._given[0][1])
        except BaseException:
            self._take_back()
            raise
        return verdicts

    def done(self) -> None:
        """The batch is kept: those that depend on it may be given out."""
        self._given.popleft()

    def _give_out(self) -> None:
        most = _AHEAD * max(1, self._cluster.threads())
        units = {receipt.unit_id for batch, _ in self._given for receipt in batch}
        while self._left and len(self._given) < most:
            batch = self._left[0]
            if units & (here := {receipt.unit_id for receipt in batch}):
                return
            units |= here
            self._given.append((batch, self._cluster.give(judge_there, *self._asked, batch)))
            self._left.popleft()

    def _take_back(self) -> None:
        """Everything that was given out waits again."""
        for batch, future in reversed(self._given):
            self._cluster.drop(future)
            self._left.appendleft(batch)
        self._given.clear()
