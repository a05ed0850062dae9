"""From a click to the end of a run that finds nothing to do, of a home that is served: python -m benchmarks.serve HOME

HOME is a home that ``make demo`` made; it is copied. A line for each run with the seconds after which it was waiting,
begun and done; at the end the median of all.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from tests.flows.served import ENDED, Served, serving

PERIOD = "2022H1"
_STEPS = ("Pending", "Running", "Completed")


def measured(served: Served) -> dict[str, float]:
    """Seconds from the click until each state was first seen."""
    begun, seen = time.monotonic(), dict[str, float]()
    run = served.run("collect", period=PERIOD)
    while True:
        found = served.flow_run(run)
        seen.setdefault(found["state_name"], time.monotonic() - begun)
        if found["state_type"] in ENDED:
            return seen
        time.sleep(0.05)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--runs", type=int, default=9)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(given.home, home, ignore=shutil.ignore_patterns(".prefect"))
        with serving(home, PREFECT_WORKER_QUERY_SECONDS="1") as served:
            done = []
            for _ in range(given.runs):
                seen = measured(served)
                print("  ".join(f"{step} {seen[step]:.2f}" for step in _STEPS if step in seen), flush=True)
                done.append(seen["Completed"])
    print(f"median {statistics.median(done):.2f} s, most {max(done):.2f} s")


if __name__ == "__main__":
    main()
