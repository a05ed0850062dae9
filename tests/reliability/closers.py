"""Closes a period by many processes at once, or by one while another keeps a batch, and looks for what was closed
twice, counted twice or lost.

    python -m tests.reliability.closers [--engine sqlite|postgresql] [--closers 16] [--rounds 200] [--loader]

A round is a copy of one prepared warehouse. The processes live through all rounds; each imports this module, so what
only prepares is imported where it is needed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

KINDS = ("error", "not closed once", "other figures", "neither counted nor late", "counted and late", "doubled")


def campaign(name: str, closers: int, rounds: int, loader: bool, folder: Path) -> Counter[str]:
    """The counts over all rounds."""
    from tests.engines import Engine
    from tests.postgres import postgres_of
    from tests.reliability.racers import Racers
    from tests.reliability.races import closers_stage, loader_stage, run

    engine = Engine(name, postgres_of(folder) if name == "postgresql" else None)
    racers = Racers(closers)
    try:
        stage = (loader_stage if loader else closers_stage)(engine, folder, closers)
        return sum((run(stage, racers, number) for number in range(rounds)), Counter[str]())
    finally:
        racers.end()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--closers", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--loader", action="store_true", help="one keeps a batch while another closes")
    options = parser.parse_args(arguments)
    os.environ["POLARS_MAX_THREADS"] = "1"
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soket-closers-") as folder:
        closers = 2 if options.loader else options.closers
        counts = campaign(options.engine, closers, options.rounds, options.loader, Path(folder))
    for kind in ("rounds", "kept first", "closed first", *KINDS):
        print(f"{kind:<26}{counts[kind]:>6}")
    print(f"{'seconds':<26}{time.monotonic() - begun:>6.0f}")
    return int(any(counts[kind] for kind in KINDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
