"""What reading costs beside the physical limit, and what a second core gives: ``python -m benchmarks.reading [FILES]``.

Nation's forms (200 where no number is given). First in this process, in turns of ten files: zipfile's inflate of all
members, the guard with the readers, and the recogniser; each as a multiple of the inflate. Then the fence, which does
all three, with one worker and with two, in turn; seconds on the wall.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.nation import form, members
from domain.submission import Receipt
from expectations.load import load_catalogue
from tasks.fence import Fence
from tasks.readers import reading
from tasks.recognise import Recogniser

FILES, AT_ONCE, RUNS = 200, 10, 5
CATALOGUE = load_catalogue()


def inflate(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            archive.read(name)


def in_turn(files: Sequence[bytes], receipts: Sequence[Receipt]) -> Iterator[str]:
    recogniser, spent = Recogniser(CATALOGUE), dict[str, list[tuple[float, float]]]()
    gc.freeze()
    gc.disable()  # as a worker of the fence does
    for begin in range(0, len(files), AT_ONCE):
        some = files[begin : begin + AT_ONCE]
        limit, _ = _cpu(inflate, some)
        read, books = _cpu(lambda data: reading.read(data, ".xlsx"), some)
        told = list(zip(receipts[begin:], books, strict=False))
        known, _ = _cpu(lambda one: recogniser.recognise(one[0], one[1].sheets), told)
        for name, seconds in (("inflated", limit), ("guarded and read", read), ("recognised", known)):
            spent.setdefault(name, []).append((1000 * seconds / len(some), seconds / limit))
        gc.collect(0)
    gc.enable()
    yield "| | ms of a processor a file | × inflated |"
    yield "| --- | ---: | ---: |"
    for name, each in spent.items():
        ms, times = (statistics.median(column) for column in zip(*each, strict=True))
        yield f"| {name} | {ms:.2f} | {times:.1f} |"


def _cpu(work: Callable[[Any], Any], files: Sequence[Any]) -> tuple[float, list[Any]]:
    begin = time.process_time()
    made = [work(one) for one in files]
    return time.process_time() - begin, made


def by_workers(files: Sequence[bytes], receipts: Sequence[Receipt]) -> Iterator[str]:
    spent: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(number) for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        asked = [(one, str(path), ".xlsx") for one, path in zip(receipts, paths, strict=True)]
        for _ in range(RUNS):
            for workers, seconds in spent.items():
                with Fence(10, 1024, CATALOGUE, workers) as fence:
                    list(fence.recognise(asked[: 2 * workers]))  # each is there, and knows its words
                    begin = time.perf_counter()
                    list(fence.recognise(asked))
                    seconds.append(time.perf_counter() - begin)
    one, two = (statistics.median(seconds) for seconds in spent.values())
    yield f"{len(files)} files read and recognised in the fence: {one:.2f} s by one worker, {two:.2f} s by two; "
    yield f"the second core gives {statistics.median(a / b for a, b in zip(*spent.values(), strict=True)):.2f} ×."


def main(count: int) -> None:
    units = members(range(1, count + 1))
    files = [form(CATALOGUE, unit) for unit in units]
    receipts = [Receipt(u.id, u.id, u.code, u.name, u.kind, "", "a.xlsx", u.id, u.id, 1) for u in units]
    print("\n".join([*in_turn(files, receipts), "", *by_workers(files, receipts), machine()]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
