"""The physical limit: what no program that reads these files can go below. ``python -m benchmarks.limit HOME`` inflates
every member of every workbook of a home and prints files, bytes before and after, seconds on the wall and of a
processor.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from zipfile import ZipFile


def inflate(home: Path) -> tuple[int, int, int]:
    """Files, their bytes, and the bytes that they hold."""
    paths = list((home / "inbox").glob("*/*.xlsx"))
    held = 0
    for path in paths:
        with ZipFile(path) as package:
            held += sum(len(package.read(name)) for name in package.namelist())
    return len(paths), sum(path.stat().st_size for path in paths), held


def main(home: Path) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    files, packed, held = inflate(home)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{files} files, {packed / 1e6:.1f} MB, inflated {held / 1e6:.1f} MB: {wall:.2f} s, {cpu:.2f} s of a processor"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
