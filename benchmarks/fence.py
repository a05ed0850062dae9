"""What the guard and the fence cost an ordinary file: ``python -m benchmarks.fence``.

The guard in CPU milliseconds, format by format, over the sample association's forms; the fence as the time of a
round trip less that of the same reading in this process, spread over 200 files with the worker's start among them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import ordinary

GUARD_MS, FENCE_MS = 5.0, 10.0  # what is asked for
FILES = 200


def guard_ms(files: list[bytes]) -> list[float]:
    """CPU milliseconds of the guard on each file."""
    from tasks.readers.guard import admit

    return [1000 * _timed(lambda data=data: admit(data, ""), time.process_time) for data in files]  # type: ignore[misc]


def fence_ms(folder: Path, files: list[bytes]) -> tuple[float, float]:
    """Milliseconds a file: within the fence, and of the same reading here."""
    from tasks.fence import Fence
    from tasks.readers import reading

    paths = [folder / str(number) for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    reading.read(files[0], "")  # what is imported by the first is in the fork server too

    def fenced() -> None:
        with Fence(10, 1024) as fence:
            for path in paths:
                fence.read(str(path), "")

    def here() -> None:
        for path in paths:
            reading.read(path.read_bytes(), "")

    return 1000 * _timed(fenced) / len(files), 1000 * _timed(here) / len(files)


def _timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    work()
    return clock() - start


def lines(sizes: int) -> Iterator[str]:
    yield "| format | files | KB, median | guard ms, median | guard ms, 95 % |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    every: list[float] = []
    samples = ordinary.files(sizes)
    for name, files in samples.items():
        spent = guard_ms(files)
        every += spent
        size = statistics.median(len(data) for data in files) / 1024
        yield f"| {name} | {len(files)} | {size:.0f} | {statistics.median(spent):.2f} | {_percentile(spent):.2f} |"
    late = f"{_percentile(every):.2f} (wanted {GUARD_MS:.0f})"
    yield f"| all | {len(every)} | | {statistics.median(every):.2f} | {late} |"
    yield ""
    with tempfile.TemporaryDirectory() as folder:
        mixed = [data for files in samples.values() for data in files][:FILES]
        within, here = fence_ms(Path(folder), mixed)
    yield f"{len(mixed)} files: {within:.2f} ms a file in the fence, {here:.2f} ms without it: "
    yield f"the fence costs {within - here:.2f} ms a file (wanted {FENCE_MS:.0f})."


def _percentile(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]


def main() -> None:
    print("\n".join(lines(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)))


if __name__ == "__main__":
    main()
