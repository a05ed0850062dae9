"""``make reliability``: the hostile files, each with what became of it where that is not right.

python -m tests.reliability.hostile [WORD …]    only the files whose id holds a word
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def main(words: Sequence[str]) -> int:
    from tests.hostile.delivery import MEGABYTES, collect_all
    from tests.hostile.files import hostile_files

    files = [sent for sent in hostile_files() if not words or any(word in sent.id for word in words)]
    with tempfile.TemporaryDirectory(prefix="soket-hostile-") as folder:
        runs = collect_all(Path(folder), files)
    wrong = [line for run in runs for line in run.complaints()]
    outcomes = [outcome for run in runs for outcome in run.outcomes.values()]
    slowest = sorted(outcomes, key=lambda one: -one.seconds)[:10]
    grown = max(run.grown for run in runs)
    print(*wrong, sep="\n")
    print(f"hostile files          {len(files):>6}")
    print(f"crashes of the run     {sum(bool(run.crashed) for run in runs):>6}")
    print(f"answered wrongly       {len(wrong):>6}")
    print(f"accepted               {sum('accepted' in one.reasons for one in outcomes):>6}")
    print(f"slowest files        {', '.join(f'{one.sent.id} {one.seconds:.1f} s' for one in slowest)}")
    print(f"used up their time     {sum(one.seconds >= 10 for one in outcomes):>6}")
    print(f"growth of the parent   {grown:>4.0f} MB")
    print(f"the collect          {sum(run.seconds for run in runs):>6.1f} s")
    return int(bool(wrong) or grown >= MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
