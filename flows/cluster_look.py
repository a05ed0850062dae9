"""The cluster that soket.toml names looked over, for soket doctor: does it answer, and could its workers judge?"""

from __future__ import annotations

import pickle
from pathlib import Path

from flows.cluster import Cluster, NoCluster
from flows.explain import in_one_line
from tasks.doctor import Check
from tasks.home import Home
from tasks.seen import Seen
from tasks.there import see

_SECONDS = 5


def look_at_cluster(folder: Path) -> list[Check]:
    """A check of the cluster; none where the home names none, or cannot be opened, which another check tells."""
    try:
        home = Home.open(folder)
        asked = home.under["soket"], pickle.dumps(home)
    except ValueError:
        return []
    return [Check("task_runner", "machine", _seen(home, *asked))] if home.settings.task_runner else []


def _seen(home: Home, version: str, pickled: bytes) -> Seen:
    try:
        with Cluster(home, _SECONDS) as cluster:
            threads, said = cluster.threads(), cluster.everywhere(see, version, pickled)
    except (NoCluster, ValueError) as told:
        saw, _, mend = str(told).partition("; ")
        return Seen("fail", saw, mend)
    unfit = {address: error for address, error in said.items() if isinstance(error, BaseException)}
    if not unfit:
        return Seen("ok", f"{len(said)} workers with {threads} threads, soket {version}; they see home and warehouse")
    address, error = next(iter(sorted(unfit.items())))
    saw, _, mend = in_one_line(error).partition("; ")
    line = f"{len(unfit)} of {len(said)} workers could not judge; {address}: {saw}"
    return Seen("fail", line, mend or "see to the mount of the home and to the way to the warehouse there")
